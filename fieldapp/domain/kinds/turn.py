"""What happens to a person in the hall."""

from fieldapp.domain.kinds.body import Body
from fieldapp.domain.terms import Count, Fields, Text, Texts


class CheckedIn(Body, frozen=True):
    """A person came: their number, the papers they showed, the services they want.

    With `ticket` the number counts once it is `Ticketed`. `also` events just before belong to it:
    the others of a group that came together.
    """

    kind = "checked_in"
    number: Text
    documents: Texts = ()
    services: Texts = ()
    ticket: bool = False
    also: Count = 0


class Ticketed(Body, frozen=True):
    """The ticket of a number was printed, or it was decided to do without (waived)."""

    kind = "ticketed"
    number: Text
    how: Text


class Prioritised(Body, frozen=True):
    """A person goes before others, for a reason; without one, no longer."""

    kind = "prioritised"
    reason: Text = ""


class Called(Body, frozen=True):
    """A person was called to a desk."""

    kind = "called"
    service: Text
    station: Text = ""


class Started(Body, frozen=True):
    """A person's turn began at a desk."""

    kind = "started"
    service: Text
    station: Text = ""


class Finished(Body, frozen=True):
    """A turn ended: `missing` names the parts not captured, and why."""

    kind = "finished"
    service: Text
    outcome: Text
    reason: Text = ""
    missing: Fields = {}
    station: Text = ""


class Requeued(Body, frozen=True):
    """A person went back to the queue's end; or, with `station`, on to that desk alone."""

    kind = "requeued"
    service: Text
    station: Text = ""


class Held(Body, frozen=True):
    """A turn waits without being called, until it is resumed."""

    kind = "held"
    service: Text


class Resumed(Body, frozen=True):
    """A turn that was held waits again, where it stood."""

    kind = "resumed"
    service: Text


class NoShow(Body, frozen=True):
    """A person was called and did not come."""

    kind = "no_show"
    service: Text


class Moved(Body, frozen=True):
    """A turn was moved to another service."""

    kind = "moved"
    service: Text
    to: Text
