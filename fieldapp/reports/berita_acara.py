"""The official report (berita acara) of one visit or of a period: its facts, none of them typed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec
from babel.dates import format_date
from msgspec import Struct

from fieldapp.clocks import span_line
from fieldapp.domain import events as e
from fieldapp.domain import fold, identity, regions
from fieldapp.domain.clocks import Span
from fieldapp.domain.fold import Visit
from fieldapp.domain.forks import device_of
from fieldapp.domain.people import Turn
from fieldapp.domain.policy import Policy
from fieldapp.errors import KnownError
from fieldapp.reports import recap
from fieldapp.reports.recap import Recap
from fieldapp.store import journal, queries, trust
from fieldapp.store.connect import Connection
from fieldapp.store.session import Session
from fieldapp.store.settings import drop_setting, set_setting, setting
from fieldapp.store.tables import Entry
from fieldapp.texts import _, clock, locale, long_date, short_date
from fieldapp.wording import moment, word

_SETTING = "letterhead"
_AT_THE_DESK = (e.CheckedIn, e.Called, e.Started, e.Finished, e.NoShow, e.Requeued, e.Moved)
_MOST_LINES, _LONGEST = 6, 120


class Place(Struct, frozen=True):
    """One visit of the report."""

    visit: str
    place: str
    date: date
    setting: str
    team: str
    opens: str
    closes: str


class Missing(Struct, frozen=True):
    """Somebody of whom parts were not captured: which, and why."""

    number: str
    name: str
    class_: str
    parts: tuple[tuple[str, str], ...]


class Incident(Struct, frozen=True):
    """Something that happened, in words; `at` in words too, empty where it has no time."""

    at: str
    what: str


class Report(Struct, frozen=True):
    """What the report says."""

    letterhead: tuple[str, ...]
    city: str
    visits: tuple[Place, ...]
    since: date
    until: date
    officers: tuple[str, ...]
    laptops: tuple[str, ...]
    services: tuple[str, ...]
    figures: Recap
    each: tuple[Recap, ...]
    missing: tuple[Missing, ...]
    incidents: tuple[Incident, ...]

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that went, by name."""
        return tuple(sorted({one.team for one in self.visits if one.team}))


def of_visit(db: Connection, visit: str) -> Report:
    """The report of one visit. Raises KnownError for an unknown one."""
    found = queries.visit(db, visit)
    if found.plan.setting == "registry":
        raise KnownError(_("This is the registry's list, no visit."), _("Choose a visit."))
    if found.practice:
        raise KnownError(_("This is a practice, no visit."), _("Choose a visit."))
    return _report(db, [found], found.plan.date, found.plan.date)


def of_period(db: Connection, since: date, until: date) -> Report:
    """The report of all visits of a period, by their days; those practised left out."""
    inside = [one for one in queries.real_visits(db) if since <= one.plan.date <= until]
    return _report(db, inside[::-1], since, until)


def letterhead(db: Connection) -> tuple[str, ...]:
    """The lines at the top; the office's own name where nobody chose any."""
    kept = setting(db, _SETTING)
    if kept:
        return msgspec.json.decode(kept, type=tuple[str, ...])
    office = _("Population and Civil Registration Office")
    return (_("Government of {city}").format(city=_city(db)).upper().strip(), office.upper())


def _city(db: Connection) -> str:
    """The city whose residents are served, as it is called."""
    known = queries.real_visits(db)
    there = regions.city(known[0].plan.policy.city if known else Policy().city)
    return there.name if there else ""


def set_letterhead(session: Session, lines: Sequence[str]) -> None:
    """Keep other lines for the top; none of them brings the office's own name back."""
    session.require_coordinator()
    kept = [text for line in lines if (text := " ".join(line.split()))]
    if len(kept) > _MOST_LINES or any(len(line) > _LONGEST for line in kept):
        raise KnownError(
            _("The letterhead is too long."), _("Up to 6 lines of 120 characters have room.")
        )
    with session.writing():
        if kept:
            set_setting(session.db, _SETTING, msgspec.json.encode(kept))
        else:
            drop_setting(session.db, _SETTING)


def _report(db: Connection, visits: Sequence[Visit], since: date, until: date) -> Report:
    names = trust.names(db)
    entries = {one.visit: queries.everyone(db, one.visit) for one in visits}
    each = tuple(recap.of_visit(entries[one.visit], one, names) for one in visits)
    events = [event for one in visits for event in _standing(journal.of_visit(db, one.visit))]
    at_desks = [event for event in events if isinstance(event.body, _AT_THE_DESK)]
    devices = {device_of(event.device) for event in at_desks}
    everyone = [entry for one in visits for entry in entries[one.visit]]
    return Report(
        letterhead=letterhead(db),
        city=_city(db),
        visits=tuple(_place(one) for one in visits),
        since=since,
        until=until,
        officers=tuple(sorted({event.actor for event in at_desks}, key=str.casefold)),
        laptops=tuple(sorted({names.get(device, device) for device in devices})),
        services=tuple(dict.fromkeys(s for one in visits for s in one.plan.services)),
        figures=recap.total(list(each)),
        each=each,
        missing=tuple(_missing(everyone)),
        incidents=tuple(_incidents(events, everyone, names, visits)),
    )


def _place(visit: Visit) -> Place:
    plan = visit.plan
    return Place(
        visit.visit, plan.place, plan.date, plan.setting, plan.team, plan.opens, plan.closes
    )


def _standing(events: list[e.Event]) -> list[e.Event]:
    """In their order, without what was taken back."""
    gone = fold.cancelled(events)
    return sorted((x for x in events if x.ref not in gone), key=lambda event: event.order)


def _missing(entries: Iterable[Entry]) -> Iterator[Missing]:
    for entry in sorted(entries, key=lambda one: (one.visitor.visit, _number(one))):
        for turn in entry.visitor.turns:
            if turn.state == "finished" and turn.missing:
                said = entry.visitor.fields.get
                parts = tuple(turn.missing.items())
                yield Missing(entry.visitor.number, said("name", ""), said("class", ""), parts)


def _number(entry: Entry) -> tuple[str, int]:
    letter, _dash, count = entry.visitor.number.partition("-")
    return letter, int(count) if count.isdecimal() else 0


# -- incidents


def _incidents(
    events: Sequence[e.Event], entries: Sequence[Entry], names: dict[str, str],
    visits: Sequence[Visit],
) -> Iterator[Incident]:  # fmt: skip
    """Remarks in their order, clocks that were doubtful, why recordings failed."""
    numbers = {(x.visitor.visit, x.visitor.person): x.visitor.number for x in entries}
    numbers |= {
        (x.visitor.visit, other): x.visitor.number for x in entries for other in x.visitor.ids
    }
    for event in events:
        if isinstance(event.body, e.Noted):
            number = numbers.get((event.visit, event.person), "")
            text = identity.mask_within(event.body.text)
            yield Incident(_when(event.at[0]), f"{number}: {text}" if number else text)
    for visit in visits:
        for span in visit.clock:
            yield Incident("", span_line(_as_device(span), names.get(span.device, span.device)))
    yield from _failures(turn for entry in entries for turn in entry.visitor.turns)


def _as_device(span: Span) -> Span:
    return msgspec.structs.replace(span, device=device_of(span.device))


def _when(ms: int) -> str:
    at = moment(ms)
    return f"{short_date(at.date())} {clock(at)}"


def _failures(turns: Iterable[Turn]) -> Iterator[Incident]:
    counted = Counter(
        (turn.service, turn.outcome or "", turn.reason or "")
        for turn in turns
        if turn.state == "finished" and turn.reason
    )
    for (service, outcome, reason), count in sorted(counted.items(), key=lambda x: (-x[1], x[0])):
        text = _("{service} {outcome}: {reason}, {count} times")
        yield Incident(
            "",
            text.format(
                service=word("service", service),
                outcome=word("outcome", outcome).lower(),
                reason=identity.mask_within(word("reason", reason)),
                count=count,
            ),
        )


# -- words


def title(report: Report) -> str:
    """What the report is called."""
    if len(report.visits) == 1:
        return _("Official report of recording KTP-el and activating IKD")
    return _("Official report of recording KTP-el and activating IKD, all visits")


def opening(report: Report) -> str:
    """The sentence that official reports begin with."""
    if len(report.visits) == 1:
        one = report.visits[0]
        text = _(
            "On this day, {weekday}, {date}, at {place}, the recording of KTP-el and the "
            "activation of IKD took place, of which the following was written down."
        )
        return text.format(weekday=weekday(one.date), date=long_date(one.date), place=one.place)
    text = _(
        "From {weekday}, {date}, to {weekday2}, {date2}, the recording of KTP-el and the "
        "activation of IKD took place at {count} visits, of which the following was written down."
    )
    return text.format(
        weekday=weekday(report.since), date=long_date(report.since),
        weekday2=weekday(report.until), date2=long_date(report.until), count=len(report.visits),
    )  # fmt: skip


def weekday(day: date) -> str:
    """Friday; Jumat."""
    return format_date(day, "EEEE", locale=locale())


def hours(one: Place) -> str:
    """The opening hours, if they were planned."""
    return f"{one.opens}–{one.closes}" if one.opens and one.closes else ""


def place_and_day(report: Report) -> str:
    """What stands above the signatures: Mojokerto, 19 July 2024."""
    city = report.city.removeprefix("Kota ").removeprefix("Kabupaten ")
    return f"{city}, {long_date(report.until)}" if city else long_date(report.until)


def foot(report: Report) -> str:
    """What stands below each sheet."""
    one = report.visits[0]
    if len(report.visits) == 1:
        return f"{one.place}, {long_date(one.date)}"
    return f"{long_date(report.since)} – {long_date(report.until)}"


def facts(report: Report) -> list[tuple[str, str]]:
    """What is written down of the circumstances, each with its words."""
    one = report.visits[0]
    single = len(report.visits) == 1
    none = _("none")
    found = [
        (_("Place"), one.place if single else ""),
        (_("Opening hours"), hours(one) if single else ""),
        (_("Team"), ", ".join(report.teams)),
        (_("Officers"), ", ".join(report.officers) or none),
        (_("Laptops"), ", ".join(report.laptops) or none),
        (_("Services"), ", ".join(word("service", each) for each in report.services)),
    ]
    return [(name, value) for name, value in found if value]


def parts_words(one: Missing) -> str:
    """Which parts are missing, and why."""
    return "; ".join(
        f"{word('part', part)}: {identity.mask_within(word('why', why)).lower()}"
        for part, why in one.parts
    )


def lines(report: Report) -> list[str]:
    """The report for a terminal."""
    said = [title(report), opening(report), ""]
    said += [f"{name}: {value}" for name, value in facts(report)]
    said += recap.lines(report.figures)
    said += [f"{one.number}  {one.name}  {parts_words(one)}" for one in report.missing]
    said += [f"{one.at}  {one.what}".strip() for one in report.incidents]
    return said
