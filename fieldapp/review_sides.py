"""The two sides of a case in words: who said what, where and when, to be compared at a glance."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec import Struct

from fieldapp.clocks import duration
from fieldapp.domain import differences, identity, review
from fieldapp.domain import events as e
from fieldapp.domain.fold import Visit
from fieldapp.domain.forks import device_of
from fieldapp.domain.people import Fact, Stamp, Visitor
from fieldapp.domain.periods import parse_date
from fieldapp.domain.review import Case
from fieldapp.store import journal, queries, trust
from fieldapp.store.session import Session
from fieldapp.texts import _, clock, ngettext, number, short_date
from fieldapp.wording import field_name, moment, word

_COMPARED = (
    "name", "nik", "nisn", "birth_date", "birth_place", "sex", "class", "kk", "address", "village",
)  # fmt: skip


class Line(Struct, frozen=True):
    """One thing that every side says; `field` tells how it is masked, `note` how they differ."""

    caption: str
    values: tuple[str, ...]
    field: str = ""
    note: str = ""
    compare: bool = False  # whether what differs is marked
    main: bool = False


class Sides(Struct, frozen=True):
    """What is shown of a case: whom it is about, a heading for each side, and the lines below."""

    titles: tuple[str, ...]
    lines: tuple[Line, ...]
    who: str = ""


def sides(session: Session, case: Case) -> Sides:
    """Both sides of a case as they stand."""
    told = _Told(session, case.visit)
    if not case.person:
        return _of_laptop(session, case, told)
    left = queries.known(session.db, case.visit, case.person).visitor
    if case.other:
        right = queries.known(session.db, case.visit, case.other).visitor
        return _of_two(told, (left, right))
    return msgspec.structs.replace(_of_one(told, left, case), who=_known_by(left))


def _of_one(told: "_Told", visitor: Visitor, case: Case) -> Sides:
    if case.facts:
        return _of_facts(told, case)
    if case.what == "times":
        return _of_times(told, visitor, case)
    if case.what == "nik_mismatch":
        return _of_nik(told, visitor)
    return _of_two(told, (visitor,))


def _known_by(visitor: Visitor) -> str:
    """A person by name, class and birth date."""
    said = visitor.fields.get
    parts = (said("name", ""), said("class", ""), _day(said("birth_date", "")))
    return " · ".join(part for part in parts if part)


class _Told:
    """Who and where by their names, as far as a visit needs them."""

    def __init__(self, session: Session, visit: str) -> None:
        self.session, self.visit = session, visit
        self._names = trust.names(session.db)
        self._copies = copies(session, visit)

    def where(self, writer: str) -> str:
        """A laptop by its name; copies of one laptop are numbered."""
        device = device_of(writer)
        name = self._names.get(device) or _("another laptop")
        copy = self._copies.get(writer)
        return _("{name}, copy {number}").format(name=name, number=copy) if copy else name

    def first(self, person: str) -> Stamp | None:
        """Who listed somebody first."""
        for event in journal.of_person(self.session.db, self.visit, person):
            if event.kind == "listed":
                return Stamp(event.device, event.seq, event.at, event.actor)
        return None

    def stamped(self, stamps: Sequence[Stamp | None]) -> list[Line]:
        """Who, where and when."""

        def each(show: Callable[[Stamp], str]) -> tuple[str, ...]:
            return tuple(show(stamp) if stamp else "" for stamp in stamps)

        return [
            Line(_("Who"), each(lambda stamp: stamp.actor)),
            Line(_("Where"), each(lambda stamp: self.where(stamp.device))),
            Line(_("When"), each(lambda stamp: _when(stamp.at[0]))),
        ]


def copies(session: Session, visit: str) -> Mapping[str, int]:
    """The names under which copies of one laptop wrote in a visit, numbered."""
    starts = {
        f"{branch.device}~{label}"
        for branch in journal.branches_of(session.db, visit).values()
        for _seq, label in branch.starts
    }
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    for writer in sorted(starts):
        device = device_of(writer)
        counts[device] = found[writer] = counts.get(device, 0) + 1
    return found


def _when(ms: int) -> str:
    at = moment(ms)
    return f"{clock(at)} · {short_date(at.date())}"


def _day(text: str) -> str:
    found = parse_date(text)
    return short_date(found) if found else text


def shown(field: str, value: str) -> str:
    """A field's value as officers write it, in full."""
    return _day(value) if field == "birth_date" else value


def _of_facts(told: _Told, case: Case) -> Sides:
    facts = case.facts
    titles = tuple(_title(case, facts, place) for place in range(len(facts)))
    stamps = [fact.stamp for fact in facts]
    if case.what == "field":
        main = _line(case.field, [fact.value for fact in facts], main=True)
    elif case.what == "checked_in_twice":
        main = Line(_("Number"), tuple(fact.value for fact in facts), main=True)
    else:
        outcomes = tuple(word("outcome", fact.value) for fact in facts)
        main = Line(word("service", case.field), outcomes, main=True)
    kinds = Line(_("How"), tuple(word("kind", fact.kind) for fact in facts))
    beside = _beside(told, case, facts)
    return Sides(titles, (main, *beside, kinds, *told.stamped(stamps)))


def _title(case: Case, facts: Sequence[Fact], place: int) -> str:
    """The number of the choice that lets this side hold, or that it was decided before."""
    fact = facts[place]
    if len(facts) == 1:
        return ""
    if case.what == "field":
        values = list(dict.fromkeys(one.value for one in facts))
        at = values.index(fact.value) + 1
        return str(at)
    if fact.kind == "resolved":
        return _("Decided before")
    return str([one for one in facts if one.kind != "resolved"].index(fact) + 1)


def _beside(told: _Told, case: Case, facts: Sequence[Fact]) -> list[Line]:
    """What each finish says beside its outcome."""
    if case.what not in ("finished_twice", "finished_uncalled"):
        return []
    bodies = {
        event.ref: event.body for event in _events(told, case) if isinstance(event.body, e.Finished)
    }
    said = [bodies.get(fact.stamp.ref) for fact in facts]
    reasons = tuple(word("reason", body.reason) if body else "" for body in said)
    missing = tuple(
        ", ".join(word("part", part) for part in body.missing) if body else "" for body in said
    )
    lines = [Line(_("Reason"), reasons), Line(_("Not captured"), missing)]
    desks = tuple(body.station if body else "" for body in said)
    lines.append(Line(_("Desk"), desks))
    return [line for line in lines if any(line.values)]


def _events(told: _Told, case: Case) -> list[e.Event]:
    db = told.session.db
    visitor = queries.known(db, case.visit, case.person).visitor
    return [
        event
        for one in (case.person, *visitor.ids)
        for event in journal.of_person(db, case.visit, one)
    ]


def _line(field: str, values: Sequence[str], *, main: bool = False, note: str = "") -> Line:
    said = tuple(shown(field, value) for value in values)
    note = note or differs_in(field, values)
    return Line(field_name(field), said, field, note, compare=len(set(said)) > 1, main=main)


def differs_in(field: str, values: Sequence[str]) -> str:
    """In how many digits two masked numbers differ, since nobody sees it."""
    if field not in identity.MASKED or len(values) != 2 or values[0] == values[1]:
        return ""
    if not differences.is_number_pair(*values):
        return ""
    count = len(differences.marks(*values)[0])
    text = ngettext("differs in {count} digit", "differs in {count} digits", count)
    return text.format(count=number(count))


def _of_two(told: _Told, people: Sequence[Visitor]) -> Sides:
    lines = []
    for field in _COMPARED:
        values = [one.fields.get(field, "") for one in people]
        if any(values):
            lines.append(_line(field, values, main=field == "name"))
    numbers = tuple(_came(told, one) for one in people)
    if any(numbers):
        lines.append(Line(_("Came"), numbers))
    outcomes = tuple(_outcomes(one) for one in people)
    if any(outcomes):
        lines.append(Line(_("Outcome"), outcomes))
    rows = tuple(", ".join(map(str, one.rows)) for one in people)
    if any(rows):
        lines.append(Line(_("Row of the list"), rows))
    lines += told.stamped([told.first(one.person) for one in people])
    titles = ("1", "2") if len(people) == 2 else ("",)
    return Sides(titles, tuple(lines))


def _came(told: _Told, one: Visitor) -> str:
    stamp = one.checked_in
    if stamp is None:
        return ""
    return f"{one.number} · {clock(moment(stamp.at[0]))} · {told.where(stamp.device)}"


def _outcomes(one: Visitor) -> str:
    done = [turn for turn in one.turns if turn.outcome]
    return ", ".join(
        f"{word('service', turn.service)}: {word('outcome', turn.outcome or '')}" for turn in done
    )


def _of_times(told: _Told, one: Visitor, case: Case) -> Sides:
    service = case.id.rpartition(":")[2]
    turn = next(turn for turn in one.turns if turn.service == service)
    took = turn.finished - turn.started
    steps = (
        (_("Waits since"), turn.waiting), (_("Called"), turn.called),
        (_("Started"), turn.started), (_("Finished"), turn.finished),
    )  # fmt: skip
    lines = [Line(word("service", service), (word("doubt", case.field),), main=True)]
    if took > 0:
        lines.append(Line(_("Took"), (duration(took),)))
    lines += [Line(name, (_when(at),)) for name, at in steps if at]
    lines.append(Line(_("Where"), (told.where(turn.device),)))
    return Sides(("",), tuple(lines))


def _of_nik(told: _Told, one: Visitor) -> Sides:
    said = {**one.fields, **review.nik_says(one.fields)}
    parts = identity.nik_parts(one.fields["nik"])
    if not review.nik_says(one.fields):  # a day that no calendar has
        said["birth_date"] = f"{parts.day:02}-{parts.month:02}-{parts.year:02}"
    lines = [
        _line(field, [one.fields.get(field, ""), said.get(field, "")], main=True)
        for field in ("birth_date", "sex")
    ]
    lines.append(Line("NIK", (one.fields["nik"],), "nik"))
    lines.append(Line(_("Outcome"), (_outcomes(one),)))
    lines += told.stamped([told.first(one.person)])
    kept = [line for line in lines if any(line.values)]
    return Sides((_("As listed"), _("As the NIK says")), tuple(kept))


def _of_laptop(session: Session, case: Case, told: _Told) -> Sides:
    visit = queries.visit(session.db, case.visit)
    found = [queries.entry(session.db, case.visit, one) for one in case.persons[:6]]
    names = [one.visitor.fields.get("name", "") for one in found if one]
    rest = len(case.persons) - len(names)
    if rest > 0:
        more = ngettext("and {count} more", "and {count} more", rest)
        names.append(more.format(count=number(rest)))
    count = ngettext("{count} person", "{count} people", len(case.persons))
    lines = [
        Line(_("Times"), (word("doubt", case.field),), main=True),
        Line(_("Visit's day"), (short_date(visit.plan.date),)),
        *_span(case, visit),
        Line(_("Whose"), (count.format(count=number(len(case.persons))),)),
        Line(_("Who"), (", ".join(names),)),
    ]
    return Sides(("",), tuple(lines), told.where(case.device))


def _span(case: Case, visit: Visit) -> list[Line]:
    for span in visit.clock:
        if (span.device, span.reason, span.since) == (case.device, case.field, case.since):
            until = _when(span.until) if span.until else _("still")
            return [
                Line(_("Off by"), (duration(span.off),)),
                Line(_("From"), (_when(span.since),)),
                Line(_("Until"), (until,)),
            ]
    return []
