"""The officers' guide: two sheets for each role, every label and key as on the screen."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPdfWriter, QTextCharFormat, QTextDocument
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from fieldapp import texts
from tests import windows
from tests import workplace as w
from tests.texts import strings, translated
from ui import guide, guide_html, guide_paper, printing
from ui.widgets.keys import KeyButton

DOCS = Path(__file__).parent.parent / "docs"
LANGUAGES = ("id", "en")
BOLD = re.compile(r"\*\*(.+?)\*\*")
KEY = r"(?:(?:Ctrl|Alt|Shift)\+)*(?:F\d+|[A-Z\d]|Del|Esc|Enter|Spasi|Space)"
KEY_AND_LABEL = re.compile(rf"(?<![\w+])({KEY}),? \*\*(.+?)\*\*")
ROW = re.compile(rf"^\| ({KEY}) \| \*\*(.+?)\*\*", re.MULTILINE)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = texts.language()
    texts.use(request.param)
    yield request.param
    texts.use(before)


@pytest.fixture
def sheet(qapp: QApplication) -> Iterator[QPdfWriter]:
    assert qapp
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = printing.a4(buffer)
    yield writer
    buffer.close()


def test_each_role_has_two_sheets_and_what_all_need_one(language: str, sheet: QPdfWriter) -> None:
    first, *roles = guide_paper.laid_out(sheet)
    assert len(roles) == 5, language
    assert first.sheets() == 1
    assert {part.title: part.sheets() for part in roles if part.sheets() > 2} == {}


def test_a_part_that_grows_takes_another_sheet(
    sheet: QPdfWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    title, text = guide.parts()[1]
    more = text + "\n".join(["", *("Satu kalimat lagi untuk petugas di pintu.\n",) * 200])
    monkeypatch.setattr(guide, "parts", lambda: [guide.Piece(title, more)])
    assert guide_paper.laid_out(sheet)[0].sheets() > 2


def test_what_is_printed_is_large_enough_to_read(language: str, sheet: QPdfWriter) -> None:
    assert language
    for part in guide_paper.laid_out(sheet):
        sizes, pictures = _seen(part.columns)
        assert min(sizes) >= 9.5, part.title
        assert [wide for wide in pictures if not 75 <= wide <= 86] == []


def _seen(document: QTextDocument) -> tuple[set[float], list[float]]:
    """The sizes of letters in points, captions aside, and how many millimetres pictures take."""
    sizes, pictures = set(), []
    block = document.begin()
    while block.isValid():
        formats = [QTextCharFormat(one.format) for one in block.textFormats()]
        images = [one.toImageFormat() for one in formats if one.isImageFormat()]
        pictures += [one.width() / 96 * 25.4 for one in images]
        if not images and block.text():
            sizes |= {one.fontPointSize() for one in formats}
        block = block.next()
    return sizes, pictures


def test_no_heading_ends_a_column(language: str, sheet: QPdfWriter) -> None:
    assert language
    for part in guide_paper.laid_out(sheet):
        layout, high = part.columns.documentLayout(), part.columns.pageSize().height()
        block = part.columns.begin()
        while block.next().isValid():
            here, below = (layout.blockBoundingRect(one) for one in (block, block.next()))
            if block.blockFormat().headingLevel():
                assert here.top() // high == below.top() // high, block.text()
            block = block.next()


def test_no_short_table_is_cut(language: str, sheet: QPdfWriter) -> None:
    assert language
    seen = 0
    for part in guide_paper.laid_out(sheet):
        layout, high = part.columns.documentLayout(), part.columns.pageSize().height()
        for frame in part.columns.rootFrame().childFrames():
            room = layout.frameBoundingRect(frame)
            if room.height() < high / 2:
                seen += 1
                assert room.top() // high == (room.bottom() - 1) // high, part.title
    assert seen > 8


def test_the_guide_is_printed_with_as_many_sheets_as_its_parts_take(
    language: str, sheet: QPdfWriter, tmp_path: Path
) -> None:
    path = tmp_path / "panduan.pdf"
    guide_paper.write(path)
    document = QPdfDocument()
    document.load(str(path))
    parts = guide_paper.laid_out(sheet)
    assert document.pageCount() == sum(part.sheets() for part in parts)
    last = document.getAllText(document.pageCount() - 1).text()
    assert parts[-1].title in last
    number = "Halaman {0} dari {0}" if language == "id" else "Page {0} of {0}"
    assert number.format(document.pageCount()) in last
    document.close()


def test_every_label_in_bold_stands_on_the_screen(language: str) -> None:
    shown: set[str] = set()
    for message in translated():
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        shown |= set(strings(message)) if language == "id" else set(ids)
    assert [label for label in BOLD.findall(guide.whole()) if label not in shown] == []


def test_every_picture_is_shipped_as_the_documents_show_it(language: str) -> None:
    named = re.findall(r"\]\((pictures/.+?)\)", guide.whole())
    assert len(named) > 5, language
    for name in named:
        shipped = resources.path(f"{guide.FOLDER}/{name}").read_bytes()
        assert shipped == (DOCS / name).read_bytes(), f"{name}: run make guide"


def test_no_picture_is_shipped_that_no_guide_shows() -> None:
    texts_of_both = "".join(
        (DOCS / name).read_text(encoding="utf-8") for name in guide.FILES.values()
    )
    shipped = resources.path(f"{guide.FOLDER}/pictures").iterdir()
    assert [one.name for one in shipped if f"pictures/{one.name})" not in texts_of_both] == []


def test_both_languages_have_the_same_parts_about_the_same_pages() -> None:
    before = texts.language()

    def keys(language: str) -> list[list[str]]:
        texts.use(language)
        found = [
            re.findall(r"^## .*?(\(.+\))?$", part.text, re.MULTILINE) for part in guide.parts()
        ]
        texts.use(before)
        return found

    assert keys("id") == keys("en")


def test_every_key_is_that_of_the_button_beside_it(
    qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for role in ("field", "office"):
        for label, key in _buttons(qtbot, tmp_path / role, role):
            keys[label].add(key)
    said = KEY_AND_LABEL.findall(guide.whole()) + ROW.findall(guide.whole())
    known = [(key, label) for key, label in said if label in keys]
    assert len(known) > 80, language
    assert [(key, label) for key, label in known if key not in keys[label]] == []


def _buttons(qtbot: QtBot, home: Path, role: str) -> list[tuple[str, str]]:
    """What every button of a window says, seen or not, and its key."""
    w.device(home, "Laptop A", role, "A").close()
    window, officer = windows.in_use(qtbot, home)
    frame = window.frame
    assert frame
    for key in frame.pages:
        officer.open(key)  # a page is made when it is asked for
        officer.wait(lambda: frame.work.task is None)
    buttons = window.findChildren(KeyButton)
    found = [(one.text(), one.keys()) for one in buttons if one.text() and one.keys()]
    window.close()
    window.finish()
    return found


def test_the_markdown_becomes_what_it_means() -> None:
    step, row = "1. Tekan **Simpan** & *lalu* `a.b`", "| | |\n|---|---|\n| F2 | x |"
    text = f"# Bagian\n\n## Judul (Ctrl+2)\n\n{step}\n\n{row}\n"
    shown = guide_html.html(text, "", "title")
    assert "Bagian" not in shown
    assert '<h4>Judul <span class="keys">(Ctrl+2)</span></h4>' in shown
    assert "<ol><li>Tekan <b>Simpan</b> &amp; <i>lalu</i> <code>a.b</code></li></ol>" in shown
    assert shown.count("<tr>") == 1
