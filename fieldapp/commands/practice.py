"""Practising with invented pupils."""

from contextlib import closing
from datetime import date

import click

from fieldapp import practice
from fieldapp.cli import App, cli, with_json
from fieldapp.store import queries
from fieldapp.texts import _, ngettext, number


@cli.group(name="practice")
def practice_group() -> None:
    """A visit with invented pupils, to train on; it never leaves this device."""


@practice_group.command()
@click.option("--pupils", type=int, default=practice.PUPILS, help="How many are invented.")
@with_json
@click.pass_obj
def begin(app: App, pupils: int) -> None:
    """Begin a new practice; one that is there is thrown away."""
    today = date.today()  # noqa: DTZ011 -- the local day
    with closing(app.session()) as session:
        made = practice.begin(session, today, pupils)
        count = len(queries.everyone(session.db, made.visit))
        app.say({"visit": made.visit, "pupils": count}, made.visit)


@practice_group.command(name="throw-away")
@with_json
@click.pass_obj
def throw_away(app: App) -> None:
    """End the practice; nothing of it stays."""
    with closing(app.session()) as session:
        count = practice.throw_away(session)
        text = ngettext(
            "The practice with {count} invented pupil was thrown away.",
            "The practice with {count} invented pupils was thrown away.",
            count,
        )
        said = text.format(count=number(count)) if count else _("There is no practice here.")
        app.say({"pupils": count}, said)
