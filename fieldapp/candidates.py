"""The verbs about candidates: the registry's list of those not yet recorded, and the visits'."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date

import msgspec
from msgspec import Struct

from fieldapp import people
from fieldapp.domain import events as e
from fieldapp.domain import matching
from fieldapp.domain.fold import Visit
from fieldapp.domain.policy import Policy
from fieldapp.errors import KnownError
from fieldapp.roster.rows import Listing, Row
from fieldapp.store import pairs, queries, tables
from fieldapp.store.pairs import Line, Side
from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting, setting
from fieldapp.texts import _
from fieldapp.visits import require_open

Progress = Callable[[int, int], None]
_SETTING = "candidates"


class Compared(Struct, frozen=True):
    """When the lists were compared (milliseconds since 1970), and how many were on each."""

    at: int
    listed: int
    pupils: int


def registry(session: Session, today: date) -> Visit:
    """The registry's list; made, without people, where there is none yet."""
    session.require_coordinator()
    found = pairs.registry(session.db)
    if found:
        return found
    known = queries.real_visits(session.db)
    rules = known[0].plan.policy if known else Policy()
    visit = f"registry-{secrets.token_hex(4)}"
    name = _("Registry's list of those not yet recorded")
    session.record(visit, ("", e.VisitPlanned(name, today, (), rules, setting="registry")))
    return queries.visit(session.db, visit)


def take_in(
    session: Session, listing: Listing, today: date, progress: Progress | None = None
) -> people.Taken:
    """Add a list to the registry's; a second time changes nothing. `progress` may raise."""
    with session.writing():
        return people.take_in(session, registry(session, today).visit, listing, progress)


def compare(session: Session, progress: Progress | None = None) -> Compared:
    """Compare the registry's list with everyone of all visits, and keep what was found.

    `progress` may raise Cancelled; then what the last comparison found stays.
    """
    session.require_coordinator()
    mine = pairs.candidates(session.db, of_registry=True)
    if not mine:
        raise KnownError(
            _("There is no list of the registry to compare with."),
            _("Take in the list of those not yet recorded first."),
        )
    theirs = pairs.candidates(session.db, of_registry=False)
    found = matching.match(mine, theirs, progress, pairs.apart(session.db))
    made = Compared(session.clock(), len(mine), len(theirs))
    with session.writing():
        pairs.replace(session.db, found)
        set_setting(session.db, _SETTING, msgspec.json.encode(made))
    return made


def compared(session: Session) -> Compared | None:
    """When the lists were last compared, if ever."""
    kept = setting(session.db, _SETTING)
    return msgspec.json.decode(kept, type=Compared) if kept else None


def is_stale(session: Session) -> bool:
    """Whether people came to either list since they were compared."""
    last = compared(session)
    return last is None or (last.listed, last.pupils) != pairs.size(session.db)


def require_compared(session: Session, *, lately: bool = False) -> None:
    """Refuse where nothing is known yet of who is at which visit, or no longer (`lately`)."""
    if compared(session) is None:
        raise KnownError(_("The lists were not compared yet."), _("Compare them, then look again."))
    if lately and is_stale(session):
        raise KnownError(
            _("The lists have changed since they were compared."),
            _("Compare them, then look again."),
        )


def decide(session: Session, person: str, visit: str, other: str, *, same: bool) -> None:
    """Say whether somebody of the registry's list and somebody of a visit are one person.

    It holds over every later comparison, until it is taken back.
    """
    session.require_coordinator()
    own = pairs.registry(session.db)
    with session.writing():
        mine = queries.known(session.db, own.visit if own else "", person).visitor
        theirs = queries.known(session.db, visit, other).visitor
        if mine.visit == theirs.visit:
            raise KnownError(
                _("Both are on the registry's list."), _("Choose somebody of a visit.")
            )
        session.record(mine.visit, (mine.person, e.Matched(visit, theirs.person, same)))
        keys = (tables.key_of(v.visit, v.person) for v in (mine, theirs))
        pairs.note_decided(session.db, *keys)


def list_for(session: Session, visit: str, lines: Sequence[Line]) -> people.Taken:
    """Put people who are at no school on the list of a visit to their kelurahan."""
    session.require_coordinator()
    planned = require_open(session, visit)
    if planned.plan.setting != "village":
        raise KnownError(
            _("This is no visit to a kelurahan."),
            _("Plan a visit to the kelurahan, and choose that."),
        )
    require_compared(session, lately=True)
    sides = [line.listed for line in lines if line.kind == "nowhere" and line.listed]
    if not sides:
        raise KnownError(
            _("Nobody at no school was chosen."), _("Choose people who are at no school.")
        )
    rows = [Row(number, _listed_fields(side)) for number, side in enumerate(sides, 1)]
    with session.writing():
        taken = people.take_in(session, visit, Listing(rows, [], len(rows), "registry", []))
        _pair_with(session, visit, sides)
    return taken


def _listed_fields(side: Side) -> dict[str, str]:
    return {name: value for name, value in side.fields.items() if value}


def _pair_with(session: Session, visit: str, sides: Sequence[Side]) -> None:
    """They are now at a visit: said without comparing everyone again."""
    there = [_candidate(tables.key_of(visit, entry.visitor.person), entry.visitor.fields)
             for entry in queries.everyone(session.db, visit)]  # fmt: skip
    mine = [_candidate(side.key, side.fields) for side in sides]
    pairs.add(session.db, matching.match(mine, there, apart=pairs.apart(session.db)))
    last = compared(session)
    if last:
        pupils = pairs.size(session.db)[1]
        kept = msgspec.structs.replace(last, pupils=pupils)
        set_setting(session.db, _SETTING, msgspec.json.encode(kept))


def _candidate(key: int, fields: dict[str, str]) -> matching.Candidate:
    said = fields.get
    return matching.Candidate(
        str(key), said("name", ""), said("birth_date", ""), said("nik", ""), said("nisn", "")
    )
