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
from fieldapp.errors import KnownError
from fieldapp.reports import alarms as alarming
from fieldapp.reports import follow_up as following
from fieldapp.reports import follow_up_paper, paper, plan_paper
from fieldapp.reports import print_plan as printing
from fieldapp.reports.paper import Paper
from fieldapp.roster import preview as lists
from fieldapp.store import queries
from fieldapp.texts import _, number, short_date
from fieldapp.wording import word

_BACK = "back"  # in the place of a step: the last mark is taken back
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
        listing = lists.read_list(file, columns(mapping), by_number=True)
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
@click.argument("step", type=click.Choice((*CARD_STEPS, _BACK)))
@click.option("--visit", required=True)
@click.option("--on", "day", type=DATE, help="The day; today if not given.")
@click.option("--to", "to", default="", help="Who took the card.")
@with_json
@click.pass_obj
def card_step(app: App, person: str, step: str, visit: str, day: datetime | None, to: str) -> None:
    """Write down that a card was requested, printed or handed over; or take the last mark back."""
    with closing(app.session()) as session:
        meant = queries.meant(session.db, person, visit).visitor.person
        if step == _BACK:
            statuses.unmark(session, [(visit, meant)])
        else:
            on = day.date() if day else _today()
            statuses.step(session, visit, [meant], step, on, to)
        entry = queries.known(session.db, visit, meant)
        said = [(s.step, s.day.isoformat(), s.to) for s in entry.visitor.card]
        app.say(
            {"person": meant, "card": [{"step": s, "day": d, "to": t} for s, d, t in said]},
            *(f"{word('card_step', s)}  {d}  {t}".rstrip() for s, d, t in said),
        )


@status.command()
@click.option("--days", type=int, help="After how many days without news; as set if not given.")
@click.option("--keep", is_flag=True, help="Let that number of days hold from now on.")
@click.option("--today", type=DATE, help="As of this day; today if not given.")
@with_json
@click.pass_obj
def alarms(app: App, days: int | None, keep: bool, today: datetime | None) -> None:
    """Whose card has to be looked at: record again, or no news for too long."""
    with closing(app.session()) as session:
        if days is not None and keep:
            statuses.set_silent_days(session, days)
        after = statuses.silent_days(session) if days is None else days
        lines = alarming.alarms(session.db, today.date() if today else _today(), after)
        app.say(
            {"days": after, "alarms": [_without_numbers(one) for one in lines]},
            *(
                f"{word('alarm', one.what)}  {one.name}  {one.status}".rstrip()
                + (f"  {short_date(one.since)}" if one.since else "")
                for one in lines
            ),
        )


@cli.command(name="print-plan")
@click.option("--until", type=DATE)
@click.option("--since", type=DATE)
@click.option("--by", type=click.Choice(printing.GROUPS), help="Count by this.")
@click.option("--xlsx", type=_PATH)
@click.option("--pdf", type=_PATH)
@with_json
@click.pass_obj
def print_plan(
    app: App,
    until: datetime | None,
    since: datetime | None,
    by: str | None,
    xlsx: Path | None,
    pdf: Path | None,
) -> None:
    """Who may request the card from which day."""
    with closing(app.session()) as session:
        lines = printing.plan(
            session.db,
            until=until.date() if until else None,
            since=since.date() if since else None,
        )
    _write(app, plan_paper.paper(lines, by or "month"), xlsx, pdf)
    people = (f"{plan_paper.day(one.print_from)}  {one.name}  ({one.school})" for one in lines)
    groups = printing.grouped(lines, by) if by else []
    counts = (f"{plan_paper.label(one.key, by or '')}: {number(one.people)}" for one in groups)
    app.say(
        [
            {**said, "group": printing.key(line, by)} if by else said
            for line, said in zip(lines, printing.as_json(lines), strict=True)
        ],
        *(counts if by else people),
    )


@cli.command(name="follow-up")
@click.option("--today", type=DATE, help="As of this day; today if not given.")
@click.option("--by", type=click.Choice(("village", "school")), help="A list for each.")
@click.option("--xlsx", type=_PATH)
@click.option("--pdf", type=_PATH)
@with_json
@click.pass_obj
def follow_up(
    app: App, today: datetime | None, by: str | None, xlsx: Path | None, pdf: Path | None
) -> None:
    """Who is still to be recorded, from when, and where that could be."""
    with closing(app.session()) as session:
        lines = following.follow_up(session.db, today.date() if today else _today())
    _write(app, follow_up_paper.paper(lines, by or "village"), xlsx, pdf)
    shown = following.grouped(lines, by) if by else {"": lines}
    app.say(
        [_without_numbers(one) for group in shown.values() for one in group],
        *(text for key, group in shown.items() for text in _group_lines(key, by, group)),
    )


def _group_lines(key: str, by: str | None, group: list[following.Line]) -> list[str]:
    """A group as the command shows it: its name and size, then its people."""
    head = [f"{follow_up_paper.label(key, by)}: {number(len(group))}"] if by else []
    return head + [
        f"{word('why_not', one.why)}  {one.name}  {short_date(one.since)}"
        + (f"  {one.place.place} {short_date(one.place.date)}" if one.place else "")
        for one in group
    ]


def _without_numbers(line: following.Line | alarming.Line) -> dict[str, object]:
    """A line without the NIK and NISN, which nobody needs who looks for lists."""
    found: dict[str, object] = msgspec.to_builtins(line)
    return {name: value for name, value in found.items() if name not in ("nik", "nisn")}


def _write(app: App, made: Paper, xlsx: Path | None, pdf: Path | None) -> None:
    if xlsx:
        paper.write_xlsx(made, xlsx)
    if pdf:
        if app.screen.pdf is None:
            raise KnownError(_("PDF cannot be made here."), _("Install the whole program."))
        app.screen.pdf(paper.page(made), pdf)
