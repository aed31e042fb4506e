"""The official report as a workbook: what it says, the figures, what is missing, incidents."""

from pathlib import Path

from fieldapp.reports import berita_acara as report_of
from fieldapp.reports import listing, recap
from fieldapp.reports.berita_acara import Report
from fieldapp.reports.listing import Sheet
from fieldapp.texts import _, long_date


def write(report: Report, path: Path) -> None:
    """Write the workbook. Raises KnownError where `path` cannot be written."""
    sheets = [_said(report), _figures(report), _missing(report), _incidents(report)]
    listing.write(sheets, path)


def _said(report: Report) -> Sheet:
    above = [report_of.title(report), *report.letterhead, report_of.opening(report)]
    rows: list[list[str | float]] = [[name, value] for name, value in report_of.facts(report)]
    return Sheet(_("Report"), above, [(_("What"), 24), (_("Said"), 80)], rows)


def _figures(report: Report) -> Sheet:
    """Each visit in a column, and all of them together where there are several."""
    columns = [*report.each, report.figures] if len(report.each) > 1 else list(report.each)
    heads = [(_("Figure"), 40)]
    heads += [
        (f"{one.place}, {long_date(one.date)}" if one.date else _("Together"), 18)
        for one in columns
    ]
    shown = [[*recap.rows(one), *recap.times(one)] for one in columns]
    rows: list[list[str | float]] = [
        [line[0][0].rstrip(" *"), *(value for _name, value in line)]
        for line in zip(*shown, strict=True)
    ]
    return Sheet(_("Figures"), [_("Figures")], heads, rows)


def _missing(report: Report) -> Sheet:
    heads = [
        (_("Number"), 10), (_("Name"), 34), (_("Class"), 12), (_("Not captured, and why"), 60)
    ]  # fmt: skip
    rows = [
        [one.number, one.name, one.class_, report_of.parts_words(one)] for one in report.missing
    ]
    return Sheet(_("Incomplete"), [_("Captured incompletely")], heads, rows)


def _incidents(report: Report) -> Sheet:
    rows = [[one.at, one.what] for one in report.incidents]
    heads = [(_("When"), 20), (_("What"), 90)]
    return Sheet(_("Incidents"), [_("Incidents")], heads, rows)
