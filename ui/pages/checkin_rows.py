"""The people found at check-in, as rows."""

from fieldapp.domain import identity
from fieldapp.domain.periods import parse_date
from fieldapp.store.tables import Entry
from fieldapp.texts import _, short_date
from ui import badges
from ui.widgets.rows import Column


def columns() -> list[Column[Entry]]:
    """Name, class, birth date, number and badge."""

    def field(name: str) -> Column[Entry]:
        return Column(name, "", lambda entry: entry.visitor.fields.get(name, ""))

    return [
        Column("name", _("Name"), field("name").text, stretch=True),
        Column("class", _("Class"), field("class").text, width=160),
        Column(
            "birth_date", _("Birth date"), _born, width=130,
            sort_key=field("birth_date").text,
        ),
        Column("number", _("Number"), lambda entry: entry.visitor.number, width=90),
        Column(
            "badge", _("Badge"), lambda entry: badges.badge_of(entry).text, width=300,
            badge=badges.badge_of,
        ),
    ]  # fmt: skip


def _born(entry: Entry) -> str:
    day = parse_date(entry.visitor.fields.get("birth_date", ""))
    return short_date(day) if day else ""


def walk_in_values(text: str) -> dict[str, str]:
    """What is known of somebody who was searched for and is on no list."""
    code = identity.digits(text)
    values = {"name": "" if any(c.isdigit() for c in text) else text.title()}
    if identity.is_number(code, 16):
        values["nik"] = code
    elif identity.is_number(code, 10):
        values["nisn"] = code
    return values
