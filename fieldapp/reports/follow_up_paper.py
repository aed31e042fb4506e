"""The follow-up as a workbook and for print: one list for each kelurahan, or for each school.

The lists go to those who call people together, so they carry telephone numbers; NIKs are masked.
"""

from collections import Counter
from collections.abc import Sequence

from fieldapp.domain import identity
from fieldapp.reports import follow_up
from fieldapp.reports.follow_up import WHY, Line
from fieldapp.reports.paper import Cell, Head, Paper, Part
from fieldapp.texts import _, number, short_date
from fieldapp.wording import field_name, word


def paper(lines: Sequence[Line], by: str) -> Paper:
    """The follow-up by village, school or why, a page and sheet for each, their totals first."""
    groups = follow_up.grouped(lines, by)
    return Paper(
        title=_("Follow-up: still to be recorded"),
        about=_("{count} people").format(count=number(len(lines))),
        figures=[(_totals(groups, lines, by), _total_heads(lines, by))],
        parts=[Part(label(key, by), [_row(one) for one in found]) for key, found in groups.items()],
        heads=_heads(by),
        apart=True,
    )


def label(key: str, by: str) -> str:
    """A group in words."""
    if by == "why":
        return word("why_not", key)
    return key or _("Not known")


def _found(lines: Sequence[Line]) -> list[str]:
    """The reasons that occur."""
    there = {line.why for line in lines}
    return [why for why in WHY if why in there]


def _totals(groups: dict[str, list[Line]], lines: Sequence[Line], by: str) -> Part:
    reasons = _found(lines)

    def row(name: str, people: Sequence[Line]) -> list[Cell]:
        counted = Counter(line.why for line in people)
        return [name, len(people), *(counted[why] for why in reasons)]

    rows = [row(label(key, by), people) for key, people in groups.items()]
    return Part(_("Figures"), [*rows, row(_("Together"), lines)])


def _total_heads(lines: Sequence[Line], by: str) -> list[Head]:
    first = {"village": _("Kelurahan"), "school": _("School"), "why": _("Why")}[by]
    reasons = [Head(word("why_not", why), 12, 9) for why in _found(lines)]
    return [Head(first, 32, 24), Head(_("People"), 10, 8), *reasons]


def _heads(by: str) -> list[Head]:
    return [
        Head(field_name("name"), 32, 18),
        Head("NIK", 20, 22),
        Head(field_name("birth_date"), 12, 0),
        Head(_("School"), 28, 0 if by == "school" else 14),
        Head(field_name("class"), 12, 9),
        Head(_("Kelurahan"), 18, 12 if by == "school" else 0),
        Head(field_name("phone"), 16, 17),
        Head(_("Why"), 18, 11),
        Head(_("Reason"), 28, 0),
        Head(_("From"), 12, 14),
        Head(_("Nearest visit"), 30, 14),
    ]


def _row(line: Line) -> list[Cell]:
    return [
        line.name,
        identity.mask(line.nik),
        short_date(line.born) if line.born else "–",
        line.school,
        line.class_,
        line.village_name,
        line.phone,
        word("why_not", line.why),
        reason(line),
        short_date(line.since),
        where(line),
    ]


def reason(line: Line) -> str:
    """What was said at the desk, or by the national system."""
    return word("reason", line.reason) if line.why != "record_again" else line.reason


def where(line: Line) -> str:
    """The nearest visit to come; where there is none, that it has to be planned."""
    if line.place is None:
        return _("None planned yet")
    return f"{line.place.place}, {short_date(line.place.date)}"
