"""The rows of an answer: what is shown of a person of any visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fieldapp.domain import identity
from fieldapp.domain.fold import Visit
from fieldapp.reports.asked_xlsx import village
from fieldapp.store.tables import Entry
from fieldapp.texts import _, short_date
from fieldapp.wording import word
from ui import badges
from ui.widgets.pill import Mark
from ui.widgets.rows import Column

SORTED_BY = {"name": "name", "place": "place", "class": "class", "born": "born", "badge": "badge"}


@dataclass(frozen=True)
class Row:
    """One person of one visit."""

    visit: str
    person: str
    name: str
    nik: str
    born: str
    grade: str
    place: str
    badge: Mark
    outcome: str
    village: str


def make_row(entry: Entry, visits: Mapping[str, Visit]) -> Row:
    """What is shown of an entry."""
    who = entry.visitor
    visit = visits.get(who.visit)
    return Row(
        visit=who.visit,
        person=who.person,
        name=who.fields.get("name", ""),
        nik=identity.mask(who.fields.get("nik", "")),
        born=_day(who.fields.get("birth_date", "")),
        grade=who.fields.get("class", ""),
        place=visit.plan.place if visit else "",
        badge=badges.badge_of(entry),
        outcome=_outcome(entry),
        village=village(entry),
    )


def columns() -> tuple[Column[Row], ...]:
    """The columns of the table; those of SORTED_BY can be sorted by."""
    return (
        Column("name", _("Name"), lambda row: row.name, stretch=True),
        Column("born", _("Birth date"), lambda row: row.born, width=104),
        Column("nik", "NIK", lambda row: row.nik, width=168),
        Column("class", _("Class"), lambda row: row.grade, width=88),
        Column("place", _("Place"), lambda row: row.place, width=168),
        Column("village", _("Village"), lambda row: row.village, width=120),
        Column("badge", _("Badge"), lambda row: row.badge.text, width=192,
               badge=lambda row: row.badge),
        Column("outcome", _("Outcome"), lambda row: row.outcome, width=152),
    )  # fmt: skip


GIVE_WAY = {"nik": 1196, "village": 1040, "outcome": 780}  # px that the table needs to show them


def _outcome(entry: Entry) -> str:
    who = entry.visitor
    said = [
        word("outcome", turn.outcome)
        if turn.service == "recording" or turn.outcome == "activated"
        else f"IKD: {word('outcome', turn.outcome)}"
        for turn in who.turns
        if turn.state == "finished" and turn.outcome
    ]
    return ", ".join(said) or word("state", "here" if who.number else "absent")


def _day(iso: str) -> str:
    try:
        return short_date(date.fromisoformat(iso))
    except ValueError:
        return iso
