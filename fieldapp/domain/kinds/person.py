"""What is said of a person."""

from typing import Annotated

from msgspec import Meta

from fieldapp.domain.kinds.body import Body
from fieldapp.domain.terms import Fields, PersonId, Text, Texts


class Listed(Body, frozen=True):
    """A list, or an officer at the door, says these things of a person.

    `source` names the kind of list (or "walk_in"), `row` its own row number, `was` what was
    shown before of the fields named, `doubts` what the list said and could not be used.
    """

    kind = "listed"
    fields: Fields
    source: Text = ""
    row: Annotated[int, Meta(ge=0, le=2**31)] = 0
    was: Fields = {}
    flags: Texts = ()
    doubts: Fields = {}


class Corrected(Body, frozen=True):
    """An officer corrected fields; `was` is what they saw before."""

    kind = "corrected"
    fields: Fields
    was: Fields = {}


class Linked(Body, frozen=True):
    """This person and `same_as` are one pupil, listed twice."""

    kind = "linked"
    same_as: PersonId


class Noted(Body, frozen=True):
    """A remark."""

    kind = "noted"
    text: Text
