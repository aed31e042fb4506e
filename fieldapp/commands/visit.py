"""Visits: plan, list, close, delete; and the recap of one."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click
import msgspec

from fieldapp import retention, visits
from fieldapp.cli import App, cli, with_json
from fieldapp.commands.reports import grouped_recap
from fieldapp.domain.fold import Visit
from fieldapp.domain.policy import Policy
from fieldapp.reports import recap as figures
from fieldapp.reports import recap_html, recap_xlsx
from fieldapp.reports.dashboard import BY
from fieldapp.store import queries
from fieldapp.texts import _, short_date
from fieldapp.wording import iso

DATE = click.DateTime(["%Y-%m-%d"])


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
        made = visits.plan(session, place, day.date(), services=chosen, policy=rules)
        app.say({"visit": made.visit}, made.visit)


def _document(found: Visit) -> dict[str, object]:
    election = found.plan.policy.election
    return {
        "visit": found.visit,
        "place": found.plan.place,
        "date": found.plan.date.isoformat(),
        "election": election.isoformat() if election else None,
        "services": list(found.plan.services),
        "state": found.state,
    }


@visit_group.command(name="list")
@with_json
@click.pass_obj
def list_(app: App) -> None:
    """All visits of this device."""
    with closing(app.session()) as session:
        found = queries.visits(session.db)
        lines = [
            f"{v.visit}  {short_date(v.plan.date)}  {v.plan.place}  ({v.state})" for v in found
        ]
        app.say([_document(v) for v in found], *(lines or [_("No visits yet.")]))


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
            recap_xlsx.write(recaps, xlsx, today=date.today())  # noqa: DTZ011 -- the local day
        if pdf:
            app.print_pdf(recap_html.page(recaps), pdf)
        app.say(
            {**figures.as_json(total), "visits": [figures.as_json(r) for r in recaps]},
            *figures.lines(total),
        )
