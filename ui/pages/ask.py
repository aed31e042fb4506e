"""Ask anything: terms typed one after the other, over everybody of all visits, answered at once."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp import asking_terms
from fieldapp.asking_terms import Term, Vocabulary
from fieldapp.domain.fold import Visit
from fieldapp.reports import asked_xlsx
from fieldapp.saved_filters import Saved
from fieldapp.store import queries
from fieldapp.store.asking import Answer
from fieldapp.store.session import Session
from fieldapp.texts import _, ngettext, number
from ui import theme
from ui.pages.ask_parts import AskField, Offers, Terms
from ui.pages.ask_rows import GIVE_WAY, SORTED_BY, Row, columns, make_row
from ui.pages.ask_saved import WIDTH, SavedPanel
from ui.pages.asker import Asked, Asker, First
from ui.pages.choose import SaveFile, save_file
from ui.pages.page import Page
from ui.pages.saving import Words, save_as
from ui.tasks import Progress
from ui.widgets.catch_keys import catch_keys
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.paged import PagedTable
from ui.work import Changes, Work


class AskPage(Page):
    """Terms, the answer, and the filters kept; `person_wanted(visit, person)` opens somebody."""

    person_wanted = Signal(str, str)

    def __init__(
        self, work: Work, choose_save: SaveFile | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(work, parent)
        self._choose_save = choose_save or save_file(self)
        self.terms: tuple[Term, ...] = ()
        self._order, self._descending = "name", False
        self._known = Vocabulary([])
        self._visits: dict[str, Visit] = {}
        self._answer: Answer | None = None
        self._few = True
        self.total: int | None = None
        self.asker = Asker(work, self)
        self._make_parts()
        self._lay_out()
        self._connect()

    def first_focus(self) -> QWidget | None:
        """The field."""
        return self.field

    @property
    def ready(self) -> bool:
        """Whether the latest question is answered, and the terms to choose from are known."""
        return self.total is not None and self.asker.knows_terms

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002
        """Ask again: anything may have changed."""
        db = self.work.session.db
        self._visits = {v.visit: v for v in (*queries.visits(db), *queries.registries(db))}
        self.kept.refresh()
        self._ask()
        self.asker.learn()

    def undo(self) -> None:
        """Bring back the filter deleted last; nothing else is done here."""
        self.kept.undo()

    def finish(self) -> None:
        """Close the connection that is kept for asking."""
        self.asker.let_go()

    def hideEvent(self, event: QHideEvent) -> None:
        self.asker.let_go()
        self._stale = True
        super().hideEvent(event)

    # -- asking

    def choose_terms(self, terms: Sequence[Term]) -> None:
        """Ask for these."""
        self.terms = tuple(terms)
        self.chips.show_terms(self.terms)
        self._ask()

    def _ask(self) -> None:
        self.total = None
        self._say_count()
        wanted = asking_terms.filter_of(self.terms)
        self.kept.offer(wanted, self._order)
        self.asker.ask(Asked(wanted, self._order, self._descending))

    def _answered(self, found: First) -> None:
        self._answer, self._few = found.answer, found.few
        rows = [make_row(entry, self._visits) for entry in found.answer.entries]
        self._say_empty()
        self.table.begin(rows, ended=found.answer.after is None)
        self.table.scrollToTop()
        self._show_order()

    def _continued(self, answer: Answer) -> None:
        self._answer = answer
        rows = [make_row(entry, self._visits) for entry in answer.entries]
        self.table.paged().append(rows, ended=answer.after is None)

    def _more(self) -> None:
        if self._answer is not None:
            self.asker.more(self._answer)

    def _counted(self, total: int) -> None:
        self.total = total
        self._say_count()

    def _say_count(self) -> None:
        total = self.total
        self.excel.setEnabled(bool(total) and self.work.task is None)
        if total is None:
            self.count.set_text("…")
            return
        said = ngettext("{count} person", "{count} people", total).format(count=number(total))
        few = "" if self._few else _(" · too many to sort by anything but name")
        self.count.set_text(said + few)

    def _say_empty(self) -> None:
        if self.terms:
            hint = _("Remove a condition: Backspace in the empty field.")
            self.table.set_empty(_("Nobody matches"), hint, _("Remove all conditions"))
        else:
            hint = _("Take lists in under Visits.")
            self.table.set_empty(_("Nobody is listed yet"), hint)

    def _sort(self, column: int, descending: bool) -> None:
        order = SORTED_BY.get(columns()[column].key, "") if column >= 0 else "name"
        if not order or (order != "name" and not self._few):
            self._show_order()
            return
        if (order, descending) != (self._order, self._descending):
            self._order, self._descending = order, descending and column >= 0
            self._ask()

    def _show_order(self) -> None:
        """The header says how the answer is sorted; a long one is by name, whatever was asked."""
        order = self._order if self._few else "name"
        keys = [SORTED_BY.get(column.key, "") for column in columns()]
        place = keys.index(order) if order in keys else -1
        way = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        header = self.table.horizontalHeader()
        header.blockSignals(True)
        header.setSortIndicator(place, way)
        header.blockSignals(False)
        header.viewport().update()

    # -- typing

    def _offer(self) -> None:
        text = self.field.text()
        terms = [(term, asking_terms.say(term)) for term in asking_terms.offers(self._known, text)]
        self.offers.show_below(self.field, terms)

    def _move(self, step: int) -> None:
        (self.offers if self.offers.isVisible() else self.table).move_by(step)

    def _submit(self) -> None:
        if self.offers.isVisible():
            self._take(self.offers.current())

    def _take(self, term: object) -> None:
        if isinstance(term, Term):
            self.field.clear()
            self.offers.hide()
            self.choose_terms(asking_terms.with_term(self.terms, term))
            self._type()

    def _remove(self, term: Term) -> None:
        self.choose_terms([one for one in self.terms if one != term])
        self._type()

    def _open(self, row: Row | None = None) -> None:
        row = row or self.table.current_row()
        if row is None:
            self.table.move_by(1)
        elif self._visits[row.visit].plan.setting == "registry":
            self.work.say("info", _("They are on the registry's list only; see Candidates."))
        else:
            self.person_wanted.emit(row.visit, row.person)

    def _apply(self, one: Saved) -> None:
        self._order, self._descending = one.order, False
        self.choose_terms(asking_terms.terms_of(one.filter))
        self._type()

    def _type(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- taking along

    def _export(self) -> None:
        if self.work.task is not None or not self.total:
            return
        wanted = asking_terms.filter_of(self.terms)
        order, descending = self._order if self._few else "name", self._descending

        def write(path: Path, session: Session, progress: Progress) -> None:
            asked_xlsx.write(
                session.db, wanted, path, order, descending=descending, progress=progress
            )

        said = ngettext("{count} person saved: {file}", "{count} people saved: {file}", self.total)
        saved = said.format(count=number(self.total), file="{file}")
        words = Words(_("Save the people"), _("Writing the list"), saved)
        save_as(self.work, self._choose_save, words, ("cari.xlsx",), write)

    # -- building

    def _make_parts(self) -> None:
        self.chips = Terms()
        self.chips.hide()
        self.field = AskField(_("School, badge, kelurahan, outcome, status, born 2007, or a name"))
        self.table: PagedTable[Row] = PagedTable(
            columns(), lambda row: (row.visit, row.person), _("Answer")
        )
        self.count = ShortLabel("", 18, strong=True)
        self.kept = SavedPanel(self.work)
        self.excel = KeyButton(_("As Excel"), "Ctrl+S", "", "document")
        self.excel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.offers = Offers(self)

    def _lay_out(self) -> None:
        gap = theme.px(12)
        below = QHBoxLayout()
        below.addWidget(self.count, 1)
        below.addWidget(self.excel)
        answer = QVBoxLayout()
        answer.setSpacing(gap)
        answer.addWidget(self.table, 1)
        answer.addLayout(below)
        both = QHBoxLayout()
        both.setSpacing(theme.px(16))
        both.addLayout(answer, 1)
        both.addWidget(self.kept)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), gap, theme.px(20), gap)
        column.setSpacing(gap)
        column.addWidget(self.field)
        column.addWidget(self.chips)
        column.addLayout(both, 1)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._offer)
        self.field.submitted.connect(self._submit)
        self.field.moved.connect(self._move)
        self.field.erased.connect(lambda: self.choose_terms(self.terms[:-1]))
        self.field.opened.connect(self._open)
        self.offers.chosen.connect(self._take)
        self.chips.removed.connect(self._remove)
        self.table.activated_row.connect(self._open)
        self.table.empty_acted.connect(lambda: self.choose_terms(()))
        self.table.paged().more_wanted.connect(self._more)
        self.table.paged().sort_wanted.connect(self._sort)
        self.kept.chosen.connect(self._apply)
        self.kept.left.connect(self._type)
        self.excel.clicked.connect(self._export)
        self.work.busy.connect(lambda _task: self._say_count())
        self.asker.answered.connect(self._answered)
        self.asker.continued.connect(self._continued)
        self.asker.counted.connect(self._counted)
        self.asker.learned.connect(self._learned)
        self.asker.failed.connect(self.work.refuse)
        catch_keys(self, self.field)

    def _learned(self, known: Vocabulary) -> None:
        self._known = known
        if self.field.text():
            self._offer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - theme.px(WIDTH + 56)
        for place, column in enumerate(columns()):
            self.table.setColumnHidden(place, room < theme.px(GIVE_WAY.get(column.key, 0)))
