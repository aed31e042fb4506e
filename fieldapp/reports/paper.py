"""Lists of people in parts, with figures before them: as a workbook, and as pages for print."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path

from msgspec import Struct

from fieldapp.reports import listing
from fieldapp.reports.listing import Sheet
from fieldapp.texts import _, ngettext, number

_STYLE = """
p { margin: 0px; }
.title { font-size: 11pt; color: #444444; }
.place { font-size: 18pt; font-weight: 600; }
.day { font-size: 11pt; }
.part { font-weight: 600; font-size: 11pt; }
.small { font-size: 8.5pt; color: #444444; }
table { border-collapse: collapse; }
td { border-bottom: 1px solid #cccccc; padding-top: 3px; padding-bottom: 3px;
  padding-right: 5px; font-size: 7.5pt; }
td.head { font-size: 7.5pt; color: #444444; border-bottom: 1px solid #444444; }
td.n { text-align: right; }
.page { page-break-before: always; }
"""
_FORBIDDEN = frozenset("[]:*?/\\'")
_LONGEST = 31  # characters that a sheet's name can have

Cell = str | int


class Head(Struct, frozen=True):
    """A column: its heading, its width in a workbook, and its share of a page (0: not printed)."""

    text: str
    wide: int
    share: int


class Part(Struct, frozen=True):
    """One list with a name."""

    name: str
    rows: Sequence[Sequence[Cell]]


class Paper(Struct, frozen=True):
    """Figures first, each a list of its own, then the people in parts with the same columns.

    `apart` puts each part on a page, and a sheet, of its own.
    """

    title: str
    about: str
    figures: Sequence[tuple[Part, Sequence[Head]]]
    parts: Sequence[Part]
    heads: Sequence[Head]
    apart: bool


def write_xlsx(paper: Paper, path: Path) -> None:
    """Write the paper as a workbook. Raises KnownError where `path` cannot be written."""
    named = _Names()
    above = (paper.title, paper.about)
    sheets = [
        Sheet(named(part.name), above, _widths(heads), part.rows) for part, heads in paper.figures
    ]
    if paper.apart:
        sheets += [
            Sheet(named(part.name), (*above, part.name), _widths(paper.heads), part.rows)
            for part in paper.parts
        ]
    else:
        rows = [(part.name, *row) for part in paper.parts for row in part.rows]
        heads = [(_("Group"), 22), *_widths(paper.heads)]
        sheets.append(Sheet(named(_("People")), above, heads, rows))
    listing.write(sheets, path)


class _Names:
    """Names of sheets as a workbook takes them, none twice."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def __call__(self, name: str) -> str:
        plain = "".join(c for c in name if c not in _FORBIDDEN and c.isprintable()).strip()
        plain = plain or _("Not known")
        made, count = plain[:_LONGEST].strip(), 1
        while made.casefold() in self._taken:
            count += 1
            tail = f" {count}"
            made = plain[: _LONGEST - len(tail)].strip() + tail
        self._taken.add(made.casefold())
        return made


def _widths(heads: Iterable[Head]) -> list[tuple[str, int]]:
    return [(head.text, head.wide) for head in heads]


def page(paper: Paper) -> str:
    """The paper for print, in the HTML that Qt's text documents know."""
    before = "<p class='page'></p>" if paper.apart else ""
    head = f"<p class='title'>{escape(paper.title)}</p><p class='day'>{escape(paper.about)}</p><br>"
    parts = [head, *(_figures(part, heads) for part, heads in paper.figures)]
    parts += [before + _people(paper, part) for part in paper.parts]
    return (
        f"<html><head><meta charset='utf-8'><title>{escape(paper.title)}</title>"
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _figures(part: Part, heads: Sequence[Head]) -> str:
    name = f"<p class='part'>{escape(part.name)}</p>"
    return name + _table(heads, part.rows, lambda place: place > 0)


def _people(paper: Paper, part: Part) -> str:
    count = ngettext("{n} person", "{n} people", len(part.rows)).format(n=number(len(part.rows)))
    kind = "place" if paper.apart else "part"
    above = f"<p class='title'>{escape(paper.title)}</p>" if paper.apart else ""
    name = (
        f"{above}<p class='{kind}'>{escape(part.name or _('Not known'))} "
        f"<span class='small'>{escape(count)}</span></p>"
    )
    return name + _table(paper.heads, part.rows, lambda _place: False)


def _table(
    heads: Sequence[Head], rows: Iterable[Sequence[Cell]], right: Callable[[int], bool]
) -> str:
    """A table whose head stands again on each page."""
    shown = [place for place, head in enumerate(heads) if head.share]
    whole = sum(head.share for head in heads)

    def cells(row: Sequence[Cell], kind: str) -> str:
        return "".join(
            f"<td class='{kind}{' n' if right(place) else ''}' "
            f"width='{100 * heads[place].share // whole}%'>{escape(_said(row[place]))}</td>"
            for place in shown
        )

    body = "".join(f"<tr>{cells(row, 'line')}</tr>" for row in rows)
    return (
        "<table width='100%' cellspacing='0' cellpadding='0'>"
        f"<thead><tr>{cells([head.text for head in heads], 'head')}</tr></thead>{body}</table><br>"
    )


def _said(cell: Cell) -> str:
    return cell if isinstance(cell, str) else number(cell)
