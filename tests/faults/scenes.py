"""The work that faults hit: what is prepared, what is done, and what must hold afterwards."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from fieldapp import people, queue, undoing
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import journal, key_changes, keyfile, migrations, queries, tables, tries, trust
from fieldapp.store.connect import DATABASE
from fieldapp.store.parts import sweep
from fieldapp.store.session import Session, init, is_home, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, bundle_out, cards, enrol
from tests import workplace as w
from tests.faults.work import Doing, Lost


class Scene(Struct, frozen=True):
    """One kind of work in a folder."""

    name: str
    holds: str
    prepare: Callable[[Path], None]
    work: Callable[[Path, Doing], None]
    check: Callable[[Path, list[Any]], None]


def must(holds: object, said: str) -> None:
    """Raise Lost unless it holds."""
    if not holds:
        raise Lost(said)


def enter(home: Path) -> Session:
    """Log in as the first operator."""
    return open_home(home, keyfile.operators(home)[0].name, w.PASSPHRASE)


def ends(session: Session) -> list[tuple[str, str, int, str]]:
    """Where each stream ends: what a confirmed action may be held against."""
    return [(h.visit, h.device, h.last, h.hash.hex()) for h in journal.heads(session.db)]


def sound(session: Session, confirmed: list[Any]) -> None:
    """Everything confirmed is there byte for byte, and `verify` is clean."""
    problems = verify(session).problems
    must(not problems, f"verify: {problems}")
    held = {(h.visit, h.device): h for h in journal.heads(session.db)}
    for visit, device, last, digest in confirmed[-1] if confirmed else ():
        head = held.get((visit, device))
        must(head and head.last >= last, f"records up to {last} were confirmed, not all are there")
        chain = e.START
        for line in journal.lines(session.db, head.id if head else 0, 0, last):
            chain = e.chain(chain, line)
        must(chain.hex() == digest, "the records are not those confirmed")


def _team(folder: Path, pupils: int) -> tuple[Session, Session, str]:
    office = w.device(folder / "office", "Kantor", "office", "K")
    laptop = w.device(folder / "a", "Laptop A")
    w.acquaint(office, laptop)
    (folder / "stick").mkdir()
    visit = w.visit_with(office, pupils)
    w.hand_over(office, laptop, folder / "stick")
    for path in (folder / "stick").iterdir():
        path.unlink()
    return office, laptop, visit


def _only_visit(session: Session) -> str:
    return queries.visits(session.db)[0].visit


# check-in


def _prepare_hall(folder: Path) -> None:
    session = w.device(folder / "a", "Laptop A")
    w.visit_with(session, 12)
    session.close()


def _hall(folder: Path, doing: Doing) -> None:
    session = doing.do(lambda: enter(folder / "a"), ends)
    visit = _only_visit(session)

    def act(verb: Callable[[], object]) -> None:
        doing.do(verb, lambda _result: ends(session))

    for count, person in enumerate(w.ids(session, visit)):
        act(partial(queue.check_in, session, visit, person, services=("recording",)))
        if count % 3 == 0:
            act(partial(queue.call, session, visit, "recording", station="1"))
            act(partial(queue.finish, session, visit, person, "recording", "recorded"))
        if count % 5 == 0:
            act(partial(undoing.undo, session, visit))
    act(lambda: people.walk_in(session, visit, {"name": "Putri Ayu", "sex": "P"}))
    session.close()


def _check_hall(folder: Path, confirmed: list[Any]) -> None:
    session = enter(folder / "a")
    visit = _only_visit(session)
    sound(session, confirmed)
    given = _numbers(session, visit)
    must(len(given) == len(set(given)), "a number was given twice")
    person = people.walk_in(session, visit, {"name": "Sesudah Putus", "sex": "L"}).visitor.person
    number = queue.check_in(session, visit, person).visitor.number
    must(number not in given, "a number was given again")
    must(not verify(session).problems, "verify after going on")
    session.close()


def _numbers(session: Session, visit: str) -> list[str]:
    found = (entry.visitor.number for entry in queries.everyone(session.db, visit))
    return [number for number in found if number]


HALL = Scene(
    "check-in", "every confirmed action is there, no number is given twice",
    _prepare_hall, _hall, _check_hall,
)  # fmt: skip

# import

_LISTS = (range(101, 251), range(301, 401))


def _prepare_import(folder: Path) -> None:
    session = w.device(folder / "a", "Laptop A")
    w.visit_with(session, 5)
    session.close()


def _import(folder: Path, doing: Doing) -> None:
    session = doing.do(lambda: enter(folder / "a"), ends)
    visit = _only_visit(session)
    for numbers in _LISTS:
        found = w.listing([w.pupil(number) for number in numbers])
        doing.do(partial(people.take_in, session, visit, found), lambda _r: ends(session))
    session.close()


def _check_import(folder: Path, confirmed: list[Any]) -> None:
    session = enter(folder / "a")
    visit = _only_visit(session)
    sound(session, confirmed)
    count = len(w.ids(session, visit))
    wholes = [5, 155, 255]
    must(count in wholes, f"{count} people: half a list")
    must(count >= wholes[max(0, len(confirmed) - 1)], "a confirmed list is not there")
    for numbers in _LISTS:
        people.take_in(session, visit, w.listing([w.pupil(number) for number in numbers]))
    must(len(w.ids(session, visit)) == wholes[-1], "taken in again, the list is not whole")
    session.close()


IMPORT = Scene(
    "import", "each list is in whole or not at all, and can be taken in again",
    _prepare_import, _import, _check_import,
)  # fmt: skip

# export


def _prepare_export(folder: Path) -> None:
    office, laptop, visit = _team(folder, 8)
    for person in w.ids(laptop, visit)[:4]:
        queue.check_in(laptop, visit, person)
    office.close()
    laptop.close()


def _export(folder: Path, doing: Doing) -> None:
    session = doing.do(lambda: enter(folder / "a"))
    visit, stick = _only_visit(session), folder / "stick"
    to = bundle_out.recipient(session)
    doing.do(lambda: enrol.give_card(session, stick), _seen)
    for person in w.ids(session, visit)[4:]:
        doing.do(partial(queue.check_in, session, visit, person))
        doing.do(lambda: bundle_out.export(session, stick, to=to).file, _seen)
    session.close()


def _seen(path: Path) -> tuple[str, str]:
    return path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def _check_export(folder: Path, confirmed: list[Any]) -> None:
    stick = folder / "stick"
    sweep(stick)
    for said in filter(None, confirmed):
        name, digest = said
        must((stick / name).exists(), f"{name} was confirmed and is not there")
        must(_seen(stick / name)[1] == digest, f"{name} is not what was confirmed")
    office, laptop = enter(folder / "office"), enter(folder / "a")
    sound(laptop, [])
    for card in stick.glob("*.card"):
        cards.read_card(card.read_bytes())
    last = bundle_out.export(laptop, stick, to=bundle_out.recipient(laptop)).file
    must(
        {path.suffix for path in stick.iterdir()} <= {".bundle", ".card"}, "something half is left"
    )
    for path in sorted(stick.glob("*.bundle")):
        merged = bundle_in.merge(office, path)  # raises where a bundle is half
        must(not merged.gaps, f"{path.name}: {merged.gaps}")
    must(last.name == max(path.name for path in stick.glob("*.bundle")), "a number was used again")
    mine = [head for head in ends(laptop) if head[1] == laptop.device_id]
    must(set(mine) <= set(ends(office)), "the office lacks something")
    office.close()
    laptop.close()


EXPORT = Scene(
    "export", "each file under a final name opens, each confirmed one is there byte for byte",
    _prepare_export, _export, _check_export,
)  # fmt: skip

# merge


def _prepare_merge(folder: Path) -> None:
    office, laptop, visit = _team(folder, 30)
    to = bundle_out.recipient(laptop)
    for start in range(0, 30, 10):
        for person in w.ids(laptop, visit)[start : start + 10]:
            queue.check_in(laptop, visit, person)
        bundle_out.export(laptop, folder / "stick", to=to)
    office.close()
    laptop.close()


def _merge(folder: Path, doing: Doing) -> None:
    session = doing.do(lambda: enter(folder / "office"), ends)
    for path in sorted((folder / "stick").glob("*.bundle")):
        doing.do(partial(bundle_in.merge, session, path), lambda _r: ends(session))
    session.close()


def _check_merge(folder: Path, confirmed: list[Any]) -> None:
    office, laptop = enter(folder / "office"), enter(folder / "a")
    sound(office, confirmed)
    visit = _only_visit(office)
    count = len(_numbers(office, visit))
    must(count in (0, 10, 20, 30), f"{count} people came: half a bundle")
    must(count >= 10 * max(0, len(confirmed) - 1), "a confirmed merge is not there")
    for path in sorted((folder / "stick").glob("*.bundle")):
        bundle_in.merge(office, path)
    must(not verify(office).problems, "verify after merging again")
    must(tables.dump(office.db)["person"] == tables.dump(laptop.db)["person"], "not what was sent")
    office.close()
    laptop.close()


MERGE = Scene(
    "merge", "each bundle is in whole or not at all; merged again, nothing is missing or double",
    _prepare_merge, _merge, _check_merge,
)  # fmt: skip

# migration


def _step_kinds(db: Any) -> None:
    db.execute("CREATE TABLE kinds(kind TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT")
    db.execute("INSERT INTO kinds SELECT kind, count(*) FROM event GROUP BY kind")


def _step_lines(db: Any) -> None:
    db.execute("CREATE TABLE copy(stream INTEGER, seq INTEGER, line BLOB, length INTEGER) STRICT")
    db.execute("INSERT INTO copy SELECT stream, seq, line, length(line) FROM event")
    db.execute("CREATE INDEX copy_length ON copy(length)")
    db.execute("ALTER TABLE kinds ADD COLUMN seen INTEGER NOT NULL DEFAULT 1")


_NEWER = (*migrations.STEPS, _step_kinds, _step_lines)


def _newer(home: Path) -> Session:
    """Log in with a program that knows two more steps of the schema."""
    known = migrations.STEPS
    migrations.STEPS = _NEWER
    try:
        return enter(home)
    finally:
        migrations.STEPS = known


def _prepare_old(folder: Path) -> None:
    session = w.device(folder / "a", "Laptop A")
    w.visit_with(session, 150)
    session.close()


def _migrate(folder: Path, doing: Doing) -> None:
    session = doing.do(lambda: _newer(folder / "a"), ends)
    session.close()


def _check_migration(folder: Path, confirmed: list[Any]) -> None:
    session = _newer(folder / "a")
    sound(session, confirmed)
    db = session.db
    must(db.execute("PRAGMA user_version").fetchone()[0] == len(_NEWER), "not at the last step")
    must(len(w.ids(session, _only_visit(session))) == 150, "people are missing")
    same = "SELECT count(*) FROM event JOIN copy USING(stream, seq, line)"
    events = db.execute("SELECT count(*) FROM event").fetchone()[0]
    must(db.execute(same).fetchone()[0] == events, "the step was done in part")
    must(db.execute("SELECT sum(count * seen) FROM kinds").fetchone()[0] == events, "not all kinds")
    session.close()


MIGRATION = Scene(
    "migration", "the next start goes on from the last whole step, with everything in it",
    _prepare_old, _migrate, _check_migration,
)  # fmt: skip

# passphrase

OF_A_HOME = {keyfile.FILE, DATABASE, tries.FILE, key_changes.LOCK}
_CHANGES = 8


def _phrase(count: int) -> str:
    return w.PASSPHRASE if count == 0 else f"sandi nomor {count} yang aneh"


def _prepare_keys(folder: Path) -> None:
    session = w.device(folder / "a", "Laptop A")
    keyfile.add_operator(session.home, session.key, "Wulan", _phrase(99), "operator", cost=w.CHEAP)
    w.visit_with(session, 5)
    session.close()


def _rephrase(folder: Path, doing: Doing) -> None:
    home = folder / "a"
    for count in range(_CHANGES):
        old, new = _phrase(count), _phrase(count + 1)
        change = partial(keyfile.change_passphrase, home, "Op Laptop A", old, new, cost=w.CHEAP)
        doing.do(change, partial(_counted, count + 1))


def _counted(count: int, _result: object) -> int:
    return count


def _check_keys(folder: Path, confirmed: list[Any]) -> None:
    home = folder / "a"
    last = int(confirmed[-1]) if confirmed else 0
    opens = [count for count in range(_CHANGES + 1) if _opens(home, "Op Laptop A", _phrase(count))]
    must(opens in ([last], [last + 1]), f"after change {last} these open: {opens}")
    must(_opens(home, "Wulan", _phrase(99)), "the other operator cannot log in")
    keyfile.change_passphrase(
        home, "Op Laptop A", _phrase(opens[0]), w.PASSPHRASE + "!", cost=w.CHEAP
    )
    left = {path.name for path in home.iterdir()} - OF_A_HOME
    must(not left, f"left in the home: {left}")
    session = open_home(home, "Op Laptop A", w.PASSPHRASE + "!")
    must(not verify(session).problems, "verify")
    session.close()


def _opens(home: Path, operator: str, passphrase: str) -> bool:
    tries.clear(home, operator)  # the harness guesses on purpose
    try:
        keyfile.unlock(home, operator, passphrase)
    except KnownError:
        return False
    return True


PASSPHRASE = Scene(
    "change of passphrase", "exactly one passphrase opens: the last confirmed, or the one after it",
    _prepare_keys, _rephrase, _check_keys,
)  # fmt: skip

# first start


def _prepare_nothing(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _first(home: Path) -> Session:
    return init(
        home, role="field", name="Laptop A", operator="Sari", passphrase=w.PASSPHRASE, cost=w.CHEAP
    )


def _begin(folder: Path, doing: Doing) -> None:
    doing.do(lambda: _first(folder / "a"), lambda session: session.device_id).close()


def _check_begun(folder: Path, confirmed: list[Any]) -> None:
    home = folder / "a"
    must(is_home(home) or not confirmed, "the first start was confirmed and is not there")
    session = enter(home) if is_home(home) else _first(home)
    must(not confirmed or confirmed[0] == session.device_id, "another device")
    must(not verify(session).problems, "verify")
    must(session.device_id in trust.devices(session.db), "the device does not know itself")
    session.close()
    must({path.name for path in home.iterdir()} <= OF_A_HOME, "something is left")


FIRST_START = Scene(
    "first start", "the device is whole, or the first start can simply be made again",
    _prepare_nothing, _begin, _check_begun,
)  # fmt: skip

# enrolment


def _prepare_strangers(folder: Path) -> None:
    office = w.device(folder / "office", "Kantor", "office", "K")
    laptop = w.device(folder / "a", "Laptop A")
    (folder / "office.card").write_bytes(msgspec.json.encode(enrol.own_card(office)))
    office.close()
    laptop.close()


def _enrol(folder: Path, doing: Doing) -> None:
    session = doing.do(lambda: enter(folder / "a"), ends)
    doing.do(
        lambda: enrol.enrol(session, enrol.look_at(folder / "office.card")),
        lambda _device: ends(session),
    )
    session.close()


def _check_enrolled(folder: Path, confirmed: list[Any]) -> None:
    session = enter(folder / "a")
    sound(session, confirmed)
    known = trust.office_of(session.db, session.device_id) is not None
    must(known or len(confirmed) < 2, "the enrolment was confirmed and is not there")
    must(not known or keyfile.has_recovery(session.home), "the office is known and cannot recover")
    enrol.enrol(session, enrol.look_at(folder / "office.card"))
    office = enter(folder / "office")
    key = keyfile.recover(session.home, office.device.keys.seal_identity)
    must(key == session.key, "the office cannot recover")
    must(not verify(session).problems, "verify")
    office.close()
    session.close()


ENROLMENT = Scene(
    "enrolment", "an office that is known can also recover; enrolling again completes it",
    _prepare_strangers, _enrol, _check_enrolled,
)  # fmt: skip

# verify


def _prepare_many(folder: Path) -> None:
    session = w.device(folder / "a", "Laptop A")
    w.visit_with(session, 900)
    session.close()


def _verify(folder: Path, doing: Doing) -> None:
    session = doing.do(lambda: enter(folder / "a"), ends)
    session.db.execute("PRAGMA cache_size = 20")  # pages: a large visit is written to the disk
    for _time in range(2):
        found = doing.do(lambda: verify(session).problems)
        must(not found, f"verify found what is not there: {found}")
    session.close()


def _check_verified(folder: Path, confirmed: list[Any]) -> None:
    session = enter(folder / "a")
    sound(session, confirmed[:1])
    session.close()


VERIFY = Scene(
    "verify", "a full disk is not taken for damaged data",
    _prepare_many, _verify, _check_verified,
)  # fmt: skip

SCENES = (HALL, IMPORT, EXPORT, MERGE, MIGRATION, PASSPHRASE, FIRST_START, ENROLMENT)
