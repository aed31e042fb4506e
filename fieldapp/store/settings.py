"""Small values kept in the database."""

from fieldapp.store.connect import Connection


def setting(db: Connection, name: str) -> bytes | None:
    """A value kept in the database."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def set_setting(db: Connection, name: str, value: bytes) -> None:
    """Keep a value in the database."""
    db.execute("INSERT OR REPLACE INTO setting(name, value) VALUES(?, ?)", (name, value))


def drop_setting(db: Connection, name: str) -> None:
    """Forget a value."""
    db.execute("DELETE FROM setting WHERE name = ?", (name,))
