"""What happens to a person in the hall."""

from fieldapp.domain.kinds.body import Body
from fieldapp.domain.terms import Fields, Text, Texts


class CheckedIn(Body, frozen=True):
    """A person came: their number, the papers they showed, the services they want."""

    kind = "checked_in"
    number: Text
    documents: Texts = ()
    services: Texts = ()


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
    """A person went back to the queue."""

    kind = "requeued"
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
