"""Bundles out and in."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from fieldapp.cli import App, cli, with_json
from fieldapp.sync import bundle_in, bundle_out, take_all
from fieldapp.texts import _, ngettext


@cli.command()
@click.option("--visit")
@click.option("--for", "device", help="The recipient, where there is more than one.")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False, exists=True), required=True)
@with_json
@click.pass_obj
def export(app: App, visit: str | None, device: str | None, to: Path) -> None:
    """Write a sealed bundle with what the recipient is not known to hold."""
    with closing(app.session()) as session:
        recipient = bundle_out.recipient(session, device)
        written = bundle_out.export(session, to, to=recipient, visit=visit)
        document = {
            "file": str(written.file),
            "events": written.events,
            "media": written.media,
            "for": recipient.device,
        }
        app.say(
            document,
            ngettext(
                "{count} record for {name}, sealed and read back: {file}",
                "{count} records for {name}, sealed and read back: {file}",
                written.events,
            ).format(count=written.events, name=recipient.name, file=written.file),
        )


def merged_document(merged: bundle_in.Merged) -> dict[str, Any]:
    """What one bundle brought."""
    return {
        "file": str(merged.file),
        "from": merged.sender.device,
        "name": merged.sender.name,
        "new": merged.new,
        "known": merged.known,
        "people": merged.people,
        "conflicts": merged.conflicts,
        "gaps": merged.gaps,
        "notes": merged.notes,
        "continued": merged.continued,
    }


@cli.command()
@click.argument("files", nargs=-1, required=True,
                type=click.Path(path_type=Path, exists=True))  # fmt: skip
@with_json
@click.pass_obj
@click.pass_context
def merge(ctx: click.Context, app: App, files: tuple[Path, ...]) -> None:
    """Take bundles and safety copies in, and all in folders; a refused one stops no other."""
    with closing(app.session()) as session:
        taken = take_all.take_all(session, files)
        results = [one for one in taken.outcomes if isinstance(one, bundle_in.Merged)]
        refused = [one for one in taken.outcomes if isinstance(one, take_all.Refused)]
        for one in refused:
            click.echo(f"{one.name}: {one.error}", err=True)
        lines = [
            _("{file}: {new} new records from {name}, {known} known.").format(
                file=m.file.name, new=m.new, name=m.sender.name, known=m.known
            )
            for m in results
        ]  # fmt: skip
        lines += [gap for m in results for gap in (*m.gaps, *m.notes)]
        if not taken.outcomes:
            lines.append(take_all.nothing_words(taken.found))
        elif len(taken.outcomes) > 1:
            lines.append(take_all.total_words(taken))
        if results or not refused:
            app.say([merged_document(m) for m in results], *lines)
        ctx.exit(1 if refused else 0)
