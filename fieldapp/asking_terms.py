"""A filter as people say it: terms, one condition each, and which terms typed words may mean."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from fieldapp import visits
from fieldapp.asking_periods import period, say_period
from fieldapp.domain import policy, regions
from fieldapp.domain.eligibility import BADGES
from fieldapp.domain.people import CARD_STEPS, OUTCOMES
from fieldapp.store import queries
from fieldapp.store.asking import Filter, words_in
from fieldapp.store.connect import Connection
from fieldapp.store.facets import OUTSIDE, UNKNOWN
from fieldapp.texts import _
from fieldapp.wording import word

SETTINGS = (*visits.SETTINGS, "registry")
OFFERED = 9  # terms offered at a time
_MANY = {
    "visit": "visits", "place": "places", "setting": "settings", "team": "teams",
    "badge": "badges", "status": "statuses", "village": "villages", "recording": "recording",
    "ikd": "ikd", "card": "card", "sex": "sexes", "class": "classes",
}  # fmt: skip
_PERIODS = {
    "day": ("since", "until"), "born": ("born_from", "born_to"), "print": ("print_from", "print_to")
}  # fmt: skip
_ALSO = {  # what officers type beside the words on the screen
    ("status", "PRINT_READY_RECORD"): "prr siap cetak",
    ("status", "SENT_FOR_ENROLLMENT"): "sfe",
    ("status", "DUPLICATE_RECORD"): "ganda",
    ("badge", "first_voter"): "pemula",
    ("here", "yes"): "hadir",
    ("here", "no"): "absen tidak hadir",
    ("sex", "L"): "laki cowok putra",
    ("sex", "P"): "cewek putri",
}
_NAMES_PERIOD = {
    "lahir": "born", "born": "born", "cetak": "print", "print": "print",
    "tanggal": "day", "kunjungan": "day", "visit": "day",
}  # fmt: skip
_CLASS = re.compile(r"(?:(?:kelas|class)\s+)?((?:x|xi|xii|10|11|12)(?:[ .-].*)?)", re.IGNORECASE)


class Term(Struct, frozen=True):
    """One condition: its kind, and a code, a name, or for a period FROM..TO."""

    kind: str
    value: str


def filter_of(terms: Iterable[Term]) -> Filter:
    """All terms as one filter; of two periods of one kind the later holds."""
    chosen: dict[str, Any] = {}
    for term in terms:
        if term.kind in _MANY:
            name = _MANY[term.kind]
            chosen[name] = tuple(dict.fromkeys((*chosen.get(name, ()), term.value)))
        elif term.kind in _PERIODS:
            for name, day in zip(_PERIODS[term.kind], term.value.split(".."), strict=True):
                chosen[name] = date.fromisoformat(day) if day else None
        elif term.kind == "here":
            chosen["here"] = term.value == "yes"
        else:
            chosen["words"] = f"{chosen.get('words', '')} {term.value}".strip()
    return Filter(**chosen)


def terms_of(wanted: Filter) -> tuple[Term, ...]:
    """The terms that say a filter."""
    found = [Term(kind, value) for kind, name in _MANY.items() for value in getattr(wanted, name)]
    for kind, (low, high) in _PERIODS.items():
        days = [getattr(wanted, low), getattr(wanted, high)]
        if any(days):
            found.append(Term(kind, "..".join(d.isoformat() if d else "" for d in days)))
    if wanted.here is not None:
        found.append(Term("here", "yes" if wanted.here else "no"))
    if wanted.words:
        found.append(Term("words", wanted.words))
    return tuple(found)


def with_term(terms: Sequence[Term], new: Term) -> tuple[Term, ...]:
    """The terms with one more; periods and presence stand once."""
    once = new.kind in _PERIODS or new.kind == "here"
    return (*(t for t in terms if t != new and not (once and t.kind == new.kind)), new)


def say(term: Term) -> str:
    """A term in words."""
    if term.kind in _PERIODS:
        return _period_kind(term.kind).format(period=say_period(term.value))
    made = _SAID.get(term.kind)
    return made(term.value) if made else term.value


def _outcome_of(service: str) -> Callable[[str], str]:
    def said(code: str) -> str:
        outcome = word("outcome", code) if code else _("not finished")
        return f"{word('service', service)}: {outcome}"

    return said


def _village(value: str) -> str:
    name = village_name(value)
    return _("Address: kel. {name}").format(name=name) if value.isdigit() else name


_SAID: dict[str, Callable[[str], str]] = {
    "setting": lambda code: _("Place: {setting}").format(setting=word("setting", code)),
    "badge": lambda code: word("badge", code),
    "recording": _outcome_of("recording"),
    "ikd": _outcome_of("ikd"),
    "status": lambda text: _("Status: {status}").format(status=text or _("none")),
    "card": lambda code: word("card_step", code) if code else _("Card not requested"),
    "village": _village,
    "here": lambda code: _("Came") if code == "yes" else _("Did not come to the visit"),
    "sex": lambda code: {"L": _("Male"), "P": _("Female")}.get(code, code),
    "words": lambda text: _("Name: {words}").format(words=text),
    "class": lambda name: _("Class {name}").format(name=name),
    "team": lambda name: _("Team {name}").format(name=name),
}


def village_name(value: str) -> str:
    """A kelurahan by its code."""
    if value in (OUTSIDE, UNKNOWN):
        return _("Outside the city") if value == OUTSIDE else _("Kelurahan unknown")
    city = regions.city(value)
    known = {v.code: v.name for d in city.districts for v in d.villages} if city else {}
    return known.get(value, value)


def _period_kind(kind: str) -> str:
    return {
        "day": _("Visit: {period}"), "born": _("Born: {period}"), "print": _("Card from: {period}")
    }[kind]  # fmt: skip


class Vocabulary(Struct):
    """Every term that a database knows, with what is typed for it."""

    said: list[tuple[Term, str, str]]  # term, how it is said, the words it is found by


def vocabulary(db: Connection) -> Vocabulary:
    """The terms known here: those of the rules, and the places, teams and statuses that came."""
    terms = [*_visit_terms(db), *_fixed_terms(), *_status_terms(db)]
    found = []
    for term in dict.fromkeys(terms):
        text = say(term)
        found.append((term, text, f" {text} {_ALSO.get((term.kind, term.value), '')}".casefold()))
    return Vocabulary(found)


def _visit_terms(db: Connection) -> list[Term]:
    plans = [visit.plan for visit in queries.visits(db)]
    places = [Term("place", name) for name in sorted({plan.place for plan in plans})]
    return places + [Term("team", name) for name in sorted({p.team for p in plans if p.team})]


def _fixed_terms() -> list[Term]:
    city = regions.city(policy.Policy().city)
    villages = [v.code for d in city.districts for v in d.villages] if city else []
    return [
        *(Term("badge", code) for code in BADGES),
        *(Term(service, code) for service in OUTCOMES for code in (*OUTCOMES[service], "")),
        Term("here", "yes"), Term("here", "no"),
        *(Term("village", code) for code in (*villages, OUTSIDE, UNKNOWN)),
        Term("sex", "L"), Term("sex", "P"),
        *(Term("setting", code) for code in SETTINGS),
        *(Term("card", code) for code in (*CARD_STEPS, "")),
    ]  # fmt: skip


def _status_terms(db: Connection) -> list[Term]:
    known = {"", *policy.RECORDED, *policy.RECORD_AGAIN, *policy.NOT_RECORDED}
    came = {status for (status,) in db.execute("SELECT DISTINCT status FROM facet")}
    return [Term("status", status) for status in sorted(known | came)]


def offers(known: Vocabulary, typed: str) -> list[Term]:
    """What the words typed may mean, the likeliest first; a part of a name is always offered."""
    typed = " ".join(typed.split())
    if not typed:
        return []
    asked = re.sub(r"\W", " ", typed.casefold()).split()
    hits = [
        (term, text)
        for term, text, found_by in known.said
        if asked and all(f" {each}" in re.sub(r"\W", " ", found_by) for each in asked)
    ]
    hits.sort(key=lambda hit: not hit[1].casefold().startswith(typed.casefold()))
    first = [*_period_terms(typed), *(term for term, _text in hits)]
    named = [Term("words", typed)] if words_in(typed) else []
    grade = _CLASS.fullmatch(typed)
    graded = [Term("class", grade[1].upper())] if grade else []
    return [*first, *graded][: OFFERED - len(named)] + named


def _period_terms(typed: str) -> list[Term]:
    first, _blank, rest = typed.casefold().partition(" ")
    kind = _NAMES_PERIOD.get(first, "")
    value = period(rest if kind else typed)
    if not value:
        return []
    return [Term(each, value) for each in ((kind,) if kind else ("born", "day", "print"))]
