"""The officers' guide as text: its parts by role, and its sections by page."""

import re
from functools import cache
from typing import NamedTuple

import resources
from fieldapp import texts
from ui.widgets.rail import KEYS

FOLDER = "help"
FILES = {"id": "panduan-petugas.md", "en": "officers-guide.md"}  # by language
_PART = re.compile(r"^# (.+)$", re.MULTILINE)
_SECTION = re.compile(r"^##? (.+)$", re.MULTILINE)


class Piece(NamedTuple):
    """A part or section: its heading, and its text with that."""

    title: str
    text: str


def whole() -> str:
    """The whole guide, in the language in use."""
    return _read(FILES.get(texts.language(), FILES["en"]))


def parts() -> list[Piece]:
    """What everyone needs, then one part for each role, then what is needed rarely."""
    return _cut(whole(), _PART)


def about(place: int, view: str = "") -> str:
    """The sections whose headings name the key of this place of the rail; else all of it.

    Where a heading names the key of the `view` in hand too, those alone.
    """
    key = f"(Ctrl+{KEYS[place]}" if place < len(KEYS) else "("
    found = [one for one in _cut(whole(), _SECTION) if key in one.title]
    narrow = [one for one in found if view and f", {view})" in one.title]
    return "\n".join(one.text for one in narrow or found) or whole()


@cache
def _read(name: str) -> str:
    return resources.path(f"{FOLDER}/{name}").read_text(encoding="utf-8")


def _cut(text: str, heading: re.Pattern[str]) -> list[Piece]:
    starts = list(heading.finditer(text))
    ends = [*(one.start() for one in starts[1:]), len(text)]
    both = zip(starts, ends, strict=True)
    return [Piece(one.group(1), text[one.start() : end]) for one, end in both]
