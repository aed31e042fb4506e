"""Layouts hold: in both languages and in one that is 40 % longer, at the sizes of real screens."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fieldapp import stretched, texts
from fieldapp.demo import play
from tests import layouts
from tests.texts import translated
from tests.windows import show
from tests.workplace import CHEAP
from ui import theme, tour
from ui.tour_stage import SIZE, fit
from ui.widgets.label import ShortLabel, label

LARGE, SMALL = (1920, 1040), (1024, 700)  # less a task bar


def own_words() -> frozenset[str]:
    """Every text of the program without a value in it, in the language in use."""
    ids = (m.id if isinstance(m.id, str) else m.id[0] for m in translated() if m.id)
    return frozenset(texts._(text) for text in ids if "{" not in text)


@pytest.mark.parametrize("language", ["xx", "id", "en"])
def test_no_page_or_state_breaks_its_layout(
    qtbot: QtBot,  # noqa: ARG001 -- with it, a warning of Qt fails the test
    tmp_path: Path,
    language: str,
) -> None:
    theme.apply(tour.application(), "light")
    played = play.play(tmp_path / "demo", short=True, cost=CHEAP)
    tour.use(language)
    words = own_words()
    seen: list[str] = []
    wrong: dict[str, str] = {}  # where each fault was seen first

    def look(state: str, window: QWidget) -> None:
        """What has no room is elided in the longer language and on a small screen only."""
        for size in (SIZE,) if language == stretched.LANGUAGE else (LARGE, SMALL, SIZE):
            fit(window, size)
            full = words if language != stretched.LANGUAGE and size != SMALL else None
            found = layouts.faults(window, QSize(*size), full)
            if full and size == SIZE:
                found += layouts.long_texts(window) + layouts.nameless(window)
            for fault in found:
                wrong.setdefault(fault, f"{state} at {size[0]}")
        seen.append(state)

    tour.walk(played, look, more=True)
    assert len(seen) == len(set(seen)) > 75
    assert wrong == {}


def page(*parts: QWidget) -> QWidget:
    """Widgets that no layout keeps in their places."""
    made = QWidget()
    for part in parts:
        part.setParent(made)
    made.setMinimumSize(580, 380)
    return made


def test_parts_that_overlap_or_leave_their_page_are_found(qtbot: QtBot) -> None:
    one, other, third = label("one"), label("other"), label("third")
    window = show(qtbot, page(one, other, third))
    for part, left in ((one, 0), (other, 150), (third, 300)):
        part.setGeometry(left, 0, 100, 40)
    assert layouts.faults(window, window.size()) == []
    other.move(60, 0)
    third.move(550, 0)
    found = " ".join(layouts.faults(window, window.size()))
    assert re.search(r"\(one\) and .*\(other\) overlap", found)
    assert "(third) stands outside" in found


def test_texts_that_are_cut_are_found(qtbot: QtBot) -> None:
    long = "A text that is a good deal longer than there is room for it here"
    parts = [label(long), QLabel(long), QCheckBox(long), QPushButton(long)]
    window = show(qtbot, page(*parts))
    for row, part in enumerate(parts):
        part.setGeometry(0, row * 60, 100, 20)
    assert len(layouts.faults(window, window.size())) >= len(parts)
    for row, part in enumerate(parts):
        part.setGeometry(0, row * 60, 570, 40)
    assert layouts.faults(window, window.size()) == []


def test_a_text_of_our_own_is_not_elided_but_a_name_may_be(qtbot: QtBot) -> None:
    line = ShortLabel("Nobody is listed yet, take the list in")
    window = show(qtbot, page(line))
    line.setGeometry(0, 0, 60, 20)
    assert layouts.faults(window, window.size(), frozenset()) == []
    assert len(layouts.faults(window, window.size(), frozenset({line.text()}))) == 1


def test_a_window_that_grew_and_a_text_of_three_lines_are_found(qtbot: QtBot) -> None:
    text = label("word " * 60)
    window = show(qtbot, text)
    assert layouts.faults(window, QSize(300, 400)) == ["the window grew to 600 x 400"]
    assert len(layouts.long_texts(window)) == 1
    text.setText("word " * 10)
    assert layouts.long_texts(window) == []


def test_a_control_without_name_key_or_tab_is_found(qtbot: QtBot) -> None:
    nameless, named = QPushButton(), QPushButton("Save")
    window = show(qtbot, nameless, named)
    assert [fault for fault in layouts.nameless(window) if "no name" in fault]
    nameless.setAccessibleName("Look")
    assert layouts.nameless(window) == []
    named.setFocusPolicy(layouts.NO_FOCUS)
    assert [fault for fault in layouts.nameless(window) if "reached" in fault]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Desk", "[Déésk]"),
        ("Ctrl+Z takes it back.", "[Ctrl+Z tääkéés îît bääck.~~~]"),
        ("{count} people", "[{count} pééööpléé~]"),
        ("PDF files (*.pdf)", "[PDF fîîléés (*.pdf)~~~]"),
        ("Space", "Space"),
        ("", ""),
    ],
)
def test_stretched_texts_keep_values_keys_and_kinds_of_files(text: str, made: str) -> None:
    assert stretched.stretch(text) == made


def test_every_text_is_stretched_by_40_percent_and_takes_its_values() -> None:
    tour.use("xx")
    for message in translated():
        text = message.id if isinstance(message.id, str) else message.id[0]
        if text and text != "Space":
            assert len(texts._(text)) >= 1.4 * len(text), text
            assert re.findall(r"\{\w*\}", texts._(text)) == re.findall(r"\{\w*\}", text)
    assert texts.ngettext("{count} record", "{count} records", 2).startswith("[{count} r")
    assert texts.number(1423) == "1,423"
