"""A card's way, as the national system and the office tell it."""

import datetime as dt

from fieldapp.domain.kinds.body import Body
from fieldapp.domain.terms import Text


class StatusReported(Body, frozen=True):
    """What the national system says of a person's card."""

    kind = "status_reported"
    status: Text
    as_of: dt.date | None = None


class CardStep(Body, frozen=True):
    """A printed card's way to its owner: requested, printed, handed_over (on `day`, to whom)."""

    kind = "card_step"
    step: Text
    day: dt.date
    to: Text = ""
