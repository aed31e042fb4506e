"""Review by commands: what `conflicts` tells is enough for `resolve` to decide it."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from fieldapp.domain.review import DISAGREEING, KINDS
from tests import review_place as r
from tests import workplace as w
from tests.test_commands import Desk

KEYS = {
    "conflict", "person", "visit", "kind", "field", "facts", "weight", "name", "other",
    "other_name", "choices", "device", "since", "until", "persons",
}  # fmt: skip


class Office(Struct):
    """The office by commands, after a visit with a case of each kind and a doubtful clock."""

    desk: Desk
    visit: str

    def case(self, kind: str) -> dict[str, Any]:
        found = self.desk("conflicts", "--visit", self.visit, "--all")
        return next(dict(one) for one in found if one["kind"] == kind)

    def kinds(self, *more: str) -> list[str]:
        return [one["kind"] for one in self.desk("conflicts", "--visit", self.visit, *more)]

    def resolve(self, kind: str, *how: str) -> Any:
        case = self.case(kind)
        who = case["person"] or "-"
        return self.desk("resolve", who, case["conflict"], "--visit", self.visit, *how)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    with w.team(tmp_path) as team:
        watch = r.timed(team)
        visit = r.everything(team, watch)
        b = team.laptops[1]
        r.doubt_clock(b, watch, visit)
        r.serve(b, watch, visit, r.person(b, visit, "Tono Santoso"))
        team.meet()
        return Office(Desk(team.office.home), visit)


def test_conflicts_tells_what_disagrees_and_all_of_it_when_asked(office: Office) -> None:
    assert office.kinds() == [kind for kind in KINDS if kind in DISAGREEING]
    assert set(office.kinds("--all")) == set(KINDS) - {"listed_twice"}
    for case in office.desk("conflicts", "--all"):
        assert case.keys() == KEYS
    case = office.case("finished_twice")
    assert [(fact["device"], fact["value"]) for fact in case["facts"]] == [
        ("Laptop A", "recorded"), ("Laptop B", "failed"),
    ]  # fmt: skip
    assert case["facts"][0].keys() == {"device", "actor", "at", "kind", "value"}


def test_each_kind_is_decided_by_a_number_a_code_or_a_value(office: Office) -> None:
    done = office.resolve("finished_twice", "--value", "failed")
    assert [turn["outcome"] for turn in done["turns"]] == ["failed"]
    assert office.resolve("checked_in_twice", "--choice", "2")["number"] == "B-001"
    office.resolve("field", "--value", "Surabaya")
    office.resolve("nik_shared", "--choice", "left")
    office.resolve("resembles", "--choice", "same")
    office.resolve("finished_uncalled")
    office.resolve("times")
    assert office.resolve("nik_mismatch", "--choice", "nik")["sex"] == "L"
    left = office.desk("conflicts", "--visit", office.visit)
    assert {case["field"] for case in left} == {"class", "nisn"}  # the two entries, now one
    for case in left:
        office.desk("resolve", case["person"], case["conflict"], "--visit", office.visit)
    assert office.kinds() == []
    laptop = office.case("times")
    assert (laptop["device"], laptop["person"], len(laptop["persons"])) == ("Laptop B", "", 1)
    office.resolve("times", "--choice", "accept")
    assert office.kinds("--all") == []


def test_a_decision_is_undone_by_the_command_whole(office: Office) -> None:
    office.resolve("nik_shared", "--choice", "right")
    office.desk("undo", "--visit", office.visit)
    assert "nik_shared" in office.kinds()
    shown = office.desk("find", r.SHARED, "--visit", office.visit)
    assert len(shown) == 2


def test_what_cannot_be_decided_so_is_refused_and_says_what_can(office: Office) -> None:
    case = office.case("nik_shared")
    words = ("resolve", case["person"], case["conflict"], "--visit", office.visit)
    for how, said in (
        (("--choice", "5"), "numbered from 1 to 4"), (("--choice", "fact"), "Possible are"),
        ((), "Possible are"), (("--choice", "0"), "no choice 0"),
    ):  # fmt: skip
        done = office.desk.run(*words, *how)
        assert (done.exit_code, said in done.stderr) == (1, True), done.stderr
    assert "nik_shared" in office.kinds()


def test_plain_output_masks_every_nik(office: Office) -> None:
    assert r.SHARED not in office.desk.run("conflicts", "--all").output
