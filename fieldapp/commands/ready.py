"""Ready to leave? Everything a laptop needs in the hall, tried out."""

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import msgspec

from fieldapp import readiness
from fieldapp.cli import App, cli, with_json
from fieldapp.readiness_words import Check
from fieldapp.texts import _


@cli.command()
@click.option("--visit", required=True)
@click.option("--to", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="The stick to try; any that is plugged in if not given.")  # fmt: skip
@with_json
@click.pass_obj
def ready(app: App, visit: str, to: Path | None) -> None:
    """Try what the visit needs; exits with 1 where something is left to do."""
    with closing(app.session()) as session:
        done = readiness.check(session, visit, to=to)
    done += app.screen.probes() if app.screen.probes else []
    fit = readiness.is_ready(done)
    document = {"ready": fit, "checks": [msgspec.to_builtins(one) for one in done]}
    app.say(document, *_lines(done))
    if not fit:
        sys.exit(1)


def _lines(done: list[Check]) -> Iterator[str]:
    said = {"ready": _("ready"), "do": _("to do"), "note": _("note")}
    for one in done:
        yield f"{one.title} ({said[one.state]}): {one.what} {one.todo}".strip()
