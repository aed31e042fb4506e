"""The answer to a question as a workbook, whatever its length."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from fieldapp import asking_terms, workbook
from fieldapp.asking_terms import Term
from fieldapp.domain import identity
from fieldapp.domain.fold import Visit
from fieldapp.errors import KnownError
from fieldapp.reports import listing
from fieldapp.reports.listing import Sheet
from fieldapp.store import asking, facets, queries
from fieldapp.store.asking import Filter
from fieldapp.store.connect import Connection
from fieldapp.store.tables import Entry
from fieldapp.texts import _, short_date
from fieldapp.wording import word

Progress = Callable[[int, int], None]
_TELL_EVERY = 500  # rows


def write(
    db: Connection, wanted: Filter, path: Path, order: str = "name", *, descending: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> int:  # fmt: skip
    """Write everyone who answers to `path`; how many they are. NIKs are masked."""
    with asking.moment(db):
        asked = asking.put(db, wanted)
        above = (_("People asked for"), said(asking_terms.terms_of(wanted)))
        total = asking.count(asked)
        if total > workbook.ROWS - len(above) - 2:
            raise KnownError(
                _("A sheet does not hold so many people."), _("Add a condition, then save again.")
            )
        known = {one.visit: one for one in (*queries.visits(db), *queries.registries(db))}
        people = asking.everyone(asked, order, descending=descending)
        rows = (row(entry, known) for entry in _told(people, total, progress))
        listing.write_long(Sheet(_("People"), above, heads(), rows), path)
    return total


def said(terms: Sequence[Term]) -> str:
    """A filter in one line."""
    return " · ".join(asking_terms.say(term) for term in terms) or _("Everyone")


def heads() -> list[tuple[str, int]]:
    """The columns, with their widths."""
    return [
        (_("Name"), 30), ("NIK", 19), (_("Birth date"), 12), (_("Sex"), 6), (_("Class"), 14),
        (_("Place"), 30), (_("Day of the visit"), 12), (_("Came"), 8), (_("Badge"), 20),
        (_("Recording"), 16), ("IKD", 14), (_("KTP-el status"), 26), (_("Village"), 20),
        (_("KTP printed from"), 12),
    ]  # fmt: skip


def row(entry: Entry, visits: dict[str, Visit]) -> list[str]:
    """One person."""
    who, judged = entry.visitor, entry.assessment
    fields, visit = who.fields.get, visits.get(who.visit)
    done = {turn.service: turn.outcome or "" for turn in who.turns if turn.state == "finished"}
    return [
        fields("name", ""), identity.mask(fields("nik", "")), _day(fields("birth_date", "")),
        fields("sex", ""), fields("class", ""), visit.plan.place if visit else "",
        short_date(visit.plan.date) if visit else "", _("yes") if who.number else _("no"),
        word("badge", judged.badge), _outcome(done.get("recording")), _outcome(done.get("ikd")),
        fields("status", ""), village(entry),
        short_date(judged.print_from) if judged.print_from else "",
    ]  # fmt: skip


def village(entry: Entry) -> str:
    """The kelurahan of the city, or what the list says of one elsewhere."""
    if entry.assessment.village:
        return asking_terms.village_name(entry.assessment.village)
    return entry.visitor.fields.get("village", "") or asking_terms.village_name(facets.UNKNOWN)


def _outcome(code: str | None) -> str:
    return word("outcome", code) if code else ""


def _day(iso: str) -> str:
    try:
        return short_date(date.fromisoformat(iso))
    except ValueError:
        return iso


def _told(people: Iterable[Entry], total: int, progress: Progress) -> Iterator[Entry]:
    for done, entry in enumerate(people):
        if done % _TELL_EVERY == 0:
            progress(done, total)
        yield entry
