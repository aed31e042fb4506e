"""Taking a whole stick or folder in, on the page of the stick."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from fieldapp.store.session import Session
from fieldapp.sync.drives import Drive
from tests import workplace
from tests.test_ui_stick import (
    Key,
    _dressed,
    bundle,
    drop,
    idle,
    laptop,
    office,
    outcomes,
    page_of,
    press,
    stick,
)

__all__ = ["_dressed", "laptop", "office", "stick"]


def several(office: Session, laptop: Session, folder: Path) -> list[Path]:
    """Three bundles of a laptop in folders, one damaged, and one for another device."""
    workplace.acquaint(office, laptop)
    workplace.visit_with(laptop, 5)
    folder.mkdir(exist_ok=True)
    (folder / "dalam").mkdir()
    files = [bundle(laptop, office, folder / "dalam") for _each in range(3)]
    (folder / "rusak.bundle").write_bytes(files[0].read_bytes()[:-9])
    bundle(office, laptop, folder)
    return files


def test_one_key_takes_in_everything_on_the_stick(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    several(office, laptop, stick.path)
    page = page_of(qtbot, office, [stick])
    qtbot.waitUntil(page.take_in.stick.isEnabled)
    press(qtbot, page, Key.Key_T)
    total, refused, *merged = outcomes(page)
    assert total.tone == "wait"
    assert total.what.startswith("3 bundles: ")
    assert total.what.endswith("1 was refused. 1 for another device was left.")
    assert (refused.tone, refused.what.split(":")[0]) == ("stop", "rusak.bundle")
    assert [one.tone for one in merged] == ["ok"] * 3
    press(qtbot, page, Key.Key_T)
    assert "3 bundles: 0 new records" in outcomes(page)[0].what


def test_a_folder_is_chosen_by_key(
    qtbot: QtBot, office: Session, laptop: Session, tmp_path: Path
) -> None:
    several(office, laptop, tmp_path / "f")
    page = page_of(qtbot, office, folder=tmp_path / "f")
    assert not page.take_in.stick.isEnabled()
    press(qtbot, page, Key.Key_D)
    assert len(outcomes(page)) == 5


def test_folders_are_dropped_like_files(
    qtbot: QtBot, office: Session, laptop: Session, tmp_path: Path
) -> None:
    files = several(office, laptop, tmp_path / "f")
    page = page_of(qtbot, office)
    drop(page, tmp_path / "f", files[0])
    idle(qtbot, page)
    assert len(outcomes(page)) == 5


def test_a_stick_without_bundles_says_so(
    qtbot: QtBot, office: Session, laptop: Session, stick: Drive
) -> None:
    workplace.acquaint(office, laptop)
    bundle(office, laptop, stick.path)
    page = page_of(qtbot, office, [stick])
    qtbot.waitUntil(page.take_in.stick.isEnabled)
    press(qtbot, page, Key.Key_T)
    (said,) = outcomes(page)
    assert said.tone == "info"
    assert said.what == "There is no bundle for this device. 1 for another device was left."
