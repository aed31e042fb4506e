"""One laptop in a hall, and its people by their names."""

from fieldapp import queue
from fieldapp.domain.people import Turn
from fieldapp.store import journal, queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry


class Hall:
    """A laptop, a visit on it, and the people by their names."""

    def __init__(self, session: Session, visit: str) -> None:
        self.session = session
        self.visit = visit
        self.ids = {
            entry.visitor.fields["name"]: entry.visitor.person
            for entry in queries.everyone(session.db, visit)
        }

    def __getitem__(self, name: str) -> Entry:
        found = queries.entry(self.session.db, self.visit, self.ids[name])
        assert found is not None
        return found

    def came(self, name: str, *services: str) -> Entry:
        return queue.check_in(
            self.session, self.visit, self.ids[name], services=services or ("recording",)
        )

    def turn(self, name: str, service: str = "recording") -> Turn:
        (found,) = (t for t in self[name].visitor.turns if t.service == service)
        return found

    @property
    def written(self) -> int:
        return journal.head(self.session.db, self.visit, self.session.device_id).last
