"""The tour goes through the windows of a played demo by keyboard and takes its pictures."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from fieldapp.demo import play
from tests.workplace import CHEAP
from ui import tour, tour_laptop, tour_office
from ui.tour_stage import SIZE


@pytest.mark.qt_log_ignore("RHI", "pipewire", "propagateSizeHints", extend=True)  # the camera's
def test_the_tour_takes_a_picture_in_every_stage(qtbot: QtBot, tmp_path: Path) -> None:  # noqa: ARG001
    played = play.play(tmp_path / "demo", short=True, cost=CHEAP)
    taken = tour.tour(played, tmp_path / "pictures", few=True)
    names = [path.stem for path in taken]
    assert len(names) == len(set(names))
    assert all(path.stat().st_size > 5000 for path in taken)
    sizes = {path.name: QImage(str(path)).size().toTuple() for path in taken}
    assert {name: size for name, size in sizes.items() if size != SIZE} == {}  # nothing grew
    for stage in (*tour_office.STAGES, *tour_laptop.STAGES):
        assert any(name.startswith(stage.__name__) for name in names), stage
    assert {"first-start", "login-wrong"} <= set(names)
