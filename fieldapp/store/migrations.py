"""The schema, step by step. Steps are appended, never edited once released."""

from collections.abc import Callable
from typing import Any

from fieldapp.errors import KnownError
from fieldapp.texts import _

_EVENTS = """
CREATE TABLE setting(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;

CREATE TABLE stream(
  id INTEGER PRIMARY KEY, visit TEXT NOT NULL, device TEXT NOT NULL,
  last INTEGER NOT NULL, ms INTEGER NOT NULL, count INTEGER NOT NULL,
  hash BLOB NOT NULL, seal BLOB,
  UNIQUE(visit, device)) STRICT;

CREATE TABLE event(
  stream INTEGER NOT NULL REFERENCES stream(id), seq INTEGER NOT NULL,
  person TEXT NOT NULL, kind TEXT NOT NULL, line BLOB NOT NULL,
  PRIMARY KEY(stream, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX event_person ON event(person, stream);
CREATE INDEX event_linked ON event(stream, person) WHERE kind = 'linked';

CREATE TABLE held(
  peer TEXT NOT NULL, visit TEXT NOT NULL, device TEXT NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY(peer, visit, device)) STRICT, WITHOUT ROWID;

CREATE TABLE peer(
  peer TEXT PRIMARY KEY, received INTEGER NOT NULL, sent INTEGER NOT NULL) STRICT;
"""

_TABLES = """
CREATE TABLE device(
  device TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, letter TEXT NOT NULL,
  sign_key TEXT NOT NULL, seal_key TEXT NOT NULL) STRICT;

CREATE TABLE visit(
  visit TEXT PRIMARY KEY, place TEXT NOT NULL, date TEXT NOT NULL, state TEXT NOT NULL,
  record BLOB NOT NULL) STRICT;

CREATE TABLE person(
  key INTEGER PRIMARY KEY, visit TEXT NOT NULL, person TEXT NOT NULL, sort TEXT NOT NULL,
  nik TEXT NOT NULL, nisn TEXT NOT NULL, class TEXT NOT NULL, number TEXT NOT NULL,
  badge TEXT NOT NULL, walk_in INTEGER NOT NULL, conflicts INTEGER NOT NULL,
  words TEXT NOT NULL, record BLOB NOT NULL) STRICT;
CREATE INDEX person_visit ON person(visit, sort);
CREATE INDEX person_counts ON person(visit, badge, walk_in, number);
CREATE INDEX person_nik ON person(nik) WHERE nik <> '';
CREATE INDEX person_nisn ON person(nisn) WHERE nisn <> '';
CREATE INDEX person_conflicts ON person(visit) WHERE conflicts > 0;

CREATE TABLE turn(
  key INTEGER NOT NULL REFERENCES person(key) ON DELETE CASCADE, service TEXT NOT NULL,
  visit TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT, waiting INTEGER NOT NULL,
  called INTEGER NOT NULL, started INTEGER NOT NULL, finished INTEGER NOT NULL,
  station TEXT NOT NULL, device TEXT NOT NULL,
  PRIMARY KEY(key, service)) STRICT, WITHOUT ROWID;
CREATE INDEX turn_queue ON turn(visit, service, state, waiting, outcome);

CREATE TABLE number(
  visit TEXT NOT NULL, letter TEXT NOT NULL, count INTEGER NOT NULL, key INTEGER NOT NULL,
  PRIMARY KEY(visit, letter, count, key)) STRICT, WITHOUT ROWID;

CREATE TABLE link(
  visit TEXT NOT NULL, person TEXT NOT NULL, same_as TEXT NOT NULL,
  PRIMARY KEY(visit, person)) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5(
  words, content='', contentless_delete=1, detail=none, prefix='2 3 4',
  tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab('search', 'row');
"""


_OFFICE = """
ALTER TABLE person ADD COLUMN born TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN village TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN print_from TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN recording TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN ikd TEXT NOT NULL DEFAULT '';
CREATE INDEX person_born ON person(born, sort) WHERE born <> '';
ALTER TABLE peer ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
CREATE TABLE packed(
  visit TEXT NOT NULL, device TEXT NOT NULL, at INTEGER NOT NULL, file TEXT NOT NULL,
  PRIMARY KEY(visit, device)) STRICT, WITHOUT ROWID;
"""

_PAIRS = """
CREATE TABLE decision(
  key INTEGER NOT NULL REFERENCES person(key) ON DELETE CASCADE, other INTEGER NOT NULL,
  same INTEGER NOT NULL,
  PRIMARY KEY(key, other)) STRICT, WITHOUT ROWID;
CREATE TABLE pair(
  key INTEGER NOT NULL, other INTEGER NOT NULL, why TEXT NOT NULL, score REAL NOT NULL,
  certain INTEGER NOT NULL,
  PRIMARY KEY(key, other)) STRICT, WITHOUT ROWID;
CREATE INDEX pair_other ON pair(other);
"""

_ASKING = """
CREATE TABLE facet(
  id INTEGER PRIMARY KEY, visit TEXT NOT NULL, badge TEXT NOT NULL, status TEXT NOT NULL,
  village TEXT NOT NULL, recording TEXT NOT NULL, ikd TEXT NOT NULL, here INTEGER NOT NULL,
  card TEXT NOT NULL, n INTEGER NOT NULL) STRICT;
ALTER TABLE person ADD COLUMN facet INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN sex TEXT NOT NULL DEFAULT '';
CREATE INDEX person_name ON person(sort, facet, born, print_from, class, sex);
CREATE INDEX person_facet ON person(facet, sort, born, print_from, class, sex);
CREATE INDEX facet_empty ON facet(n) WHERE n = 0;
CREATE TRIGGER facet_gained AFTER INSERT ON person BEGIN
  UPDATE facet SET n = n + 1 WHERE id = new.facet; END;
CREATE TRIGGER facet_lost AFTER DELETE ON person BEGIN
  UPDATE facet SET n = n - 1 WHERE id = old.facet; END;
CREATE TRIGGER facet_changed AFTER UPDATE OF facet ON person WHEN old.facet <> new.facet BEGIN
  UPDATE facet SET n = n + 1 WHERE id = new.facet; \
UPDATE facet SET n = n - 1 WHERE id = old.facet; END;
"""


_HALL = """
ALTER TABLE turn ADD COLUMN rank INTEGER NOT NULL DEFAULT 2;
ALTER TABLE turn ADD COLUMN wanted TEXT NOT NULL DEFAULT '';
DROP INDEX turn_queue;
CREATE INDEX turn_queue ON turn(visit, service, state, rank, waiting, outcome);
"""

_EVIDENCE = """
CREATE TABLE media(sha256 TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE evidence(
  key INTEGER NOT NULL REFERENCES person(key) ON DELETE CASCADE, medium TEXT NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY(key, medium)) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_medium ON evidence(medium);
CREATE INDEX event_evidence ON event(stream, seq) WHERE kind = 'evidence_taken';
CREATE TABLE lacking(
  peer TEXT NOT NULL, medium TEXT NOT NULL,
  PRIMARY KEY(peer, medium)) STRICT, WITHOUT ROWID;
"""


def _run(db: Any, statements: str) -> None:
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)


def _first(db: Any) -> None:
    _run(db, _EVENTS + _TABLES)


_BRANCHES = """
CREATE TABLE old_stream AS SELECT * FROM stream;
DROP TABLE stream;
CREATE TABLE stream(
  id INTEGER PRIMARY KEY, visit TEXT NOT NULL, device TEXT NOT NULL, branch INTEGER NOT NULL,
  last INTEGER NOT NULL, ms INTEGER NOT NULL, count INTEGER NOT NULL,
  hash BLOB NOT NULL, seal BLOB,
  UNIQUE(visit, device, branch)) STRICT;
INSERT INTO stream SELECT id, visit, device, 0, last, ms, count, hash, seal FROM old_stream;
DROP TABLE old_stream;

CREATE TABLE mark(
  stream INTEGER NOT NULL REFERENCES stream(id), seq INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY(stream, seq)) STRICT, WITHOUT ROWID;
INSERT INTO mark SELECT id, last, hash FROM stream WHERE seal IS NOT NULL;

CREATE TABLE fork(
  stream INTEGER NOT NULL REFERENCES stream(id), seq INTEGER NOT NULL, label TEXT NOT NULL,
  PRIMARY KEY(stream, seq)) STRICT, WITHOUT ROWID;

CREATE TABLE old_held AS SELECT * FROM held;
DROP TABLE held;
CREATE TABLE held(
  peer TEXT NOT NULL, stream INTEGER NOT NULL REFERENCES stream(id), last INTEGER NOT NULL,
  PRIMARY KEY(peer, stream)) STRICT, WITHOUT ROWID;
INSERT INTO held SELECT peer, id, min(old_held.last, stream.last)
  FROM old_held JOIN stream USING (visit, device);
DROP TABLE old_held;

ALTER TABLE device ADD COLUMN earlier TEXT NOT NULL DEFAULT '';
"""


def _branches(db: Any) -> None:
    """A stream may have branches: of devices that were cloned or restored from an old copy."""
    db.execute("PRAGMA defer_foreign_keys = ON")  # events find their streams again by the end
    _run(db, _BRANCHES)


def _office(db: Any) -> None:
    """What an office asks of people; the tables are made anew from the events after this."""
    _run(db, _OFFICE)
    db.execute("INSERT OR REPLACE INTO setting(name, value) VALUES(?, x'01')", (REBUILD,))


def _pairs(db: Any) -> None:
    """Who of the registry's list may be whom: what a comparison found, and what was decided."""
    _run(db, _PAIRS)


def _asking(db: Any) -> None:
    """What people are asked by; the tables are made anew from the events after this."""
    _run(db, _ASKING)
    db.execute("INSERT OR REPLACE INTO setting(name, value) VALUES(?, x'01')", (REBUILD,))


def _hall(db: Any) -> None:
    """Who goes before others in the queue."""
    _run(db, _HALL)


def _evidence(db: Any) -> None:
    """Photos and signatures, each stored once; and which of them another device lacks."""
    _run(db, _EVIDENCE)


KK = "json_extract(CAST(record AS TEXT), '$.visitor.fields.kk')"
PENDING = "number <> '' AND instr(record, CAST('\"ticket\":\"pending\"' AS BLOB)) > 0"
_SCANNED = f"""
CREATE INDEX person_kk ON person(visit, {KK});
CREATE INDEX person_pending ON person(visit) WHERE {PENDING};
"""


def _scanned(db: Any) -> None:
    """What each scan asks of a visit, found without going through all its people."""
    _run(db, _SCANNED)


REBUILD = "rebuild"  # a setting: the tables are of an older shape and have to be made anew
STEPS: tuple[Callable[[Any], None], ...] = (
    _first,
    _branches,
    _office,
    _pairs,
    _asking,
    _hall,
    _evidence,
    _scanned,
)


def migrate(db: Any) -> None:
    """Bring the database to today's schema, each step committed with its record.

    Raises KnownError, with nothing changed, for a database of a newer version.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(STEPS):
        raise KnownError(
            _("These data were written by a newer version of the program."),
            _("Install that version; nothing was changed here."),
        )
    for number, step in enumerate(STEPS[version:], version + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            step(db)
            db.execute(f"PRAGMA user_version = {number:d}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # a failing disk may have ended it already
                db.execute("ROLLBACK")
            raise
