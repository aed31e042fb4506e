"""The dashboard as a workbook and as pages for print; and the people behind a figure as a list."""

from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path

from fieldapp.domain import identity, periods
from fieldapp.reports import coverage as covering
from fieldapp.reports import dashboard, listing, throughput
from fieldapp.reports.dashboard import BY, COLUMNS, Board, Group
from fieldapp.reports.dashboard_words import (
    column_name,
    coverage_line,
    grouping_name,
    overlap,
    share_of,
)
from fieldapp.reports.listing import Sheet
from fieldapp.store.tallies import Named
from fieldapp.texts import _, long_date, number, short_date
from fieldapp.wording import word

_STYLE = """
p { margin: 0px; }
.title { font-size: 18pt; font-weight: 600; }
.small { font-size: 8pt; color: #444444; }
.part { font-size: 11pt; font-weight: 600; }
.large { font-size: 16pt; font-weight: 600; }
td.line { border-bottom: 1px solid #cccccc; padding-top: 3px; padding-bottom: 3px;
  font-size: 8.5pt; }
td.sum { font-weight: 600; border-top: 1px solid #444444; }
td.head { font-size: 7pt; color: #444444; }
.n { text-align: right; }
"""
_PRINTED = tuple(column for column in COLUMNS if column != "walk_ins")
LARGE = ("target", "present", "recorded", "failed", "absent", "ikd")


def write(board: Board, path: Path, *, today: date, first: str = "visit") -> None:
    """Every grouping on a sheet of its own, `first` first; hours, desks, coverage."""
    order = [first, *(by for by in BY if by != first)]
    sheets = [_groups_sheet(board, by, today) for by in order]
    listing.write([*sheets, _hours_sheet(board), _desks_sheet(board), _covered_sheet(board)], path)


def _groups_sheet(board: Board, by: str, today: date) -> Sheet:
    heads = [(grouping_name(by), 36), (_("Visits"), 10)]
    heads += [(column_name(column), 11) for column in COLUMNS]
    lines = [*dashboard.groups(board, by), dashboard.overall(board)]
    rows: list[list[str | float]] = [
        [one.name, one.visits, *(one.counts[column] for column in COLUMNS)] for one in lines
    ]
    above = [
        _("Recap of all visits"),
        _("As of {date}").format(date=long_date(today)),
        *filter(None, [overlap(board, by)]),
    ]
    return Sheet(grouping_name(by), above, heads, rows)


def _hours_sheet(board: Board) -> Sheet:
    rows = [
        [f"{one.hour:02}:00", one.served, one.waits.count, *_minutes(one.waits)]
        for one in throughput.hours(board, dashboard.ALL, "")
    ]
    heads = [(_("Hour"), 10), (_("Served"), 12), *_wait_heads()]
    return Sheet(_("Hours"), [_("People served in each hour of the day, over all days")], heads,
                 rows)  # fmt: skip


def _wait_heads() -> list[tuple[str, int]]:
    return [
        (_("Waited"), 12),
        (_("Half waited up to (minutes)"), 16),
        (_("Nine of ten waited up to (minutes)"), 18),
    ]


def _minutes(waits: throughput.Waits) -> list[str | float]:
    return ["" if one is None else one for one in (waits.middle, waits.late)]


def _desks_sheet(board: Board) -> Sheet:
    rows = [
        [one.name, one.served, one.hours, one.each, one.waits.count, *_minutes(one.waits)]
        for one in throughput.desks(board, dashboard.ALL, "")
    ]
    heads = [(_("Desk"), 30), (_("Served"), 12), (_("Hours"), 10), (_("People per hour"), 16)]
    return Sheet(_("Desks"), [_("People served at each desk")], [*heads, *_wait_heads()], rows)


def _covered_sheet(board: Board) -> Sheet:
    found = covering.coverage(board)
    rows: list[list[str | float]] = [
        [long_date(one.day), one.new, one.total, found.target] for one in found.days
    ]
    heads = [(_("Day"), 24), (_("Recorded"), 12), (_("So far"), 12), (_("Target"), 12)]
    return Sheet(_("Coverage"), [_("Coverage of the registry's list"), coverage_line(found)], heads,
                 rows)  # fmt: skip


# -- people behind a figure


def people_heads() -> list[tuple[str, int]]:
    """The columns of a list of people, with their widths in a workbook."""
    return [
        (_("Name"), 34), (_("Class"), 12), ("NIK", 20), (_("Birth date"), 14), (_("Village"), 22),
        (_("Badge"), 20), (_("Number"), 10), (_("Visit"), 40),
    ]  # fmt: skip


def people_row(one: Named, places: dict[str, str]) -> list[str]:
    """One of them; the NIK masked."""
    said = one.fields.get
    return [
        said("name", ""), said("class", ""), identity.mask(said("nik", "")),
        born_of(one), said("village", ""), word("badge", one.badge),
        one.number, places.get(one.visit, ""),
    ]  # fmt: skip


def born_of(one: Named) -> str:
    """Somebody's birth date as officers write it."""
    said = one.fields.get("birth_date", "")
    born = periods.parse_date(said)
    return short_date(born) if born else said


def places(board: Board) -> dict[str, str]:
    """Each visit with its day, as it is named in lists; the registry's own list too."""
    found = {row.visit: _("Registry's list of those not yet recorded") for row in board.listed}
    for visit, one in board.visits.items():
        found[visit] = f"{one.plan.place}, {short_date(one.plan.date)}"
    return found


def write_people(title: str, people: Sequence[Named], board: Board, path: Path) -> None:
    """The people behind a figure as a workbook."""
    where = places(board)
    rows = [people_row(one, where) for one in people]
    listing.write([Sheet(_("People"), [title], people_heads(), rows)], path)


# -- pages for print


def page(board: Board, by: str, today: date, pictures: Sequence[tuple[str, str]] = ()) -> str:
    """The figures of a grouping as pages; `pictures` are charts: words and the address of each."""
    found, whole = dashboard.groups(board, by), dashboard.overall(board)
    title = _("Recap of all visits")
    covered = covering.coverage(board)
    parts = [
        f"<p class='title'>{escape(title)}</p>",
        f"<p>{escape(_('As of {date}').format(date=long_date(today)))}</p><br>",
        _large(whole, covered),
        *(
            f"<p class='part'>{escape(words)}</p><p><img src='{address}' width='660'></p><br>"
            for words, address in pictures
        ),
        f"<p class='part'>{escape(_('By: {grouping}').format(grouping=grouping_name(by)))}</p>",
        _table(found, whole, by),
        *(f"<p class='small'>{escape(line)}</p>"
          for line in (overlap(board, by), coverage_line(covered)) if line),
    ]  # fmt: skip
    return (
        f"<html><head><title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body>{''.join(parts)}</body></html>"
    )


def _large(whole: Group, covered: covering.Coverage) -> str:
    shown = [(column_name(column), number(whole.counts[column])) for column in LARGE]
    if covered.listed:
        shown.append((_("Coverage"), f"{number(share_of(covered))}\u00a0%"))
    cells = "".join(
        f"<td width='{100 // len(shown)}%'><span class='large'>{escape(value)}</span><br>"
        f"<span class='small'>{escape(name)}</span></td>"
        for name, value in shown
    )
    return f"<table width='100%'><tr>{cells}</tr></table><br>"


def _table(found: Sequence[Group], whole: Group, by: str) -> str:
    heads = "".join(
        f"<td class='line n head' width='6.5%'>{escape(column_name(column))}</td>"
        for column in _PRINTED
    )
    head = f"<tr><td class='line head'>{escape(grouping_name(by))}</td>{heads}</tr>"
    lines = "".join(_line(one, "") for one in found) + _line(whole, " sum")
    return f"<table width='100%' cellspacing='0' cellpadding='2'>{head}{lines}</table>"


def _line(one: Group, style: str) -> str:
    cells = "".join(
        f"<td class='line n{style}'>{escape(number(one.counts[column]))}</td>"
        for column in _PRINTED
    )
    return f"<tr><td class='line{style}'>{escape(one.name)}</td>{cells}</tr>"
