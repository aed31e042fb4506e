"""The words of the review page: kinds as pills, what is asked, and the keys that decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldapp import review_sides
from fieldapp.domain.forks import device_of
from fieldapp.domain.identity import mask_field
from fieldapp.domain.review import DISAGREEING, Case, Choice, ref_text
from fieldapp.store.session import Session
from fieldapp.store.trust import names
from fieldapp.texts import _
from fieldapp.wording import word
from ui.widgets.pill import Mark
from ui.widgets.rows import Column

_ICONS = {
    "finished_twice": "desk", "nik_shared": "listed_twice", "resembles": "candidates",
    "field": "check_data", "checked_in_twice": "checkin", "finished_uncalled": "called",
    "times": "clock", "nik_mismatch": "nik_mismatch", "listed_twice": "rows",
}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A way to decide as a button: its key, what it says, and what it means."""

    key: str
    text: str
    choice: Choice


def mark(case: Case) -> Mark:
    """The kind of a case as a pill."""
    tone = "wait" if case.what in DISAGREEING else "info"
    return Mark(tone, _ICONS[case.what], word("conflict", case.what))


def who(case: Case, laptops: dict[str, str]) -> str:
    """Whom a case is about: a person, two, or a laptop."""
    if not case.person:
        return laptops.get(device_of(case.device), case.device)
    return f"{case.name} · {case.other_name}" if case.other else case.name


def columns(laptops: dict[str, str]) -> tuple[Column[Case], ...]:
    """The columns of the list of cases."""
    return (
        Column("kind", _("To decide"), lambda case: mark(case).text, width=252, badge=mark,
               sort_key=lambda case: -case.weight),
        Column("who", _("Who"), lambda case: who(case, laptops), stretch=True),
    )  # fmt: skip


def question(case: Case) -> str:
    """What is asked, in one sentence."""
    if case.id in ("flag:nik_shared", "flag:resembles"):
        return _("The other person has other data by now. Is this one right?")
    return {
        "finished_twice": _("Served on two laptops. Which outcome holds?"),
        "nik_shared": _("Whose NIK is it? Compare with the family cards."),
        "resembles": _("Same name and birth date. Is it one person?"),
        "field": _("Written differently. Which value holds?"),
        "checked_in_twice": _("Came twice. Which number holds?"),
        "finished_uncalled": _("Finished, but never called or started. Is it right?"),
        "times": _("Waits and durations are counted from these times."),
        "nik_mismatch": _("A NIK never changes, even when it was issued wrong."),
        "listed_twice": _("The list has this person in more than one row."),
    }[case.what]


def offers(session: Session, case: Case) -> list[Offer]:
    """The ways to decide a case, each with its key."""
    found: list[Offer] = []
    for choice in case.choices:
        place = sum(one.choice.code == "fact" for one in found) + 1
        key, text = _words(session, case, choice, place)
        if place < 10:
            found.append(Offer(key, text, choice))
    return found


def _words(session: Session, case: Case, choice: Choice, place: int) -> tuple[str, str]:
    """The key of a choice, and what its button says."""
    if choice.code == "fact":
        said = _value(session, case, choice)
        return str(place), _("{number} holds: {value}").format(number=place, value=said)
    if choice.code == "other":
        return "T", _("Type the NIK") if case.what == "nik_mismatch" else _("Type another")
    return {
        "same": ("L", _("One person: link")),
        "left": ("1", _("NIK of {name}").format(name=case.name)),
        "right": ("2", _("NIK of {name}").format(name=case.other_name)),
        "both": ("3", _("Both stay as they are")),
        "apart": ("1", _("Two people")),
        "nik": ("2", _("As the NIK says")),
        "accept": ("1", _("Accept as it is")),
    }[choice.code]


def _value(session: Session, case: Case, choice: Choice) -> str:
    """What would hold, masked; an outcome with its laptop, as both may be the same."""
    if case.what != "finished_twice":
        return mask_field(case.field, review_sides.shown(case.field, choice.value)) or "–"
    fact = next(fact for fact in case.facts if ref_text(fact) == choice.value)
    device = device_of(fact.stamp.device)
    laptop = names(session.db).get(device, device)
    return f"{word('outcome', fact.value)} ({laptop})"


def counted(cases: Sequence[Case], kinds: Sequence[str]) -> list[tuple[str, str]]:
    """The kinds that there are, each with how many are left."""
    counts = {kind: sum(case.what == kind for case in cases) for kind in kinds}
    return [
        (kind, f"{word('conflict', kind)} ({count})") for kind, count in counts.items() if count
    ]
