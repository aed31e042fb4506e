"""The verbs about people: take in a list, add one at the door, correct, link, decide."""

from collections.abc import Callable

from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.domain import identity, names
from fieldapp.domain.eligibility import Assessment
from fieldapp.domain.fold import cancelled
from fieldapp.domain.people import FIELDS, Visitor, person_id
from fieldapp.domain.sameness import other_number, same_by_number
from fieldapp.errors import KnownError
from fieldapp.roster.preview import Listing, Problem
from fieldapp.store import journal, queries, search, tables
from fieldapp.store.connect import with_room
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from fieldapp.typed import checked_fields
from fieldapp.visits import require_open
from fieldapp.wording import field_name

Progress = Callable[[int, int], None]


class Resembles(KnownError):
    """Somebody like this is listed already."""

    def __init__(self, found: list[Entry]) -> None:
        super().__init__(
            _("Somebody like this is listed already: {names}.").format(
                names=", ".join(entry.visitor.fields.get("name", "") for entry in found[:3])
            ),
            _("Check that person in, or say that this is somebody else."),
        )
        self.found = found


class Taken(Struct):
    """What a list brought: counts of its rows, and its problems by the list's row numbers."""

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = []


class _Import(Struct):
    """The state while a list is matched against the people of a visit."""

    visit: str
    layout: str
    known: search.Known
    said: dict[str, e.Fields]  # what this kind of list said before, by person
    rows: dict[str, int]  # the row of this list that a person was met in
    doubts: dict[int, e.Fields]
    taken: Taken
    facts: list[tuple[str, e.Body]]
    marks: set[tuple[str, str]]


def take_in(
    session: Session, visit: str, listing: Listing, progress: Progress | None = None
) -> Taken:
    """List the people of a school's list for a visit. A second time changes nothing.

    Only what the list says anew is written: an empty cell erases nothing, and what was
    corrected by hand stands until the list's own cell changes. `progress` may raise Cancelled;
    then nothing was changed.
    """
    session.require_coordinator()
    queries.visit(session.db, visit)
    return list_rows(session, visit, listing, progress)


def list_rows(
    session: Session, visit: str, listing: Listing, progress: Progress | None = None
) -> Taken:
    """List the people of a list for a visit, whoever may do that was asked before."""
    with with_room(session.db), session.writing():
        state = _prepare(session, visit, listing)
        total = len(listing.rows)
        for done, row in enumerate(listing.rows):
            if progress and done % 500 == 0:
                progress(done, 2 * total)
            _take_row(state, row.row, row.values)
        events = journal.append(
            session.db, visit, session.device_id, session.actor, state.facts, now_ms=session.clock()
        )
        persons = {event.person for event in events}

        def projected(done: int, _of: int) -> None:
            if progress:
                progress(total + done * total // max(1, len(persons)), 2 * total)

        tables.project(session.db, visit, persons, projected)
    return state.taken


def _prepare(session: Session, visit: str, listing: Listing) -> _Import:
    doubts: dict[int, e.Fields] = {}
    for problem in listing.problems:
        if problem.field in FIELDS and problem.value:
            doubts.setdefault(problem.row, {})[problem.field] = problem.value[:100]
    return _Import(
        visit=visit,
        layout=listing.layout,
        known=search.known(session.db, visit),
        said=_said_before(session, visit, listing.layout),
        rows={},
        doubts=doubts,
        taken=Taken(read=listing.read, problems=list(listing.problems)),
        facts=[],
        marks=set(),
    )


def _said_before(session: Session, visit: str, layout: str) -> dict[str, e.Fields]:
    """What lists of this kind said of each person of the visit, the latest last."""
    rows = session.db.execute(
        "SELECT stream, line FROM event JOIN stream ON stream.id = event.stream "
        "WHERE stream.visit = ? AND event.kind IN ('listed', 'undone')",
        (visit,),
    )
    events = journal.read(rows, journal.branches_of(session.db, visit))
    events.sort(key=lambda event: event.order)
    gone = cancelled(event for event in events if event.kind == "undone")
    said: dict[str, e.Fields] = {}
    for event in events:
        body = event.body
        if isinstance(body, e.Listed) and body.source == layout and event.ref not in gone:
            said.setdefault(event.person, {}).update(body.fields)
            said[event.person].update({f"?{name}": v for name, v in body.doubts.items()})
    return said


def _take_row(state: _Import, row: int, values: dict[str, str]) -> None:
    person, flags = _match(state, row, values)
    if person in state.rows:
        _listed_twice(state, row, values, person)
        return
    state.rows[person] = row
    entry = state.known.entries.get(person)
    shown = entry.visitor.fields if entry else {}
    said = state.said.get(person, {})
    doubts = {
        name: value
        for name, value in state.doubts.get(row, {}).items()
        if said.get(f"?{name}") != value
    }
    fields = {name: value for name, value in values.items() if said.get(name) != value}
    new_flags = tuple(f for f in flags if entry is None or f not in entry.visitor.flags)
    if entry is not None and not (fields or doubts or new_flags):
        state.taken.same += 1
        return
    was = {name: shown[name] for name in fields if name in shown}
    state.facts.append((person, e.Listed(fields, state.layout, row, was, new_flags, doubts)))
    if entry is None:
        state.taken.new += 1
        visitor = Visitor(state.visit, person, dict(values), flags=flags)
        search.add(state.known, Entry(visitor, _NOT_JUDGED))
    else:
        state.taken.changed += 1


_NOT_JUDGED = Assessment("check_data")


def _listed_twice(state: _Import, row: int, values: dict[str, str], person: str) -> None:
    """The same pupil again in this list: the first row holds, the second is named."""
    state.taken.same += 1
    first = state.rows[person]
    state.taken.problems.append(
        Problem(
            row, "name", values.get("name", ""),
            _("The same pupil is in row {row} already; this row was not added.").format(row=first),
        )
    )  # fmt: skip
    _mark(state, person, "listed_twice", row)


def _mark(state: _Import, person: str, flag: str, row: int = 0) -> None:
    """Write down once that something is doubtful about a person."""
    if flag not in state.known.entries[person].visitor.flags and (person, flag) not in state.marks:
        state.marks.add((person, flag))
        state.facts.append((person, e.Listed({}, state.layout, row, {}, (flag,))))


def _match(state: _Import, row: int, values: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """The person that a row means, known or new, and what is doubtful about it."""
    nik = values.get("nik", "")
    nisn = values.get("nisn", "")
    usable = nik if not identity.nik_fault(nik) else ""
    for index, number in ((state.known.nik, usable), (state.known.nisn, nisn)):
        for person in index.get(number, ()) if number else ():
            if same_by_number(state.known.entries[person].visitor.fields, values):
                return person, ()
    name = (names.normal(values.get("name", "")), values.get("birth_date", ""))
    for person in state.known.name.get(name, ()):
        if name[1] and not other_number(state.known.entries[person].visitor.fields, values):
            return person, ()
    return _new_person(state, row, values, usable, name)


def _new_person(
    state: _Import, row: int, values: dict[str, str], nik: str, name: tuple[str, str]
) -> tuple[str, tuple[str, ...]]:
    flags: tuple[str, ...] = ()
    nisn = values.get("nisn", "")
    if nik and state.known.nik.get(nik):
        flags = ("nik_shared",)
        _mark_sharers(state, row, values, state.known.nik[nik])
        nik = ""
    if nisn and state.known.nisn.get(nisn):
        other = state.known.nisn[nisn][0]
        state.taken.problems.append(_shared(state, row, "nisn", nisn, other))
        nisn = ""
    if name[1] and state.known.name.get(name):
        flags = (*flags, "resembles")
        other = state.known.name[name][0]
        state.taken.problems.append(
            Problem(
                row, "name", values.get("name", ""),
                _("Somebody of the same name and birth date is {where}; both were kept.").format(
                    where=_where(state, other)
                ),
            )
        )  # fmt: skip
    person = person_id(state.visit, nik=nik, nisn=nisn, name=name[0], born=name[1])
    while person in state.known.entries:  # nothing but the row tells them apart
        person = person_id(state.visit, name=f"{person}/{row}", born=name[1])
    return person, flags


def _mark_sharers(state: _Import, row: int, values: dict[str, str], others: list[str]) -> None:
    """Two different people with one NIK: both are marked, since nobody knows whose it is."""
    state.taken.problems.append(_shared(state, row, "nik", values["nik"], others[0]))
    for other in others:
        _mark(state, other, "nik_shared")


def _shared(state: _Import, row: int, field: str, value: str, other: str) -> Problem:
    text = _("Somebody else has the same {field} ({where}); both were kept, check the papers.")
    return Problem(
        row, field, value, text.format(field=field_name(field), where=_where(state, other))
    )


def _where(state: _Import, person: str) -> str:
    row = state.rows.get(person)
    return _("row {row}").format(row=row) if row else _("listed before")


def walk_in(
    session: Session, visit: str, fields: dict[str, str], *, although_alike: bool = False
) -> Entry:
    """Add somebody who is on no list. Raises Resembles where they seem to be listed."""
    require_open(session, visit)
    values = {name: value for name, value in checked_fields(fields).items() if value}
    if not values.get("name"):
        raise KnownError(_("The name is missing."), _("Type the name as on the family card."))
    with session.writing():
        known = search.known(session.db, visit)
        if not although_alike and (found := _resembling(known, values)):
            raise Resembles(found)
        nik, nisn = values.get("nik", ""), values.get("nisn", "")
        name, born = names.normal(values["name"]), values.get("birth_date", "")
        shared = bool(nik and known.nik.get(nik))
        person = person_id(
            visit, nik="" if shared else nik, nisn="" if known.nisn.get(nisn) else nisn,
            name=name, born=born,
        )  # fmt: skip
        count = 1
        while person in known.entries:
            count += 1
            person = person_id(visit, name=f"{name}/{count}", born=born)
        flags = ("nik_shared",) if shared else ()
        facts = [(p, e.Listed({}, "", flags=flags)) for p in known.nik.get(nik, ()) if shared]
        session.record(visit, *facts, (person, e.Listed(values, "walk_in", flags=flags)))
        return queries.known(session.db, visit, person)


def _resembling(known: search.Known, values: dict[str, str]) -> list[Entry]:
    name = (names.normal(values["name"]), values.get("birth_date", ""))
    found = [
        *known.nik.get(values.get("nik", ""), ()),
        *known.nisn.get(values.get("nisn", ""), ()),
        *known.name.get(name, ()),
    ]
    return [known.entries[person] for person in dict.fromkeys(found)]


def correct(session: Session, visit: str, person: str, fields: dict[str, str]) -> Entry:
    """Put data right; what is shown by then is kept with the correction.

    Given just as they are shown, doubtful values are thereby confirmed.
    """
    require_open(session, visit)
    values = checked_fields(fields)
    with session.writing():
        visitor = queries.known(session.db, visit, person).visitor
        shown = visitor.fields
        changed = {name: value for name, value in values.items() if shown.get(name, "") != value}
        changed = changed or _confirmed(visitor, values)
        if changed:
            was = {name: shown.get(name, "") for name in changed}
            session.record(visit, (person, e.Corrected(changed, was)))
        return queries.known(session.db, visit, person)


def _confirmed(visitor: Visitor, values: dict[str, str]) -> dict[str, str]:
    doubtful = {*visitor.doubts, *(("nik",) if "nik_shared" in visitor.flags else ())}
    return {name: value for name, value in values.items() if value and name in doubtful}


def link(session: Session, visit: str, person: str, same_as: str) -> Entry:
    """Say that `person` and `same_as` are one pupil, listed twice."""
    with session.writing():
        queries.known(session.db, visit, person)
        target = queries.known(session.db, visit, same_as).visitor.person
        if target == person:
            raise KnownError(_("This is the same person."), _("Choose the other of the two."))
        session.record(visit, (person, e.Linked(target)))
        return queries.known(session.db, visit, target)


def note(session: Session, visit: str, person: str, text: str) -> Entry:
    """Keep a remark about a person."""
    said = text.strip()[:500]
    if not said:
        raise KnownError(_("The remark is empty."), _("Type what is to be kept."))
    with session.writing():
        queries.known(session.db, visit, person)
        session.record(visit, (person, e.Noted(said)))
        return queries.known(session.db, visit, person)


def resolve(
    session: Session, visit: str, person: str, conflict: str, value: str | None = None
) -> Entry:
    """Decide a conflict; for a field, `value` is the one that holds from now on."""
    session.require_coordinator()
    with session.writing():
        visitor = queries.known(session.db, visit, person).visitor
        open_ = next((c for c in visitor.conflicts if c.id == conflict), None)
        if open_ is None:
            raise KnownError(
                _("There is no such conflict any more."), _("Look at the list of conflicts again.")
            )
        refs = tuple(fact.stamp.ref for fact in open_.facts)
        field = open_.field if open_.what == "field" else ""
        holds = visitor.fields.get(field, "")
        if field and value is not None:
            holds = checked_fields({field: value})[field]
        session.record(visit, (person, e.Resolved(conflict, refs, field, holds if field else "")))
        return queries.known(session.db, visit, person)
