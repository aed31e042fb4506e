"""What is planned of a visit."""

import datetime as dt
from typing import Annotated

from msgspec import Meta

from fieldapp.domain.kinds.body import Body
from fieldapp.domain.policy import Policy
from fieldapp.domain.terms import DeviceId, Hour, Laptops, Setting, Text, Texts


class VisitPlanned(Body, frozen=True):
    """A team goes to a place on a day.

    `setting` is school, village (kelurahan), mall (public service mall), office, or registry:
    then it is no visit but the registry's own list of people, which no laptop gets.
    """

    kind = "visit_planned"
    place: Text
    date: dt.date
    services: Texts = ("recording", "ikd")
    policy: Policy = Policy()
    practice: bool = False
    setting: Setting = "school"
    team: Text = ""
    laptops: Annotated[
        tuple[DeviceId, ...], Meta(max_length=26)
    ] = ()  # those that go; none named means all
    opens: Hour = ""
    closes: Hour = ""
    evidence: Texts = ()  # what is taken of those who come: photo, signature


class VisitChanged(Body, frozen=True):
    """The plan was changed; None stays as it was."""

    kind = "visit_changed"
    place: Text | None = None
    date: dt.date | None = None
    services: Texts | None = None
    policy: Policy | None = None
    setting: Setting | None = None
    team: Text | None = None
    laptops: Laptops | None = None
    opens: Hour | None = None
    closes: Hour | None = None
    evidence: Texts | None = None


class VisitClosed(Body, frozen=True):
    """The work of the visit is done."""

    kind = "visit_closed"
