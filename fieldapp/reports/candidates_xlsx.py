"""Candidates as a workbook: one sheet for one kind, NIKs masked, to hand on."""

from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

from fieldapp.domain import identity
from fieldapp.domain.periods import parse_date
from fieldapp.store.pairs import Line, Side
from fieldapp.texts import _, short_date
from fieldapp.wording import field_name, word

_Cell = tuple[str, int, Callable[[Line], str]]  # heading, width, what it says


def write(kind: str, lines: Sequence[Line], path: Path) -> None:
    """Write the people of one kind. Texts are written as text, whatever they begin with."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("Candidates"))
        sheet.write_string(0, 0, word("candidate", kind), bold)
        cells = columns(kind)
        for column, (heading, width, _say) in enumerate(cells):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, heading, bold)
        for row, line in enumerate(lines, 3):
            for column, (_heading, _width, say) in enumerate(cells):
                sheet.write_string(row, column, say(line))
        sheet.freeze_panes(3, 1)
        if lines:
            sheet.autofilter(2, 0, 2 + len(lines), len(cells) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)


def columns(kind: str) -> list[_Cell]:
    """What is told of each person of a kind."""
    if kind == "doubtful":
        ours, theirs = _("Registry's list: {field}"), _("Visit: {field}")
        both = [
            (template.format(field=heading), width, say)
            for template, which in ((ours, _listed), (theirs, _pupil))
            for heading, width, say in _who(which)
        ]
        return [*both, _place(), _class(), _match(), _score()]
    if kind == "nowhere":
        return [*_who(_listed), (_("Kelurahan"), 20, _village), _address()]
    if kind == "unlisted":
        return [*_who(_pupil), _place(), _class(), (_("Kelurahan"), 20, _village), _why()]
    return [*_who(_listed), _place(), _class(), (_("Kelurahan"), 20, _village), _match()]


def _listed(line: Line) -> Side | None:
    return line.listed


def _pupil(line: Line) -> Side | None:
    return line.pupil


def _who(which: Callable[[Line], Side | None]) -> list[_Cell]:
    def say(name: str, line: Line) -> str:
        side = which(line)
        return side.fields.get(name, "") if side else ""

    return [
        (field_name("name"), 32, lambda line: say("name", line)),
        ("NIK", 20, lambda line: identity.mask(say("nik", line))),
        (field_name("birth_date"), 14, lambda line: day(say("birth_date", line))),
    ]


def day(text: str) -> str:
    """A date of a list as officers write it."""
    found = parse_date(text)
    return short_date(found) if found else text


def _place() -> _Cell:
    return (_("School or visit"), 30, lambda line: line.pupil.place if line.pupil else "")


def _class() -> _Cell:
    def said(line: Line) -> str:
        return line.pupil.fields.get("class", "") if line.pupil else ""

    return (field_name("class"), 14, said)


def _village(line: Line) -> str:
    return next((side.village_name for side in line.sides if side.village_name), "")


def _address() -> _Cell:
    def said(line: Line) -> str:
        side = line.listed
        if side is None:
            return ""
        rt, rw = side.fields.get("rt", ""), side.fields.get("rw", "")
        parts = (side.fields.get("address", ""), f"RT {rt}" if rt else "", f"RW {rw}" if rw else "")
        return " ".join(part for part in parts if part)

    return (field_name("address"), 36, said)


def _match() -> _Cell:
    return (_("Matched by"), 26, lambda line: word("match", line.why) if line.why else "")


def _score() -> _Cell:
    return (_("Likeness"), 10, lambda line: f"{line.score:.0%}")


def _why() -> _Cell:
    return (_("Why"), 28, lambda line: word("not_listed", line.why))
