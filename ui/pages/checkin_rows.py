"""The people found at check-in, as rows."""

from fieldapp import codes
from fieldapp.domain import identity
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.domain.periods import parse_date
from fieldapp.store import search
from fieldapp.store.tables import Entry
from fieldapp.texts import _, short_date
from ui import badges
from ui.widgets.rows import Column
from ui.work import Work

MOST_RESULTS = 30
_LOOK_TWICE = frozenset({"nik_mismatch", "listed_twice"})


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


def find(work: Work, text: str) -> list[Entry]:
    """Whom a code means, and who is like what was typed."""
    visit, db = work.visit, work.session.db
    if visit is None:
        return []
    coded = codes.people(db, visit.visit, visit.plan.date, text)
    if coded.code.kinds == ("number",):
        return list(coded.entries)
    alike = search.find(db, text, visit.visit, MOST_RESULTS)
    every = {entry.visitor.person: entry for entry in (*coded.entries, *alike)}
    return list(every.values())[:MOST_RESULTS]


def empty_words(work: Work, text: str) -> tuple[str, str]:
    """What is said where nobody is shown: what there is not, and what to do."""
    if work.visit is None:
        return _("No visit chosen"), _("Choose or plan one under Visits (Ctrl+1).")
    if text:
        hint = _("Try another spelling or the NISN. F6 adds somebody who is on no list.")
        return _("Nobody found"), hint
    hint = _("Type a few letters of the name, or scan the student card or KK.")
    return _("Who is there?"), hint


def say_nobody(work: Work, text: str) -> None:
    """Say what was read, where a code means nobody."""
    code, visit = codes.recognise(text), work.visit
    if visit is not None and any(sign.isdigit() for sign in code.text):
        error = codes.nobody(code, visit.plan.date)
        work.say("wait", error.what, error.todo)


def is_clear(entry: Entry) -> bool:
    """Whether there is nothing about somebody to look at twice before they get a number."""
    judged = entry.assessment
    return judged.badge in MAY_RECORD and not _LOOK_TWICE & set(judged.chips)
