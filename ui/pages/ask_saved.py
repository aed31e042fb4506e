"""The filters under a name: beside the answer, to be chosen, saved, renamed and deleted."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import saved_filters
from fieldapp.saved_filters import LONGEST, Saved
from fieldapp.store.asking import Filter
from fieldapp.texts import _
from ui import theme
from ui.pages.ask_parts import Choices
from ui.widgets.keys import KeyButton
from ui.work import Work

WIDTH = 252


class SavedPanel(QWidget):
    """`chosen(Saved)` on Enter or a click; `left` when the keyboard may go back to the field."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self._wanted, self._order = Filter(), "name"
        self._renaming: Saved | None = None
        self._deleted: list[Saved] = []
        self._make_parts()
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Show the filters; the place in the list stays."""
        found = saved_filters.everything(self.work.session)
        place = self.list.currentRow()
        self.list.offer([(one, one.name) for one in found])
        self.list.setCurrentRow(min(max(place, 0), len(found) - 1))

    def offer(self, wanted: Filter, order: str) -> None:
        """What would be saved now."""
        self._wanted, self._order = wanted, order
        self.save.setEnabled(wanted != Filter())

    def undo(self) -> None:
        """Bring back the filter deleted last."""
        if not self._deleted:
            return
        one = self._deleted.pop()
        if self.work.do(lambda: saved_filters.restore(self.work.session, one)):
            self.work.say("info", _("Back again: {name}").format(name=one.name))
            self.refresh()

    def _own(self) -> None:
        """Only what was saved here can be renamed and deleted."""
        one = self.list.current()
        own = isinstance(one, Saved) and one in saved_filters.own(self.work.session)
        self.rename.setEnabled(own)
        self.forget.setEnabled(own)

    def _choose(self, one: object) -> None:
        if isinstance(one, Saved):
            self.chosen.emit(one)

    def _start_naming(self, one: Saved | None) -> None:
        self._renaming = one
        self.name.setText(one.name if one else "")
        self.name.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _rename(self) -> None:
        one = self.list.current()
        if isinstance(one, Saved):
            self._start_naming(one)

    def _named(self) -> None:
        session, name, old = self.work.session, self.name.text(), self._renaming
        if old is not None:
            done = self.work.do(lambda: saved_filters.rename(session, old.name, name))
        else:
            done = self.work.do(
                lambda: saved_filters.save(session, name, self._wanted, self._order)
            )
        if done:
            self.work.say("ok", _("Saved: {name}").format(name=done.name))
            self.refresh()
            self._stop_naming()

    def _stop_naming(self) -> None:
        self.name.hide()
        self.left.emit()

    def _delete(self) -> None:
        one = self.list.current()
        if not isinstance(one, Saved):
            return
        gone = self.work.do(lambda: saved_filters.delete(self.work.session, one.name))
        if gone:
            self._deleted.append(gone)
            said = _("Deleted: {name}. Ctrl+Z brings it back.")
            self.work.say("info", said.format(name=gone.name))
            self.refresh()

    def _make_parts(self) -> None:
        self.go = KeyButton(_("Saved filters"), "Ctrl+T", "quiet")
        self.list = Choices(_("Saved filters"))
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("Name of the filter, then Enter"))
        self.name.setAccessibleName(_("Name of the filter"))
        self.name.setMaxLength(LONGEST)
        self.name.hide()
        self.save = KeyButton(_("Save filter"), "Ctrl+D")
        self.rename = KeyButton(_("Rename"), "F2")
        self.forget = KeyButton(_("Delete"), "Ctrl+Del")
        for button in (self.go, self.save, self.rename, self.forget):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setFixedWidth(theme.px(WIDTH))

    def _lay_out(self) -> None:
        self.setFixedWidth(theme.px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.go)
        column.addWidget(self.list, 1)
        column.addWidget(self.name)
        for button in (self.save, self.rename, self.forget):
            column.addWidget(button)

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.list.currentRowChanged.connect(lambda _row: self._own())
        self.name.returnPressed.connect(self._named)
        for of, leave in ((self.name, self._stop_naming), (self.list, self.left.emit)):
            escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), of)
            escape.setContext(Qt.ShortcutContext.WidgetShortcut)
            escape.activated.connect(leave)
        self.save.clicked.connect(lambda: self._start_naming(None))
        self.rename.clicked.connect(self._rename)
        self.forget.clicked.connect(self._delete)
        self.go.clicked.connect(lambda: self.list.setFocus(Qt.FocusReason.OtherFocusReason))
