"""The verbs about evidence of who came: take a photo or signature, decline, delete."""

from fieldapp import visits
from fieldapp.domain import events as e
from fieldapp.domain.fold import Visit
from fieldapp.domain.people import CONSENTS, EVIDENCE, LARGEST_MEDIUM
from fieldapp.errors import KnownError
from fieldapp.store import media, queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from fieldapp.wording import word

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"


def take(session: Session, visit: str, person: str, what: str, data: bytes, consent: str) -> Entry:
    """Keep a `what` (photo: JPEG, signature: PNG) of somebody; one taken before is replaced."""
    if what not in wanted(visits.require_open(session, visit)):
        raise KnownError(
            _("This visit takes no {what}.").format(what=_name(what)),
            _("A coordinator may change that in the plan of the visit."),
        )
    _check_consent(consent)
    check(what, data)
    with session.writing():
        entry = queries.known(session.db, visit, person)
        _require_number(entry)
        medium = media.keep(session.db, data)
        before = [one for one in entry.visitor.evidence if one.what == what]
        removed = [e.EvidenceRemoved(one.medium) for one in before if one.medium != medium]
        taken = e.EvidenceTaken(what, medium, consent, len(removed))
        id_ = entry.visitor.person
        session.record(visit, *((id_, body) for body in (*removed, taken)))
        return queries.known(session.db, visit, person)


def decline(session: Session, visit: str, person: str, by: str) -> Entry:
    """Note that no photo or signature is taken, since `by` does not consent."""
    visits.require_open(session, visit)
    _check_consent(by)
    with session.writing():
        entry = queries.known(session.db, visit, person)
        _require_number(entry)
        session.record(visit, (entry.visitor.person, e.EvidenceDeclined(by)))
        return queries.known(session.db, visit, person)


def remove(session: Session, visit: str, person: str, what: str) -> Entry:
    """Delete somebody's photo or signature, here and wherever it was handed to.

    The picture itself goes with the next handing over or merge; until then this can be undone.
    """
    with session.writing():
        entry = queries.known(session.db, visit, person)
        found = [one.medium for one in entry.visitor.evidence if one.what == what]
        if not found:
            raise KnownError(
                _("There is no {what} of {name}.").format(
                    what=_name(what), name=entry.visitor.fields.get("name", "")
                ),
                _("Nothing needs to be deleted."),
            )
        id_ = entry.visitor.person
        session.record(visit, *((id_, e.EvidenceRemoved(medium)) for medium in found))
        return queries.known(session.db, visit, person)


def remove_all(session: Session, visit: str) -> int:
    """Delete every photo and signature of a visit that is over. Returns how many."""
    session.require_coordinator()
    if queries.visit(session.db, visit).state != "closed":
        raise KnownError(_("This visit is not closed yet."), _("Close it first."))
    with session.writing():
        found = [
            (entry.visitor.person, e.EvidenceRemoved(one.medium))
            for entry in queries.everyone(session.db, visit)
            for one in entry.visitor.evidence
        ]
        if found:
            session.record(visit, *found)
        media.sweep(session.db)
    return len(found)


def wanted(visit: Visit | None) -> tuple[str, ...]:
    """What is taken at a visit of those who come, whatever another device wrote into its plan."""
    return tuple(what for what in EVIDENCE if visit and what in visit.plan.evidence)


def missing(entry: Entry, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """What is still to be taken of somebody who is here, where the visit wants it."""
    if not entry.visitor.number or entry.visitor.declined:
        return ()
    taken = {one.what for one in entry.visitor.evidence}
    return tuple(what for what in wanted if what not in taken)


def check(what: str, data: bytes) -> None:
    """Refuse what is no picture of this kind. Raises KnownError."""
    begins = _JPEG if what == "photo" else _PNG
    if not data.startswith(begins):
        raise KnownError(
            _("This is no picture that can be kept."), _("A photo is a JPEG, a signature a PNG.")
        )
    if len(data) > LARGEST_MEDIUM:
        raise KnownError(_("This picture is too large."), _("At most 1 MB; make it smaller."))


def _check_consent(who: str) -> None:
    if who not in CONSENTS:
        raise KnownError(
            _("It is not said who consents."),
            _("Possible are: {names}.").format(names=", ".join(CONSENTS)),
        )


def _require_number(entry: Entry) -> None:
    if not entry.visitor.number:
        raise KnownError(
            _("{name} has not checked in.").format(name=entry.visitor.fields.get("name", "")),
            _("Check in first."),
        )


def _name(what: str) -> str:
    return word("evidence", what) if what in EVIDENCE else what
