"""A photo or signature as evidence of who came, where the visit wants it."""

from fieldapp.domain.kinds.body import Body
from fieldapp.domain.terms import Count, Digest, Text


class EvidenceTaken(Body, frozen=True):
    """A photo or signature was taken: the medium, by its hash, and who consented to it.

    `also` events just before belong to it: those that took away what it replaces.
    """

    kind = "evidence_taken"
    what: Text  # photo, signature
    medium: Digest
    consent: Text
    also: Count = 0


class EvidenceRemoved(Body, frozen=True):
    """A photo or signature is to be deleted, wherever it was handed to."""

    kind = "evidence_removed"
    medium: Digest


class EvidenceDeclined(Body, frozen=True):
    """No photo or signature is taken: `by` says who did not consent."""

    kind = "evidence_declined"
    by: Text
