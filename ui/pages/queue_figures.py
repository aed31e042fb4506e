"""The figures above the queue, and what can be said about when it will be done."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.domain.fold import Visit
from fieldapp.reports import desk_figures, pace, pace_words
from fieldapp.reports.pace import Pace
from fieldapp.reports.recap import is_doubtful
from fieldapp.store.tables import Entry
from fieldapp.texts import _, clock, ngettext, number
from fieldapp.wording import moment, word
from ui import theme
from ui.widgets.counter import CounterRow
from ui.widgets.label import ShortLabel

_GAP = 24  # px between the sentence and the figures
_SENTENCE = 280  # px; where it has less beside the figures, these are left out
_LOW = 400  # px; on a page lower than this only the sentence is left


class Figures(QWidget):
    """How fast it goes; a sentence says what numbers cannot. How many, the window's top says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pace = CounterRow()
        self.sentence = ShortLabel("", 13, "muted", lines=2)
        self.late = ShortLabel("", 15, "wait", strong=True, lines=2)
        self._room = (0, 0)
        self._services: tuple[str, ...] = ()
        figures = QHBoxLayout()
        figures.setSpacing(theme.px(_GAP))
        figures.addWidget(self.sentence, 1)
        figures.addWidget(self.pace)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(figures)
        column.addWidget(self.late)

    def show_figures(self, visit: Visit, entries: Sequence[Entry], now: int) -> None:
        """Show how `visit` stands at the moment `now`."""
        services = tuple(visit.plan.services)
        if services != self._services:
            self._services = services
            ends = [(each, _until(each)) for each in services]
            self.pace.set_items([("wait", _("wait")), ("each", _("per person")), *ends])
        turns = [turn for entry in entries for turn in entry.visitor.turns]
        found = desk_figures.services_of(visit, turns, now)
        waits = pace.average_wait(turns)
        wrong = sum(is_doubtful(entry, visit) for entry in entries)
        star = " *" * bool(wrong)
        self.pace.set("wait", _minutes(waits / 60_000 if waits is not None else None) + star)
        self.pace.set("each", _minutes(_first([one.each for one in found.values()])) + star)
        closed = visit.state == "closed"
        for service, one in found.items():
            self.pace.set(service, _end(None if closed else one.end))
        said = [sentence(service, one) for service, one in found.items()]
        said = [_("This visit is closed.")] if closed else said
        self.sentence.set_text("   ".join([*said, *_doubted(wrong)]))
        self.late.set_text(pace_words.late_words(desk_figures.outlook_of(visit, found, turns, now)))
        self.late.setVisible(bool(self.late.text()))

    def event(self, event: QEvent) -> bool:
        """A figure may have grown."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit(*self._room)
        return super().event(event)

    def fit(self, width: int, height: int) -> None:
        """Show what a page of this size has room for."""
        self._room = (width, height)
        room = width >= self.pace.sizeHint().width() + theme.px(_SENTENCE)
        self.pace.setVisible(room and height >= theme.px(_LOW))

    def minimumSizeHint(self) -> QSize:
        """Figures ask for no width: those without room are left out."""
        return QSize(0, super().minimumSizeHint().height())


def sentence(service: str, one: Pace) -> str:
    """How a service stands, in words."""
    name = word("service", service)
    left = one.waiting + one.serving
    if not left:
        return _("{service}: nobody waits.").format(service=name)
    if one.end is None:
        return _("{service}: {count} to serve; the end can be told once {few} were served.").format(
            service=name, count=number(left), few=pace.ENOUGH
        )
    text = ngettext(
        "{service}: {count} to serve at {desks} desk, done at about {time}.",
        "{service}: {count} to serve at {desks} desks, done at about {time}.",
        one.desks,
    )
    return text.format(
        service=name, count=number(left), desks=one.desks, time=clock(moment(one.end))
    )


def _doubted(people: int) -> list[str]:
    """What the star at the times means."""
    text = ngettext(
        "* The times of {count} person may be wrong, because a clock was doubtful.",
        "* The times of {count} people may be wrong, because a clock was doubtful.",
        people,
    )
    return [text.format(count=number(people))] * bool(people)


def _until(service: str) -> str:
    return _("{service} done at").format(service=word("service", service))


def _end(end: int | None) -> str:
    return f"± {clock(moment(end))}" if end else "–"


def _minutes(minutes: float | None) -> str:
    if minutes is None:
        return "–"
    shown = round(minutes) if minutes >= 10 else round(minutes, 1)
    return _("{minutes} min").format(minutes=number(shown))


def _first(times: Sequence[float | None]) -> float | None:
    return next((each for each in times if each is not None), None)
