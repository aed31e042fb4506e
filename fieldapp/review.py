"""The verbs of review: what has to be decided, and deciding it.

A decision is one action of a coordinator: an event, with whatever it entails just before it. It
goes to the laptops with the next bundle, and `undoing.undo` takes all of it back.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from fieldapp.domain import events as e
from fieldapp.domain import review
from fieldapp.domain.fold import Visit
from fieldapp.domain.people import Visitor
from fieldapp.domain.review import Case, Choice
from fieldapp.errors import KnownError
from fieldapp.store import queries, undecided
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from fieldapp.typed import checked_fields

Facts = list[tuple[str, e.Body]]
_FEW = 4  # people who share something are compared each with each up to this many


def cases(session: Session, visit: str | None = None) -> list[Case]:
    """What has to be decided in a visit, or in all but those for practice; gravest first."""
    chosen = [queries.visit(session.db, visit)] if visit else queries.real_visits(session.db)
    found = [case for one in chosen for case in _of_visit(session, one)]
    return sorted(found, key=lambda case: case.order)


def _of_visit(session: Session, visit: Visit) -> Iterator[Case]:
    db, id_ = session.db, visit.visit
    flagged = undecided.flagged(db, id_)
    for entry in flagged:
        yield from _of_person(entry, visit)
    for what in review.PAIRS:
        groups = list(undecided.sharing(db, id_, what))
        for left, right in _pairs(groups):
            case = review.pair(left.visitor, right.visitor, what)
            if case:
                yield case
        paired = {entry.visitor.person for group in groups for entry in group}
        for entry in flagged:
            if what in entry.visitor.flags and entry.visitor.person not in paired:
                yield review.left_over(entry.visitor, what)
    yield from review.of_laptops(
        id_, undecided.served(db, id_), visit.plan.date, visit.clock, visit.accepted
    )


def _of_person(entry: Entry, visit: Visit) -> Iterator[Case]:
    explained = review.explained(entry.visitor, visit.plan.date, visit.clock)
    for case in review.of_person(entry.visitor, entry.assessment):
        if case.what != "times" or case.id.rpartition(":")[2] not in explained:
            yield case


def _pairs(groups: Iterable[list[Entry]]) -> Iterator[tuple[Entry, Entry]]:
    for group in groups:
        if len(group) <= _FEW:
            yield from combinations(group, 2)
        else:
            yield from ((group[0], other) for other in group[1:])


def now(session: Session, case: Case) -> Case | None:
    """The case as it stands now; None where nothing is left to decide."""
    return next((one for one in _near(session, case) if one.key == case.key), None)


def _near(session: Session, case: Case) -> Iterator[Case]:
    """What there is to decide about those whom a case is about."""
    db = session.db
    visit = queries.visit(db, case.visit)
    if not case.person:
        yield from review.of_laptops(
            visit.visit, undecided.served(db, visit.visit), visit.plan.date, visit.clock,
            visit.accepted,
        )  # fmt: skip
        return
    left = queries.entry(db, case.visit, case.person)
    if left is None or left.visitor.person != case.person:
        return
    if case.id.startswith("pair:"):
        yield from (one for one in _of_visit(session, visit) if one.person == case.person)
    elif case.id in ("flag:nik_shared", "flag:resembles"):
        if case.what in left.visitor.flags:
            yield review.left_over(left.visitor, case.what)
    else:
        yield from _of_person(left, visit)


def value_of(case: Case, choice: Choice) -> str:
    """What a choice lets hold, in the words of the facts."""
    named = {review.ref_text(fact): fact.value for fact in case.facts}
    return named.get(choice.value, choice.value)


def decide(session: Session, case: Case, choice: Choice) -> e.Event:
    """Decide a case; `choice` is one of its own, with what was typed for `other`.

    Refused where the facts have changed since the case was shown. Returns the decision, which
    `undoing.undo` takes back whole.
    """
    session.require_coordinator()
    with session.writing():
        if now(session, case) != case:
            raise KnownError(
                _("There is no such conflict any more."), _("Look at the list of conflicts again.")
            )
        if choice.code not in {one.code for one in case.choices}:
            codes = ", ".join(dict.fromkeys(one.code for one in case.choices))
            raise KnownError(
                _("This cannot be decided so."), _("Possible are: {names}.").format(names=codes)
            )
        facts = _facts(session, case, choice)
        return session.record(case.visit, *facts)[-1]


def _facts(session: Session, case: Case, choice: Choice) -> Facts:
    """What is written down: the decision last, before it what it entails."""
    if case.other:
        return _about_two(session, case, choice.code)
    refs = tuple(fact.stamp.ref for fact in case.facts)
    match case.what:
        case "field":
            value = checked_fields({case.field: choice.value})[case.field]
            return [(case.person, e.Resolved(case.id, refs, case.field, value))]
        case "finished_twice":
            return [(case.person, _which_finish(case, choice))]
        case "checked_in_twice":
            return [(case.person, e.Resolved(case.id, refs, value=choice.value))]
        case "nik_mismatch" if choice.code != "accept":
            return [(case.person, _corrected(session, case, choice))]
        case _:
            return [(case.person, e.Resolved(case.id, refs, value=case.value))]


def _which_finish(case: Case, choice: Choice) -> e.Resolved:
    """The finish that holds is named first."""
    holds = [fact for fact in case.facts if review.ref_text(fact) == choice.value]
    if not holds:
        raise KnownError(_("This cannot be decided so."), _("Choose one of the outcomes."))
    rest = (fact for fact in case.facts if fact not in holds)
    refs = tuple(fact.stamp.ref for fact in (*holds, *rest))
    return e.Resolved(case.id, refs, value=holds[0].value)


def _corrected(session: Session, case: Case, choice: Choice) -> e.Corrected:
    shown = queries.known(session.db, case.visit, case.person).visitor.fields
    fields = review.nik_says(shown)
    if choice.code == "other":
        fields = checked_fields({"nik": choice.value})
    changed = {name: value for name, value in fields.items() if shown.get(name, "") != value}
    if not changed:
        raise KnownError(_("This is what is shown already."), _("Type the NIK from the paper."))
    return e.Corrected(changed, {name: shown.get(name, "") for name in changed})


def _about_two(session: Session, case: Case, code: str) -> Facts:
    left, right = (
        queries.known(session.db, case.visit, person).visitor
        for person in (case.person, case.other)
    )
    if code == "same":
        target, gone = (right, left) if right.number and not left.number else (left, right)
        return [(gone.person, e.Linked(target.person))]
    if code in ("left", "right"):
        keeps, loses = (left, right) if code == "left" else (right, left)
        body = e.Corrected({"nik": ""}, {"nik": case.value})
        return [
            (loses.person, body),
            (keeps.person, _settled(session, case, keeps, loses, also=1)),
        ]
    other = _settled(session, case, right, left)
    both = "flag:" in other.conflict and case.what in right.flags
    before: Facts = [(right.person, other)] if both else []
    return [*before, (left.person, _settled(session, case, left, right, also=len(before)))]


def _settled(
    session: Session, case: Case, one: Visitor, other: Visitor, also: int = 0
) -> e.Resolved:
    """Somebody is doubtful no more, unless there is a third with whom they still are."""
    groups = undecided.sharing(session.db, case.visit, case.what)
    third = any(
        review.pair(left.visitor, right.visitor, case.what)
        for left, right in _pairs(groups)
        if one.person in (pair := {left.visitor.person, right.visitor.person})
        and other.person not in pair
    )
    kind = "pair" if third else "flag"
    return e.Resolved(f"{kind}:{case.what}", (), value=case.value, other=other.person, also=also)
