"""Ready to leave? Each thing that is tried, when it is well and when it is not."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from fieldapp import (
    battery,
    commands,
    operators,
    practice,
    queue,
    readiness,
    readiness_machine,
    visits,
)
from fieldapp.battery import Battery
from fieldapp.cli import Screen, cli
from fieldapp.errors import Cancelled
from fieldapp.readiness_machine import Machine
from fieldapp.readiness_words import Check, ready, todo
from fieldapp.store import keyfile, queries, tables
from fieldapp.store.session import Session
from fieldapp.sync.drives import Drive
from fieldapp.wording import moment
from tests import workplace as w
from tests.machine_clock import DAY

FULL = Battery(96, plugged=False)


class Leaving:
    """A laptop of an office, about to leave, with a stick, on the morning of the visit."""

    def __init__(self, team: w.Team) -> None:
        self.team, self.stick = team, team.stick
        self.visit = team.visit(12)
        self.now = team.office.clock()
        self.laptop: Session = replace(team.laptops[0], clock=lambda: self.now)
        operators.add(self.laptop, "Sari", "empat kata lain lagi", "operator", cost=w.CHEAP)
        self.goes_in(0)
        self.machine = Machine(
            battery=lambda: FULL, drives=lambda: [drive(self.stick)], free=lambda _folder: 10**10
        )

    def goes_in(self, days: int) -> None:
        """Let the visit be so many days from now."""
        day = moment(self.now).date() + timedelta(days=days)
        visits.change(self.laptop, self.visit, day=day)

    def checks(self, **machine: object) -> dict[str, Check]:
        edge = replace(self.machine, **machine)  # type: ignore[arg-type]
        done = readiness.check(self.laptop, self.visit, machine=edge)
        return {one.key: one for one in done}

    def state(self, key: str, **machine: object) -> str:
        return self.checks(**machine)[key].state


def drive(path: Path, *, answers: bool = True) -> Drive:
    return Drive(path, "STIK", 10**9, 2 * 10**9, writable=True, answers=answers)


@pytest.fixture
def leaving(tmp_path: Path) -> Iterator[Leaving]:
    with w.team(tmp_path, "A") as team:
        yield Leaving(team)


def test_a_laptop_that_has_everything_is_ready(leaving: Leaving) -> None:
    found = leaving.checks()
    assert list(found) == [
        "list", "badges", "operators", "office", "clock", "stick", "battery", "disk",
    ]  # fmt: skip
    assert {one.state for one in found.values()} == {"ready"}, found
    assert readiness.is_ready(list(found.values()))
    assert list(leaving.stick.glob("*.tmp")) == []


def test_what_is_said_names_no_pupil(leaving: Leaving) -> None:
    said = " ".join(f"{one.what} {one.todo}" for one in leaving.checks().values())
    people = [one.visitor.fields for one in queries.everyone(leaving.laptop.db, leaving.visit)]
    assert not [f for f in people if f["name"] in said or f["nik"] in said or f["nisn"] in said]


def test_a_visit_without_a_list_is_not_ready(leaving: Leaving) -> None:
    leaving.visit = visits.plan(leaving.laptop, "SMKN 2", w.DAY).visit
    found = leaving.checks()
    assert (found["list"].state, "badges" in found) == ("do", False)


def test_a_list_that_cannot_be_searched_is_not_ready(leaving: Leaving) -> None:
    with leaving.laptop.writing():
        leaving.laptop.db.execute("INSERT INTO search(search) VALUES('delete-all')")
    assert leaving.state("list") == "do"


def test_a_practice_and_a_closed_visit_are_no_visit_to_leave_for(leaving: Leaving) -> None:
    visits.close(leaving.laptop, leaving.visit)
    assert leaving.state("list") == "do"
    leaving.visit = practice.begin(leaving.laptop, w.DAY, 3).visit
    assert leaving.state("list") == "do"


def test_badges_of_another_day_are_not_ready(leaving: Leaving) -> None:
    db = leaving.laptop.db
    entry = queries.everyone(db, leaving.visit)[0]
    stale = replace_badge(entry)
    with leaving.laptop.writing():
        db.execute(
            "UPDATE person SET record = ? WHERE key = ?",
            (tables.encode(stale), tables.key_of(leaving.visit, entry.visitor.person)),
        )
    assert leaving.state("badges") == "do"


def replace_badge(entry: tables.Entry) -> tables.Entry:
    other = msgspec.structs.replace(entry.assessment, badge="too_young")
    return msgspec.structs.replace(entry, assessment=other)


def test_one_operator_alone_is_not_enough(leaving: Leaving) -> None:
    keyfile.remove_operator(leaving.laptop.home, "Sari")
    assert leaving.state("operators") == "do"


def test_a_damaged_key_file_is_told_before_leaving(leaving: Leaving) -> None:
    (leaving.laptop.home / keyfile.FILE).write_bytes(b"{}")
    found = leaving.checks()
    assert (found["operators"].state, found["office"].state) == ("do", "do")


def test_a_laptop_without_an_office_is_not_ready(tmp_path: Path) -> None:
    session = w.device(tmp_path / "lone", "Laptop C", letter="C")
    visit = w.visit_with(session, 3)
    edge = Machine(lambda: FULL, list, lambda _folder: 10**10)
    found = {one.key: one for one in readiness.check(session, visit, machine=edge)}
    assert (found["office"].state, found["stick"].state) == ("do", "do")
    session.close()


def test_a_laptop_that_its_office_could_not_open_is_not_ready(leaving: Leaving) -> None:
    home = leaving.laptop.home
    held = msgspec.json.decode((home / keyfile.FILE).read_bytes(), type=keyfile.KeyFile)
    keyfile.save(home, msgspec.structs.replace(held, recovery=""))
    assert leaving.state("office") == "do"


def test_an_office_is_not_asked_for_its_office(leaving: Leaving) -> None:
    done = readiness.check(leaving.team.office, leaving.visit, machine=leaving.machine)
    assert "office" not in {one.key for one in done}


@pytest.mark.parametrize(("days", "state"), [(20, "ready"), (0, "ready"), (-3, "do")])
def test_the_clock_is_well_until_the_visits_day_is_over(
    leaving: Leaving, days: int, state: str
) -> None:
    leaving.goes_in(days)
    assert leaving.state("clock") == state


def test_a_clock_before_the_last_record_of_any_visit_is_not_ready(leaving: Leaving) -> None:
    leaving.now -= 40 * DAY
    leaving.goes_in(0)
    assert leaving.state("clock") == "do"


# -- the machine


def test_a_stick_that_cannot_be_written_to_says_what_to_do(leaving: Leaving) -> None:
    gone = leaving.stick / "gone"
    found = leaving.checks(drives=lambda: [drive(gone)])["stick"]
    assert (found.state, bool(found.what), bool(found.todo)) == ("do", True, True)


def test_without_a_stick_or_with_one_that_hangs_it_is_not_ready(leaving: Leaving) -> None:
    assert leaving.state("stick", drives=list) == "do"
    assert leaving.state("stick", drives=lambda: [drive(leaving.stick, answers=False)]) == "do"


def test_one_stick_that_works_is_enough(leaving: Leaving) -> None:
    both = [drive(leaving.stick / "gone"), drive(leaving.stick)]
    assert leaving.state("stick", drives=lambda: both) == "ready"


def test_a_stick_without_room_is_not_ready(leaving: Leaving) -> None:
    def free(folder: Path) -> int:
        return 1000 if folder == leaving.stick else 10**10

    found = leaving.checks(free=free)
    assert (found["stick"].state, found["disk"].state) == ("do", "ready")
    assert list(leaving.stick.glob("*.tmp")) == []


def test_the_stick_that_is_named_is_the_one_tried(leaving: Leaving, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    edge = replace(leaving.machine, drives=list)
    done = readiness.check(leaving.laptop, leaving.visit, to=tmp_path / "other", machine=edge)
    assert {one.state for one in done} == {"ready"}


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Battery(100, plugged=True), "ready"),
        (Battery(80, plugged=False), "ready"),
        (Battery(79, plugged=True), "do"),
        (Battery(12, plugged=False), "do"),
        (None, "note"),
    ],
)
def test_a_battery_is_ready_when_it_is_full_enough(
    leaving: Leaving, found: Battery | None, state: str
) -> None:
    assert leaving.state("battery", battery=lambda: found) == state


def test_a_note_keeps_nobody_from_leaving(leaving: Leaving) -> None:
    done = list(leaving.checks(battery=lambda: None).values())
    assert readiness.is_ready(done)


def test_a_disk_has_room_for_those_listed_and_more(leaving: Leaving) -> None:
    each = readiness_machine.pupil_bytes(leaving.laptop.db)
    spare = 50_000_000
    enough = spare + 3 * each * (12 + 500)
    assert leaving.state("disk", free=lambda _folder: enough) == "ready"
    assert leaving.state("disk", free=lambda _folder: enough - 3 * each) == "do"


def test_what_a_pupil_costs_is_measured_where_pupils_were_served(tmp_path: Path) -> None:
    session = w.device(tmp_path / "a", "Laptop A", letter="A")
    visit = w.visit_with(session, 60)
    db = session.db
    assert readiness_machine.pupil_bytes(db) == readiness_machine.PUPIL
    for person in w.ids(session, visit):
        queue.check_in(session, visit, person, services=["recording", "ikd"])
        for service, outcome in (("recording", "recorded"), ("ikd", "activated")):
            queue.call(session, visit, service, person, "1")
            queue.start(session, visit, person, service, "1")
            queue.finish(session, visit, person, service, outcome, station="1")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = (session.home / "fieldapp.db").stat().st_size / 60
    each = readiness_machine.pupil_bytes(db)
    assert whole / 2 < each <= whole
    assert each <= readiness_machine.PUPIL
    session.close()


def test_a_check_that_is_stopped_leaves_nothing(leaving: Leaving) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 6:
            raise Cancelled("")

    with pytest.raises(Cancelled):
        readiness.check(leaving.laptop, leaving.visit, machine=leaving.machine, progress=stop)
    assert list(leaving.stick.glob("*.tmp")) == []


# -- the battery


def supply(root: Path, name: str, **said: str) -> None:
    folder = root / "sys/class/power_supply" / name
    folder.mkdir(parents=True)
    for file, text in said.items():
        (folder / file).write_text(text + "\n")


def test_the_battery_is_read_as_linux_tells_it(tmp_path: Path) -> None:
    assert battery._linux(tmp_path) is None
    supply(tmp_path, "hid", type="Battery", scope="Device", capacity="3")
    assert battery._linux(tmp_path) is None
    supply(tmp_path, "BAT0", type="Battery", capacity="60", status="Discharging")
    supply(tmp_path, "BAT1", type="Battery", capacity="100", status="Unknown")
    supply(tmp_path, "AC", type="Mains", online="0")
    assert battery._linux(tmp_path) == Battery(80, plugged=False)
    (tmp_path / "sys/class/power_supply/AC/online").write_text("1\n")
    assert battery._linux(tmp_path) == Battery(80, plugged=True)


def test_figures_that_are_none_are_no_battery(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", type="Battery", capacity="?", status="Charging")
    assert battery._linux(tmp_path) is None


def test_the_battery_is_read_as_windows_tells_it() -> None:
    assert battery.told(1, 8, 55) == Battery(55, plugged=True)
    assert battery.told(0, 1, 90) == Battery(90, plugged=False)
    for line, flag, percent in ((1, 128, 255), (255, 255, 255), (1, 0, 255)):
        assert battery.told(line, flag, percent) is None


# -- the command


def run(leaving: Leaving, *args: str, probe: Check | None = None) -> tuple[int, str]:
    assert commands
    screen = Screen(probes=(lambda: [probe]) if probe else None)
    home = str(leaving.laptop.home)
    done = CliRunner().invoke(
        cli, ["--home", home, "ready", "--visit", leaving.visit, *args], obj=screen,
        env={"FIELDAPP_PASSPHRASE": w.PASSPHRASE},
    )  # fmt: skip
    return done.exit_code, done.stdout


def test_the_command_says_what_is_left_to_do_and_exits_with_1(leaving: Leaving) -> None:
    leaving.goes_in(-3)
    code, text = run(leaving, "--to", str(leaving.stick), "--json")
    document = json.loads(text)
    assert (code, document["ready"]) == (1, False)
    states = {one["key"]: one["state"] for one in document["checks"]}
    assert states["clock"] == "do"
    assert states["stick"] == states["list"] == "ready"
    code, text = run(leaving, "--to", str(leaving.stick))
    assert (code, len(text.splitlines())) == (1, len(document["checks"]))


def test_the_command_tells_what_the_screens_side_tried(leaving: Leaving) -> None:
    code, text = run(leaving, "--to", str(leaving.stick), "--json", probe=ready("x", "X", "x"))
    document = json.loads(text)
    assert document["checks"][-1]["key"] == "x"
    others = [one for one in document["checks"] if one["key"] not in ("battery", "disk")]
    assert {one["state"] for one in others} == {"ready"}, others
    assert code == int(not document["ready"])
    code, _text = run(leaving, "--to", str(leaving.stick), probe=todo("x", "X", "x", "x"))
    assert code == 1


def test_a_real_machine_answers(leaving: Leaving) -> None:
    """Whatever this computer has: nothing but the stick's folder is touched, and nothing raises."""
    before = sorted(leaving.stick.iterdir())
    done = readiness.check(leaving.laptop, leaving.visit, to=leaving.stick)
    assert {one.key for one in done} >= {"battery", "disk", "stick"}
    assert sorted(leaving.stick.iterdir()) == before
