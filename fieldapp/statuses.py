"""The verbs about what the national system says: statuses taken in, and a printed card's steps."""

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.domain import identity, names
from fieldapp.domain.card_way import RECORD_AGAIN
from fieldapp.domain.people import CARD_STEPS
from fieldapp.domain.policy import canonical_status
from fieldapp.errors import KnownError
from fieldapp.people import is_same_person
from fieldapp.roster.rows import Listing, Problem, Row
from fieldapp.store import journal, queries, tables
from fieldapp.store.session import Session
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


def take_in(
    session: Session, listing: Listing, as_of: date, progress: Progress | None = None
) -> Reported:
    """Record the statuses of a list for everyone it names, in each visit that knows them.

    A second time changes nothing. `as_of` is the day of the list: an older list never hides a
    newer one. Any status is kept as it came. `progress` may raise Cancelled.
    """
    session.require_coordinator()
    made = Reported(read=listing.read)
    facts: dict[str, list[tuple[str, e.Body]]] = {}
    with session.writing():
        for done, row in enumerate(listing.rows):
            if progress and done % 500 == 0:
                progress(done, len(listing.rows))
            _take_row(session, row, as_of, made, facts)
        for visit, said in facts.items():
            events = journal.append(
                session.db, visit, session.device_id, session.actor, said, now_ms=session.clock()
            )
            tables.project(session.db, visit, {event.person for event in events})
    return made


def _take_row(
    session: Session,
    row: Row,
    as_of: date,
    made: Reported,
    facts: dict[str, list[tuple[str, e.Body]]],
) -> None:
    status = row.values.get("status", "").strip()
    if not status:
        made.problems.append(Problem(row.row, "status", "", _("This row has no status.")))
        return
    found = _meant(session, row.values)
    if not found:
        made.unknown += 1
        why = _("Nobody of any visit or list is known by this.")
        made.problems.append(Problem(row.row, "name", row.values.get("name", ""), why))
        return
    fresh = [entry for entry in found if not _is_known(entry, status, as_of)]
    for entry in fresh:
        visitor = entry.visitor
        said = e.StatusReported(status, as_of)
        facts.setdefault(visitor.visit, []).append((visitor.person, said))
    made.new += bool(fresh)
    made.same += not fresh
    made.again += bool(fresh) and canonical_status(status) in RECORD_AGAIN


def _is_known(entry: Entry, status: str, as_of: date) -> bool:
    """Whether just this was reported before, for this day or a later one."""
    return any(
        told.as_of is not None and told.as_of >= as_of and told.status == status
        for told in entry.visitor.statuses
    )


def _meant(session: Session, values: dict[str, str]) -> list[Entry]:
    """Everyone, in whichever visit, whom a row means: by NIK, NISN, or name and birth date."""
    nik, nisn = values.get("nik", ""), values.get("nisn", "")
    usable = nik if not identity.nik_fault(nik) else ""
    for column, number in (("nik", usable), ("nisn", nisn)):
        found = _with(session, f"{column} = ? AND {column} <> ''", number) if number else []
        same = [entry for entry in found if is_same_person(entry.visitor.fields, values)]
        if same:
            return same
    born, name = values.get("birth_date", ""), names.normal(values.get("name", ""))
    if not born or not name:
        return []
    found = _with(session, "born = ? AND sort = ? AND born <> ''", born, name)
    return [entry for entry in found if not _other_number(entry.visitor.fields, usable, nisn)]


def _other_number(fields: dict[str, str], nik: str, nisn: str) -> bool:
    return any(
        fields.get(name) and number and fields[name] != number
        for name, number in (("nik", nik), ("nisn", nisn))
    )


def _with(session: Session, where: str, *values: str) -> list[Entry]:
    rows = session.db.execute(f"SELECT record FROM person WHERE {where}", values)  # noqa: S608
    return [decode_entry(record) for (record,) in rows]


def step(
    session: Session, visit: str, persons: Sequence[str], step: str, day: date, to: str = ""
) -> list[Entry]:
    """Write down a step of printed cards: requested, printed, or handed over (to whom)."""
    if step not in CARD_STEPS:
        raise KnownError(
            _("There is no step {name} of a card.").format(name=step),
            _("Possible are: {names}.").format(names=", ".join(CARD_STEPS)),
        )
    body = e.CardStep(step, day, " ".join(to.split())[:200])
    with session.writing():
        found = [queries.known(session.db, visit, person) for person in persons]
        session.record(visit, *((entry.visitor.person, body) for entry in found))
        return [queries.known(session.db, visit, entry.visitor.person) for entry in found]
