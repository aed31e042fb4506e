"""Taking back what was done, and everything that ever happened to a person."""

from fieldapp.domain import events as e
from fieldapp.domain import fold
from fieldapp.errors import KnownError
from fieldapp.store import journal, queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.texts import _

_UNDOABLE = frozenset(
    {
        "checked_in", "called", "started", "finished", "requeued", "held", "resumed",
        "prioritised", "no_show", "moved",
        "evidence_taken", "evidence_removed", "evidence_declined",
        "corrected", "linked", "noted", "resolved", "matched", "visit_closed",
    }
)  # fmt: skip
_WITH_OTHERS = e.Resolved | e.CheckedIn | e.EvidenceTaken
_COORDINATORS = frozenset({"visit_closed", "resolved"})  # whoever may do it may take it back


def undo(
    session: Session, visit: str, person: str | None = None, *, only: e.Ref | None = None
) -> tuple[e.Event, Entry | None]:
    """Take back this laptop's last action in the visit, or about `person`; again, the one before.

    Refused where the last action is another than `only`, if given. Returns what was taken back,
    and the person as they are now.
    """
    with session.writing():
        action = _last_action(session, visit, person)
        last = action[-1]
        if only is not None and last.ref != only:
            raise KnownError(
                _("Something else was done in this visit since."),
                _("Take that back first, on the page where it was done."),
            )
        if last.kind in _COORDINATORS:
            session.require_coordinator()
        undone = ((event.person, e.Undone(event.ref)) for event in reversed(action))
        session.record(visit, *undone)
        return last, queries.entry(session.db, visit, last.person) if last.person else None


def _last_action(session: Session, visit: str, person: str | None) -> list[e.Event]:
    """The events of the last action that can be taken back, the one that names it last."""
    end = journal.head(session.db, visit, session.device_id)
    known = queries.entry(session.db, visit, person) if person is not None else None
    about = {person, *(known.visitor.ids if known else ())}
    gone: set[e.Ref] = set()
    action: list[e.Event] = []
    for seq in range(end.last, max(0, end.last - 1000), -1):
        line = journal.line_of(session.db, end.id, seq)
        event = e.decode(line) if line else None
        if event is None:
            break
        if action:
            action.insert(0, event)
        elif isinstance(event.body, e.Undone):
            gone.add(event.body.event)
        elif event.ref not in gone and not _is_mark(event):
            action = [event]
        if action and len(action) > _entailed(action[-1]):
            ours = person is None or any(one.person in about for one in action)
            if ours and not _may_be_undone(action[-1]):
                break
            left = _left(action, gone, about if person is not None else None)
            if ours and left:
                return left
            action = []
    raise KnownError(
        _("There is nothing to take back on this laptop."),
        _("Only actions of this laptop can be taken back here, the last one first."),
    )


def _left(action: list[e.Event], gone: set[e.Ref], about: set[str | None] | None) -> list[e.Event]:
    """What of an action still holds; of a group that came together, only who it is `about`."""
    group = about is not None and isinstance(action[-1].body, e.CheckedIn)
    return [
        event
        for event in action
        if event.ref not in gone and not (group and about and event.person not in about)
    ]


def _entailed(event: e.Event) -> int:
    """How many events before it belong to one action with it."""
    return event.body.also if isinstance(event.body, _WITH_OTHERS) else 0


def _may_be_undone(event: e.Event) -> bool:
    return event.kind in _UNDOABLE or _is_walk_in(event)


def _is_mark(event: e.Event) -> bool:
    """Whether it only comes with another action: something is doubtful, a ticket was printed."""
    if isinstance(event.body, e.ClockDoubted | e.ClockTrusted | e.Ticketed):
        return True
    return isinstance(event.body, e.Listed) and not event.body.fields


def _is_walk_in(event: e.Event) -> bool:
    return isinstance(event.body, e.Listed) and event.body.source == "walk_in"


def history(session: Session, visit: str, person: str) -> list[tuple[e.Event, bool]]:
    """Every event of a person in order, each with whether it was taken back."""
    entry = queries.entry(session.db, visit, person)
    ids = (person, *entry.visitor.ids) if entry else (person,)
    events = [event for one in ids for event in journal.of_person(session.db, visit, one)]
    gone = fold.cancelled(events)
    ordered = sorted(events, key=lambda event: event.order)
    return [(event, event.ref in gone) for event in ordered]
