"""The tables that the screens read: a cache of the fold, kept in step with the journal.

`project` is called in the transaction that stored the events, for exactly the people whose
events came: by the same code for a key press, an import and a merge. `rebuild` makes the same
tables from nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import groupby

import msgspec
from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.domain import fold, names
from fieldapp.domain.eligibility import Assessment, assess
from fieldapp.domain.people import Turn, Visitor
from fieldapp.domain.policy import canonical_status
from fieldapp.store import facets, journal
from fieldapp.store.connect import Connection

BATCH = 1000  # people folded at a time: bounds the memory, whatever the size of a list


class Entry(Struct, frozen=True):
    """A person of a visit with the judgement on the visit's day: what the screens show."""

    visitor: Visitor
    assessment: Assessment


encode = msgspec.json.Encoder().encode
decode_entry = msgspec.json.Decoder(Entry).decode
decode_visit = msgspec.json.Decoder(fold.Visit).decode
UNPRINTED = 9  # the rank of those whose ticket is not printed yet: not to be called
TABLES = ("turn", "number", "decision", "evidence", "person", "facet", "link", "visit")


def key_of(visit: str, person: str) -> int:
    """A person's row number: the same on every device, so that tables can be compared."""
    return int.from_bytes(sha256(f"{visit}/{person}".encode()).digest()[:8], "big") >> 1


@lru_cache(maxsize=64)
def visit_token(visit: str) -> str:
    """The word by which the search index keeps visits apart; no name looks like it."""
    return "9" + "".join(c for c in visit if c.isascii() and c.isalnum())


def project(
    db: Connection,
    visit: str,
    persons: Iterable[str],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Fold these people of `visit` anew. The empty id stands for the visit's own facts."""
    touched = set(persons)
    if "" in touched:
        touched.discard("")
        if _project_visit(db, visit):
            touched.update(p for (p,) in db.execute(_EVERYBODY, (visit,)))
    found = db.execute("SELECT record FROM visit WHERE visit = ?", (visit,)).fetchone()
    plan = decode_visit(found[0]) if found else None
    _project_links(db, visit, touched)
    members = _members(db, visit, touched)
    order = sorted(members, key=lambda person: key_of(visit, person))
    for start in range(0, len(order), BATCH):
        if progress:
            progress(start, len(order))
        chosen = order[start : start + BATCH]
        _write(db, plan, visit, {person: members[person] for person in chosen})


_EVERYBODY = (
    "SELECT DISTINCT event.person FROM event JOIN stream ON stream.id = event.stream "
    "WHERE stream.visit = ? AND event.person <> ''"
)


def _project_visit(db: Connection, visit: str) -> bool:
    """Write the visit's row; True where people have to be judged anew."""
    before = db.execute("SELECT record FROM visit WHERE visit = ?", (visit,)).fetchone()
    found = fold.fold_visit(journal.of_person(db, visit, ""), visit)
    if found is None:
        db.execute("DELETE FROM visit WHERE visit = ?", (visit,))
        return before is not None
    db.execute(
        "INSERT OR REPLACE INTO visit(visit, place, date, state, record) VALUES(?, ?, ?, ?, ?)",
        (visit, found.plan.place, found.plan.date.isoformat(), found.state, encode(found)),
    )
    old = decode_visit(before[0]).plan if before else None
    return old is None or (old.date, old.policy) != (found.plan.date, found.plan.policy)


def _project_links(db: Connection, visit: str, touched: set[str]) -> None:
    """Note which of these ids are linked to another, and touch both sides of each link."""
    before = dict(db.execute("SELECT person, same_as FROM link WHERE visit = ?", (visit,)))
    linking = {person for (person,) in db.execute(_LINKING, (visit,))}
    for person in sorted(touched & (linking | set(before))):
        db.execute("DELETE FROM link WHERE visit = ? AND person = ?", (visit, person))
        target = _target(journal.of_person(db, visit, person))
        if target and target != person:
            db.execute("INSERT INTO link VALUES(?, ?, ?)", (visit, person, target))
        touched.update(filter(None, (target, before.get(person))))


def _target(events: list[e.Event]) -> str:
    gone = fold.cancelled(events)
    targets = [
        event.body.same_as
        for event in events
        if isinstance(event.body, e.Linked) and event.ref not in gone
    ]
    return targets[-1] if targets else ""


_LINKING = (
    "SELECT DISTINCT person FROM event JOIN stream ON stream.id = event.stream "
    "WHERE event.kind = 'linked' AND stream.visit = ?"
)


def _members(db: Connection, visit: str, touched: set[str]) -> dict[str, list[str]]:
    """For each pupil touched, all their ids; an id that is linked to another has none left."""
    links = dict(db.execute("SELECT person, same_as FROM link WHERE visit = ?", (visit,)))
    if not links:
        return {person: [person] for person in touched}
    roots = _roots(links)
    groups: dict[str, list[str]] = {}
    for person, root in roots.items():
        groups.setdefault(root, []).append(person)
    members: dict[str, list[str]] = {}
    for person in touched:
        root = roots.get(person, person)
        members[root] = sorted(groups.get(root, [root]))
        for other in members[root]:
            if other != root:
                members[other] = []
    return members


def _roots(links: dict[str, str]) -> dict[str, str]:
    """Where the chain of links from each id ends; in a ring, its smallest id."""
    roots: dict[str, str] = {}
    for person in links:
        way: dict[str, int] = {}
        at = person
        while at not in roots and at not in way and at in links:
            way[at] = len(way)
            at = links[at]
        ring = list(way)[way[at] :] if at in way else [at]
        root = roots.get(at) or min(ring)
        roots.update(dict.fromkeys((*way, at), root))
    return roots


def _write(
    db: Connection, plan: fold.Visit | None, visit: str, members: dict[str, list[str]]
) -> None:
    """Fold, judge and store one batch, whose keys ascend as the search index wants them."""
    ids = sorted({other for group in members.values() for other in group})
    events = _events(db, visit, ids)
    entries = []
    for person, group in members.items():
        mine = [event for other in group for event in events.get(other, ())]
        visitor = fold.fold(mine, visit, person)
        if visitor.fields or visitor.number or visitor.turns:
            entries.append(_entry(plan, visitor))
        else:  # linked to another, or all that was said of them is undone; numbers stay given
            key = key_of(visit, person)
            _remove(db, key)
            db.executemany(_NUMBER, _number_rows(key, visitor))
    _store(db, visit, entries)


def _events(db: Connection, visit: str, ids: Sequence[str]) -> dict[str, list[e.Event]]:
    forked = journal.branches_of(db, visit)
    rows = db.execute(
        "SELECT event.person, event.stream, line FROM json_each(?) AS wanted CROSS JOIN event "
        "ON event.person = wanted.value JOIN stream ON stream.id = event.stream "
        "WHERE stream.visit = ? ORDER BY event.person",
        (msgspec.json.encode(ids).decode(), visit),
    )
    return {
        person: journal.read(((stream, line) for _, stream, line in group), forked)
        for person, group in groupby(rows, key=lambda row: row[0])
    }


def _entry(plan: fold.Visit | None, visitor: Visitor) -> Entry:
    if plan is None:
        return Entry(visitor, Assessment("check_data"))
    day = plan.plan.date
    known_by = None if plan.plan.setting == "registry" else day
    return Entry(visitor, assess(visitor, plan.plan.policy, day, known_by=known_by))


def _remove(db: Connection, key: int) -> None:
    db.execute("DELETE FROM number WHERE key = ?", (key,))
    db.execute("DELETE FROM search WHERE rowid = ?", (key,))
    db.execute("DELETE FROM person WHERE key = ?", (key,))


def words_of(visitor: Visitor) -> str:
    """What the search index holds of a person: each word of the name, and how it sounds."""
    plain = names.normal(visitor.fields.get("name", ""))
    sounds = " ".join("0" + word for word in names.sounds(plain).split())
    return f"{plain} {sounds} {visit_token(visitor.visit)}"


_NUMBER = "INSERT OR IGNORE INTO number VALUES(?, ?, ?, ?)"
UPSERT = (
    "INSERT INTO person VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
    "ON CONFLICT(key) DO UPDATE SET sort=excluded.sort, nik=excluded.nik, nisn=excluded.nisn, "
    "class=excluded.class, number=excluded.number, badge=excluded.badge, "
    "walk_in=excluded.walk_in, conflicts=excluded.conflicts, words=excluded.words, "
    "record=excluded.record, born=excluded.born, village=excluded.village, "
    "status=excluded.status, print_from=excluded.print_from, recording=excluded.recording, "
    "ikd=excluded.ikd, facet=excluded.facet, sex=excluded.sex"
)


def _store(db: Connection, visit: str, entries: list[Entry]) -> None:
    keys = [key_of(visit, entry.visitor.person) for entry in entries]
    listed = msgspec.json.encode(keys).decode()
    before = dict(
        db.execute(
            "SELECT key, words FROM person WHERE key IN (SELECT value FROM json_each(?))",
            (listed,),
        )
    )
    rows: list[tuple[object, ...]] = []
    turns: list[tuple[object, ...]] = []
    numbers: list[tuple[str, str, int, int]] = []
    words: list[tuple[int, str]] = []
    decisions: list[tuple[int, int, int]] = []
    evidence: list[tuple[int, str, str]] = []
    alike = [facets.row_of(entry.visitor, entry.assessment) for entry in entries]
    for key, entry, (facet, *_said) in zip(keys, entries, alike, strict=True):
        said = words_of(entry.visitor)
        rows.append((*_person_row(key, entry, said), facet, entry.visitor.fields.get("sex", "")))
        turns += _turn_rows(key, entry.visitor)
        numbers += _number_rows(key, entry.visitor)
        decisions += ((key, key_of(d.visit, d.person), d.same) for d in entry.visitor.matches)
        evidence += ((key, one.medium, one.what) for one in entry.visitor.evidence)
        if before.get(key) != said:
            words.append((key, said))
    known = [(key,) for key in before]
    changed = [(key,) for key, _ in words if key in before]
    db.executemany(facets.INSERT, set(alike))
    db.executemany(UPSERT, rows)
    db.execute(facets.SWEEP)
    db.executemany("DELETE FROM turn WHERE key = ?", known)
    db.executemany("DELETE FROM decision WHERE key = ?", known)
    db.executemany("DELETE FROM evidence WHERE key = ?", known)
    db.execute(
        "DELETE FROM number WHERE visit = ? AND key IN (SELECT value FROM json_each(?))",
        (visit, listed),
    )
    db.executemany("INSERT INTO turn VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", turns)
    db.executemany(_NUMBER, numbers)
    db.executemany("INSERT INTO decision VALUES(?, ?, ?)", decisions)
    db.executemany("INSERT OR IGNORE INTO evidence VALUES(?, ?, ?)", evidence)
    db.executemany("DELETE FROM search WHERE rowid = ?", changed)
    db.executemany("INSERT INTO search(rowid, words) VALUES(?, ?)", words)


def _person_row(key: int, entry: Entry, words: str) -> tuple[object, ...]:
    v, printing = entry.visitor, entry.assessment.print_from
    said = v.fields.get
    outcomes = {turn.service: turn.outcome for turn in v.turns if turn.state == "finished"}
    return (
        key, v.visit, v.person, names.normal(said("name", "")), said("nik", ""), said("nisn", ""),
        said("class", ""), v.number, entry.assessment.badge, int("walk_in" in v.flags),
        len(v.conflicts), words, encode(entry), said("birth_date", ""),
        entry.assessment.village, canonical_status(said("status", "")),
        printing.isoformat() if printing else "", outcomes.get("recording") or "",
        outcomes.get("ikd") or "",
    )  # fmt: skip


def _turn_rows(key: int, visitor: Visitor) -> Iterator[tuple[object, ...]]:
    for turn in visitor.turns:
        yield (
            key, turn.service, visitor.visit, turn.state, turn.outcome, turn.waiting, turn.called,
            turn.started, turn.finished, turn.station, turn.device, _rank(visitor, turn),
            turn.wanted,
        )  # fmt: skip


def _rank(visitor: Visitor, turn: Turn) -> int:
    """Who comes first: sent to a desk, with priority, everybody else; nobody without a ticket."""
    if visitor.ticket == "pending":
        return UNPRINTED
    return 0 if turn.wanted else 1 if visitor.priority else 2


def _number_rows(key: int, visitor: Visitor) -> Iterator[tuple[str, str, int, int]]:
    for number in visitor.numbers:
        letter, _, count = number.partition("-")
        if count.isdecimal() and len(count) < 10:
            yield visitor.visit, letter, int(count), key


def rebuild(db: Connection) -> None:
    """Make all tables from the journal alone; the caller commits."""
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")  # noqa: S608 -- constant names
    db.execute("INSERT INTO search(search) VALUES('delete-all')")
    visits = {head.visit for head in journal.heads(db)} - {e.NO_VISIT}
    for visit in sorted(visits):
        project(db, visit, {"", *(p for (p,) in db.execute(_EVERYBODY, (visit,)))})


def dump(db: Connection) -> dict[str, list[tuple[object, ...]]]:
    """The whole content of the tables and the search index, to compare one with another."""
    content = {
        table: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()  # noqa: S608
        for table in TABLES
    }
    content["search"] = db.execute("SELECT term, doc FROM vocabulary ORDER BY term").fetchall()
    return content


def forget(db: Connection, visit: str) -> None:
    """Remove a visit from all tables; the caller removes its events and commits."""
    for (key,) in db.execute("SELECT key FROM person WHERE visit = ?", (visit,)).fetchall():
        _remove(db, key)
    for table in ("number", "link", "facet", "visit"):
        db.execute(f"DELETE FROM {table} WHERE visit = ?", (visit,))  # noqa: S608


def conflicts_among(db: Connection, keys: list[int]) -> int:
    """How many conflicts are open about the people with these row numbers."""
    row = db.execute(
        "SELECT coalesce(sum(conflicts), 0) FROM person WHERE key IN (SELECT value FROM "
        "json_each(?))",
        (msgspec.json.encode(keys).decode(),),
    ).fetchone()
    return int(row[0])
