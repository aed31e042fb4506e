"""The verbs of the hall: check in, call, start, finish, send back, move, undo."""

import itertools
from collections.abc import Iterable, Mapping, Sequence

from fieldapp.domain import events as e
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.forks import device_of
from fieldapp.domain.people import DOCUMENTS, NEEDS_REASON, OUTCOMES, PARTS, PRIORITIES, Stamp, Turn
from fieldapp.domain.practice import LETTER, is_practice
from fieldapp.errors import KnownError
from fieldapp.store import branching, queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.store.trust import names
from fieldapp.texts import _, clock, short_date
from fieldapp.visits import require_open
from fieldapp.wording import moment, word

MOST_NUMBERS = 100_000  # a visit has fewer people


class AlreadyHere(KnownError):
    """Checked in before: says when, where, and under which number."""

    def __init__(self, entry: Entry, place: str) -> None:
        stamp = entry.visitor.checked_in
        at = moment(stamp.at[0]) if stamp else None
        super().__init__(
            _("{name} checked in at {time} on {date} at {device} with number {number}.").format(
                name=entry.visitor.fields.get("name", ""),
                time=clock(at) if at else "",
                date=short_date(at.date()) if at else "",
                device=place,
                number=entry.visitor.number,
            ),
            _("Use that number."),
        )
        self.entry = entry


def wanted(entry: Entry, offered: Sequence[str]) -> tuple[str, ...]:
    """The services that a person is here for, as the badge and chips suggest."""
    judged = entry.assessment
    recording = judged.badge in MAY_RECORD or judged.badge == "check_data"
    ready = {"recording": recording, "ikd": "ikd_ready" in judged.chips}
    return tuple(service for service in offered if ready.get(service, True))


def check_in(
    session: Session,
    visit: str,
    person: str,
    *,
    services: Sequence[str] | None = None,
    documents: Iterable[str] = (),
    ticket: bool = False,
) -> Entry:
    """Somebody came: give them a number and a turn for each service wanted.

    Without `services`, those that the badge suggests. For somebody who has a number already,
    services not asked for before are added; else AlreadyHere is raised. With `ticket` the new
    number counts once `arrivals.ticketed` says so.
    """
    plan = require_open(session, visit).plan
    shown = tuple(documents)
    _require(shown, DOCUMENTS, _("There is no document {name}."))
    _require(services or (), plan.services, _("This visit does not offer {name}."))
    with session.writing():
        entry = queries.known(session.db, visit, person)
        visitor = entry.visitor
        asked = tuple(services) if services is not None else wanted(entry, plan.services)
        number, new = visitor.number, False
        if number:
            asked = tuple(s for s in services or () if _turn(entry, s) is None)
            shown = tuple(d for d in shown if d not in visitor.documents)
            if not (asked or shown):
                raise already_here(session, entry)
        else:
            (number,), new = next_numbers(session, visit, 1), True
        body = e.CheckedIn(number, shown, asked, ticket and new)
        session.record(visit, (visitor.person, body))
        return queries.known(session.db, visit, person)


def already_here(session: Session, entry: Entry) -> AlreadyHere:
    """When, where and under which number somebody checked in."""
    return AlreadyHere(entry, _place(session, entry.visitor.checked_in))


def where(session: Session, entry: Entry) -> str:
    """When and where somebody checked in, in a few words."""
    stamp = entry.visitor.checked_in
    return f"{clock(moment(stamp.at[0]))} · {_place(session, stamp)}" if stamp else ""


def _require(names: Iterable[str], known: Sequence[str], text: str) -> None:
    for name in names:
        if name not in known:
            raise KnownError(
                text.format(name=name), _("Possible are: {names}.").format(names=", ".join(known))
            )


def next_numbers(session: Session, visit: str, wanted: int) -> list[str]:
    """The laptop's letter and the next counts: a number once given is never given again.

    Counts beyond any visit's, which only a damaged or forged laptop writes, lead nowhere.
    """
    letter = LETTER if is_practice(visit) else session.device.letter
    given = "FROM number WHERE visit = ? AND letter = ? AND count < ?"
    about = (visit, letter, MOST_NUMBERS)
    (last,) = session.db.execute(f"SELECT max(count) {given}", about).fetchone()
    following = iter(range((last or 0) + 1, (last or 0) + 1 + wanted))
    if (last or 0) + wanted >= MOST_NUMBERS:
        used = {count for (count,) in session.db.execute(f"SELECT count {given}", about)}
        following = (count for count in itertools.count(1) if count not in used)
    return [f"{letter}-{count:03d}" for count in itertools.islice(following, wanted)]


def _place(session: Session, stamp: Stamp | None) -> str:
    found = names(session.db).get(device_of(stamp.device)) if stamp else None
    return found or _("another laptop")


def _turn(entry: Entry, service: str) -> Turn | None:
    return next((turn for turn in entry.visitor.turns if turn.service == service), None)


def _has_turn(session: Session, visit: str, person: str, service: str) -> tuple[Entry, Turn]:
    entry = queries.known(session.db, visit, person)
    turn = _turn(entry, service)
    if not entry.visitor.number:
        raise KnownError(
            _("{name} has not checked in.").format(name=entry.visitor.fields.get("name", "")),
            _("Check in first."),
        )
    if turn is None:
        raise KnownError(
            _("{name} did not ask for {service}.").format(
                name=entry.visitor.fields.get("name", ""), service=word("service", service)
            ),
            _("Check in again with that service, or move the turn."),
        )
    return entry, turn


def _refuse(entry: Entry, turn: Turn) -> KnownError:
    what = _("The turn of {number} is in the state: {state}.").format(
        number=entry.visitor.number, state=word("state", turn.state)
    )
    return KnownError(what, _("Take the last step back first, or choose another person."))


def _act(
    session: Session, visit: str, person: str, body: e.Body, service: str, states: Sequence[str]
) -> Entry:
    """Write one step of a turn, where the turn is in one of `states`."""
    with session.writing():
        require_open(session, visit)
        entry, turn = _has_turn(session, visit, person, service)
        if turn.state not in states:
            raise _refuse(entry, turn)
        session.record(visit, (entry.visitor.person, body))
        return queries.known(session.db, visit, person)


def call(
    session: Session, visit: str, service: str, person: str | None = None, station: str = ""
) -> Entry:
    """Call a person to a desk, or whoever waits longest; calling again is a recall."""
    with session.writing():
        if person is None:
            return call_next(session, visit, (service,), station)
        body = e.Called(service, station)
        states = ("waiting", "held", "called", "no_show")
        return _act(session, visit, person, body, service, states)


def call_next(session: Session, visit: str, services: Sequence[str], station: str = "") -> Entry:
    """Call whoever is next for a desk that offers these services; see `queries.ready`."""
    with session.writing():
        found = queries.ready(session.db, visit, services, station, 1)
        if not found:
            raise _nobody(session, visit, services)
        first, service = found[0]
        body = e.Called(service, station)
        return _act(session, visit, first.visitor.person, body, service, ("waiting",))


def _nobody(session: Session, visit: str, services: Sequence[str]) -> KnownError:
    offered = ", ".join(word("service", service) for service in services)
    what = _("Nobody waits for {service}.").format(service=offered)
    if queries.in_state(session.db, visit, ("waiting", "held")):
        return KnownError(
            what, _("Others wait for another desk or service, on hold, or for their ticket.")
        )
    return KnownError(what, _("Check somebody in first."))


def start(session: Session, visit: str, person: str, service: str, station: str = "") -> Entry:
    """A person's turn begins."""
    body = e.Started(service, station)
    return _act(session, visit, person, body, service, ("waiting", "held", "called", "no_show"))


def finish(
    session: Session,
    visit: str,
    person: str,
    service: str,
    outcome: str,
    *,
    reason: str = "",
    missing: Mapping[str, str] | None = None,
    station: str = "",
) -> Entry:
    """A turn ends with an outcome; `missing` says why parts were not captured.

    A recording without `missing` captured everything. Failed, refused and deferred say why.
    """
    _require((outcome,), OUTCOMES.get(service, ()), _("There is no outcome {name}."))
    parts = dict(missing or {})
    _require(parts, PARTS, _("There is no part {name}."))
    if outcome in NEEDS_REASON and not reason.strip():
        raise KnownError(_("The reason is missing."), _("Say why, in a word."))
    if parts and (service, outcome) != ("recording", "recorded"):
        raise KnownError(_("Only a recording can miss a part."), _("Say the reason instead."))
    body = e.Finished(service, outcome, reason.strip(), parts, station)
    states = ("waiting", "held", "called", "serving", "no_show")
    return _act(session, visit, person, body, service, states)


def no_show(session: Session, visit: str, person: str, service: str) -> Entry:
    """Somebody was called and did not come."""
    return _act(session, visit, person, e.NoShow(service), service, ("called", "serving"))


def requeue(session: Session, visit: str, person: str, service: str) -> Entry:
    """Send somebody back to the end of the queue."""
    states = ("held", "called", "serving", "no_show", "finished")
    return _act(session, visit, person, e.Requeued(service), service, states)


def send_to(session: Session, visit: str, person: str, service: str, station: str) -> Entry:
    """Send somebody to another desk, which alone is to call them; they keep their place."""
    if not station.strip():
        raise KnownError(_("The desk is missing."), _("Say which desk."))
    states = ("waiting", "held", "called", "serving", "no_show")
    return _act(session, visit, person, e.Requeued(service, station.strip()), service, states)


def hold(session: Session, visit: str, person: str, service: str) -> Entry:
    """Let somebody wait without being called, until `resume`."""
    states = ("waiting", "called", "serving", "no_show")
    return _act(session, visit, person, e.Held(service), service, states)


def resume(session: Session, visit: str, person: str, service: str) -> Entry:
    """Somebody who was on hold waits again, where they stood."""
    return _act(session, visit, person, e.Resumed(service), service, ("held",))


def prioritise(session: Session, visit: str, person: str, reason: str = "") -> Entry:
    """Let somebody go before others, for a reason; without one, no longer."""
    _require([reason] if reason else [], PRIORITIES, _("There is no such reason: {name}."))
    with session.writing():
        require_open(session, visit)
        entry = queries.known(session.db, visit, person)
        if entry.visitor.priority != reason:
            session.record(visit, (entry.visitor.person, e.Prioritised(reason)))
        return queries.known(session.db, visit, person)


def move(session: Session, visit: str, person: str, service: str, to: str) -> Entry:
    """Move a turn to another service."""
    plan = require_open(session, visit).plan
    _require((to,), plan.services, _("This visit does not offer {name}."))
    states = ("waiting", "held", "called", "serving", "no_show")
    with session.writing():
        entry, _turn_now = _has_turn(session, visit, person, service)
        if _turn(entry, to) is not None:
            raise KnownError(
                _("There is a turn for {service} already.").format(service=word("service", to)),
                _("Finish this one instead."),
            )
        return _act(session, visit, person, e.Moved(service, to), service, states)


def own_names(session: Session, visit: str) -> set[str]:
    """By what names turns and stamps of a visit tell that this device wrote them."""
    return branching.own_names(session.db, visit, session.device.ids)
