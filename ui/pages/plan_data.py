"""Everyone of all visits, read once for the views of the plan."""

from collections.abc import Callable, Iterable, Sequence

from fieldapp.domain.fold import Visit
from fieldapp.reports import pupils
from fieldapp.reports.pupils import Pupil
from fieldapp.statuses import Written
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.texts import _
from ui.pages.reading import Reading
from ui.tasks import Progress
from ui.work import Work


class PlanData(Reading):
    """Everyone, and the visits; after an act only those it was about are read again."""

    def __init__(self, work: Work) -> None:
        super().__init__(work, _("Reading everyone"), _load)

    @property
    def everyone(self) -> list[Pupil]:
        """All pupils, each once."""
        return self.found[0] if self.ready else []

    @property
    def visits(self) -> list[Visit]:
        """All visits."""
        return self.found[1] if self.ready else []

    def act(self, verb: Callable[[], Sequence[Written]]) -> Sequence[Written] | None:
        """Act at once; only whom it was about is read again."""

        def acted() -> Sequence[Written]:
            fresh = self.is_fresh()
            made = verb()
            if fresh:
                self.renew((one.visit, one.person) for one in made)
            return made

        return self.work.do(acted)

    def renew(self, people: Iterable[tuple[str, str]]) -> None:
        """Read only these (visit, person) again: somebody acted on them just now."""
        touched, session = set(people), self.work.session
        again = [
            pupils.renewed(session.db, one) if touched & set(one.names) else one
            for one in self.everyone
        ]
        self.found = (again, self.visits)
        self.renewed()


def _load(session: Session, progress: Progress) -> tuple[list[Pupil], list[Visit]]:
    return pupils.everyone(session.db, progress), queries.real_visits(session.db)
