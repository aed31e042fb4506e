"""Ready to leave? What a laptop must be able to do in the hall, tried out before departure."""

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from fieldapp import clocks
from fieldapp.domain.clocks import TOLERANCE
from fieldapp.domain.eligibility import assess
from fieldapp.domain.fold import Visit
from fieldapp.errors import KnownError
from fieldapp.readiness_machine import MACHINE, Machine, battery, disk, stick
from fieldapp.readiness_words import Check, ready, todo
from fieldapp.store import keyfile, queries, search, trust
from fieldapp.store.session import Progress, Session
from fieldapp.store.tables import Entry
from fieldapp.texts import _, long_date, ngettext, number

Probe = Callable[[], Check]  # what only a machine with Qt can try: printer, speaker, screen
_ENOUGH_OPERATORS = 2


class _Trying(Struct, frozen=True):
    """What the checks look at."""

    session: Session
    visit: Visit
    people: list[Entry]
    folder: Path | None
    machine: Machine


def check(
    session: Session,
    visit: str,
    *,
    to: Path | None = None,
    machine: Machine = MACHINE,
    progress: Progress | None = None,
) -> list[Check]:
    """Try everything for `visit`, the stick at `to` or whichever is plugged in.

    Nothing stays of what is written to try. `progress` may raise Cancelled.
    """
    found = queries.visit(session.db, visit)
    trying = _Trying(session, found, queries.everyone(session.db, visit), to, machine)
    done: list[Check] = []
    for place, one in enumerate(_CHECKS):
        if progress:
            progress(place, len(_CHECKS))
        done += one(trying)
    return done


def is_ready(checks: list[Check]) -> bool:
    """Whether nothing is left to do."""
    return not any(one.state == "do" for one in checks)


def _list(t: _Trying) -> Iterator[Check]:
    title = _("List")
    if t.visit.practice:
        yield todo("list", title, _("This is a practice."), _("Choose the visit to go to."))
    elif t.visit.state == "closed":
        yield todo("list", title, _("This visit is closed."), _("Choose the visit to go to."))
    elif not t.people:
        yield todo("list", title, _("Nobody is listed yet."),
                   _("Take the list in under Visits, or get it from the office."))  # fmt: skip
    elif not _is_found(t):
        yield todo("list", title, _("A pupil of the list is not found by searching."),
                   _("Let the office check this laptop before leaving."))  # fmt: skip
    else:
        text = ngettext("{count} pupil is listed; one of them was searched and found.",
                        "{count} pupils are listed; one of them was searched and found.",
                        len(t.people))  # fmt: skip
        yield ready("list", title, text.format(count=number(len(t.people))))


def _is_found(t: _Trying) -> bool:
    """Whether one from the middle of the list is found by name, and by number if there is one."""
    sample = t.people[len(t.people) // 2].visitor
    fields = sample.fields
    asked = [fields[name] for name in ("name", "nisn", "nik") if fields.get(name)]
    return bool(asked) and all(
        sample.person in {one.visitor.person for one in _searched(t, text)} for text in asked
    )


def _searched(t: _Trying, text: str) -> list[Entry]:
    return search.find(t.session.db, text, t.visit.visit, limit=search.MOST)


def _badges(t: _Trying) -> Iterator[Check]:
    if not t.people:
        return
    title, plan = _("Badges"), t.visit.plan
    stale = sum(assess(one.visitor, plan.policy, plan.date) != one.assessment for one in t.people)
    if stale:
        text = ngettext("{count} badge was not computed for this visit's day.",
                        "{count} badges were not computed for this visit's day.",
                        stale)  # fmt: skip
        yield todo("badges", title, text.format(count=number(stale)),
                   _("Let the office check this laptop before leaving."))  # fmt: skip
        return
    doubtful = sum(one.assessment.badge == "check_data" for one in t.people)
    said = _("Computed for {date}.").format(date=long_date(plan.date))
    text = ngettext("Data of {count} pupil are to be checked.",
                    "Data of {count} pupils are to be checked.", doubtful)  # fmt: skip
    more = text.format(count=number(doubtful)) if doubtful else ""
    yield ready("badges", title, f"{said} {more}".strip())


def _operators(t: _Trying) -> Iterator[Check]:
    title = _("Operators")
    try:
        known = keyfile.operators(t.session.home)
    except KnownError as error:
        yield todo("operators", title, error.what, error.todo)
        return
    if len(known) < _ENOUGH_OPERATORS:
        yield todo("operators", title, _("Only {name} can log in here.").format(name=known[0].name),
                   _("Add another operator under Device."))  # fmt: skip
    else:
        names = ", ".join(one.name for one in known)
        yield ready("operators", title, _("Can log in here: {names}.").format(names=names))


def _office(t: _Trying) -> Iterator[Check]:
    if t.session.device.role == "office":
        return
    title = _("Office")
    office = trust.office_of(t.session.db, t.session.device_id)
    try:
        helped = keyfile.has_recovery(t.session.home)
    except KnownError:  # the operators' line says what is wrong
        helped = False
    if office is None:
        yield todo("office", title, _("This laptop does not belong to an office yet."),
                   _("Exchange cards under Stick."))  # fmt: skip
    elif not helped:
        yield todo("office", title, _("The office could not help with a forgotten passphrase."),
                   _("Exchange cards with the office again, under Stick."))  # fmt: skip
    else:
        text = _("It belongs to {name}, whose key is here.")
        yield ready("office", title, text.format(name=office.name))


def _clock(t: _Trying) -> Iterator[Check]:
    title, now = _("Clock"), t.session.clock()
    wrong = [one for one in clocks.doubts(t.session, t.visit.visit) if not one.mild]
    (latest,) = t.session.db.execute("SELECT coalesce(max(ms), 0) FROM stream").fetchone()
    if wrong:
        yield todo("clock", title, *clocks.words(wrong[0]))
    elif now + TOLERANCE < latest:
        text = _("The clock shows {now}; the last record here is of {latest}.")
        yield todo("clock", title, text.format(now=clocks.stamp(now), latest=clocks.stamp(latest)),
                   _("Set the clock."))  # fmt: skip
    else:
        text = _("It shows {now}.").format(now=clocks.stamp(now))
        yield ready("clock", title, text, _("Compare it with a phone."))


def _stick(t: _Trying) -> Iterator[Check]:
    yield stick(t.session, t.machine, t.folder)


def _battery(t: _Trying) -> Iterator[Check]:
    yield battery(t.machine)


def _disk(t: _Trying) -> Iterator[Check]:
    yield disk(t.session, t.machine, len(t.people))


_CHECKS = (_list, _badges, _operators, _office, _clock, _stick, _battery, _disk)
