"""The whole story by commands: what they print is what others build on."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fieldapp import commands, visits
from fieldapp.cli import Screen, cli
from tests import workplace as w
from tests.lists import pupils, write_dapodik
from tests.workplace import PASSPHRASE

PERSON = {
    "person", "name", "nik", "nisn", "birth_date", "sex", "class", "number", "badge",
    "print_from", "chips", "reasons", "turns",
}  # fmt: skip


class Desk:
    """One device, reached by commands alone."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *words: str) -> Result:
        assert commands
        env = {"FIELDAPP_PASSPHRASE": PASSPHRASE}
        return CliRunner().invoke(
            cli, ["--home", str(self.home), *words], obj=Screen(), env=env, prog_name="fieldapp"
        )

    def __call__(self, *words: str) -> Any:
        done = self.run(*words, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


def start(desk: Desk, role: str, name: str, letter: str) -> dict[str, Any]:
    made: dict[str, Any] = desk(
        "init", "--role", role, "--name", name, "--operator", "Ratna", "--letter", letter
    )
    return made


def test_a_whole_visit_by_commands(tmp_path: Path) -> None:
    office, a, stick = Desk(tmp_path / "o"), Desk(tmp_path / "a"), tmp_path / "stick"
    stick.mkdir()
    write_dapodik(tmp_path / "list.xlsx", pupils(12))
    assert start(office, "office", "Kantor", "K").keys() >= {"device", "name", "role", "letter"}
    start(a, "field", "Laptop A", "A")
    for giver, taker in ((office, a), (a, office)):
        card = giver("card", "--to", str(stick))
        known = taker("enrol", card["file"])
        assert known["words"] == card["words"]
        assert known.keys() >= {"device", "name", "role"}

    plan = ("visit", "plan", "--place", "SMAN 1", "--date", "2024-07-19")
    visit = office(*plan, "--election", "2024-11-27")["visit"]
    (listed,) = office("visit", "list")
    assert listed["election"] == "2024-11-27"
    assert listed.keys() >= {"visit", "place", "date", "state"}
    assert office("roster", "preview", str(tmp_path / "list.xlsx"))["layout"] == "dapodik"
    take_in = ("roster", "import", str(tmp_path / "list.xlsx"), "--visit", visit)
    problems = tmp_path / "problems.xlsx"
    taken = office(*take_in, "--problems", str(problems))
    assert (taken["read"], taken["new"], taken["changed"]) == (12, 12, 0)
    assert problems.exists()
    assert office(*take_in)["same"] == 12

    bundle = office("export", "--visit", visit, "--for", "Laptop A", "--to", str(stick))
    assert bundle.keys() >= {"file", "events", "media", "for"}
    (merged,) = a("merge", bundle["file"])
    assert merged.keys() >= {"file", "from", "new", "known", "people", "conflicts", "gaps"}
    assert merged["people"] == 12

    _serve(a, visit)
    (back,) = office("merge", a("export", "--to", str(stick))["file"])
    assert back["new"] > 0
    _follow(office, visit, tmp_path)
    _report(office, visit, tmp_path)


def _follow(office: Desk, visit: str, folder: Path) -> None:
    """What comes after the hall: statuses, the print plan, the card, and who is left."""
    (planned,) = office("print-plan", "--until", "2030-12-31")
    assert planned.keys() >= {"person", "name", "print_from"}
    person = office("show", planned["person"], "--visit", visit)
    statuses = folder / "status.csv"
    statuses.write_text(f"Nama;NIK;Status\n{person['name']};{person['nik']};PRINT READY RECORD\n")
    found = office("status", "import", str(statuses), "--as-of", "2024-08-01")
    assert (found["read"], found["new"], found["again"]) == (1, 1, 0)
    given = office(
        "card-step", planned["person"], "handed_over", "--visit", visit, "--to", "Ibu",
        "--on", "2024-11-28",
    )  # fmt: skip
    assert given["card"] == [{"step": "handed_over", "day": "2024-11-28", "to": "Ibu"}]
    assert office("print-plan")[0]["stage"] == "issued"
    left = office("follow-up", "--today", "2024-07-20")
    assert planned["person"] not in {one["person"] for one in left}
    assert len(left) == 12  # twelve listed and one at the door, less the one recorded
    assert not any("nik" in one for one in left)


def _serve(a: Desk, visit: str) -> None:
    """Check three pupils in, and bring each step into use."""
    at, rec = ("--visit", visit), ("--service", "recording")
    first, second, third, *_rest = a("find", "3576", *at)
    assert first.keys() >= PERSON
    assert a("show", first["nisn"], *at)["history"][0]["kind"] == "listed"
    came = a("check-in", first["nik"], *at, *rec, "--document", "kk")
    assert came["number"] == "A-001"
    assert came["turns"][0]["state"] == "waiting"
    for pupil in (second, third):
        a("check-in", pupil["person"], *at, *rec)
    assert a("call", *at, *rec, "--station", "1")["number"] == "A-001"
    assert a("start", "A-001", *at, *rec)["turns"][0]["state"] == "serving"
    done = a("finish", "A-001", *at, *rec, "--outcome", "recorded", "--missing", "left_iris=lens")
    assert done["turns"][0]["outcome"] == "recorded"
    a("call", "A-002", *at, *rec)
    assert a("no-show", "A-002", *at, *rec)["turns"][0]["state"] == "no_show"
    assert a("requeue", "A-002", *at, *rec)["turns"][0]["state"] == "waiting"
    assert a("move", "A-003", *at, *rec, "--to", "ikd")["turns"][0]["service"] == "ikd"
    assert a("undo", *at)["turns"][0]["service"] == "recording"
    assert a("correct", "A-003", "class=XII IPA 9", *at)["class"] == "XII IPA 9"
    assert a("note", "A-003", "datang terlambat", *at)["person"]
    added = a("add", "name=Putri Ayu", "birth_date=14-03-2007", *at)
    assert added["birth_date"] == "2007-03-14"
    assert [person["number"] for person in a("queue", *at)] == ["A-001", "A-002", "A-003"]


def _report(office: Desk, visit: str, folder: Path) -> None:
    xlsx = folder / "recap.xlsx"
    made = office("recap", "--visit", visit, "--xlsx", str(xlsx))
    assert (made["listed"], made["checked_in"], made["absent"], made["recorded"]) == (12, 3, 9, 1)
    assert xlsx.exists()
    assert office("conflicts") == []
    checked = office("verify")
    assert checked["ok"]
    assert checked.keys() >= {"events", "streams", "problems"}
    assert office("visit", "close", visit)["state"] == "closed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "nobody"), "Nobody is known"),
        (("visit", "close", "none"), "no visit"),
        (("call", "--visit", "none", "--service", "recording"), "waits"),
        (("export", "--to", "."), "enrolled"),
    ],
)
def test_a_refusal_is_one_plain_line_and_exit_one(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    desk = Desk(tmp_path / "a")
    start(desk, "field", "Laptop A", "A")
    done = desk.run(*words)
    assert done.exit_code == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_wrong_usage_is_exit_two(tmp_path: Path) -> None:
    assert Desk(tmp_path).run("visit", "plan").exit_code == 2
    assert Desk(tmp_path).run("teleport").exit_code == 2


def test_a_home_without_a_first_start_says_so(tmp_path: Path) -> None:
    done = Desk(tmp_path / "none").run("find", "dewi")
    assert done.exit_code == 1
    assert "no data" in done.stderr


def test_a_wrong_passphrase_opens_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a")
    start(desk, "field", "Laptop A", "A")
    env = {"FIELDAPP_PASSPHRASE": "bukan frasa sandi itu"}
    done = CliRunner().invoke(cli, ["--home", str(desk.home), "queue", "--visit", "x"], env=env)
    assert done.exit_code == 1


def test_sticks_are_listed_and_only_a_stick_is_ejected(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "a")
    assert isinstance(desk("drives"), list)
    refused = desk.run("eject", str(tmp_path))
    assert refused.exit_code == 1
    assert refused.stderr == f"{tmp_path} lies on no stick. Choose one that is plugged in.\n"


def test_what_may_be_deleted_and_what_was_is_told_by_commands(tmp_path: Path) -> None:
    with w.team(tmp_path, "A") as team:
        visit = team.visit(3)
        visits.close(team.laptops[0], visit)
        team.meet()
    desk = Desk(team.laptops[0].home)
    assert [one["visit"] for one in desk("visit", "deletable")] == [visit]
    assert desk("visit", "deleted") == []
    done = desk("visit", "delete", visit)
    assert done == {"visit": visit, "events": 5, "people": 3, "wiped": True}
    assert desk("visit", "deletable") == []
    (record,) = desk("visit", "deleted")
    assert record.keys() >= {"at", "visit", "place", "date", "people", "events", "actor"}
    assert "Lestari" not in json.dumps(record)


def test_plain_output_masks_numbers_and_json_gives_them(tmp_path: Path) -> None:
    office = Desk(tmp_path / "o")
    start(office, "office", "Kantor", "K")
    visit = office("visit", "plan", "--place", "SMAN 1", "--date", "2024-07-19")["visit"]
    listed = pupils(3)
    listed[0]["nik"] = "35760211X1079999"
    write_dapodik(tmp_path / "list.xlsx", listed)
    secret = {pupil[name] for pupil in listed for name in ("nik", "kk")}
    at = ("--visit", visit)
    office("roster", "import", str(tmp_path / "list.xlsx"), *at)
    person = listed[1]["nik"]
    for command in (
        ("roster", "preview", str(tmp_path / "list.xlsx")),
        ("roster", "import", str(tmp_path / "list.xlsx"), *at),
        ("find", "Bima", *at),
        ("show", listed[0]["nisn"], *at),
        ("correct", person, "kk=3576010101010101", *at),
        ("check-in", person, *at),
        ("queue", *at),
        ("conflicts", *at),
        ("correct", person, person, *at),
        ("correct", person, f"nik={person}9", *at),
    ):
        done = office.run(*command)
        found = [number for number in secret if number in done.output]
        assert not found, command
    assert "3576••••••••9999" in office.run("show", listed[0]["nisn"], *at).output
    office.run("note", person, f"NIK {person} salah", *at)
    told = office.run("show", person, *at).output
    assert {f"Name: {listed[1]['name']}", f"NIK {person[:4]}••••••••{person[-4:]} salah"} <= set(
        told.splitlines()
    )
    assert person not in told
    assert office("show", person, *at)["nik"] == person
