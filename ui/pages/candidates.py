"""Candidates: who of the registry's list is called where, who is at no school, who is whom."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fieldapp import candidates
from fieldapp.candidates import Compared
from fieldapp.domain.fold import Visit
from fieldapp.people import Taken
from fieldapp.reports import candidates_xlsx
from fieldapp.store import pairs, queries
from fieldapp.store.pairs import Line
from fieldapp.store.session import Session
from fieldapp.texts import _, number
from ui.pages.candidates_look import CandidatesLook
from ui.pages.candidates_rows import identify, where
from ui.pages.choose import SaveFile, save_file
from ui.pages.page import Page
from ui.pages.roster_preview import RosterPreview
from ui.pages.saving import list_words, save_as
from ui.pages.visits import ChooseFile, ask_for_list
from ui.tasks import Progress
from ui.work import Changes, Work


class Candidates(Page):
    """Takes the registry's list in, compares it with the visits, and acts on what follows."""

    def __init__(
        self,
        work: Work,
        choose_file: ChooseFile | None = None,
        choose_save: SaveFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(work, parent)
        self._choose_file = choose_file or ask_for_list
        self._choose_save = choose_save or save_file(self)
        self._lines: list[Line] = []
        self.look = CandidatesLook(may=work.session.actor_role == "coordinator")
        self.roster = RosterPreview(work)
        self.whole = QStackedWidget()
        for part in (self.look, self.roster):
            self.whole.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.whole)
        self._connect()

    def first_focus(self) -> QWidget | None:
        """What is open: the list being taken in, else the field or table of the kind."""
        if self.whole.currentWidget() is self.roster:
            return self.roster.first_focus()
        return self.look.first_focus()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002
        """Show the figures and the people of the chosen kind as they are now."""
        session = self.work.session
        last = candidates.compared(session)
        self.look.tiles.set_counts(self._counts() if last else {})
        self._lines = pairs.lines(session.db, self.look.kind()) if last else []
        listed, _pupils = pairs.size(session.db)
        self.look.show_state(listed, last, stale=candidates.is_stale(session))
        self.look.offer(self._lines, [v for v in queries.real_visits(session.db) if _may_take(v)])
        self._filter()

    def undo(self) -> None:
        """Take back the last decision about the registry's list, and show the pair again."""
        own = pairs.registry(self.work.session.db)
        if own:
            before = {identify(line) for line in self.look.shown()}
            self.work.undo(own.visit)
            self.look.choose_new(before)

    def _counts(self) -> dict[str, int]:
        db = self.work.session.db
        return {**pairs.counts(db), "unlisted": len(pairs.lines(db, "unlisted"))}

    def _filter(self) -> None:
        wanted = self.look.wanted()
        self.look.show_lines([one for one in self._lines if wanted.lets(one)], len(self._lines))

    def _choose_kind(self, _kind: str) -> None:
        self.look.clear_filters()
        self.refresh(Changes())
        focus = self.look.first_focus()
        if focus:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- acting

    def start_list(self) -> None:
        """Choose the registry's file, and show what it holds."""
        path = self._choose_file(self)
        if path is None:
            return
        today = date.today()  # noqa: DTZ011 -- the local day
        own = self.work.do(lambda: candidates.registry(self.work.session, today))
        if own:
            self.whole.setCurrentWidget(self.roster)
            self.roster.open(own.visit, path)

    def _leave_roster(self) -> None:
        self.whole.setCurrentWidget(self.look)
        self.refresh(Changes())
        self.look.compare.setFocus(Qt.FocusReason.OtherFocusReason)

    def compare(self) -> None:
        """Compare the lists on the worker."""
        if self.work.task is not None:
            return

        def long(session: Session, progress: Progress) -> Compared:
            return candidates.compare(session, progress)

        self.work.run(_("Comparing the lists"), long, self._compared)

    def _compared(self, made: Compared) -> None:
        text = _("{listed} of the registry's list were compared with {pupils} at the visits.")
        self.work.say("ok", text.format(listed=number(made.listed), pupils=number(made.pupils)))

    def _decide(self, same: bool) -> None:
        line = self.look.current()
        if line is None or line.listed is None or line.pupil is None:
            return
        mine, theirs = line.listed, line.pupil
        place = self.look.place_of(line)
        self.work.do(
            lambda: candidates.decide(
                self.work.session, mine.person, theirs.visit, theirs.person, same=same
            )
        )
        self.look.choose_place(place)

    def _list_for(self) -> None:
        visit, lines = self.look.chosen_visit(), self.look.shown()
        if not visit or not lines:
            return
        place = queries.visit(self.work.session.db, visit).plan.place

        def long(session: Session, _progress: Progress) -> Taken:
            return candidates.list_for(session, visit, lines)

        def done(taken: Taken) -> None:
            text = _("{count} people are on the list of {place} now.")
            self.work.say("ok", text.format(count=number(taken.new), place=place))

        self.work.run(_("Putting people on the list of {place}").format(place=place), long, done)

    def _export(self) -> None:
        kind, lines = self.look.kind(), self.look.shown()
        save_as(
            self.work, self._choose_save, list_words(), (f"{_file_name(kind, lines)}.xlsx",),
            lambda path, *_: candidates_xlsx.write(kind, lines, path),
        )  # fmt: skip

    def _connect(self) -> None:
        look = self.look
        look.tiles.chosen.connect(self._choose_kind)
        look.filtered.connect(self._filter)
        look.take_in.clicked.connect(self.start_list)
        look.compare.clicked.connect(self.compare)
        look.save.clicked.connect(self._export)
        look.send.clicked.connect(self._list_for)
        look.list_wanted.connect(self.start_list)
        look.compare_wanted.connect(self.compare)
        look.panel.decided.connect(self._decide)
        self.roster.left.connect(self._leave_roster)
        self.roster.another_wanted.connect(self.start_list)
        self.work.busy.connect(lambda task: look.set_busy(busy=task is not None))


def _may_take(visit: Visit) -> bool:
    """Whether people at no school may be put on its list."""
    return visit.plan.setting == "village" and visit.state != "closed"


def _file_name(kind: str, lines: Sequence[Line]) -> str:
    """A name that says what is in it, with the place if there is only one."""
    places = {where(line)[1] for line in lines}
    tail = f"-{places.pop()}" if len(places) == 1 else ""
    return f"calon-{kind}{tail}".replace(" ", "-").replace("/", "-").lower()
