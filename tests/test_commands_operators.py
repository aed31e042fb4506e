"""Operators and forgotten passphrases by commands."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fieldapp import commands
from fieldapp.cli import Screen, cli
from tests import workplace as w
from tests.workplace import PASSPHRASE

OWN = "sungai meja kancil obor"
NEW = "wayang lentera danau kuda"


class Desk:
    """One device; `run` says who types which passphrases."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, who: str, *words: str, old: str = PASSPHRASE, new: str = "") -> Result:
        assert commands
        env = {"FIELDAPP_PASSPHRASE": old, "FIELDAPP_NEW_PASSPHRASE": new}
        name = ("--operator", who) if who else ()
        words = ("--home", str(self.home), *name, *words)
        return CliRunner().invoke(cli, words, obj=Screen(), env=env, prog_name="fieldapp")

    def __call__(self, who: str, *words: str, old: str = PASSPHRASE, new: str = "") -> Any:
        done = self.run(who, *words, "--json", old=old, new=new)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture
def laptop(tmp_path: Path) -> Desk:
    with w.team(tmp_path, "A"):
        pass
    return Desk(tmp_path / "A")


def refused(done: Result, said: str) -> bool:
    assert done.exit_code == 1, done.output
    assert len(done.stderr.strip().splitlines()) == 1
    return said in done.stderr


def test_operators_come_change_their_passphrase_and_go(laptop: Desk) -> None:
    added = laptop("", "operator", "add", "Budi", new=OWN)
    assert (added["name"], added["role"]) == ("Budi", "operator")
    assert laptop("Budi", "operator", "passphrase", old=OWN, new=NEW) == {"name": "Budi"}
    found = laptop("Budi", "operator", "list", old=NEW)
    assert [(one["name"], one["role"]) for one in found] == [
        ("Op Laptop A", "coordinator"), ("Budi", "operator"),
    ]  # fmt: skip
    assert found[1]["since"] < found[1]["passphrase_since"]
    laptop("", "operator", "passphrase", "Budi", new=OWN)
    assert laptop("", "operator", "remove", "Budi") == {"name": "Budi"}
    assert refused(laptop.run("Budi", "operator", "list", old=OWN), "Nobody of this name")


def test_an_operator_is_refused_by_the_commands_too(laptop: Desk) -> None:
    laptop("", "operator", "add", "Budi", new=OWN)
    for words in (
        ("operator", "add", "Ani"), ("operator", "remove", "Op Laptop A"),
        ("operator", "passphrase", "Op Laptop A"), ("lock-after", "5"),
        ("visit", "plan", "--place", "SMAN 1", "--date", "2024-07-19"),
    ):  # fmt: skip
        assert refused(laptop.run("Budi", *words, old=OWN, new=NEW), "Only a coordinator")


def test_a_command_says_how_long_to_wait(laptop: Desk) -> None:
    wrong = [laptop.run("", "operator", "list", old="not it at all") for _time in range(5)]
    assert "Try again; capitals count." in wrong[3].stderr
    assert "Try again in 10 seconds" in wrong[4].stderr
    assert refused(laptop.run("", "operator", "list"), "too many wrong passphrases")


def test_the_time_until_the_screen_locks_is_kept(laptop: Desk) -> None:
    assert laptop("", "lock-after") == {"minutes": 10}
    assert laptop("", "lock-after", "3") == {"minutes": 3}
    assert laptop("", "lock-after") == {"minutes": 3}
    assert refused(laptop.run("", "lock-after", "45"), "2 to 30")


def test_a_forgotten_passphrase_by_commands(laptop: Desk, tmp_path: Path) -> None:
    office, stick = Desk(tmp_path / "office"), str(tmp_path / "stick")
    laptop("", "operator", "add", "Budi", new=OWN)
    asked = laptop("", "recover", "ask", "Budi", "--to", stick, new=NEW)
    allowed = office("", "recover", "allow", asked["file"], "--to", stick)
    assert allowed["words"] == asked["words"]
    assert (allowed["name"], allowed["operator"]) == ("Laptop A", "Budi")
    assert refused(office.run("", "recover", "allow", asked["file"], "--to", stick), "answered")
    taken = laptop("", "recover", "take", allowed["file"], old=NEW)
    assert taken == {"operator": "Budi", "role": "operator"}
    assert laptop("Budi", "operator", "list", old=NEW)


def test_the_office_is_asked_to_compare_the_words(laptop: Desk, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    asked = laptop("", "recover", "ask", "Op Laptop A", "--to", str(stick), new=NEW)
    words = ["--home", str(tmp_path / "office"), "recover", "allow", asked["file"]]
    env = {"FIELDAPP_PASSPHRASE": PASSPHRASE}
    done = CliRunner().invoke(cli, [*words, "--to", str(stick)], obj=Screen(), env=env, input="n\n")
    assert done.exit_code == 1
    assert asked["words"] in done.stdout
    assert "Laptop A asks" in done.stdout
    assert list(stick.glob("*.answer")) == []
