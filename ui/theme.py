"""The look in one place: colours, sizes and fonts, and putting them on the application."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from ui.stylesheet import stylesheet
from ui.tokens import SCHEMES, Scheme, Tone

SchemeName = Literal["light", "dark", "contrast"]

CAPTION, BODY, LEAD, TITLE, NUMBER, SHOUT = 13, 15, 18, 24, 40, 96
STEP = 4
CORNER = 8
ROW = 32
RAIL = 72


@dataclass
class _Chosen:
    """The scheme and the size in use."""

    scheme: Scheme = SCHEMES["light"]
    scale: float = 1.0
    family: str = ""


_chosen = _Chosen()


def apply(app: QApplication, scheme: SchemeName, scale: float = 1.0, family: str = "") -> None:
    """Dress the whole application; may be called again at any time to change it.

    `scale` multiplies every size (2.0 is 200 %). `family` replaces the system's UI font.
    """
    _chosen.scheme, _chosen.scale, _chosen.family = SCHEMES[scheme], scale, family
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(_palette(_chosen.scheme))
    app.setFont(font(BODY))
    app.setStyleSheet(stylesheet(_chosen.scheme, px))


def system_scheme(app: QApplication) -> SchemeName:
    """The scheme that the system's dark setting asks for."""
    dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def follow_system(app: QApplication, scale: float = 1.0) -> None:
    """Dress the application as the system asks, now and whenever that changes."""
    apply(app, system_scheme(app), scale)
    app.styleHints().colorSchemeChanged.connect(lambda: apply(app, system_scheme(app), scale))


def scheme() -> Scheme:
    """The scheme in use."""
    return _chosen.scheme


def px(size: float) -> int:
    """A size at 100 %, in the scale in use."""
    return round(size * _chosen.scale)


def color(token: str) -> QColor:
    """The colour of a token: "text", "muted", "accent", ... or a tone's name (its foreground)."""
    chosen = _chosen.scheme.tones.get(token)
    return QColor(chosen.foreground if chosen else getattr(_chosen.scheme, token))


def background(name: str) -> QColor:
    """The colour that a tone is written on."""
    return QColor(_chosen.scheme.tones[name].background)


def tone(name: str) -> Tone:
    """The colours of a tone: ok, info, early, wait, stop or neutral."""
    return _chosen.scheme.tones[name]


def font(size: float = BODY, strong: bool = False) -> QFont:
    """The UI font at `size` px (at 100 %), emphasised if `strong`."""
    chosen = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if _chosen.family:
        chosen.setFamily(_chosen.family)
    chosen.setPixelSize(max(1, px(size)))
    chosen.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return chosen


def metrics(size: float = BODY, strong: bool = False) -> QFontMetrics:
    """The measures of `font(size, strong)`."""
    return QFontMetrics(font(size, strong))


def number_font(size: float = BODY, strong: bool = False) -> QFont:
    """As `font`, with figures of one width, so that numbers stand under each other."""
    chosen = font(size, strong)
    chosen.setFeature(QFont.Tag("tnum"), 1)
    return chosen


def _palette(chosen: Scheme) -> QPalette:
    role = QPalette.ColorRole
    colors = {
        role.Window: chosen.surface,
        role.WindowText: chosen.text,
        role.Base: chosen.raised,
        role.AlternateBase: chosen.surface,
        role.Text: chosen.text,
        role.Button: chosen.raised,
        role.ButtonText: chosen.text,
        role.BrightText: chosen.text,
        role.Highlight: chosen.selection,
        role.HighlightedText: chosen.text,
        role.PlaceholderText: chosen.muted,
        role.ToolTipBase: chosen.text,
        role.ToolTipText: chosen.surface,
        role.Link: chosen.accent,
        role.LinkVisited: chosen.accent,
        role.Accent: chosen.accent,
        role.Light: chosen.raised,
        role.Midlight: chosen.line,
        role.Mid: chosen.edge,
        role.Dark: chosen.edge,
        role.Shadow: chosen.line,
    }
    palette = QPalette()
    for key, value in colors.items():
        palette.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(chosen.off))
    return palette
