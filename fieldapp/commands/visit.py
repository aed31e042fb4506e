"""Visits: plan, list, close, delete; and the recap of one."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click
import msgspec

from fieldapp import packing, retention, schedule, visits
from fieldapp.cli import App, cli, with_json
from fieldapp.commands.reports import grouped_recap
from fieldapp.domain.fold import Visit
from fieldapp.domain.policy import Policy
from fieldapp.reports import recap as figures
from fieldapp.reports import recap_html, recap_xlsx
from fieldapp.reports.dashboard import BY
from fieldapp.store import queries
from fieldapp.texts import _, short_date
from fieldapp.wording import iso, word

DATE = click.DateTime(["%Y-%m-%d"])
SETTING = click.Choice(visits.SETTINGS)
LAPTOP = "Letter, name or id of a laptop that goes; all if not given."
HOUR = "As 08:00."


@cli.group(name="visit")
def visit_group() -> None:
    """Plan and end visits."""


@visit_group.command()
@click.option("--place", required=True)
@click.option("--date", "day", type=DATE, required=True)
@click.option("--election", type=DATE)
@click.option("--service", "services", multiple=True, help="recording, ikd; all if not given.")
@click.option("--record-years", type=click.IntRange(0, 99), default=16)
@click.option("--record-months", type=click.IntRange(0, 11), default=8)
@click.option("--city", default="3576", help="Code of the city whose residents are served.")
@click.option("--setting", type=SETTING, default="school")
@click.option("--team", default="")
@click.option("--laptop", "laptops", multiple=True, help=LAPTOP)
@click.option("--opens", default="", help=HOUR)
@click.option("--closes", default="", help=HOUR)
@click.option("--evidence", multiple=True, help="photo, signature; none if not given.")
@with_json
@click.pass_obj
def plan(
    app: App,
    place: str,
    day: datetime,
    election: datetime | None,
    services: tuple[str, ...],
    record_years: int,
    record_months: int,
    city: str,
    setting: str,
    team: str,
    laptops: tuple[str, ...],
    opens: str,
    closes: str,
    evidence: tuple[str, ...],
) -> None:
    """Plan a visit."""
    rules = Policy(
        record_years=record_years,
        record_months=record_months,
        city=city.replace(".", ""),
        election=election.date() if election else None,
    )
    with closing(app.session()) as session:
        chosen = services or ("recording", "ikd")
        made = visits.plan(
            session, place, day.date(), services=chosen, policy=rules, setting=setting, team=team,
            laptops=packing.named(session, laptops), opens=opens, closes=closes,
            evidence=evidence,
        )  # fmt: skip
        app.say({"visit": made.visit}, made.visit)


@visit_group.command()
@click.argument("visit")
@click.option("--place")
@click.option("--date", "day", type=DATE)
@click.option("--service", "services", multiple=True, help="recording, ikd.")
@click.option("--setting", type=SETTING)
@click.option("--team")
@click.option("--laptop", "laptops", multiple=True, help=LAPTOP)
@click.option("--all-laptops", is_flag=True, help="All laptops go.")
@click.option("--opens", help=HOUR)
@click.option("--closes", help=HOUR)
@click.option("--evidence", multiple=True, help="photo, signature.")
@click.option("--no-evidence", is_flag=True, help="Neither is taken any more.")
@with_json
@click.pass_obj
def change(
    app: App,
    visit: str,
    place: str | None,
    day: datetime | None,
    services: tuple[str, ...],
    setting: str | None,
    team: str | None,
    laptops: tuple[str, ...],
    all_laptops: bool,
    opens: str | None,
    closes: str | None,
    evidence: tuple[str, ...],
    no_evidence: bool,
) -> None:
    """Change what was planned; what is not named stays."""
    with closing(app.session()) as session:
        named = packing.named(session, laptops) if laptops or all_laptops else None
        changed = visits.change(
            session, visit, place=place, day=day.date() if day else None,
            services=services or None, setting=setting, team=team, laptops=named, opens=opens,
            closes=closes, evidence=evidence if evidence or no_evidence else None,
        )  # fmt: skip
        app.say(_document(changed), _("The plan was changed."))


def _document(found: Visit) -> dict[str, object]:
    plan = found.plan
    election = plan.policy.election
    return {
        "visit": found.visit,
        "place": plan.place,
        "date": plan.date.isoformat(),
        "election": election.isoformat() if election else None,
        "services": list(plan.services),
        "state": found.state,
        "setting": plan.setting,
        "team": plan.team,
        "laptops": list(plan.laptops),
        "opens": plan.opens,
        "closes": plan.closes,
        "evidence": list(plan.evidence),
        "practice": found.practice,
    }


def _standing_document(one: schedule.Standing) -> dict[str, object]:
    laptops = [
        {"device": each.device.device, "name": each.device.name, "packed": bool(each.packed),
         "stale": each.stale, "back": each.back}
        for each in one.laptops
    ]  # fmt: skip
    return {
        **_document(one.visit), "standing": one.state, "missing": list(one.missing),
        "taking_part": laptops,
    }  # fmt: skip


def _standing_lines(one: schedule.Standing) -> Iterator[str]:
    plan = one.visit.plan
    hours = f"  {plan.opens}-{plan.closes}" if plan.opens or plan.closes else ""
    state = word("standing", one.state)
    yield f"{one.visit.visit}  {short_date(plan.date)}{hours}  {plan.place}  ({state})"
    yield from (f"    {text}" for text in one.missing)


@visit_group.command(name="list")
@with_json
@click.pass_obj
def list_(app: App) -> None:
    """All visits of this device; in the office with what is missing for each."""
    with closing(app.session()) as session:
        if session.device.role == "office":
            found = schedule.standings(session, session.clock())
            lines = [line for one in found for line in _standing_lines(one)]
            app.say([_standing_document(one) for one in found], *(lines or [_("No visits yet.")]))
            return
        held = queries.visits(session.db)
        lines = [f"{v.visit}  {short_date(v.plan.date)}  {v.plan.place}  ({v.state})" for v in held]
        app.say([_document(v) for v in held], *(lines or [_("No visits yet.")]))


@visit_group.command()
@click.argument("visit")
@with_json
@click.pass_obj
def close(app: App, visit: str) -> None:
    """End a visit."""
    with closing(app.session()) as session:
        app.say(_document(visits.close(session, visit)), _("The visit is closed."))


@visit_group.command()
@click.argument("visit")
@with_json
@click.pass_obj
def delete(app: App, visit: str) -> None:
    """Delete a closed visit, once the office holds all of it."""
    with closing(app.session()) as session:
        done = retention.delete(session, visit)
        document = {"visit": visit, "events": done.events, "people": done.people,
                    "wiped": done.left is None}  # fmt: skip
        left = [retention.left_text(done.left)] if done.left else []
        app.say(document, _("The visit was deleted from this device."), *left)


@visit_group.command()
@with_json
@click.pass_obj
def deletable(app: App) -> None:
    """The closed visits that the office holds, and that may be deleted here."""
    with closing(app.session()) as session:
        found = retention.deletable(session)
        lines = [f"{v.visit}  {short_date(v.plan.date)}  {v.plan.place}" for v in found]
        app.say([_document(v) for v in found], *(lines or [_("Nothing may be deleted.")]))


@visit_group.command()
@with_json
@click.pass_obj
def deleted(app: App) -> None:
    """What was deleted, when, and by whom."""
    with closing(app.session()) as session:
        found = retention.deletions(session)
        documents = [{**msgspec.to_builtins(one), "at": iso(one.at)} for one in found]
        lines = [f"{iso(one.at)}  {one.visit}  {one.device}  {one.actor}" for one in found]
        app.say(documents, *(lines or [_("Nothing was deleted.")]))


@cli.command()
@click.option("--visit")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--by", type=click.Choice(BY), help="Group the figures of all visits.")
@with_json
@click.pass_obj
def recap(app: App, visit: str | None, xlsx: Path | None, pdf: Path | None, by: str | None) -> None:
    """The figures of a visit, or of all."""
    if by:
        if visit:
            raise click.UsageError("--by groups all visits; leave --visit out.")
        grouped_recap(app, by, xlsx, pdf)
        return
    with closing(app.session()) as session:
        recaps = figures.recaps(session.db, visit)
        total = figures.total(recaps)
        if xlsx:
            today = date.today()  # noqa: DTZ011 -- the local day
            recap_xlsx.write(recaps, xlsx, today=today)
        if pdf:
            app.print_pdf(recap_html.page(recaps), pdf)
        app.say(
            {**figures.as_json(total), "visits": [figures.as_json(r) for r in recaps]},
            *figures.lines(total),
        )
