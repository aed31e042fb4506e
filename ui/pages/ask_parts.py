"""The parts of the page that asks: the field, the terms chosen, what typed words may mean."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QSizePolicy, QWidget

from fieldapp import asking_terms
from fieldapp.asking_terms import Term
from fieldapp.texts import _
from ui import theme
from ui.widgets.flow import Flow
from ui.widgets.search_field import SearchField

_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST_WIDE = 320  # px of a chip


class AskField(SearchField):
    """The field: Backspace in it, when empty, says `erased`; Enter, when empty, `opened`."""

    erased = Signal()
    opened = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.text() and event.key() == Qt.Key.Key_Backspace:
            self.erased.emit()
        elif not self.text() and event.key() in _RETURN:
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class TermChip(QPushButton):
    """A term that was chosen; pressing it, Delete or Backspace take it away."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setProperty("low", "true")
        self.setAccessibleName(_("Remove {term}").format(term=text))
        self.setToolTip(text)
        words = theme.metrics(theme.BODY).elidedText(
            text, Qt.TextElideMode.ElideRight, theme.px(_MOST_WIDE)
        )
        self.setText(f"{words}   ×".replace("&", "&&"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def term_text(self) -> str:
        """The term in words."""
        return self._text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, *_RETURN):
            self.click()
        else:
            super().keyPressEvent(event)


class Terms(Flow):
    """The terms chosen; `removed(Term)` when one is pressed."""

    removed = Signal(object)

    def show_terms(self, terms: Sequence[Term]) -> None:
        """Show these."""
        chips: list[QWidget] = []
        for term in terms:
            chip = TermChip(asking_terms.say(term), self)
            chip.clicked.connect(partial(self._remove, term))
            chips.append(chip)
        self.set_widgets(chips)

    def texts(self) -> list[str]:
        """What the chips say."""
        return [chip.term_text() for chip in self.widgets() if isinstance(chip, TermChip)]

    def _remove(self, term: Term) -> None:
        self.removed.emit(term)


class Choices(QListWidget):
    """A list of things to choose by key; `chosen(object)` on Enter or a click."""

    chosen = Signal(object)

    def __init__(self, name: str, empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = empty
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(_DATA)))

    def offer(self, items: Sequence[tuple[object, str]]) -> None:
        """Offer these (thing, text); the first is chosen."""
        self.clear()
        for thing, text in items:
            item = QListWidgetItem(text)
            item.setData(_DATA, thing)
            item.setToolTip(text)
            self.addItem(item)
        self.setCurrentRow(0 if items else -1)

    def current(self) -> object | None:
        """What the keyboard is at."""
        item = self.currentItem()
        return item.data(_DATA) if item else None

    def move_by(self, step: int) -> None:
        """Go down or up."""
        self.setCurrentRow(min(max(self.currentRow() + step, 0), self.count() - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _RETURN and self.currentItem():
            self.chosen.emit(self.current())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty and not self.count():
            painter = QPainter(self.viewport())
            painter.setPen(theme.color("muted"))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
            painter.end()


class Offers(Choices):
    """What typed words may mean, laid over the page below the field."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(_("What this may mean"), parent=over)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_below(self, field: QWidget, items: Sequence[tuple[object, str]]) -> None:
        """Offer these below `field`; nothing hides the list."""
        self.offer(items)
        self.setVisible(bool(items))
        if items:
            high = self.sizeHintForRow(0) * len(items) + 2 * self.frameWidth() + theme.px(8)
            place = field.geometry()
            self.setGeometry(place.left(), place.bottom() + theme.px(4), place.width(), high)
            self.raise_()


_DATA = int(Qt.ItemDataRole.UserRole)
