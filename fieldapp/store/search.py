"""Find a person by what an officer types: part of a name in any spelling, or a number."""

from collections.abc import Iterator

import msgspec
from rapidfuzz import fuzz, process

from fieldapp.domain import identity, names
from fieldapp.domain.practice import PREFIX
from fieldapp.store.connect import Connection, folder_of
from fieldapp.store.migrations import KK
from fieldapp.store.tables import Entry, decode_entry, visit_token

# Of a visit that is named (twice, as a parameter), or of all but those only practised.
ASKED = f"iif(? IS NULL, visit NOT GLOB '{PREFIX}*', visit = ?)"
MOST = 200  # candidates looked at before the best are shown
FEW = 3  # fewer hits than this, and misspelt words are looked for too
# What is scanned is found by the index that is made for it: a plus keeps the others away.
_SCANNED = {
    "nik": "nik = ?1 AND nik <> '' AND +visit = ?2",
    "nisn": "nisn = ?1 AND nisn <> '' AND +visit = ?2",
    "kk": f"visit = ?2 AND {KK} = ?1",
}


def find(db: Connection, text: str, visit: str | None = None, limit: int = 50) -> list[Entry]:
    """The people that `text` may mean, the likeliest first."""
    text = text.strip()[:100]
    number = identity.digits(text)
    if number.isascii() and number.isdigit() and len(number) >= 4:
        return list(_by_number(db, number, visit, limit))
    if exact := by_ticket(db, text, visit):
        return exact[:limit]
    return _by_name(db, text, visit, limit)


def by_ticket(db: Connection, text: str, visit: str | None) -> list[Entry]:
    """Those who were given the number `text` (A-014, also typed a14 or A 14)."""
    letter, count = text[:1].upper(), text[1:].strip(" -")
    if not (letter.isascii() and letter.isalpha() and count.isascii() and count.isdigit()):
        return []
    rows = db.execute(
        "SELECT record FROM number JOIN person USING (key) WHERE number.letter = ? AND "  # noqa: S608
        f"number.count = ? AND {ASKED.replace('visit', 'number.visit')}",
        (letter, int(count[:9]), visit, visit),
    )
    return [decode_entry(record) for (record,) in rows]


def by_field(db: Connection, field: str, value: str, visit: str) -> list[Entry]:
    """Those of a visit whose `field` is just `value`, by name; several share a KK."""
    where = _SCANNED.get(field, "visit = ?2 AND json_extract(CAST(record AS TEXT), ?3) = ?1")
    path = () if field in _SCANNED else (f"$.visitor.fields.{field}",)
    rows = db.execute(
        f"SELECT record FROM person WHERE {where} ORDER BY +sort",  # noqa: S608 -- constants
        (value, visit, *path),
    )
    return [decode_entry(record) for (record,) in rows]


def _by_number(db: Connection, number: str, visit: str | None, limit: int) -> Iterator[Entry]:
    """NIK or NISN that begin with `number`."""
    seen: set[int] = set()
    for column in ("nik", "nisn"):
        rows = db.execute(
            f"SELECT key, record FROM person WHERE {column} >= ? AND {column} < ? "  # noqa: S608
            f"AND {column} <> '' AND {ASKED} LIMIT ?",
            (number, number + ":", visit, visit, limit),
        )
        for key, record in rows:
            if key not in seen:
                seen.add(key)
                yield decode_entry(record)


def _by_name(db: Connection, text: str, visit: str | None, limit: int) -> list[Entry]:
    words = names.normal(text).split()[:8]
    if not words or any(word[0] in "09" for word in words):  # the index's own words begin so
        return []
    asked = " ".join(words)
    if len(asked) == 1:
        return _entries(db, _beginning_with(db, asked, visit)[:limit])
    # A single letter means a tenth of everybody: it only chooses among those found by the others.
    letters = {word for word in words if len(word) == 1}
    others = [word for word in words if len(word) > 1] or words
    found = _with_letters(_matching(db, [_spellings(word) for word in others], visit), letters)
    if len(found) < FEW:
        alike = _matching(db, [_loose(db, word) for word in others], visit)
        found |= _with_letters(alike, letters)
    ranked = sorted(found, key=lambda key: (-_score(asked, found[key]), found[key]))
    return _entries(db, ranked[:limit])


def _beginning_with(db: Connection, letter: str, visit: str | None) -> list[int]:
    """The first of those whose names begin so."""
    where = f"visit NOT GLOB '{PREFIX}*'" if visit is None else "visit = ?"
    rows = db.execute(
        f"SELECT key FROM person WHERE sort >= ? AND sort < ? AND {where} "  # noqa: S608
        f"ORDER BY sort LIMIT {MOST}",
        (letter, letter + "\U0010ffff", *(() if visit is None else (visit,))),
    )
    return [key for (key,) in rows]


def _with_letters(found: dict[int, str], letters: set[str]) -> dict[int, str]:
    """Those who have a word that begins with each of `letters`."""
    if not letters:
        return found
    return {
        key: name for key, name in found.items() if letters <= {word[0] for word in name.split()}
    }


def _entries(db: Connection, keys: list[int]) -> list[Entry]:
    rows = db.execute(
        "SELECT record FROM json_each(?) AS wanted JOIN person ON person.key = wanted.value "
        "ORDER BY wanted.id",
        (msgspec.json.encode(keys).decode(),),
    )
    return [decode_entry(record) for (record,) in rows]


def _spellings(word: str) -> set[str]:
    """What the words meant begin with, as the index is asked."""
    sound = names.sounds(word)
    return {f'"{word}"*', *((f'"0{sound}"*',) if sound else ())}


def _loose(db: Connection, word: str) -> set[str]:
    """Words of the index that look like a misspelt `word`, whole, beside its own beginnings.

    They begin alike: with the same letter, or with a neighbour swapped into its place.
    """
    choices = [term for first in {word[:1], word[1:2]} - {""} for term in _vocabulary(db, first)]
    close = process.extract(word, choices, scorer=fuzz.ratio, score_cutoff=72, limit=12)
    return _spellings(word) | {f'"{term}"' for term, _, _ in close}


_read: dict[str, tuple[tuple[str, bytes], list[str]]] = {}  # by their first letter


def _vocabulary(db: Connection, first: str) -> list[str]:
    """The words of the index that begin with a letter; read anew once the index was changed.

    What tells is the index's own account of its parts, which each writing to it changes.
    """
    (parts,) = db.execute("SELECT block FROM search_data WHERE id = 10").fetchone()
    state = (str(folder_of(db)), bytes(parts))
    known = _read.get(first)
    if known is None or known[0] != state:
        rows = db.execute(
            "SELECT term FROM vocabulary WHERE term >= ? AND term < ?",
            (first, first + "\U0010ffff"),
        )
        known = _read[first] = (state, [term for (term,) in rows])
    return known[1]


def _matching(db: Connection, words: list[set[str]], visit: str | None) -> dict[int, str]:
    """Names by row number, of those who have a word like each of `words`."""
    parts = [" OR ".join(sorted(word)) for word in words]
    query = " AND ".join(f"({part})" for part in parts)
    if visit is not None:
        query += f' AND "{visit_token(visit)}"'
    else:
        query += f' NOT "{visit_token(PREFIX)}"*'
    return dict(
        db.execute(
            "SELECT key, sort FROM person WHERE key IN "  # noqa: S608
            f"(SELECT rowid FROM search WHERE search MATCH ? LIMIT ?) AND {ASKED}",
            (query, MOST, visit, visit),
        )
    )


def _score(asked: str, name: str) -> int:
    """How well a name fits, in steps of ten so that equals stay in the order of the alphabet."""
    if name.startswith(asked):
        return 11
    fits: float = max(fuzz.token_set_ratio(asked, name), fuzz.partial_ratio(asked, name))
    return round(fits / 10)


class Known(msgspec.Struct):
    """The people of a visit by their numbers and names, to match a list against them."""

    nik: dict[str, list[str]]
    nisn: dict[str, list[str]]
    name: dict[tuple[str, str], list[str]]
    entries: dict[str, Entry]


def known(db: Connection, visit: str) -> Known:
    """Everyone of a visit, indexed for matching."""
    found = Known({}, {}, {}, {})
    for (record,) in db.execute("SELECT record FROM person WHERE visit = ?", (visit,)):
        add(found, decode_entry(record))
    return found


def add(found: Known, entry: Entry) -> None:
    """Index one more person."""
    visitor = entry.visitor
    person, fields = visitor.person, visitor.fields
    found.entries[person] = entry
    if fields.get("nik"):
        found.nik.setdefault(fields["nik"], []).append(person)
    if fields.get("nisn"):
        found.nisn.setdefault(fields["nisn"], []).append(person)
    name = (names.normal(fields.get("name", "")), fields.get("birth_date", ""))
    found.name.setdefault(name, []).append(person)
