"""How the candidates' page is laid out: figures, filters, the list of a kind, the doubtful pair."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.candidates import Compared
from fieldapp.domain import regions
from fieldapp.domain.fold import Visit
from fieldapp.store.pairs import Line
from fieldapp.texts import _, clock, number, short_date
from fieldapp.wording import moment
from ui import theme
from ui.pages.candidates_pair import PairPanel
from ui.pages.candidates_rows import LOOKS, Wanted, columns, identify, where, why
from ui.pages.candidates_tiles import KindTiles
from ui.pages.filter_box import FilterBox
from ui.widgets.catch_keys import catch_keys
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.search_field import SearchField
from ui.widgets.table import Table

_NOWHERE, _DOUBTFUL = "nowhere", "doubtful"


class CandidatesLook(QWidget):
    """Shows what it is given. `filtered` when a filter changed; the page acts on the buttons."""

    filtered = Signal()
    list_wanted = Signal()
    compare_wanted = Signal()

    def __init__(self, *, may: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may = may
        self._listed, self._last, self._stale = 0, False, False
        self._shown: list[Line] = []
        self._villages: dict[str, str] = {}
        self._make_parts()
        self._lay_out()
        self._connect()

    # -- what is chosen

    def kind(self) -> str:
        """The kind that is shown."""
        return self.tiles.kind()

    def table(self) -> Table[Line]:
        """The table of the kind."""
        return self.tables[LOOKS.get(self.kind(), "called")]

    def shown(self) -> list[Line]:
        """The lines that the filters let through."""
        return list(self._shown)

    def current(self) -> Line | None:
        """The line that is chosen."""
        return self.table().current_row()

    def wanted(self) -> Wanted:
        """The filters as they are set."""
        text = "" if self.kind() == _DOUBTFUL else self.field.text()
        return Wanted(text, self.where.chosen(), self.why.chosen())

    def chosen_visit(self) -> str:
        """The visit to a kelurahan that people are to be listed for."""
        return self.visit.chosen()

    def first_focus(self) -> QWidget:
        """Where the keyboard goes: keys decide pairs, letters filter the others."""
        if not self._listed:
            return self.take_in
        return self.table() if self.kind() == _DOUBTFUL else self.field

    def place_of(self, line: Line) -> int:
        """The row of a line."""
        return [identify(row) for row in self.table().rows()].index(identify(line))

    def choose_place(self, place: int) -> None:
        """Choose a row by its number; the last one if there are fewer."""
        rows = self.table().rows()
        if rows:
            self.table().choose(identify(rows[min(place, len(rows) - 1)]))

    def choose_new(self, before: set[tuple[int, int]]) -> None:
        """Choose the first line that was not there before, if there is one."""
        new = [identify(line) for line in self._shown if identify(line) not in before]
        if new:
            self.table().choose(new[0])

    # -- showing

    def show_state(self, listed: int, last: Compared | None, *, stale: bool) -> None:
        """Say how many are on the registry's list, and of when the comparison is."""
        self._listed, self._last, self._stale = listed, last is not None, stale
        self.about.set_text(_about(listed, last, stale=stale))
        self.about.set_tone("wait" if listed and stale else "muted")
        self.compare.set_look(self.compare.text(), "primary" if listed and stale else "")
        self.take_in.set_look(self.take_in.text(), "" if listed else "primary")
        self.compare.setEnabled(self._may and listed > 0)
        self.take_in.setEnabled(self._may)

    def offer(self, lines: Sequence[Line], visits: Sequence[Visit]) -> None:
        """Offer what these lines can be filtered by, and the visits to a kelurahan."""
        places = dict(where(line) for line in lines if where(line)[0])
        reasons = {line.why: why(line) for line in lines if line.why}
        kind = self.kind()
        self.where.set_all(_("All kelurahan") if kind == _NOWHERE else _("All visits"))
        self.where.offer(sorted(places.items(), key=lambda pair: pair[1].casefold()))
        self.why.offer(sorted(reasons.items(), key=lambda pair: pair[1].casefold()))
        self.why.setVisible(kind != _NOWHERE)
        self.field.setVisible(kind != _DOUBTFUL)
        self.panel.setVisible(kind == _DOUBTFUL)
        self.tables_stack.setCurrentWidget(self.table())
        for part in (self.visit, self.send):
            part.setVisible(kind == _NOWHERE)
        self._villages = {
            v.visit: regions.village_code(v.plan.policy.city, v.plan.place, "") for v in visits
        }
        day = [(v.visit, f"{v.plan.place} · {short_date(v.plan.date)}") for v in visits]
        self.visit.offer(day)

    def show_lines(self, lines: list[Line], total: int) -> None:
        """Show these of `total` lines."""
        self._shown = lines
        table = self.table()
        self._say_empty(table, total)
        table.set_rows(lines)
        shown = _("{shown} of {count} shown")
        self.count.set_text(
            shown.format(shown=number(len(lines)), count=number(total)) if total else ""
        )
        self.save.setEnabled(bool(lines))
        if self.kind() == _DOUBTFUL and table.current_row() is None:
            self.choose_place(0)
        self._show_pair()
        self._fit_send()

    def set_busy(self, *, busy: bool) -> None:
        """Long work runs: nothing more of it can be begun."""
        self.compare.setEnabled(self._may and not busy and self._listed > 0)
        self.take_in.setEnabled(self._may and not busy)
        self._fit_send()
        if busy:
            self.send.setEnabled(False)

    def clear_filters(self) -> None:
        """Let everyone through again, without a signal."""
        for part in (self.field, self.where, self.why):
            part.blockSignals(True)
        self.field.clear()
        self.where.setCurrentIndex(0)
        self.why.setCurrentIndex(0)
        for part in (self.field, self.where, self.why):
            part.blockSignals(False)

    def _show_pair(self, _line: object = None) -> None:
        if self.kind() == _DOUBTFUL:
            self.panel.show_pair(self.current())

    def _say_empty(self, table: Table[Line], total: int) -> None:
        if not self._listed:
            table.set_empty(
                _("No list of the registry yet"),
                _("Take in the registry's list of those not yet recorded. "
                  "It stays in the office; no laptop gets it."),
                _("Take in the registry's list") if self._may else None,
            )  # fmt: skip
        elif not self._last:
            table.set_empty(
                _("Not compared yet"),
                _("Compare the registry's list with the lists of the schools."),
                _("Compare") if self._may else None,
            )
        elif total:
            hint = _("Type less, or choose other filters.")
            table.set_empty(_("Nobody matches"), hint, _("Show everyone"))
        elif self.kind() == _DOUBTFUL:
            table.set_empty(_("Nothing to decide"), _("Every pair is certain or decided."))
        else:
            table.set_empty(_("Nobody"), _("Choose another count to see who it is."))

    def _act_on_empty(self) -> None:
        if not self._listed:
            self.list_wanted.emit()
        elif not self._last:
            self.compare_wanted.emit()
        else:
            self.clear_filters()
            self.filtered.emit()

    def _suggest_visit(self) -> None:
        """The visit to the kelurahan that is looked at, if one is planned."""
        village = self.where.chosen()
        fitting = [visit for visit, code in self._villages.items() if code and code == village]
        if self.kind() == _NOWHERE and fitting:
            self.visit.choose(fitting[0])

    def _fit_send(self) -> None:
        """Only one kelurahan at a time, and only into a visit that was chosen."""
        chosen = self._shown and self.where.chosen() and self.visit.chosen()
        ready = bool(chosen) and not self._stale
        self.send.setEnabled(ready and self._may)
        self.send.setToolTip("" if ready else _("Choose the kelurahan, and the visit to it."))
        text = _("Put {count} on its list").format(count=number(len(self._shown)))
        self.send.set_look(text if ready else _("Put on its list"), "")
        self.send.updateGeometry()

    # -- building

    def _make_parts(self) -> None:
        self.about = ShortLabel("", 13, "muted")
        self.take_in = KeyButton(_("Take in the registry's list"), "Ctrl+O", "", "document")
        self.compare = KeyButton(_("Compare"), "Ctrl+B", "", "search")
        self.save = KeyButton(_("Save as Excel"), "Ctrl+S", "", "document")
        self.tiles = KindTiles()
        self.field = SearchField(_("Filter by name, class or number"))
        self.where = FilterBox(_("All visits"), [])
        self.why = FilterBox(_("All reasons"), [])
        self.tables: dict[str, Table[Line]] = {
            look: Table(columns(look), identify, _("Candidates"))
            for look in ("called", "nowhere", "unlisted", "doubtful")
        }
        self.tables_stack = QStackedWidget()
        for table in self.tables.values():
            self.tables_stack.addWidget(table)
        self.panel = PairPanel()
        self.panel.hide()
        self.count = ShortLabel("", 13, "muted")
        self.visit = FilterBox(_("Choose a visit to a kelurahan"), [])
        self.send = KeyButton(_("Put on its list"), "Ctrl+K", "", "add")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        side = theme.px(20)
        column.setContentsMargins(side, theme.px(12), side, theme.px(8))
        column.setSpacing(theme.px(12))
        column.addLayout(self._head())
        column.addWidget(self.tiles)
        filters = QHBoxLayout()
        filters.setSpacing(theme.px(8))
        filters.addWidget(self.field, 4)
        filters.addWidget(self.where, 3)
        filters.addWidget(self.why, 2)
        column.addLayout(filters)
        people = QHBoxLayout()
        people.setSpacing(theme.px(12))
        people.addWidget(self.tables_stack, 4)
        people.addWidget(self.panel, 5)
        column.addLayout(people, 1)
        column.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        title = label(_("Candidates"), 24, strong=True)
        title.setWordWrap(False)
        words.addWidget(title)
        words.addWidget(self.about)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addLayout(words, 1)
        for button in (self.take_in, self.compare, self.save):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            head.addWidget(button)
        return head

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.count, 1)
        self.visit.setMinimumContentsLength(28)
        self.visit.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.send.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        foot.addWidget(self.visit)
        foot.addWidget(self.send)
        return foot

    def _connect(self) -> None:
        self.field.typed.connect(lambda _text: self.filtered.emit())
        self.field.moved.connect(lambda step: self.table().move_by(step))
        self.where.currentIndexChanged.connect(lambda _place: self._narrowed())
        self.why.currentIndexChanged.connect(lambda _place: self.filtered.emit())
        self.visit.currentIndexChanged.connect(lambda _place: self._fit_send())
        self.panel.passed.connect(lambda: self.table().move_by(1))
        for table in self.tables.values():
            table.current_changed.connect(self._show_pair)
            table.empty_acted.connect(self._act_on_empty)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self.field.setFocus)
        catch_keys(self, self.field)

    def _narrowed(self) -> None:
        self._suggest_visit()
        self.filtered.emit()


def _about(listed: int, last: Compared | None, *, stale: bool) -> str:
    """How many are on the list, and of when what is shown is."""
    if not listed:
        return ""
    count = _("{count} on the list").format(count=number(listed))
    if last is None:
        return f"{count} · " + _("not compared yet")
    if stale:
        return f"{count} · " + _("lists have changed: compare again")
    at = moment(last.at)
    when = _("compared {date}, {time}").format(date=short_date(at.date()), time=clock(at))
    return f"{count} · {when}"
