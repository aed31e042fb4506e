"""Search as an officer types, misspelt names too, beside a raw query of the full-text index."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench import made
from bench.table import Cell, Cells, Figure, nearly_all
from fieldapp.store import search
from fieldapp.store.connect import Connection

_FLOOR = "raw FTS5 query of the same words"
FIGURES = (
    Figure("search", "Search as you type, everybody stored, 99 of 100 keys within", _FLOOR,
           "under 16 ms", "ms", 16.0, alone=True),
    Figure("search_wrong", "the same, names misspelt", _FLOOR, "under 16 ms", "ms", 16.0,
           alone=True),
    Figure("search_visit", "the same, in the visit in hand", _FLOOR, "under 16 ms", "ms", 16.0,
           alone=True),
    Figure("search_like", "the same, median", "`LIKE '%x%'`", "", "ms"),
)  # fmt: skip
NAMES = 25
_LIKE = "SELECT record FROM person WHERE sort LIKE ? LIMIT 30"
_FTS = (
    "SELECT record FROM person WHERE key IN "
    "(SELECT rowid FROM search WHERE search MATCH ? LIMIT 30)"
)


def measure(place: Path, size: int) -> Cells:
    """Type names letter by letter into a store of `size` people."""
    session, visit = made.people_home(place, size)
    db = session.db
    chance = random.Random(7)
    names = [made.fields(chance.randrange(size))["name"].lower() for _ in range(NAMES)]
    right = [text for name in names for text in _typed(name)]
    wrong = [text for name in names for text in _typed(misspelt(name, chance))]
    plain, spoilt, here, raw = [], [], [], []
    for text, other in zip(right, wrong, strict=False):
        plain.append(_timed(db, text, None))
        raw.append(_raw(db, text))
        spoilt.append(_timed(db, other, None))
        here.append(_timed(db, other, visit))
    like = [_like(db, text) for text in chance.sample(right, 5)]
    session.close()
    floor = nearly_all(raw)
    return {
        "search": Cell(nearly_all(plain), floor),
        "search_wrong": Cell(nearly_all(spoilt), floor),
        "search_visit": Cell(nearly_all(here), floor),
        "search_like": Cell(median(plain) * 1000, median(like) * 1000),
    }


def _typed(text: str) -> Iterator[str]:
    """What stands in the field after each key."""
    for end in range(1, len(text) + 1):
        if text[:end].strip() == text[:end]:
            yield text[:end]


def misspelt(name: str, chance: random.Random) -> str:
    """A slip in the first word: a letter left out, doubled, swapped or another."""
    first, *rest = name.split()
    place = chance.randrange(1, len(first))
    before, letter, after = first[:place], first[place], first[place + 1 :]
    slips = (
        before + after,
        before + letter * 2 + after,
        before[:-1] + letter + before[-1] + after,
        before + chance.choice("aiueo") + after,
    )
    return " ".join([chance.choice(slips), *rest])


def _timed(db: Connection, text: str, visit: str | None) -> float:
    begun = time.perf_counter()
    search.find(db, text, visit, 30)
    return time.perf_counter() - begun


def _raw(db: Connection, text: str) -> float:
    asked = " ".join(f'"{word}"*' for word in text.split())
    begun = time.perf_counter()
    db.execute(_FTS, (asked,)).fetchall()
    return time.perf_counter() - begun


def _like(db: Connection, text: str) -> float:
    begun = time.perf_counter()
    db.execute(_LIKE, (f"%{text}%",)).fetchall()
    return time.perf_counter() - begun
