"""Wiping from the database's files what is no longer in the database."""

from fieldapp.errors import Cancelled, KnownError
from fieldapp.store.connect import Connection, database_trouble, folder_of
from fieldapp.store.session import Progress
from fieldapp.store.settings import set_setting, setting
from fieldapp.texts import _

_WANTED = "scrub"
_EVERY = 20_000  # steps of the database between two looks at whether to stop


def want(db: Connection) -> None:
    """Remember, in the transaction that deletes, that its traces are still to be wiped."""
    set_setting(db, _WANTED, b"1")


def wanted(db: Connection) -> bool:
    """Whether traces of something deleted are still in the files."""
    return setting(db, _WANTED) == b"1"


def scrub(db: Connection, progress: Progress | None = None) -> None:
    """Leave no byte of what was deleted: in the search index, in pages, in the write-ahead log.

    Raises KnownError where it cannot be done now; what is deleted stays deleted, and what is to
    be wiped stays remembered.
    """
    steps = (_merge_index, _pack, _empty_log)
    for place, step in enumerate(steps):
        with _watched(db, progress, place, len(steps)):
            step(db)
    set_setting(db, _WANTED, b"")


def _merge_index(db: Connection) -> None:
    """A deleted word stays in the index's segments until they are merged."""
    db.execute("INSERT INTO search(search) VALUES('optimize')")


def _pack(db: Connection) -> None:
    """secure_delete zeroes what is freed, but not what moved within a page."""
    db.execute("VACUUM")


def _empty_log(db: Connection) -> None:
    """The log holds pages as they were."""
    busy, _frames, _moved = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise KnownError(
            _("Other work is still reading the data."), _("It is tried again at the next start.")
        )


class _watched:  # noqa: N801 -- used as a with block
    """A step of the work, which stops when it is asked to."""

    def __init__(self, db: Connection, progress: Progress | None, done: int, total: int) -> None:
        self._db, self._progress = db, progress
        self._place = (done, total)
        self._stopped = False

    def __enter__(self) -> None:
        if self._look():
            raise self._refusal()
        self._db.set_progress_handler(self._look, _EVERY)

    def _look(self) -> int:
        try:
            if self._progress:
                self._progress(*self._place)
        except Cancelled:
            self._stopped = True
        return int(self._stopped)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._db.set_progress_handler(None, _EVERY)
        if self._stopped:
            raise self._refusal() from error
        if error and (known := database_trouble(error, folder_of(self._db))):
            raise KnownError(known.what, _("It is tried again at the next start.")) from error

    @staticmethod
    def _refusal() -> Cancelled:
        return Cancelled(_("Stopped."), _("It is tried again at the next start."))
