"""Icons by what they mean, drawn in the colours in use at the moment they are painted."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetrics,
    QIcon,
    QIconEngine,
    QPainter,
    QPixmap,
)

from ui import theme

FONT = "materialdesignicons6-webfont"  # one of those that qtawesome brings

GLYPHS = {
    # badges
    "record_and_print": "card-account-details-outline",
    "first_voter": "vote-outline",
    "record_early": "clock-fast",
    "too_young": "timer-sand",
    "already_recorded": "check",
    "check_data": "pencil-outline",
    # chips
    "voter": "vote-outline",
    "ikd_ready": "cellphone-check",
    "outside_city": "map-marker-off-outline",
    "nik_mismatch": "not-equal-variant",
    "listed_twice": "content-duplicate",
    "kk_missing": "file-alert-outline",
    "photo_red": "camera-outline",
    "photo_blue": "camera-outline",
    # turns and what is done with them
    "absent": "account-outline",
    "here": "account-check-outline",
    "waiting": "clock-outline",
    "held": "pause-circle-outline",
    "priority": "arrow-up-bold-circle-outline",
    "called": "bullhorn-outline",
    "serving": "account-clock-outline",
    "finished": "check-circle-outline",
    "no_show": "account-off-outline",
    "recall": "bell-ring-outline",
    "requeue": "history",
    "transfer": "account-arrow-right-outline",
    # places
    "visits": "calendar-outline",
    "checkin": "account-check-outline",
    "desk": "fingerprint",
    "queue": "human-queue",
    "stick": "usb-flash-drive-outline",
    "calendar": "calendar-month-outline",
    "merge": "source-merge",
    "review": "clipboard-search-outline",
    "plan": "printer-outline",
    "report": "chart-box-outline",
    "candidates": "account-search-outline",
    "school": "school-outline",
    "village": "home-city-outline",
    "mall": "storefront-outline",
    "office": "office-building-outline",
    # things and actions
    "lock": "lock-outline",
    "search": "magnify",
    "warning": "alert-outline",
    "error": "alert-circle-outline",
    "info": "information-outline",
    "usb": "usb-flash-drive-outline",
    "eject": "eject-outline",
    "undo": "undo",
    "person": "account-outline",
    "person_add": "account-plus-outline",
    "document": "file-document-outline",
    "folder": "folder-open-outline",
    "print": "printer-outline",
    "copy": "content-copy",
    "filter": "filter-outline",
    "add": "plus",
    "remove": "delete-outline",
    "more": "dots-horizontal",
    "practice": "school-outline",
    "settings": "cog-outline",
    "shield": "shield-check-outline",
    "clock": "clock-outline",
    "camera": "camera-outline",
    "device": "laptop",
    "board": "monitor",
    "board_off": "monitor-off",
    "voice": "volume-high",
    "voice_off": "volume-off",
    "help": "help-circle-outline",
    "look": "theme-light-dark",
    "close": "close",
    "check": "check",
    "show": "eye-outline",
    "hide": "eye-off-outline",
    "down": "chevron-down",
    "up": "chevron-up",
    "next": "chevron-right",
    "back": "chevron-left",
    "new_folder": "folder-plus-outline",
    "tiles": "view-grid-outline",
    "rows": "view-list-outline",
}


@cache
def icon(name: str, color: str = "text", on: str = "") -> QIcon:
    """The icon that means `name`, in a colour token; `on` is its colour when checked."""
    return QIcon(_Engine(name, color, on or color))


def paint(painter: QPainter, rect: QRect | QRectF, name: str, color: QColor) -> None:
    """Draw the icon that means `name` as large as fits into the middle of `rect`."""
    drawn = QFont(_family())
    drawn.setPixelSize(max(1, int(min(rect.width(), rect.height()))))
    painter.save()
    painter.setFont(drawn)
    painter.setPen(color)
    painter.drawText(QRectF(rect), Qt.AlignmentFlag.AlignCenter, glyph(name))
    painter.restore()


def glyph(name: str) -> str:
    """The sign in the font that means `name`."""
    return chr(int(_signs()[GLYPHS[name]], 16))


def _file(pattern: str) -> Path:
    """A file of qtawesome's; to import it would load all its fonts, and half of Qt."""
    spec = find_spec("qtawesome")
    places = spec.submodule_search_locations if spec else None
    found = [file for place in places or () for file in Path(place, "fonts").glob(pattern)]
    return max(found)


@cache
def _signs() -> dict[str, str]:
    text = _file(f"{FONT}-charmap*.json").read_bytes()
    known = msgspec.json.decode(text, type=dict[str, str])
    return {name: known[name] for name in GLYPHS.values()}


@cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_file(f"{FONT}*.ttf")))
    return QFontDatabase.applicationFontFamilies(number)[0]


def is_drawn(name: str) -> bool:
    """Whether the icons' own font is loaded and has the one that means `name`."""
    drawn = QFont(_family(), 16)
    return QFontInfo(drawn).family() == drawn.family() and QFontMetrics(drawn).inFontUcs4(
        ord(glyph(name))
    )


class _Engine(QIconEngine):
    """Paints a glyph; asks for its colour each time, so that icons follow the scheme."""

    def __init__(self, name: str, color: str, on: str) -> None:
        super().__init__()
        self._name, self._color, self._on = name, color, on

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._color, self._on)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = self._on if state == QIcon.State.On else self._color
        shown = "off" if mode == QIcon.Mode.Disabled else token
        paint(painter, rect, self._name, theme.color(shown))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture
