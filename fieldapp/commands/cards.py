"""From the recording to the card: statuses in, print plan, follow-up."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click
import msgspec

from fieldapp import statuses
from fieldapp.cli import App, cli, with_json
from fieldapp.commands.people import FILE, columns
from fieldapp.commands.visit import DATE
from fieldapp.domain.people import CARD_STEPS
from fieldapp.reports import follow_up as following
from fieldapp.reports import print_plan as printing
from fieldapp.roster import preview as lists
from fieldapp.store import queries
from fieldapp.texts import _, short_date
from fieldapp.wording import word

_PATH = click.Path(path_type=Path, dir_okay=False)


def _today() -> date:
    return date.today()  # noqa: DTZ011 -- the local day


@cli.group()
def status() -> None:
    """What the national system says of cards."""


@status.command(name="import")
@click.argument("file", type=FILE)
@click.option("--as-of", type=DATE, help="The day of the list; today if not given.")
@click.option("--problems", type=_PATH)
@click.option("--column", "mapping", multiple=True, help="3=status: what column 3 holds.")
@with_json
@click.pass_obj
def import_(
    app: App, file: Path, as_of: datetime | None, problems: Path | None, mapping: tuple[str, ...]
) -> None:
    """Take statuses in. A second time changes nothing."""
    with closing(app.session()) as session:
        listing = lists.read_list(file, columns(mapping))
        found = statuses.take_in(session, listing, as_of.date() if as_of else _today())
        if problems:
            lists.write_problems(found.problems, problems)
        app.say(
            msgspec.to_builtins(found),
            _("{read} rows: {new} new, {same} known, {unknown} of people unknown here.").format(
                read=found.read, new=found.new, same=found.same, unknown=found.unknown
            ),
            _("To be recorded again: {count}.").format(count=found.again),
        )


@cli.command(name="card-step")
@click.argument("person")
@click.argument("step", type=click.Choice(CARD_STEPS))
@click.option("--visit", required=True)
@click.option("--on", "day", type=DATE, help="The day; today if not given.")
@click.option("--to", "to", default="", help="Who took the card.")
@with_json
@click.pass_obj
def card_step(app: App, person: str, step: str, visit: str, day: datetime | None, to: str) -> None:
    """Write down that a card was requested, printed or handed over."""
    with closing(app.session()) as session:
        meant = queries.meant(session.db, person, visit).visitor.person
        (entry,) = statuses.step(session, visit, [meant], step, day.date() if day else _today(), to)
        said = [(s.step, s.day.isoformat(), s.to) for s in entry.visitor.card]
        app.say(
            {"person": meant, "card": [{"step": s, "day": d, "to": t} for s, d, t in said]},
            *(f"{word('card_step', s)}  {d}  {t}".rstrip() for s, d, t in said),
        )


@cli.command(name="print-plan")
@click.option("--until", type=DATE)
@click.option("--since", type=DATE)
@with_json
@click.pass_obj
def print_plan(app: App, until: datetime | None, since: datetime | None) -> None:
    """Who may request the card from which day."""
    with closing(app.session()) as session:
        lines = printing.plan(
            session.db,
            until=until.date() if until else None,
            since=since.date() if since else None,
        )
        app.say(
            printing.as_json(lines),
            *(f"{short_date(one.print_from)}  {one.name}  ({one.school})" for one in lines),
        )


@cli.command(name="follow-up")
@click.option("--today", type=DATE, help="As of this day; today if not given.")
@with_json
@click.pass_obj
def follow_up(app: App, today: datetime | None) -> None:
    """Who is still to be recorded, from when, and where that could be."""
    with closing(app.session()) as session:
        lines = following.follow_up(session.db, today.date() if today else _today())
        app.say(
            [
                {name: value for name, value in msgspec.to_builtins(one).items() if name != "nik"}
                for one in lines
            ],
            *(
                f"{word('why_not', one.why)}  {one.name}  {short_date(one.since)}"
                + (f"  {one.place.place} {short_date(one.place.date)}" if one.place else "")
                for one in lines
            ),
        )
