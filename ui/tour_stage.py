"""A window of the demo with a hand at its keyboard: what the stages of the tour begin with."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp.demo import play
from fieldapp.store.session import Session, open_home
from ui import tour_camera
from ui.app import Dialogs, Window
from ui.officer import Look, Officer
from ui.pages.device import DevicePage
from ui.work import Work

SIZE = (1366, 728)  # a 1366x768 screen less its task bar
_STILL = 3  # looks in which nothing moved
Stage = Callable[[Officer, play.Played, str], None]  # the last is what names of pictures end in


@contextmanager
def window(home: Path, operator: str, dialogs: Dialogs, look: Look) -> Iterator[Officer]:
    """The window on `home`, closed at the end; each of its states is shown to `look`."""
    made = Window(home, play.SCHOOLS, dialogs, eye=tour_camera.source())
    made.resize(*SIZE)
    made.show()
    QCursor.setPos(made.geometry().bottomRight())  # over nothing that would answer to it
    officer = Officer(made, look)
    officer.wait(officer.has_keyboard)
    if operator:
        made.enter(open_home(home, operator, play.PASSPHRASE))
    yield officer
    made.close()
    made.finish()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def fit(window: QWidget, size: tuple[int, int]) -> None:
    """Make the window that large, and go on once everything in it has its place."""
    window.resize(*size)
    before, still = None, 0
    while still < _STILL:
        QApplication.processEvents()
        QApplication.sendPostedEvents()
        now = [each.geometry() for each in window.findChildren(QWidget)]
        before, still = now, still + 1 if now == before else 0


def work_of(officer: Officer) -> Work:
    """How the pages of the window act."""
    frame = officer.window.frame
    assert frame is not None  # noqa: S101 -- narrows the type
    return frame.work


def session_of(officer: Officer) -> Session:
    """Who works in the window."""
    return work_of(officer).session


def device_views(officer: Officer, name: str) -> DevicePage:
    """Take each view of the device."""
    page = officer.open("device")
    assert isinstance(page, DevicePage)  # noqa: S101 -- narrows the type
    for place, button in enumerate(page.buttons, 1):
        button.click()
        officer.picture(name.format(place=place))
    return page


def idle(officer: Officer) -> None:
    """Go on once no long work runs."""
    officer.wait(lambda: work_of(officer).task is None, seconds=60)


def act(stages: Iterable[Stage], officer: Officer, played: play.Played, suffix: str = "") -> None:
    """Go through stages, each from the first school's visit."""
    for stage in stages:
        work_of(officer).choose(played.visit)
        stage(officer, played, suffix)
