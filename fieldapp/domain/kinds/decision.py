"""What somebody decided, and what is taken back."""

from fieldapp.domain.kinds.body import Body
from fieldapp.domain.terms import Count, PersonId, Ref, Text, VisitId


class Undone(Body, frozen=True):
    """An event of the same person in this visit is taken back."""

    kind = "undone"
    event: Ref


class Matched(Body, frozen=True):
    """Someone decided whether a person of this list and one of another visit are the same."""

    kind = "matched"
    visit: VisitId
    other: PersonId
    same: bool


class Resolved(Body, frozen=True):
    """Someone decided a conflict: the facts it was about, and the value that holds.

    `finished:`: the first of `facts` holds. `flag:` takes a doubt away, `pair:` that with `other`.
    `chip:`, `times:` accept data while they read `value`. `also` events just before belong to it.
    """

    kind = "resolved"
    conflict: Text
    facts: tuple[Ref, ...]
    field: Text = ""
    value: Text = ""
    other: PersonId = ""
    also: Count = 0
