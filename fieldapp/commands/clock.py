"""Whether the clock can be trusted."""

from contextlib import closing

import click
import msgspec

from fieldapp import clocks
from fieldapp.cli import App, cli, with_json
from fieldapp.store import queries
from fieldapp.texts import _
from fieldapp.wording import iso


@cli.command()
@click.option("--visit", required=True)
@click.option("--right", is_flag=True, help="Somebody looked: the clock is right now.")
@with_json
@click.pass_obj
def clock(app: App, visit: str, right: bool) -> None:
    """What is doubtful about this device's clock, and which times of a visit are."""
    with closing(app.session()) as session:
        if right:
            clocks.confirm(session, visit)
        spans = queries.visit(session.db, visit).clock
        found = clocks.doubts(session, visit)
        document = {
            "now": iso(session.clock()),
            "doubts": [
                {"reason": each.reason, "off": each.off, "mild": each.mild, "why": words[0],
                 "todo": words[1]}
                for each in found
                for words in [clocks.words(each)]
            ],
            "spans": [msgspec.to_builtins(span) for span in spans],
        }  # fmt: skip
        lines = [" ".join(clocks.words(each)) for each in found]
        app.say(document, *(lines or [_("Nothing speaks against this clock.")]))
