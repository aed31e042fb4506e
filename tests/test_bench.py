"""The measuring measures: each figure fills its cells. How long anything takes is not asked."""

from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import check_in, list_in, memory, raw_rows, scan, soak, start, table
from bench.table import Cell, Figure
from fieldapp.store.connect import connect
from tests import workplace as w

PEOPLE = 200
ALONE = {"merge_memory", "bundle_memory"}


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_in, "TIMES", 5)
    monkeypatch.setattr(scan, "TIMES", 5)
    monkeypatch.setattr(start, "TIMES", 1)
    monkeypatch.setattr(memory, "TIMES", 1)


@pytest.mark.parametrize("name", bench.NAMES)
def test_each_figure_is_measured_beside_its_floor(name: str, tmp_path: Path) -> None:
    if name == "list_in":
        pytest.importorskip("sqlite_utils")
    cells = bench.one(name, tmp_path, PEOPLE)
    assert set(cells) == {figure.key for figure in bench.figures(name)}
    assert all(cell.ours > 0 for cell in cells.values())
    assert {key for key, cell in cells.items() if not cell.floor} == ALONE & set(cells)


def test_no_list_is_longer_than_a_workbook_may_be(tmp_path: Path) -> None:
    assert list_in.measure(tmp_path, list_in.LARGEST + 1) == {}


def test_raw_rows_are_those_of_the_store_and_as_many(tmp_path: Path) -> None:
    session = w.device(tmp_path / "a", "Laptop A", letter="A")
    w.visit_with(session, 20)
    kept = tmp_path / "raw.db"
    assert raw_rows.insert(session, tmp_path, (*raw_rows.EVENTS, *raw_rows.TABLES), kept) > 0
    copy = connect(kept, session.key)
    for name in ("event", "person", "turn", "number", "facet", "visit"):
        rows = raw_rows.READ.get(name, f"SELECT * FROM {name}")  # noqa: S608 -- constant names
        assert copy.execute(rows).fetchall() == session.db.execute(rows).fetchall(), name
    words = "SELECT term, doc FROM vocabulary ORDER BY term"
    assert copy.execute(words).fetchall() == session.db.execute(words).fetchall()
    copy.close()
    session.close()


def test_the_table_says_what_holds_and_what_does_not() -> None:
    twice = Figure("a", "Twice", "the floor", "at most 2x", "ms", 2.0, at=10)
    small = Figure("b", "Small", "", "under 5 MB", "MB", 5.0, alone=True, at=10)
    told = Figure("c", "Told", "the floor", "", "ms", at=10)
    held = {10: Cell(3.0, 2.0)}
    text = table.table(
        [(twice, held), (twice, {10: Cell(5.0, 2.0)}), (small, {10: Cell(6.0)}), (told, {})],
        (1, 10),
    )
    first, second, third, last = text.splitlines()[2:]
    assert first == "| Twice, ms | the floor | at most 2x | – | 3.0 / 2.0 = **1.5** | held |"
    assert second.endswith("5.0 / 2.0 = **2.5** | **missed** |")
    assert third.endswith("| – | 6.0 | **missed** |")
    assert last.endswith("| – | – |  |")


def test_what_was_measured_goes_into_its_place_and_leaves_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "before\n<!-- measured by make bench -->\nold\n<!-- end of make bench -->\nafter\n"
    )
    for text in ("one", "two"):
        table.put(page, text)
    assert page.read_text() == (
        "before\n<!-- measured by make bench -->\ntwo\n<!-- end of make bench -->\nafter\n"
    )
    with pytest.raises(ValueError, match="no place"):
        table.put(page, "three", "soak")


def test_a_soak_ends_with_everybody_recorded_on_every_device() -> None:
    hours, wrong = soak.play(48)
    assert wrong == []
    assert len(hours) == soak.HOURS
    assert hours[-1].recorded == 48
