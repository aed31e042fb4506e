"""The verbs about what the national system says: statuses taken in, and a printed card's steps."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from msgspec import Struct

from fieldapp.domain import card_way, identity, names
from fieldapp.domain import events as e
from fieldapp.domain.card_way import RECORD_AGAIN
from fieldapp.domain.people import CARD_STEPS
from fieldapp.domain.policy import canonical_status
from fieldapp.domain.sameness import other_number, same_by_number
from fieldapp.errors import KnownError
from fieldapp.roster.rows import Listing, Problem, Row
from fieldapp.store import journal, queries, tables
from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting, setting
from fieldapp.store.tables import Entry, decode_entry
from fieldapp.texts import _

Progress = Callable[[int, int], None]


class Reported(Struct):
    """What a list of statuses brought, in people; `again` are those to be recorded once more."""

    read: int = 0
    new: int = 0
    same: int = 0
    again: int = 0
    unknown: int = 0
    problems: list[Problem] = []


class _Taking(Struct):
    """The state while a list is taken in: what each person got so far, and what is to be said."""

    session: Session
    as_of: date
    made: Reported
    rows: dict[tuple[str, str], tuple[int, str]]  # of (visit, person): the row, and its status
    facts: dict[str, list[tuple[str, e.Body]]]


def take_in(
    session: Session, listing: Listing, as_of: date, progress: Progress | None = None
) -> Reported:
    """Record the statuses of a list for everyone it names, in each visit that knows them.

    A second time changes nothing. `as_of` is the day of the list: an older list never hides a
    newer one. Any status is kept as it came. `progress` may raise Cancelled; then nothing was
    changed.
    """
    session.require_coordinator()
    made = Reported(read=listing.read, problems=list(listing.problems))
    state = _Taking(session, as_of, made, {}, {})
    with session.writing():
        total = len(listing.rows)
        for done, row in enumerate(listing.rows):
            if progress and done % 500 == 0:
                progress(done, 2 * total)
            _take_row(state, row)
        count = sum(map(len, state.facts.values()))
        written = 0
        for visit, said in state.facts.items():
            events = journal.append(
                session.db, visit, session.device_id, session.actor, said, now_ms=session.clock()
            )
            tables.project(session.db, visit, {event.person for event in events})
            written += len(said)
            if progress:
                progress(total + written * total // count, 2 * total)
    return made


def _take_row(state: _Taking, row: Row) -> None:
    made, status = state.made, row.values.get("status", "").strip()
    if not status:
        made.problems.append(Problem(row.row, "status", "", _("This row has no status.")))
        return
    found, why_not = _meant(state.session, row.values)
    if not found:
        made.unknown += 1
        made.problems.append(Problem(row.row, *_shown(row.values), why_not))
        return
    if _met_before(state, row.row, status, found):
        return
    fresh = [entry for entry in found if not _is_known(entry, status, state.as_of)]
    for entry in fresh:
        said = e.StatusReported(status, state.as_of)
        state.facts.setdefault(entry.visitor.visit, []).append((entry.visitor.person, said))
    made.new += bool(fresh)
    made.same += not fresh
    made.again += bool(fresh) and canonical_status(status) in RECORD_AGAIN


def _met_before(state: _Taking, row: int, status: str, found: list[Entry]) -> bool:
    """Whether the list says this of somebody twice; where it says two things, both are kept."""
    keys = [(entry.visitor.visit, entry.visitor.person) for entry in found]
    before = next((state.rows[key] for key in keys if key in state.rows), None)
    state.rows.update(dict.fromkeys(keys, (row, status)))
    if before is None:
        return False
    number, told = before
    twice = canonical_status(told) == canonical_status(status)
    if not twice:
        text = _("Row {row} says {status} of the same person; both were kept.")
        why = text.format(row=number, status=told)
        state.made.problems.append(Problem(row, "status", status, why))
    else:
        state.made.same += 1
    return twice


def _is_known(entry: Entry, status: str, as_of: date) -> bool:
    """Whether just this was reported before for this day."""
    return any(
        told.as_of == as_of and canonical_status(told.status) == canonical_status(status)
        for told in entry.visitor.statuses
    )


def _shown(values: dict[str, str]) -> tuple[str, str]:
    """By what a row names a person."""
    return next(((f, values[f]) for f in ("name", "nik", "nisn") if values.get(f)), ("name", ""))


def _meant(session: Session, values: dict[str, str]) -> tuple[list[Entry], str]:
    """Everyone, in whichever visit, whom a row means, or why there is nobody.

    They are known by NIK, NISN, or name and birth date; two of one visit are not told apart.
    """
    nik, nisn = values.get("nik", ""), values.get("nisn", "")
    usable = nik if not identity.nik_fault(nik) else ""
    others = False
    found: dict[tuple[str, str], Entry] = {}
    for column, number in (("nik", usable), ("nisn", nisn)):
        for entry in _with(session, f"{column} = ? AND {column} <> ''", number) if number else ():
            same = same_by_number(entry.visitor.fields, values)
            others = others or not same
            if same:
                found.setdefault((entry.visitor.visit, entry.visitor.person), entry)
    numbered = {visit for visit, _person in found}
    born, name = values.get("birth_date", ""), names.normal(values.get("name", ""))
    if born and name:
        known = {**values, "nik": usable}
        for entry in _with(session, "born = ? AND sort = ? AND born <> ''", born, name):
            visitor = entry.visitor
            if visitor.visit not in numbered and not other_number(visitor.fields, known):
                found.setdefault((visitor.visit, visitor.person), entry)
    alone = Counter(visit for visit, _person in found)
    if any(count > 1 for count in alone.values()):
        return [], _("More than one person is meant by this.")
    if found:
        return list(found.values()), ""
    if others:
        return [], _("The number belongs to somebody of another name.")
    return [], _("Nobody of any visit or list is known by this.")


def _with(session: Session, where: str, *values: str) -> list[Entry]:
    rows = session.db.execute(f"SELECT record FROM person WHERE {where}", values)  # noqa: S608
    return [decode_entry(record) for (record,) in rows]


class Written(Struct, frozen=True):
    """One event that an action wrote, so that the action can be taken back."""

    visit: str
    person: str
    ref: e.Ref


def step_many(
    session: Session, people: Iterable[tuple[str, str]], step: str, day: date, to: str = ""
) -> list[Written]:
    """Write down one step for the cards of several (visit, person), as one action."""
    if step not in CARD_STEPS:
        raise KnownError(
            _("There is no step {name} of a card.").format(name=step),
            _("Possible are: {names}.").format(names=", ".join(CARD_STEPS)),
        )
    body = e.CardStep(step, day, " ".join(to.split())[:200])
    return _record(session, ((visit, person, body) for visit, person in people))


def unmark(session: Session, people: Iterable[tuple[str, str]]) -> list[Written]:
    """Take back the last mark on the cards of these (visit, person); who has none keeps none."""
    facts: list[tuple[str, str, e.Body]] = []
    for visit, person in people:
        marks = queries.known(session.db, visit, person).visitor.card
        if marks:
            last = max(marks, key=lambda mark: (mark.stamp.at, mark.stamp.ref))
            facts.append((visit, person, e.Undone(last.stamp.ref)))
    return _record(session, facts)


def take_back(session: Session, made: Iterable[Written]) -> list[Written]:
    """Take an action back, all that it wrote at once."""
    return _record(session, ((one.visit, one.person, e.Undone(one.ref)) for one in made))


def _record(session: Session, facts: Iterable[tuple[str, str, e.Body]]) -> list[Written]:
    """Write facts about people of several visits in one commit."""
    with session.writing():
        by_visit: dict[str, list[tuple[str, e.Body]]] = {}
        for visit, person, body in facts:
            found = queries.known(session.db, visit, person)
            by_visit.setdefault(visit, []).append((found.visitor.person, body))
        return [
            Written(visit, event.person, event.ref)
            for visit, said in by_visit.items()
            for event in session.record(visit, *said)
        ]


def step(
    session: Session, visit: str, persons: Sequence[str], step: str, day: date, to: str = ""
) -> list[Entry]:
    """Write down a step of printed cards of a visit: requested, printed, or handed over."""
    made = step_many(session, [(visit, person) for person in persons], step, day, to)
    return [queries.known(session.db, visit, one.person) for one in made]


_SILENT = "silent_days"
SILENT_DAYS = range(1, 366)


def silent_days(session: Session) -> int:
    """After how many days without news of a card this office wants to be told."""
    kept = setting(session.db, _SILENT)
    return int(kept) if kept else card_way.SILENT_DAYS


def set_silent_days(session: Session, days: int) -> None:
    """From now on, tell after so many days without news."""
    session.require_coordinator()
    if days not in SILENT_DAYS:
        raise KnownError(
            _("{days} is no usual number of days.").format(days=days),
            _("Choose between {least} and {most}.").format(
                least=SILENT_DAYS[0], most=SILENT_DAYS[-1]
            ),
        )
    with session.writing():
        set_setting(session.db, _SILENT, str(days).encode())
