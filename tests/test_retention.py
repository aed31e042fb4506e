"""What was deleted is gone from the files, byte for byte, and that it was deleted stays."""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fieldapp import people, queue, retention, visits
from fieldapp.domain import names
from fieldapp.errors import Cancelled, KnownError
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from tests import workplace as w
from tests.raw_pages import everything
from tests.real_stick import needs_mounting
from tests.real_stick import stick as small_disk

FEW, MANY = 72, 1500  # a small visit in a large index, where nothing is merged by itself
RECORDS = 1 + FEW + 5 + FEW + 1  # the plan, the pupils, check-ins, corrections, the closing


def pupils() -> list[dict[str, str]]:
    """Invented pupils whose names share no letters with any other."""
    letters = "bcdfghjklmnp"
    pairs = [(first, last) for first in letters for last in letters][:FEW]
    return [
        w.pupil(number, name=f"Zxqw{first}vk Jjyq{last}q")
        for number, (first, last) in enumerate(pairs, 1)
    ]


def traces(session: Session, persons: list[str]) -> set[str]:
    """What of these pupils is in the files: names as typed, as indexed, as heard, and numbers."""
    raw = everything(session.home, session.key)
    raw += b"".join(path.read_bytes() for path in session.home.rglob("*") if path.is_file())
    wanted = set(persons)
    for pupil in pupils():
        plain = names.normal(pupil["name"])
        for word in (*pupil["name"].split(), *plain.split(), *names.sounds(plain).split()):
            wanted |= {word, word[1:]}  # the index leaves out letters shared with the word before
        wanted |= {pupil["nik"], pupil["nisn"], pupil["kk"]}
    return {each for each in wanted if len(each) > 4 and each.encode() in raw}


Place = tuple[w.Team, Session, str, list[str]]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A laptop with a visit that is closed and held by the office, beside a larger one."""
    with w.team(tmp_path, "A") as team:
        a = team.laptops[0]
        yield team, a, *closed_visit(team, a)


def closed_visit(team: w.Team, a: Session) -> tuple[str, list[str]]:
    other = visits.plan(team.office, "SMAN 2", w.DAY).visit
    crowd = [w.pupil(number) for number in range(300, 300 + MANY)]
    people.take_in(team.office, other, w.listing(crowd))
    visit = visits.plan(team.office, "SMAN 1", w.DAY).visit
    people.take_in(team.office, visit, w.listing(pupils()))
    team.bring(team.office, a)
    persons = w.ids(a, visit)
    for person in persons[:5]:
        queue.check_in(a, visit, person, services=("recording",))
    for number, person in enumerate(persons):  # grows rows by various lengths, so that they move
        people.correct(a, visit, person, {"address": "Jalan Empu " * (number * 7 % 40 + 1)})
    visits.close(a, visit)
    team.meet()
    a.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return visit, persons


def test_no_byte_of_a_deleted_visit_is_left_in_the_files(place: Place) -> None:
    _team, a, visit, persons = place
    assert len(traces(a, persons)) > 100
    done = retention.delete(a, visit)
    assert (done.events, done.people, done.left) == (RECORDS, FEW, None)
    assert traces(a, persons) == set()
    assert not retention.unfinished(a)
    assert verify(a).problems == []
    assert len(w.ids(a, queries.visits(a.db)[0].visit)) == MANY


def test_deleting_alone_would_leave_traces(place: Place) -> None:
    """The test above can fail: the log and the index tell, packed or not."""
    _team, a, visit, persons = place
    visits.delete(a, visit)
    assert len(traces(a, persons)) > 100  # in the log
    a.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    a.db.execute("VACUUM")
    a.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert traces(a, persons)  # in the index
    assert retention.finish(a) is None
    assert traces(a, persons) == set()


def test_an_index_that_was_merged_before_is_wiped_too(place: Place) -> None:
    _team, a, visit, persons = place
    a.db.execute("INSERT INTO search(search) VALUES('optimize')")
    retention.delete(a, visit)
    assert traces(a, persons) == set()


def test_traces_are_wiped_while_the_window_has_the_data_open(place: Place) -> None:
    _team, a, visit, persons = place
    worker = a.again()
    retention.delete(worker, visit)
    worker.close()
    assert traces(a, persons) == set()
    assert queries.counters(a.db, queries.visits(a.db)[0].visit).listed == MANY


def test_what_was_not_wiped_is_remembered_and_wiped_at_the_next_start(place: Place) -> None:
    team, a, visit, persons = place

    def stop(_done: int, _total: int) -> None:
        raise Cancelled("nothing was changed")

    done = retention.delete(a, visit, stop)
    assert done.left is not None
    assert done.left.what == "Stopped."
    assert visit not in [one.visit for one in queries.visits(a.db)]
    team.laptops[0] = a = w.reopened(a)
    assert retention.unfinished(a)
    assert traces(a, persons)
    assert retention.finish(a) is None
    assert traces(a, persons) == set()
    assert not retention.unfinished(a)


def test_a_reader_that_holds_the_log_open_is_told_and_waited_for_later(place: Place) -> None:
    _team, a, visit, persons = place
    reader = a.again()
    reader.db.execute("BEGIN")
    reader.db.execute("SELECT count(*) FROM event").fetchone()
    a.db.execute("PRAGMA busy_timeout = 1")
    done = retention.delete(a, visit)
    assert done.left is not None
    assert retention.unfinished(a)
    reader.close()
    assert retention.finish(a) is None
    assert traces(a, persons) == set()


def fill_up(disk: Path, but: int) -> Path:
    """A file that takes all room but a little."""
    path = disk / "fill"
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 65536)
    os.truncate(path, path.stat().st_size - but)
    return path


@needs_mounting
def test_a_full_disk_leaves_the_visit_deleted_and_the_wiping_to_be_done(tmp_path: Path) -> None:
    with small_disk(tmp_path, megabytes=24) as disk, w.team(disk, "A") as team:
        a = team.laptops[0]
        visit, persons = closed_visit(team, a)
        fill = fill_up(disk, but=2_600_000)  # enough to delete, not to write all of it anew
        done = retention.delete(a, visit)
        assert done.left is not None
        assert "full" in done.left.what
        assert visit not in [one.visit for one in queries.visits(a.db)]
        assert verify(a).problems == []
        fill.unlink()
        assert retention.finish(a) is None
        assert traces(a, persons) == set()


def test_only_what_the_office_holds_wholly_may_be_deleted(place: Place) -> None:
    team, a, visit, _persons = place
    assert [one.visit for one in retention.deletable(a)] == [visit]
    people.note(a, visit, w.ids(a, visit)[0], "sesudahnya")
    assert retention.deletable(a) == []
    with pytest.raises(KnownError):
        retention.delete(a, visit)
    assert not retention.unfinished(a)
    assert retention.deletable(team.office) == []


def test_the_record_of_a_deletion_says_what_and_when_and_names_nobody(place: Place) -> None:
    team, a, visit, persons = place
    retention.delete(a, visit)
    (record,) = retention.deletions(a)
    assert (record.visit, record.place, record.date) == (visit, "SMAN 1", date(2024, 7, 19))
    assert (record.events, record.people, record.device) == (RECORDS, FEW, "Laptop A")
    team.bring(a, team.office)
    assert retention.deletions(team.office) == [record]
    assert traces(a, persons) == set()


def test_the_pages_are_read_as_the_database_wrote_them(place: Place) -> None:
    """The eye that looks for traces sees: it finds the schema and a pupil of the other visit."""
    _team, a, _visit, _persons = place
    raw = everything(a.home, a.key)
    assert raw.count(b"CREATE TABLE event(") == 1
    assert w.pupil(300)["nik"].encode() in raw
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(a.home / "fieldapp.db").execute("SELECT 1 FROM event")
