"""The guide's Markdown as the HTML that Qt's text documents know, for paper and the screen."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby

import resources
from ui import guide

PICTURE = 82  # millimetres wide
BODY = 10  # points
CAPTION = 8.5
HEADING = 12
_PICTURE = re.compile(r"!\[(.*)\]\((.*)\)")
_BEGINS = {"# ": "title", "## ": "heading", "|": "row", "![": "picture", "- ": "point"}
_NUMBER = re.compile(r"^\d+\. ")
_KEYS = re.compile(r"(\((?:Ctrl|F\d).*\))$")
_INLINE = [
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"\*(.+?)\*"), r"<i>\1</i>"),
    (re.compile(r"`(.+?)`"), r"<code>\1</code>"),
]
PAPER = f"""
p, li, td {{ font-size: {BODY}pt; }}
p {{ margin: 0px 0px 5px 0px; }}
p.picture {{ margin: 3px 0px 6px 0px; color: #555555; font-size: {CAPTION}pt; }}
h4 {{ font-size: {HEADING}pt; margin: 11px 0px 4px 0px; color: #1d4ed8; }}
ol, ul {{ margin: 0px 0px 5px 0px; }}
li {{ margin: 0px 0px 2px 0px; }}
td {{ border-bottom: 1px solid #cccccc; padding: 2px 8px 2px 0px; }}
td.head {{ color: #555555; }}
.keys {{ color: #555555; font-weight: normal; font-size: {BODY}pt; }}
"""


def html(text: str, style: str, *leave_out: str) -> str:
    """What the guide says, as `style` has it, without the kinds of blocks to `leave_out`."""
    blocks = groupby(text.splitlines(), key=_kind)
    shown = [_block(kind, list(block)) for kind, block in blocks if kind not in leave_out]
    return f"<style>{style}</style>{''.join(shown)}"


def _kind(line: str) -> str:
    if not line:
        return "gap"
    for begins, kind in _BEGINS.items():
        if line.startswith(begins):
            return kind
    return "step" if _NUMBER.match(line) else "paragraph"


def _block(kind: str, lines: list[str]) -> str:
    if kind == "row":
        return _table(lines)
    if kind in ("point", "step"):
        name = "ul" if kind == "point" else "ol"
        items = "".join(f"<li>{_inline(line.split(' ', 1)[1])}</li>" for line in lines)
        return f"<{name}>{items}</{name}>"
    return "".join(_line(kind, line) for line in lines)


def _line(kind: str, line: str) -> str:
    match kind:
        case "title":
            return f"<h3>{_inline(line[2:])}</h3>"
        case "heading":
            return f"<h4>{_heading(line[3:])}</h4>"
        case "picture":
            return _picture(line)
        case "gap":
            return ""
        case _:
            return f"<p>{_inline(line)}</p>"


def _heading(text: str) -> str:
    return _KEYS.sub(r'<span class="keys">\1</span>', _inline(text))


def _table(lines: list[str]) -> str:
    """The first row is a head where it names the last column; the second only rules."""
    head, _rule, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    first = _first_wide([row[0] for row in (head, *rows)], len(head))
    shown = "".join(_row(row, "", first) for row in rows)
    if head[-1]:
        shown = _row(head, ' class="head"', first) + shown
    return (
        '<table width="100%" cellspacing="0" cellpadding="0" style="border-collapse: collapse;'
        f' margin-top: 2px; margin-bottom: 6px">{shown}</table>'
    )


def _first_wide(cells: Sequence[str], columns: int) -> int:
    """The percent that a first column of keys or words needs; words are not broken."""
    plain = [cell.replace("*", "") for cell in cells]
    word = max((len(word) for cell in plain for word in cell.split()), default=0)
    wanted = min(max(len(cell) for cell in plain) * 2.2 + 5, 36 if columns == 2 else 48)
    return round(max(wanted, word * 2.6 + 4))


def _row(cells: Sequence[str], style: str, first: int) -> str:
    wide = [f' width="{first}%"', *("" for _cell in cells[1:])]
    both = zip(cells, wide, strict=True)
    return "<tr>" + "".join(f"<td{style}{w}>{_inline(cell)}</td>" for cell, w in both) + "</tr>"


def _picture(line: str) -> str:
    found = _PICTURE.match(line)
    if found is None:
        return ""
    source = resources.path(f"{guide.FOLDER}/{found.group(2)}").as_uri()
    wide = round(PICTURE / 25.4 * 96)
    return (
        f'<p class="picture"><img src="{source}" width="{wide}"><br>{_inline(found.group(1))}</p>'
    )


def _inline(text: str) -> str:
    shown = escape(text)
    for pattern, tag in _INLINE:
        shown = pattern.sub(tag, shown)
    return shown
