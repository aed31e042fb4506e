"""Colours, sizes and icons."""

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import (
    QApplication,
)

from ui import icons, theme
from ui.tokens import SCHEMES, Scheme


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(name: str) -> float:
        parts = (QColor(name).redF(), QColor(name).greenF(), QColor(name).blueF())
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.name)
def test_every_text_stands_out_from_what_it_is_written_on(scheme: Scheme) -> None:
    grounds = (scheme.surface, scheme.raised, scheme.hover, scheme.selection)
    for words, ground in product((scheme.text, scheme.muted), grounds):
        assert contrast(words, ground) >= 4.5, (words, ground)
    for words, ground in product((scheme.accent,), grounds[:3]):
        assert contrast(words, ground) >= 4.5, (words, ground)
    for tone in scheme.tones.values():
        for ground in (tone.background, scheme.surface, scheme.raised):
            assert contrast(tone.foreground, ground) >= 4.5, (tone, ground)
    for ground in (scheme.accent, scheme.pressed):
        assert contrast(scheme.accent_text, ground) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.name)
def test_outlines_and_focus_rings_can_be_seen(scheme: Scheme) -> None:
    for line, ground in product((scheme.edge, scheme.accent), (scheme.surface, scheme.raised)):
        assert contrast(line, ground) >= 3
    assert contrast(scheme.ring, scheme.accent) >= 2
    assert contrast(scheme.ring, scheme.surface) >= 3


def test_every_scheme_and_size_can_be_put_on_at_any_time(qapp: QApplication) -> None:
    for name, scale in product(("light", "dark", "contrast"), (1.0, 1.25, 2.0)):
        theme.apply(qapp, name, scale)  # type: ignore[arg-type]
        window = qapp.palette().color(QPalette.ColorRole.Window)
        assert window == QColor(SCHEMES[name].surface)
        assert qapp.font().pixelSize() == round(15 * scale)
    assert theme.system_scheme(qapp) in SCHEMES


def test_numbers_stand_under_each_other() -> None:
    measured = QFontMetrics(theme.number_font(24))
    assert len({measured.horizontalAdvance(figure * 4) for figure in "0123456789"}) == 1


def test_icons_follow_the_scheme(qapp: QApplication) -> None:
    shown = icons.icon("record_and_print")
    pictures = []
    for name in ("light", "dark"):
        theme.apply(qapp, name)
        pictures.append(shown.pixmap(24, 24).toImage())
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize("name", icons.GLYPHS)
def test_every_icon_has_a_picture(name: str, qapp: QApplication) -> None:
    assert qapp
    image = icons.icon(name).pixmap(24, 24).toImage()
    assert any(image.pixelColor(x, y).alpha() for x, y in product(range(24), repeat=2))
