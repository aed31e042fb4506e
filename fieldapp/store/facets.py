"""What a person is asked by, in few words: people who are alike in all of it share one facet.

A million people have some ten thousand facets, and each knows how many share it; a question is
put to the facets first, and to people only where it needs their dates or names.
"""

from hashlib import blake2b

import msgspec

from fieldapp.domain.eligibility import Assessment
from fieldapp.domain.people import CARD_STEPS, Visitor
from fieldapp.domain.policy import canonical_status

OUTSIDE, UNKNOWN = "outside", "unknown"  # where the address is in no kelurahan of the city
COLUMNS = ("visit", "badge", "status", "village", "recording", "ikd", "here", "card")
INSERT = "INSERT OR IGNORE INTO facet VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
SWEEP = "DELETE FROM facet WHERE n = 0"  # after all of a batch: one may leave what another enters

Row = tuple[int, str, str, str, str, str, str, int, str]


def row_of(visitor: Visitor, judged: Assessment) -> Row:
    """The facet of a person, with its id: the same on every device."""
    outcomes = {t.service: t.outcome or "" for t in visitor.turns if t.state == "finished"}
    said = (
        visitor.visit, judged.badge, canonical_status(visitor.fields.get("status", "")),
        _village(judged), outcomes.get("recording", ""), outcomes.get("ikd", ""),
        int(bool(visitor.number)), _card(visitor),
    )  # fmt: skip
    digest = blake2b(msgspec.json.encode(said), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 1, *said)


def _village(judged: Assessment) -> str:
    return judged.village or (OUTSIDE if "outside_city" in judged.chips else UNKNOWN)


def _card(visitor: Visitor) -> str:
    """How far the printed card came, as the office wrote it down."""
    taken = {step.step for step in visitor.card}
    return next((step for step in reversed(CARD_STEPS) if step in taken), "")
