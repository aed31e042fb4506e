"""Who is next at a desk, and how somebody's turns stand."""

from fieldapp.store.tables import Entry
from fieldapp.wording import word
from ui.widgets.rows import Column


def turns_told(entry: Entry) -> str:
    """How each turn of somebody stands."""
    return " · ".join(
        f"{word('service', turn.service)}: {word('state', turn.state)}"
        for turn in entry.visitor.turns
    )


def columns() -> list[Column[Entry]]:
    """Number and name of who is next."""
    return [
        Column("number", "", lambda entry: entry.visitor.number, width=80),
        Column("name", "", _named, stretch=True),
    ]


def _named(entry: Entry) -> str:
    """The name, after why they go before others."""
    first = entry.visitor.priority
    name = entry.visitor.fields.get("name", "")
    return f"{word('priority', first)} · {name}" if first else name
