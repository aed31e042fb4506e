"""The rows of the queue page: what is shown of a person, and which filters let them through."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldapp.domain import names
from fieldapp.domain.forks import device_of
from fieldapp.domain.people import Turn, Visitor
from fieldapp.reports import pace
from fieldapp.store.tables import Entry
from fieldapp.texts import _, number
from fieldapp.wording import word
from ui import badges
from ui.widgets.pill import Mark
from ui.widgets.rows import Column

STATES = ("absent", "here", "waiting", "held", "called", "serving", "finished", "no_show")
_DAY = 24 * 60  # whoever waits longer was forgotten in the queue of an earlier day
_SHORTEST_CODE = 4
_PLAIN = frozenset({"recorded", "activated"})  # outcomes that name their service


@dataclass(frozen=True)
class Row:
    """One person as the table shows them."""

    person: str
    number: str
    name: str
    grade: str
    badge: Mark
    badge_code: str
    state: Mark
    states: frozenset[str]
    services: str
    waited: int | None
    place: str
    words: str  # each after a space
    codes: str

    def is_found_by(self, typed: str) -> bool:
        """Whether a word of the person, or a code that is long enough, begins like `typed`."""
        begins = f" {typed}"
        return begins in self.words or (len(typed) >= _SHORTEST_CODE and begins in self.codes)


@dataclass(frozen=True)
class Wanted:
    """The filters; an empty one lets everyone through."""

    text: str = ""
    state: str = ""
    badge: str = ""
    grade: str = ""

    def lets(self, row: Row) -> bool:
        """Whether the filters let `row` through."""
        return (
            (not self.state or self.state in row.states)
            and (not self.badge or self.badge == row.badge_code)
            and (not self.grade or self.grade == row.grade)
            and all(row.is_found_by(each) for each in self.text.casefold().split())
        )


def make_row(entry: Entry, now: int, devices: Mapping[str, str]) -> Row:
    """What is shown of `entry` at the moment `now`; `devices` are the laptops' names."""
    visitor = entry.visitor
    state = badges.person_state(entry)
    waits = [m for t in visitor.turns if (m := pace.minutes_waited(t, now)) is not None]
    return Row(
        person=visitor.person,
        number=visitor.number,
        name=visitor.fields.get("name", ""),
        grade=visitor.fields.get("class", ""),
        badge=badges.badge_of(entry),
        badge_code=entry.assessment.badge,
        state=badges.state(state),
        states=frozenset(_states(visitor, state)),
        services=_services(visitor, state),
        waited=max(waits, default=None),
        place=_place(visitor, devices),
        words=_words(visitor),
        codes=f" {visitor.fields.get('nik', '')} {visitor.fields.get('nisn', '')}",
    )


def columns() -> tuple[Column[Row], ...]:
    """The columns of the table."""
    return (
        Column("number", _("Number"), lambda row: row.number, width=84, sort_key=_by_number),
        Column("name", _("Name"), lambda row: row.name, stretch=True),
        Column("class", _("Class"), lambda row: row.grade, width=104),
        Column("badge", _("Badge"), lambda row: row.badge.text, width=216,
               badge=lambda row: row.badge),
        Column("state", _("State"), lambda row: row.state.text, width=148,
               badge=lambda row: row.state),
        Column("services", _("Service or outcome"), lambda row: row.services, width=184),
        Column("waited", _("Waits"), lambda row: waited_text(row.waited), align="right",
               width=84, sort_key=lambda row: -1 if row.waited is None else row.waited),
        Column("place", _("Desk, laptop"), lambda row: row.place, width=148),
    )  # fmt: skip


# The columns that give way where the table is narrow, each with the width (px) it needs.
GIVE_WAY = {"place": 1080, "services": 940, "badge": 780, "class": 600}


def waited_text(minutes: int | None) -> str:
    """How long somebody waits, or nothing."""
    if minutes is None or minutes >= _DAY:
        return ""
    return _("{minutes} min").format(minutes=number(minutes))


def _by_number(row: Row) -> tuple[bool, str, int]:
    letter, _dash, count = row.number.partition("-")
    return (not row.number, letter, int(count) if count.isdecimal() else 0)


def _states(visitor: Visitor, state: str) -> set[str]:
    """Everything that the person may be looked for under."""
    return {state, "here" if visitor.number else "absent", *_open(visitor)}


def _open(visitor: Visitor) -> list[str]:
    return [turn.state for turn in visitor.turns if turn.state != "finished"]


def _services(visitor: Visitor, state: str) -> str:
    """What the state is about, then what is done already."""
    about = [word("service", turn.service) for turn in visitor.turns if turn.state == state]
    done = [_outcome(turn) for turn in visitor.turns if turn.state == "finished"]
    open_ = about if state != "finished" else []
    first = [word("priority", visitor.priority)] if visitor.priority and open_ else []
    ticket = [_("ticket not printed")] if visitor.ticket == "pending" else []
    return " · ".join([*first, *ticket, *open_, *done])


def _outcome(turn: Turn) -> str:
    said = word("outcome", turn.outcome or "")
    return said if turn.outcome in _PLAIN else f"{word('service', turn.service)}: {said}"


def _place(visitor: Visitor, devices: Mapping[str, str]) -> str:
    """The desk and the laptop of the last step, else where they checked in."""
    last = max(visitor.turns, key=_moved, default=None)
    station = last.station if last else ""
    device = last.device if last else ""
    if not device and visitor.checked_in:
        device = visitor.checked_in.device
    return " · ".join(part for part in (station, devices.get(device_of(device), "")) if part)


def _moved(turn: Turn) -> int:
    return max(turn.called, turn.started, turn.finished)


def _words(visitor: Visitor) -> str:
    """What typing finds a person by: name, class, and the number in every way it is typed."""
    letter, _dash, count = visitor.number.partition("-")
    short = f"{letter}{int(count)}" if count.isdecimal() else ""
    name, grade = visitor.fields.get("name", ""), visitor.fields.get("class", "")
    parts = (visitor.number, letter + count, short, name, names.normal(name), grade)
    return " " + " ".join(" ".join(parts).casefold().split())
