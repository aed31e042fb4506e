"""What somebody has to decide: the cases of people and of laptops, most consequential first. Pure.

A case is made anew from what the fold says, so it is gone once a decision settled it, and back
once that is undone or new facts came.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from msgspec import Struct

from fieldapp.domain import clocks, identity
from fieldapp.domain.clocks import Span
from fieldapp.domain.eligibility import Assessment, compared_with_nik
from fieldapp.domain.people import Conflict, Fact, Turn, Visitor
from fieldapp.domain.periods import parse_date

KINDS = (
    "finished_twice", "nik_shared", "resembles", "field", "checked_in_twice",
    "finished_uncalled", "times", "nik_mismatch", "listed_twice",
)  # fmt: skip
DISAGREEING = frozenset(KINDS[:5])  # the others only look odd
PAIRS = ("nik_shared", "resembles")
_GRAVE = ("nik", "birth_date", "name", "sex")  # what a card is printed from
_SECOND, _LONG = 1_000, 3 * 3_600_000

ORDER, LONG, INSTANT = "order", "long", "instant"


class Choice(Struct, frozen=True):
    """One way to decide: fact (with its number), other, same, left, right, both, accept, nik."""

    code: str
    value: str = ""


class Case(Struct, frozen=True, omit_defaults=True):
    """Something to decide about one person, two people, or the times of a laptop.

    `field` is the field, the service, or why times are doubtful; `value` what would be accepted;
    `persons` whose times are meant where `person` is empty.
    """

    id: str
    visit: str
    person: str
    what: str
    weight: int
    choices: tuple[Choice, ...]
    name: str = ""
    other: str = ""
    other_name: str = ""
    field: str = ""
    facts: tuple[Fact, ...] = ()
    value: str = ""
    device: str = ""
    since: int = 0
    until: int = 0
    persons: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all other cases."""
        return (self.visit, self.person, self.id)

    @property
    def order(self) -> tuple[int, str, str, str]:
        """The most consequential first, then by name."""
        return (-self.weight, self.name.casefold(), self.visit, self.id)


def _weight(what: str, more: int = 0) -> int:
    """Kinds in their order; within one, `more` (0 to 9) puts a case before others."""
    return 10 * (len(KINDS) - KINDS.index(what)) + more


def of_person(visitor: Visitor, judged: Assessment) -> Iterator[Case]:
    """What has to be decided about one person alone."""
    for conflict in visitor.conflicts:
        yield _disagreement(visitor, conflict)
    for oddity in visitor.oddities:
        yield _case(
            visitor, oddity.id, oddity.what, _weight(oddity.what), (Choice("accept"),),
            field=oddity.field, facts=oddity.facts,
        )  # fmt: skip
    yield from _times(visitor)
    if "nik_mismatch" in judged.chips:
        yield _mismatch(visitor)
    if "listed_twice" in visitor.flags:
        accept = (Choice("accept"),)
        yield _case(visitor, "flag:listed_twice", "listed_twice", _weight("listed_twice"), accept)


def _case(
    visitor: Visitor,
    id_: str,
    what: str,
    weight: int,
    choices: tuple[Choice, ...],
    *,
    field: str = "",
    facts: tuple[Fact, ...] = (),
    value: str = "",
) -> Case:
    name = visitor.fields.get("name", "")
    return Case(
        id_, visitor.visit, visitor.person, what, weight, choices,
        name=name, field=field, facts=facts, value=value,
    )  # fmt: skip


def _disagreement(visitor: Visitor, conflict: Conflict) -> Case:
    facts = [fact for fact in conflict.facts if fact.kind != "resolved"]
    if conflict.what == "field":
        values = dict.fromkeys(fact.value for fact in conflict.facts)
        offered = [Choice("fact", value) for value in values] + [Choice("other")]
        more = 9 - _GRAVE.index(conflict.field) if conflict.field in _GRAVE else 0
    elif conflict.what == "finished_twice":
        offered = [Choice("fact", ref_text(fact)) for fact in facts]
        more = sum(fact.value == "recorded" for fact in facts) > 1
    else:
        offered = [Choice("fact", fact.value) for fact in facts]
        more = 0
    weight = _weight(conflict.what, int(more))
    return _case(
        visitor, conflict.id, conflict.what, weight, tuple(offered),
        field=conflict.field, facts=conflict.facts,
    )  # fmt: skip


def ref_text(fact: Fact) -> str:
    """A fact named by its event, where its value is not enough."""
    device, seq = fact.stamp.ref
    return f"{device}/{seq}"


def _mismatch(visitor: Visitor) -> Case:
    says = Choice("nik") if nik_says(visitor.fields) else None
    choices = (Choice("accept"), *([says] if says else []), Choice("other"))
    recorded = any(turn.outcome == "recorded" for turn in visitor.turns)
    return _case(
        visitor, "chip:nik_mismatch", "nik_mismatch", _weight("nik_mismatch", int(recorded)),
        choices, field="nik", value=compared_with_nik(visitor.fields),
    )  # fmt: skip


def nik_says(fields: dict[str, str]) -> dict[str, str]:
    """The birth date and sex by the NIK, where they differ; empty where it has no such date."""
    if identity.nik_fault(fields.get("nik", "")):
        return {}
    parts = identity.nik_parts(fields["nik"])
    known = parse_date(fields.get("birth_date", ""))
    near = known.year if known else 2007
    year = min((1900 + parts.year, 2000 + parts.year), key=lambda each: abs(each - near))
    born = parse_date(f"{year}-{parts.month:02}-{parts.day:02}")
    if born is None:
        return {}
    said = {"birth_date": born.isoformat(), "sex": parts.sex}
    return {name: value for name, value in said.items() if fields.get(name, value) != value}


# -- two people


def pair(left: Visitor, right: Visitor, what: str) -> Case | None:
    """Whether two are one, or whose NIK it is; None where that was decided for these data."""
    value = pair_value(left, what)
    if left.accepted.get(pair_id(what, right)) == value:
        return None
    here = sum(bool(one.number) for one in (left, right))
    codes = ("left", "right", "both") if what == "nik_shared" else ("apart",)
    case = _case(
        left, pair_id(what, right), what, _weight(what, here),
        tuple(Choice(code) for code in (*codes, "same")), value=value,
        field="nik" if what == "nik_shared" else "name",
    )  # fmt: skip
    return _with_other(case, right)


def _with_other(case: Case, other: Visitor) -> Case:
    name = other.fields.get("name", "")
    return Case(
        case.id, case.visit, case.person, case.what, case.weight, case.choices, name=case.name,
        other=other.person, other_name=name, field=case.field, value=case.value,
    )  # fmt: skip


def pair_id(what: str, other: Visitor) -> str:
    """How a decision about somebody and `other` is named."""
    return f"pair:{what}:{other.person}"


def pair_value(one: Visitor, what: str) -> str:
    """What two have in common."""
    said = one.fields.get
    return said("nik", "") if what == "nik_shared" else f"{said('name', '')} {said('birth_date')}"


def left_over(visitor: Visitor, what: str) -> Case:
    """Somebody is still marked, but nobody is there any more with whom it was doubtful."""
    return _case(visitor, f"flag:{what}", what, _weight(what), (Choice("accept"),), field="nik")


# -- times that cannot be right


class Served(Struct, frozen=True):
    """The times of one turn, without the person around them."""

    person: str
    turn: Turn


def doubt(turn: Turn, day: dt.date, spans: Iterable[Span]) -> tuple[str, int]:
    """Why the times of a turn cannot be right, and since when; empty where they can.

    What the laptop's clock explains is the clock's: one case for the laptop, not one a person.
    """
    times = [each for each in (turn.called, turn.started, turn.finished) if each]
    if not (times and turn.device):
        return "", 0
    for span in spans:
        if span.device == turn.device and span.meets(min(times), max(times)):
            return span.reason, span.since
    if any(clocks.off_day(each, day) for each in times):
        return clocks.DAY, 0
    return _contradiction(turn), 0


def _contradiction(turn: Turn) -> str:
    if not (turn.outcome and turn.started and turn.finished):
        return ""
    took = turn.finished - turn.started
    if took < 0:
        return ORDER
    if took > _LONG:
        return LONG
    return INSTANT if took < _SECOND and turn.state == "finished" else ""


def _times(visitor: Visitor) -> Iterator[Case]:
    """Times of one person that contradict each other, or are far too long."""
    for turn in visitor.turns:
        why = _contradiction(turn)
        if why not in (ORDER, LONG):
            continue
        id_, value = f"times:{why}:{turn.service}", f"{turn.started}-{turn.finished}"
        if visitor.accepted.get(id_) != value:
            case = _case(
                visitor, id_, "times", _weight("times", 5 if why == ORDER else 3),
                (Choice("accept"),), field=why, value=value,
            )  # fmt: skip
            yield case


def of_laptops(
    visit: str, served: Iterable[Served], day: dt.date, spans: Sequence[Span], done: dict[str, str]
) -> Iterator[Case]:
    """One case for each laptop and reason for which its times are doubtful, however many people."""
    groups: dict[tuple[str, str, int], list[Served]] = {}
    for one in served:
        why, since = doubt(one.turn, day, spans)
        if why and why not in (ORDER, LONG):
            groups.setdefault((one.turn.device, why, since), []).append(one)
    for (device, why, since), found in sorted(groups.items()):
        id_ = f"times:{why}:{device}:{since}"
        value = _digest(found)
        if done.get(id_) == value:
            continue
        until = next((s.until for s in spans if (s.device, s.reason, s.since) ==
                      (device, why, since)), 0)  # fmt: skip
        yield Case(
            id_, visit, "", "times", _weight("times", 4 if why == clocks.DAY else 1),
            (Choice("accept"),), field=why, value=value, device=device, since=since, until=until,
            persons=tuple(dict.fromkeys(one.person for one in found)),
        )  # fmt: skip


def explained(visitor: Visitor, day: dt.date, spans: Sequence[Span]) -> set[str]:
    """The services whose times the laptop's clock explains."""
    grouped = {turn.service: doubt(turn, day, spans)[0] for turn in visitor.turns}
    return {service for service, why in grouped.items() if why and why not in (ORDER, LONG)}


def _digest(found: Iterable[Served]) -> str:
    """Whose times they are: the same on every device, and another once somebody is added."""
    said = "\n".join(sorted(f"{one.person} {one.turn.service}" for one in found))
    return sha256(said.encode()).hexdigest()[:16]
