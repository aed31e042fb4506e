"""What is stored: unreadable at rest, whole after a crash, and honest about tampering."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlcipher3

from fieldapp import people, queue, undoing, visits
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import journal, keyfile, queries, tables, tries, trust
from fieldapp.store.connect import DATABASE, connect, with_room
from fieldapp.store.migrations import STEPS
from fieldapp.store.session import Session, init, open_home
from fieldapp.store.settings import set_setting
from fieldapp.store.verify import verify
from fieldapp.sync import enrol
from tests import workplace as w

SECRET = {"name": "Rahmawati Zulaikha", "nik": "3576014107070077", "birth_date": "2007-07-01"}


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Session]:
    session = w.device(tmp_path / "home", "Laptop A")
    yield session
    session.close()


def served(session: Session) -> tuple[str, str]:
    """A visit with a person who was served; the visit and the person."""
    visit = visits.plan(session, "SMAN 1 Kota Mojokerto", w.DAY).visit
    person = people.walk_in(session, visit, SECRET).visitor.person
    queue.check_in(session, visit, person, services=("recording",))
    queue.finish(session, visit, person, "recording", "recorded")
    return visit, person


def data_of(home: Path) -> dict[str, bytes]:
    """Every file of a home but the count of tries, which is written before each of them."""
    return {file.name: file.read_bytes() for file in home.iterdir() if file.name != tries.FILE}


# --- at rest


def test_nothing_is_readable_at_rest_not_even_in_the_log_of_the_database(laptop: Session) -> None:
    served(laptop)
    files = [file for file in laptop.home.rglob("*") if file.is_file()]
    assert any(file.name.endswith("-wal") and file.stat().st_size for file in files)
    hidden = (*SECRET.values(), "Zulaikha", "rahmawati", "SMAN 1", "checked_in", "CREATE TABLE")
    for file in files:
        data = file.read_bytes()
        for text in hidden:
            assert text.encode() not in data, file.name
            assert text.encode("utf-16-le") not in data, file.name
        if file.name.startswith(DATABASE) and not file.name.endswith("-shm"):
            assert not data.startswith(b"SQLite format 3")


def test_a_home_is_for_its_owner_only(laptop: Session) -> None:
    assert laptop.home.stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase_or_operator_opens_nothing(laptop: Session) -> None:
    for operator, passphrase in (
        (laptop.actor, "bukan kata sandinya"),
        (laptop.actor, ""),
        (laptop.actor, w.PASSPHRASE.upper()),
        ("Orang Lain", w.PASSPHRASE),
    ):
        with pytest.raises(KnownError) as caught:
            open_home(laptop.home, operator, passphrase)
        assert caught.value.todo


def test_a_wrong_key_opens_nothing_and_says_so(laptop: Session) -> None:
    with pytest.raises(KnownError):
        connect(laptop.home / DATABASE, bytes(32))


def test_a_home_of_another_laptop_is_not_opened_with_this_key(
    laptop: Session, tmp_path: Path
) -> None:
    other = w.device(tmp_path / "other", "Laptop A")
    other.close()
    laptop.close()
    (other.home / keyfile.FILE).replace(laptop.home / keyfile.FILE)
    with pytest.raises(KnownError):
        open_home(laptop.home, laptop.actor, w.PASSPHRASE)


def test_a_first_start_is_made_once_and_its_leftovers_do_not_hinder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with pytest.raises(KnownError):
        open_home(home, "Op", w.PASSPHRASE)
    home.mkdir()
    (home / DATABASE).write_bytes(b"cut off")
    session = w.device(home, "Laptop A")
    with pytest.raises(KnownError):
        w.device(home, "Laptop B")
    reopened = w.reopened(session)
    assert reopened.device == session.device
    reopened.close()


@pytest.mark.parametrize(("name", "letter"), [("", "A"), ("x" * 81, "A"), ("A", "AB"), ("A", "7")])
def test_a_device_that_could_have_no_card_is_not_made(
    tmp_path: Path, name: str, letter: str
) -> None:
    with pytest.raises(KnownError):
        w.device(tmp_path / "home", name, letter=letter)
    session = w.device(tmp_path / "home", "Laptop A")
    session.close()


# --- versions


def test_a_database_of_a_newer_version_is_refused_untouched(laptop: Session) -> None:
    served(laptop)
    laptop.db.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    laptop.close()
    before = data_of(laptop.home)
    with pytest.raises(KnownError) as caught:
        open_home(laptop.home, laptop.actor, w.PASSPHRASE)
    assert caught.value.todo
    assert data_of(laptop.home) == before


def test_writes_are_strict_and_durable(laptop: Session) -> None:
    (mode,) = laptop.db.execute("PRAGMA journal_mode").fetchone()
    (synchronous,) = laptop.db.execute("PRAGMA synchronous").fetchone()
    (keys,) = laptop.db.execute("PRAGMA foreign_keys").fetchone()
    assert (mode, synchronous, keys) == ("wal", 2, 1)
    with pytest.raises(sqlcipher3.IntegrityError):
        laptop.db.execute("INSERT INTO setting VALUES('name', 'not bytes')")


# --- one action, one commit


def test_an_action_that_breaks_off_leaves_nothing(laptop: Session) -> None:
    visit, _person = served(laptop)
    before = w.content(laptop)
    with pytest.raises(ZeroDivisionError), laptop.writing():  # noqa: PT012 -- the block is the action
        undoing.undo(laptop, visit)
        people.walk_in(laptop, visit, {"name": "Tamu"})
        _ = 1 / 0
    assert w.content(laptop) == before
    assert verify(laptop).problems == []


def test_what_was_not_committed_when_the_power_failed_is_gone(laptop: Session) -> None:
    visit, _person = served(laptop)
    before = w.content(laptop)
    other = laptop.again()
    other.db.execute("BEGIN IMMEDIATE")
    people.walk_in(other, visit, {"name": "Tamu"})
    other.close()
    again = w.reopened(laptop)
    assert w.content(again) == before
    assert verify(again).problems == []
    again.close()


def test_two_connections_see_each_others_work(laptop: Session) -> None:
    visit, _person = served(laptop)
    with closing(laptop.again().db) as db:
        other = replace(laptop, db=db)
        people.walk_in(other, visit, {"name": "Tamu"})
    assert queries.counters(laptop.db, visit).here == 1
    assert len(w.ids(laptop, visit)) == 2


# --- tampering

Tamper = Callable[[Session, str], object]


def _run(*steps: str) -> Tamper:
    return lambda session, visit: [
        session.db.execute(sql.replace("OWN", _OWN), {"visit": visit}) for sql in steps
    ]


_OWN = "(SELECT id FROM stream WHERE visit = :visit)"
TAMPERED: dict[str, Tamper] = {
    "a name in an event": _run(
        "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), 'Rahmawati', 'Rahmawan') AS BLOB)"
    ),
    "garbage for an event": _run("UPDATE event SET line = x'00' WHERE stream = OWN"),
    "an event out of the middle": _run("DELETE FROM event WHERE stream = OWN AND seq = 3"),
    "the last event": _run("DELETE FROM event WHERE stream = OWN AND seq = 4"),
    "all events": _run("DELETE FROM event WHERE stream = OWN"),
    "two events swapped": _run(
        "UPDATE event SET seq = 99 WHERE stream = OWN AND seq = 3",
        "UPDATE event SET seq = 3 WHERE stream = OWN AND seq = 4",
        "UPDATE event SET seq = 4 WHERE stream = OWN AND seq = 99",
    ),
    "another number for the last event": _run(
        "UPDATE event SET seq = 99 WHERE stream = OWN AND seq = 4"
    ),
    "an event given to another person": _run(
        "UPDATE event SET person = 'other' WHERE stream = OWN AND seq = 2"
    ),
    "an event called something else": _run(
        "UPDATE event SET kind = 'noted' WHERE stream = OWN AND seq = 4"
    ),
    "the end of a stream": _run("UPDATE stream SET hash = zeroblob(32) WHERE visit = :visit"),
    "the record of the devices": _run(
        "UPDATE stream SET hash = zeroblob(32) WHERE visit = '-' AND seal IS NULL"
    ),
    "a person's row": _run("UPDATE person SET nik = '3576014107070078'"),
    "a turn": _run("UPDATE turn SET outcome = 'failed'"),
    "a turn that is gone": _run("DELETE FROM turn"),
    "a number": _run("DELETE FROM number"),
    "the index": _run("INSERT INTO search(search) VALUES('delete-all')"),
    "a visit": _run("UPDATE visit SET state = 'closed'"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_found(laptop: Session, what: str) -> None:
    visit, _person = served(laptop)
    assert verify(laptop).problems == []
    TAMPERED[what](laptop, visit)
    before = tables.dump(laptop.db)
    assert verify(laptop).problems
    assert tables.dump(laptop.db) == before


def test_a_seal_that_does_not_fit_is_found(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        visit = team.visit(2)
        a = team.laptops[0]
        assert verify(a).problems == []
        a.db.execute("UPDATE stream SET seal = zeroblob(64) WHERE visit = ?", (visit,))
        (problem,) = verify(a).problems
        assert visit in problem
        assert "Kantor" in problem


def test_verify_counts_what_it_read(laptop: Session) -> None:
    visit, _person = served(laptop)
    found = verify(laptop)
    lasts = [head.last for head in journal.heads(laptop.db)]
    assert (found.events, found.streams) == (sum(lasts), 2)
    assert journal.head(laptop.db, visit, laptop.device_id).last == 4


def test_rebuilding_mends_the_tables(laptop: Session) -> None:
    served(laptop)
    before = tables.dump(laptop.db)
    laptop.db.execute("UPDATE person SET sort = 'x', number = ''")
    laptop.db.execute("DELETE FROM turn")
    with laptop.writing():
        tables.rebuild(laptop.db)
    assert tables.dump(laptop.db) == before


# --- who may do what


def test_an_operator_works_the_hall_and_leaves_the_rest_to_the_coordinator(
    laptop: Session,
) -> None:
    visit, person = served(laptop)
    keyfile.add_operator(laptop.home, laptop.key, "Petugas", w.PASSPHRASE, "operator", cost=w.CHEAP)
    with closing(open_home(laptop.home, "Petugas", w.PASSPHRASE).db) as db:
        petugas = replace(laptop, db=db, actor="Petugas", actor_role="operator")
        assert open_role(laptop.home) == "operator"
        corrected = people.correct(petugas, visit, person, {"class": "XI"})
        assert corrected.visitor.fields["class"] == "XI"
        card = enrol.own_card(laptop)
        refused: list[Callable[[], object]] = [
            lambda: visits.plan(petugas, "SMAN 2", w.DAY),
            lambda: visits.change(petugas, visit, place="SMAN 3"),
            lambda: visits.close(petugas, visit),
            lambda: visits.delete(petugas, visit),
            lambda: people.take_in(petugas, visit, w.listing([w.pupil(1)])),
            lambda: people.resolve(petugas, visit, person, "check_in"),
            lambda: enrol.enrol(petugas, card),
        ]
        before = w.content(laptop)
        for attempt in refused:
            with pytest.raises(KnownError):
                attempt()
        assert w.content(laptop) == before
    last = journal.of_person(laptop.db, visit, person)[-1]
    assert (last.kind, last.actor) == ("corrected", "Petugas")


def open_role(home: Path) -> str:
    with closing(open_home(home, "Petugas", w.PASSPHRASE)) as session:
        return session.actor_role


def test_a_laptop_belongs_to_one_office_and_letters_are_given_once(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        second = w.device(tmp_path / "second", "Kantor Lain", "office", "L")
        double = w.device(tmp_path / "double", "Laptop Lain", letter="A")
        attempts = [
            (team.laptops[0], second), (team.office, second), (team.office, double),
            (team.office, team.office),
        ]  # fmt: skip
        for session, other in attempts:
            before = trust.devices(session.db)
            with pytest.raises(KnownError):
                enrol.enrol(session, enrol.own_card(other))
            assert trust.devices(session.db) == before
        second.close()
        double.close()


def test_an_unfinished_first_start_is_named(tmp_path: Path) -> None:
    session = init(
        tmp_path / "home", role="field", name="Laptop A", operator="Op", passphrase=w.PASSPHRASE,
        cost=w.CHEAP,
    )  # fmt: skip
    session.db.execute("DELETE FROM setting")
    session.close()
    with pytest.raises(KnownError):
        open_home(session.home, "Op", w.PASSPHRASE)


def test_settings_are_kept(laptop: Session) -> None:
    set_setting(laptop.db, "one", b"1")
    set_setting(laptop.db, "one", b"2")
    rows = laptop.db.execute("SELECT value FROM setting WHERE name = 'one'").fetchall()
    assert rows == [(b"2",)]
    assert e.NO_VISIT not in {visit.visit for visit in queries.visits(laptop.db)}


def test_memory_taken_for_much_writing_is_given_back(tmp_path: Path) -> None:
    session = w.device(tmp_path / "a", "Laptop A")

    def size() -> int:
        (found,) = session.db.execute("PRAGMA cache_size").fetchone()
        return int(found)

    def fail_with_room() -> None:
        with with_room(session.db), session.writing():
            assert size() != usual
            raise RuntimeError

    usual = size()
    with pytest.raises(RuntimeError):
        fail_with_room()
    assert size() == usual
    w.visit_with(session, 5)
    assert size() == usual
    session.close()
