"""Packing sticks for the week."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from fieldapp import packing
from fieldapp.cli import App, cli, with_json

DATE = click.DateTime(["%Y-%m-%d"])


@cli.command()
@click.option("--team", help="All laptops of the team's visits.")
@click.option("--laptop", help="Letter, name or id.")
@click.option("--week", type=DATE, required=True, help="A day of the week.")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False, exists=True), required=True)
@with_json
@click.pass_obj
@click.pass_context
def pack(
    ctx: click.Context, app: App, team: str | None, laptop: str | None, week: datetime, to: Path
) -> None:
    """Write one bundle for each laptop of a team, with the visits of a week."""
    if (team is None) == (laptop is None):
        raise click.UsageError("Give --team or --laptop.")
    with closing(app.session()) as session:
        found = packing.chosen(session, week.date(), team, laptop)
        done = packing.pack(session, to, found, week.date())
        for one in done:
            if one.refused:
                click.echo(packing.words(one), err=True)
        written = [one for one in done if one.written]
        if written:
            lines = [f"{packing.words(one)} {one.written.file}" for one in written if one.written]
            app.say([_document(one) for one in written], *lines)
        ctx.exit(0 if len(written) == len(done) else 1)


def _document(one: packing.Packed) -> dict[str, Any]:
    return {
        "for": one.device.device,
        "name": one.device.name,
        "visits": [visit.visit for visit in one.visits],
        "file": str(one.written.file) if one.written else None,
        "events": one.written.events if one.written else 0,
    }
