"""How photos and signatures change what is known of a person."""

from fieldapp.domain import events as e
from fieldapp.domain.folding import Folding, Step, stamp
from fieldapp.domain.people import Evidence


def _taken(s: Folding, event: e.Event, body: e.EvidenceTaken) -> None:
    s.evidence[event.ref] = Evidence(body.what, body.medium, stamp(event), body.consent)
    s.declined = ""


def _removed(s: Folding, _event: e.Event, body: e.EvidenceRemoved) -> None:
    for ref in [ref for ref, one in s.evidence.items() if one.medium == body.medium]:
        del s.evidence[ref]


def _declined(s: Folding, _event: e.Event, body: e.EvidenceDeclined) -> None:
    s.declined = body.by


STEPS: dict[type[e.Body], Step] = {
    e.EvidenceTaken: _taken,
    e.EvidenceRemoved: _removed,
    e.EvidenceDeclined: _declined,
}
