"""A rush of pupils through the window: nothing lost, nothing out of place."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from fieldapp.store.session import open_home
from fieldapp.store.verify import verify
from tests import rush
from tests import workplace as w


def test_a_rush_loses_nobody_and_keeps_the_order(qtbot: QtBot, tmp_path: Path) -> None:  # noqa: ARG001
    home = tmp_path / "a"
    made = rush.play(home, 12)
    assert len(made.people) == 10  # the others are too young or to be checked
    assert rush.problems(home, made) == []
    session = open_home(home, "Op Laptop A", w.PASSPHRASE)
    assert verify(session).problems == []
    session.close()
