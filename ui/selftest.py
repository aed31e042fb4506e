"""What the self-test tries with a screen: fonts, icons, every page of every kind of device."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QEventLoop, QSize
from PySide6.QtGui import QFontInfo, QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QWidget

from fieldapp import camera as cameras
from fieldapp.codes import ticket_code
from fieldapp.errors import KnownError
from fieldapp.readiness_words import Check
from fieldapp.reports import recap, recap_html
from fieldapp.selftest import Place, Trial, require
from fieldapp.selftest_checks import said
from fieldapp.store.session import Session
from fieldapp.texts import _, number
from ui import camera, display, icons, pictures, printing, probes, theme, tour_camera
from ui.app import Window
from ui.pages.device import DevicePage
from ui.voice import Said

_SIZE = (1366, 728)
_PATIENCE = 60_000  # milliseconds for what a page does when it is opened
_COLOURS = 3  # fewer are an empty page
_GRID = 12  # every so many pixels are looked at


class _Started:
    """The application, kept until the end."""

    app: QApplication | None = None


def _application() -> QApplication:
    if _Started.app is None:
        display.need_platform()
        there = QApplication.instance()
        _Started.app = there if isinstance(there, QApplication) else QApplication(sys.argv[:1])
        theme.apply(_Started.app, "light")
    return _Started.app


def fonts(_place: Place) -> str:
    """Whether a font has every letter of the texts."""
    app = _application()
    texts = said()
    letters = {sign for key in texts for sign in key}
    letters |= {sign for forms in texts.values() for form in forms for sign in form}
    font = theme.font()
    metrics = QFontMetrics(font)
    lacking = sorted(one for one in letters if one != "\n" and not metrics.inFontUcs4(ord(one)))
    require(not lacking, _("No font has: {signs}").format(signs=" ".join(lacking)))
    return _("{font} with all {count} signs, drawn by {platform}").format(
        font=QFontInfo(font).family(), count=len(letters), platform=app.platformName()
    )


def drawn_icons(_place: Place) -> str:
    """Whether each icon can be drawn, in its own font."""
    _application()
    blank = [name for name in icons.GLYPHS if not icons.is_drawn(name)]
    require(not blank, _("Not drawn: {names}").format(names=", ".join(blank)))
    sizes = {name for name in icons.GLYPHS if _colours(_picture(name)) < 2}
    require(not sizes, _("Not drawn: {names}").format(names=", ".join(sorted(sizes))))
    return _("{count} icons drawn").format(count=len(icons.GLYPHS))


def _picture(name: str) -> QImage:
    return icons.icon(name).pixmap(QSize(32, 32)).toImage()


def start_pages(place: Place) -> str:
    """First start and login."""
    shown = []
    for home in (place.folder / "new", place.folder / "laptop"):
        with _window(place, home.name) as window:
            shown.append(_painted(window, window, home.name))
    return _("{count} pages shown").format(count=len(shown))


def office_pages(place: Place) -> str:
    """Every page of an office."""
    return _pages(place, "office")


def field_pages(place: Place) -> str:
    """Every page of a laptop."""
    return _pages(place, "laptop")


def _pages(place: Place, home: str) -> str:
    shown: list[str] = []
    with _window(place, home, place.open(home)) as window:
        frame = window.frame
        assert frame is not None  # noqa: S101 -- somebody is logged in
        frame.work.said.connect(_refuse)
        frame.work.choose(place.visit)
        for key, page in frame.pages.items():
            frame.open(key)
            shown.append(_painted(window, page, key))
            for button in page.buttons if isinstance(page, DevicePage) else ():
                button.click()
                shown.append(_painted(window, page, button.text()))
        hall = window.hall
        assert hall is not None  # noqa: S101 -- made with the session
        hall.board.resize(*_SIZE)
        hall.board.show()
        shown.append(_painted(window, hall.board, "board"))
        hall.board.hide()
    return _("{count} pages shown").format(count=len(shown))


def _refuse(tone: str, what: str, todo: str) -> None:
    if tone == "stop":
        raise KnownError(what, todo)


@contextmanager
def _window(place: Place, home: str, session: Session | None = None) -> Iterator[Window]:
    """The window on a home, closed at the end. Raises what went wrong inside it meanwhile."""
    app = _application()
    with _overheard() as errors:
        window = Window(place.folder / home, speaker=_silent)
        window.resize(*_SIZE)
        window.show()
        if session:
            window.enter(session)
        try:
            yield window
        finally:
            window.close()
            window.finish()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            app.processEvents()
    if errors:
        raise errors[0]


@contextmanager
def _overheard() -> Iterator[list[BaseException]]:
    """What is raised where Qt called the program, and would only be logged otherwise."""
    errors: list[BaseException] = []
    before = sys.excepthook
    sys.excepthook = lambda _kind, error, _trace: errors.append(error)
    try:
        yield errors
    finally:
        sys.excepthook = before


def _painted(window: Window, page: QWidget, name: str) -> str:
    """Let the page do what it does when it is opened, and look at it."""
    app, until = _application(), QDeadlineTimer(_PATIENCE)
    app.processEvents()
    while window.frame and window.frame.work.task and not until.hasExpired():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    require(not until.hasExpired(), _("{page} does not come to an end.").format(page=name))
    app.processEvents()
    picture = page.grab().toImage()
    require(_colours(picture) >= _COLOURS, _("{page} stays empty.").format(page=name))
    return name


def _colours(picture: QImage) -> int:
    step = max(1, min(picture.width() // 40, _GRID))
    return len(
        {
            picture.pixel(x, y)
            for x in range(0, picture.width(), step)
            for y in range(0, picture.height(), step)
        }
    )


def _silent(_said: Said) -> None:
    """Nobody is called aloud by a self-test."""


def papers(place: Place) -> str:
    """Whether a recap becomes a PDF."""
    _application()
    session = place.open("office")
    try:
        found = recap.recaps(session.db, place.visit)
    finally:
        session.close()
    data = printing.pdf(recap_html.page(found))
    require(data.startswith(b"%PDF-"), _("The PDF is damaged."))
    return _("recap as PDF, {size} bytes").format(size=number(len(data)))


def speaker(_place: Place) -> str:
    """Whether Qt's parts for sound are there, and what they found."""
    from PySide6.QtTextToSpeech import QTextToSpeech  # noqa: PLC0415 -- may be missing

    engines = ", ".join(QTextToSpeech.availableEngines())
    return f"{_probed(probes.speaker())} {engines}".strip()


def camera_codes(_place: Place) -> str:
    """Whether a code before a camera is read, and which cameras there are."""
    _application()
    shown = ticket_code("A-014", date(2024, 7, 19))
    read = cameras.read(*pictures.grey(tour_camera.card(shown)))
    require(read == [shown], _("A code in a picture was not read."))
    there = ", ".join(camera.names())
    return _("a code was read; cameras: {names}").format(names=there or "–")


def printer(_place: Place) -> str:
    """Which printers there are."""
    return _probed(probes.printer())


def _probed(probe: Check) -> str:
    _application()
    require(probe.state != "do", probe.what)
    return probe.what


CHECKS: tuple[Trial, ...] = (
    ("fonts", fonts), ("icons", drawn_icons), ("start_pages", start_pages),
    ("office_pages", office_pages), ("field_pages", field_pages), ("papers", papers),
    ("speaker", speaker), ("printer", printer), ("camera", camera_codes),
)  # fmt: skip
