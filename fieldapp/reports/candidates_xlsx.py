"""Candidates as a workbook: one sheet for one kind, NIKs masked, to hand on."""

from collections.abc import Callable, Sequence
from pathlib import Path

from fieldapp.domain import identity
from fieldapp.domain.periods import parse_date
from fieldapp.reports import listing
from fieldapp.reports.listing import Sheet
from fieldapp.store.pairs import Line, Side
from fieldapp.texts import _, short_date
from fieldapp.wording import field_name, word

_Cell = tuple[str, int, Callable[[Line], str]]  # heading, width, what it says


def write(kind: str, lines: Sequence[Line], path: Path) -> None:
    """Write the people of one kind. Raises KnownError where `path` cannot be written."""
    cells = columns(kind)
    heads = [(heading, width) for heading, width, _say in cells]
    rows = [[say(line) for _heading, _width, say in cells] for line in lines]
    listing.write([Sheet(_("Candidates"), (word("candidate", kind),), heads, rows)], path)


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
