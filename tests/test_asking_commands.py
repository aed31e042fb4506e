"""Asking by commands, and the answer as a workbook."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from fieldapp import people, workbook
from fieldapp.asking_terms import Term, filter_of
from fieldapp.errors import Cancelled, KnownError
from fieldapp.reports import asked_xlsx
from fieldapp.store import queries
from fieldapp.store.asking import Filter
from fieldapp.store.session import Session
from tests import workplace as w
from tests.asking_place import prepare
from tests.test_asking import everybody, lets
from tests.test_commands import Desk

OPTIONS: list[tuple[tuple[str, ...], Filter]] = [
    (("--here", "--sex", "P"), Filter(here=True, sexes=("P",))),
    (
        ("--place", "SMKN 2 Kota Mojokerto", "--absent"),
        Filter(places=("SMKN 2 Kota Mojokerto",), here=False),
    ),
    (("--status", "prr", "--status", "none"), Filter(statuses=("PRINT_READY_RECORD", ""))),
    (
        ("--village", "Kedundung", "--village", "outside"),
        Filter(villages=("3576021009", "outside")),
    ),
    (
        ("--outcome", "recording:failed", "--outcome", "ikd:none"),
        Filter(recording=("failed",), ikd=("",)),
    ),
    (("--born", "2006..2007"), filter_of([Term("born", "2006-01-01..2007-12-31")])),
    (
        ("--from", "2024-07-20", "--to", "2024-07-20"),
        filter_of([Term("day", "2024-07-20..2024-07-20")]),
    ),
    (("--setting", "registry"), Filter(settings=("registry",))),
    (("--card", "handed_over", "--team", "Tim 1"), Filter(card=("handed_over",), teams=("Tim 1",))),
    (("--name", "dewi", "--class", "XII IPA 1"), Filter(words="dewi", classes=("XII IPA 1",))),
]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    made = prepare(tmp_path, 12)
    yield made
    made.close()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Session]]:
    made = prepare(tmp_path_factory.mktemp("asked"), 30)
    yield Desk(made.home), made
    made.close()


def names(office: Session, wanted: Filter) -> list[str]:
    """Whom a plain filter finds, by name."""
    return sorted(e.visitor.fields["name"] for v, e in everybody(office) if lets(wanted, v, e))


@pytest.mark.parametrize(("options", "wanted"), OPTIONS)
def test_options_ask_what_they_say(
    asked: tuple[Desk, Session], options: tuple[str, ...], wanted: Filter
) -> None:
    desk, office = asked
    expected = names(office, wanted)
    answer = desk("ask", *options)
    assert expected
    assert answer["count"] == len(expected)
    assert sorted(one["name"] for one in answer["people"]) == expected


def test_a_filter_is_saved_listed_narrowed_and_deleted(office: Session) -> None:
    desk = Desk(office.home)
    desk("ask", "--absent", "--setting", "school", "--save", "Tidak datang")
    assert "Tidak datang" in desk("ask", "--list")
    narrowed = desk("ask", "--saved", "tidak datang", "--sex", "L")
    wanted = Filter(settings=("school",), here=False, sexes=("L",))
    assert narrowed["count"] == len(names(office, wanted)) > 0
    assert desk("ask", "--delete", "Tidak datang") == {"deleted": "Tidak datang"}
    assert "Tidak datang" not in desk("ask", "--list")
    assert desk.run("ask", "--saved", "Tidak datang").exit_code == 1


@pytest.mark.parametrize("wrong", [("--village", "Nirwana"), ("--born", "kemarin")])
def test_what_cannot_be_meant_is_refused(office: Session, wrong: tuple[str, str]) -> None:
    assert Desk(office.home).run("ask", *wrong).exit_code == 1


def test_a_person_is_a_masked_line_and_no_more_than_asked_for(office: Session) -> None:
    done = Desk(office.home).run("ask", "--limit", "3")
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 4
    niks = {e.visitor.fields["nik"] for _v, e in everybody(office)}
    assert not [nik for nik in niks if nik in done.stdout]


def sheet(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_the_workbook_holds_everybody_and_masks_them(office: Session, tmp_path: Path) -> None:
    Desk(office.home)("ask", "--absent", "--limit", "0", "--xlsx", str(tmp_path / "a.xlsx"))
    rows = sheet(tmp_path / "a.xlsx")
    heading = next(n for n, row in enumerate(rows) if row[0] == "Name")
    assert sorted(str(row[0]) for row in rows[heading + 1 :]) == names(office, Filter(here=False))
    niks = {e.visitor.fields["nik"] for _v, e in everybody(office)}
    assert not niks & {str(cell) for row in rows for cell in row}
    assert "Did not come" in str(rows[1][0])
    assert list(tmp_path.glob(".a.xlsx*")) == []


HOSTILE = ["=1+1", "+cmd", "-2", "@SUM(A1)", "<a&b>", "a\x00b\tc\nd", "\u202etxt", "x" * 500]


def test_hostile_cells_stay_texts(office: Session, tmp_path: Path) -> None:
    visit = queries.visits(office.db)[0].visit
    told = [w.pupil(900 + n, name=f"Zz {n}", **{"class": text}) for n, text in enumerate(HOSTILE)]
    people.take_in(office, visit, w.listing(told))
    held = [e for _v, e in everybody(office) if e.visitor.fields["name"].startswith("Zz ")]
    asked_xlsx.write(office.db, Filter(words="zz"), tmp_path / "a.xlsx")
    found = {row[0]: row[4] for row in sheet(tmp_path / "a.xlsx") if str(row[0]).startswith("Zz ")}
    expected = {
        e.visitor.fields["name"]: workbook.text(e.visitor.fields.get("class", "")) for e in held
    }
    assert len(expected) == len(HOSTILE)
    assert found == expected
    assert {"=1+1", "+cmd", "-2", "@SUM(A1)"} <= set(map(str, found.values()))


def test_a_workbook_that_is_stopped_or_refused_leaves_nothing(
    office: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "there" / "a.xlsx"
    target.parent.mkdir()
    target.write_bytes(b"before")

    def stop(_done: int, _total: int) -> None:
        raise Cancelled("")

    with pytest.raises(Cancelled):
        asked_xlsx.write(office.db, Filter(), target, progress=stop)
    assert [p.name for p in target.parent.iterdir()] == ["a.xlsx"]
    assert target.read_bytes() == b"before"
    with pytest.raises(KnownError):
        asked_xlsx.write(office.db, Filter(), tmp_path / "missing" / "a.xlsx")
    monkeypatch.setattr(workbook, "ROWS", 20)
    with pytest.raises(KnownError):
        asked_xlsx.write(office.db, Filter(), target)
    assert not office.db.in_transaction


def test_a_long_workbook_needs_little_memory(tmp_path: Path) -> None:
    def fill(page: workbook.Page) -> None:
        for row in range(2_500):
            for column in range(5):
                page.put(row, column, f"{row} {column}")

    tracemalloc.start()
    workbook.write_long(tmp_path / "a.xlsx", "Lembar", fill)
    long = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    workbook.write(tmp_path / "b.xlsx", "Lembar", fill)
    short = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert long * 2 < short
    assert sheet(tmp_path / "a.xlsx") == sheet(tmp_path / "b.xlsx")
