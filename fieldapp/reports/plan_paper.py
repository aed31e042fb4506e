"""The print plan as a workbook and for print: totals of each group, then the people."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from fieldapp.domain import identity
from fieldapp.domain.people import CARD_STEPS
from fieldapp.reports import print_plan
from fieldapp.reports.paper import Cell, Head, Paper, Part
from fieldapp.reports.print_plan import Line
from fieldapp.texts import _, month, number, short_date
from fieldapp.wording import field_name, word

ALWAYS = ("school", "village")  # whose totals stand before every plan


def paper(lines: Sequence[Line], by: str) -> Paper:
    """The plan grouped by one of print_plan.GROUPS, with totals also per school and kelurahan."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(print_plan.key(line, by), []).append(line)
    keys = sorted(groups, key=print_plan.order_of(by))
    totals = dict.fromkeys((by, *ALWAYS))
    return Paper(
        title=_("Print plan of KTP-el"),
        about=_("{count} recorded, {open} cards still to be handed over").format(
            count=number(len(lines)), open=number(sum(map(print_plan.is_open, lines)))
        ),
        figures=[(_totals(lines, each), _total_heads(each)) for each in totals],
        parts=[Part(label(key, by), [_row(one) for one in groups[key]]) for key in keys],
        heads=_heads(),
        apart=False,
    )


def by_word(by: str) -> str:
    """What a grouping is called."""
    return {
        "month": _("Month"),
        "week": _("Week"),
        "day": _("Day"),
        "school": _("School"),
        "village": _("Kelurahan"),
        "election": _("Election"),
    }[by]


def label(key: str, by: str) -> str:
    """A group in words."""
    if not key:
        return _("Election day not known") if by == "election" else _("Not known")
    match by:
        case "month":
            return month(date.fromisoformat(f"{key}-01"))
        case "week":
            monday = date.fromisoformat(key)
            return f"{short_date(monday)} – {short_date(monday + timedelta(days=6))}"
        case "day":
            return short_date(date.fromisoformat(key))
        case "election":
            return word("election", key)
        case _:
            return key


def _totals(lines: Sequence[Line], by: str) -> Part:
    rows: list[Sequence[Cell]] = [
        (label(group.key, by), group.people, *(group.steps[step] for step in CARD_STEPS))
        for group in print_plan.grouped(lines, by)
    ]
    marks = (sum(step in line.steps for line in lines) for step in CARD_STEPS)
    rows.append((_("Together"), len(lines), *marks))
    return Part(_("By {group}").format(group=by_word(by).lower()), rows)


def _total_heads(by: str) -> list[Head]:
    steps = [Head(word("card_step", step), 14, 15) for step in CARD_STEPS]
    return [Head(by_word(by), 32, 40), Head(_("People"), 12, 15), *steps]


def _heads() -> list[Head]:
    return [
        Head(field_name("name"), 32, 26),
        Head("NIK", 20, 20),
        Head(field_name("birth_date"), 12, 0),
        Head(_("School"), 28, 19),
        Head(field_name("class"), 12, 9),
        Head(_("Kelurahan"), 18, 0),
        Head(_("Card from"), 12, 12),
        Head(_("Stage"), 18, 0),
        Head(_("Mark"), 28, 15),
        Head(_("Handed to"), 24, 0),
    ]


def _row(line: Line) -> list[Cell]:
    return [
        line.name,
        identity.mask(line.nik),
        day(line.born),
        line.school,
        line.class_,
        line.village_name,
        day(line.print_from),
        stage(line),
        mark(line),
        line.steps["handed_over"].to if "handed_over" in line.steps else "",
    ]


def day(found: date | None) -> str:
    """A date as officers write it, or a dash."""
    return short_date(found) if found else "–"


def stage(line: Line) -> str:
    """How far a card came, or that it has to be recorded again."""
    if line.again:
        return word("why_not", "record_again")
    return word("stage", line.stage) if line.stage else ""


def mark(line: Line) -> str:
    """The last mark on a card, with its day."""
    last = list(line.steps.values())[-1:]
    return ", ".join(f"{word('card_step', one.step)} {short_date(one.day)}" for one in last)


def openings(lines: Iterable[Line]) -> dict[bool | None, int]:
    """How many may have the card before the election (True), after it, or it is not known."""
    found: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    for line in lines:
        found[line.before_election] += 1
    return found
