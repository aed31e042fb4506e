"""What a device knows of the people of a visit, without words and times that may change."""

from typing import Any

from fieldapp import present
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from tests.vectors import PEOPLE, TURN


def people(session: Session) -> list[dict[str, Any]]:
    """Everyone of every visit, in the order of their ids."""
    found = [
        _person(entry)
        for visit in queries.real_visits(session.db)
        for entry in queries.everyone(session.db, visit.visit)
    ]
    return sorted(found, key=lambda one: str(one["person"]))


def _person(entry: Entry) -> dict[str, Any]:
    said = present.person(entry)
    return {
        **{name: said[name] for name in PEOPLE},
        "turns": [{name: turn[name] for name in TURN} for turn in said["turns"]],
        "evidence": [
            {"what": one.what, "medium": one.medium, "consent": one.consent}
            for one in entry.visitor.evidence
        ],
        "declined": entry.visitor.declined,
    }
