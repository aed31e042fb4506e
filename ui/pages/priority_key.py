"""The button at check-in that lets somebody go before others, and says why."""

from fieldapp import queue
from fieldapp.domain.people import PRIORITIES
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from fieldapp.wording import word
from ui.widgets.keys import KeyButton
from ui.work import Work


class PriorityKey(KeyButton):
    """Each press is the next reason, and none after the last."""

    def __init__(self, work: Work) -> None:
        super().__init__("", "F7", "quiet", "priority")
        self._work = work
        self._entry: Entry | None = None
        self.clicked.connect(self._turn)

    def show_entry(self, entry: Entry | None) -> None:
        """Say why this person goes before others, if they do."""
        self._entry = entry
        self.setVisible(entry is not None)
        said = entry.visitor.priority if entry else ""
        text = _("Priority: {reason}").format(reason=word("priority", said)) if said else ""
        self.setText(text or _("Priority"))

    def _turn(self) -> None:
        if self._entry is None:
            return
        reasons = ("", *PRIORITIES)
        visitor = self._entry.visitor
        place = reasons.index(visitor.priority) if visitor.priority in reasons else 0
        following = reasons[(place + 1) % len(reasons)]
        session, visit = self._work.session, self._work.visit_id
        self._work.do(
            lambda: queue.prioritise(session, visit, visitor.person, following), visitor.person
        )
