"""Filters are kept under a name in the office's own settings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp import saved_filters
from fieldapp.errors import KnownError
from fieldapp.saved_filters import Saved
from fieldapp.store import asking
from fieldapp.store.asking import Filter
from fieldapp.store.session import Session, open_home
from tests import workplace as w
from tests.asking_place import prepare

ABSENT = Filter(settings=("school",), here=False)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    made = prepare(tmp_path, 4)
    yield made
    made.close()


def names(office: Session) -> list[str]:
    return [one.name for one in saved_filters.own(office)]


def test_a_saved_filter_is_there_at_the_next_login(office: Session) -> None:
    saved_filters.save(office, "  Tidak   hadir SMA ", ABSENT, "place")
    office.close()
    again = open_home(office.home, "Op Kantor", w.PASSPHRASE)
    assert saved_filters.named(again, "tidak hadir sma") == Saved(
        "Tidak hadir SMA", ABSENT, "place"
    )
    again.close()


def test_saving_is_no_event(office: Session) -> None:
    before = office.db.execute("SELECT count(*) FROM event").fetchone()
    saved_filters.save(office, "Satu", ABSENT)
    saved_filters.rename(office, "Satu", "Dua")
    saved_filters.delete(office, "dua")
    assert office.db.execute("SELECT count(*) FROM event").fetchone() == before


def test_a_name_of_a_person_is_not_kept(office: Session) -> None:
    made = saved_filters.save(office, "Dengan nama", Filter(here=False, words="dewi lestari"))
    assert made.filter == Filter(here=False)
    stored = office.db.execute("SELECT value FROM setting WHERE name = 'saved_filters'").fetchone()
    assert b"dewi" not in stored[0]
    with pytest.raises(KnownError):
        saved_filters.save(office, "Hanya nama", Filter(words="dewi"))


def test_renamed_deleted_and_back_again(office: Session) -> None:
    saved_filters.save(office, "Satu", ABSENT)
    saved_filters.save(office, "Dua", Filter(sexes=("P",)))
    saved_filters.rename(office, "Satu", "Tiga")
    saved_filters.rename(office, "tiga", "TIGA")
    assert names(office) == ["Dua", "TIGA"]
    gone = saved_filters.delete(office, "tiga")
    assert names(office) == ["Dua"]
    saved_filters.restore(office, gone)
    assert saved_filters.named(office, "TIGA").filter == ABSENT


@pytest.mark.parametrize("name", ["", "  ", "dua", "record again"])
def test_a_name_that_is_missing_or_taken_is_refused(office: Session, name: str) -> None:
    saved_filters.save(office, "Satu", ABSENT)
    saved_filters.save(office, "Dua", ABSENT)
    with pytest.raises(KnownError):
        saved_filters.save(office, name, ABSENT)
    with pytest.raises(KnownError):
        saved_filters.rename(office, "Satu", name)
    assert names(office) == ["Dua", "Satu"]


def test_those_of_the_program_stay(office: Session) -> None:
    ready = saved_filters.ready_made()
    for one in ready:
        with pytest.raises(KnownError):
            saved_filters.delete(office, one.name)
        with pytest.raises(KnownError):
            saved_filters.rename(office, one.name, "Lain")
        assert asking.count(asking.put(office.db, one.filter)) >= 0
    assert saved_filters.everything(office) == ready
