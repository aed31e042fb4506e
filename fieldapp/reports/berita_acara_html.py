"""The official report as pages for print, in the HTML and CSS that Qt's text documents know."""

from collections.abc import Iterable
from html import escape

from fieldapp.reports import berita_acara as report_of
from fieldapp.reports import recap
from fieldapp.reports.berita_acara import Report
from fieldapp.texts import _, long_date, number

_STYLE = """
p { margin: 0px; }
.head { font-size: 14pt; font-weight: 600; }
.office { font-size: 11pt; }
.title { font-size: 12pt; font-weight: 600; }
.text { line-height: 130%; }
.part { font-size: 10.5pt; font-weight: 600; }
.small { font-size: 8.5pt; color: #444444; }
table { border-collapse: collapse; }
td.rule { border-bottom: 2px solid #000000; }
td.line { border-bottom: 1px solid #cccccc; padding-top: 3px; padding-bottom: 3px;
  padding-right: 6px; }
td.within { padding-left: 14px; color: #444444; }
td.n { text-align: right; padding-right: 0px; }
td.fact { padding-bottom: 3px; }
td.sign { border-top: 1px solid #444444; padding-top: 4px; }
"""


def page(report: Report) -> str:
    """The whole report."""
    title = report_of.title(report)
    parts = [
        _head(report),
        f"<p class='title' align='center'>{escape(title.upper())}</p><br>",
        f"<p class='text' align='justify'>{escape(report_of.opening(report))}</p><br>",
        _facts(report),
        _section(_("Figures"), _figures(report)),
        _section(_("Per visit"), _each(report)) if len(report.visits) > 1 else "",
        _section(_("Captured incompletely"), _missing(report)),
        _section(_("Incidents"), _incidents(report)),
        _closing(report),
    ]
    return (
        f"<html><head><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def _head(report: Report) -> str:
    """The second line largest, as on the letters of an office: whose it is, then the office."""
    largest = min(1, len(report.letterhead) - 1)
    sizes = ("office", "head", "small")
    lines = "".join(
        f"<p class='{'head' if place == largest else sizes[min(place, 2)]}' align='center'>"
        f"{escape(line)}</p>"
        for place, line in enumerate(report.letterhead)
    )
    return _table(f"<tr><td class='rule'>{lines}<p class='small'>&nbsp;</p></td></tr>") + "<br>"


def _facts(report: Report) -> str:
    rows = "".join(
        f"<tr><td class='fact' width='22%'>{escape(name)}</td><td class='fact' width='3%'>:</td>"
        f"<td class='fact'>{escape(value)}</td></tr>"
        for name, value in report_of.facts(report)
    )
    return _table(rows)


def _section(title: str, content: str) -> str:
    return f"<br><p class='part'>{escape(title)}</p>{content}" if content else ""


def _figures(report: Report) -> str:
    """All figures in two columns side by side."""
    shown = [(name, number(value)) for name, value in recap.rows(report.figures)]
    shown += [(name, number(value)) for name, value in recap.times(report.figures)]
    half = (len(shown) + 1) // 2
    while half < len(shown) and shown[half][0][:1].islower():
        half += 1  # what is counted within a figure stays below it
    left, right = _rows(shown[:half]), _rows(shown[half:])
    return _table(
        f"<tr><td width='48%'>{left}</td><td width='4%'></td><td width='48%'>{right}</td></tr>"
    )


def _rows(pairs: Iterable[tuple[str, str]]) -> str:
    return _table("".join(
        f"<tr><td class='line{' within' if name[:1].islower() else ''}'>{escape(name)}</td>"
        f"<td class='line n' width='18%'>{escape(value)}</td></tr>"
        for name, value in pairs
    ))  # fmt: skip


def _each(report: Report) -> str:
    heads = (_("Listed"), _("Present"), _("Absent"), _("Recorded"), _("Failed"), "IKD")
    head = "".join(f"<td class='line n small' width='11%'>{escape(name)}</td>" for name in heads)
    rows = "".join(
        f"<tr><td class='line'>{escape(one.place)} <span class='small'>"
        f"{escape(long_date(one.date) if one.date else '')}</span></td>"
        + "".join(
            f"<td class='line n'>{escape(number(value))}</td>"
            for value in (
                one.listed, one.checked_in, one.absent, one.recorded, one.failed, one.ikd_activated
            )
        )
        + "</tr>"
        for one in report.each
    )  # fmt: skip
    return _table(f"<tr><td class='line small'>{escape(_('Visit'))}</td>{head}</tr>{rows}")


def _missing(report: Report) -> str:
    if not report.missing:
        return f"<p>{escape(_('Of everyone recorded everything was captured.'))}</p>"
    heads = (_("Number"), _("Name"), _("Class"), _("Not captured, and why"))
    widths = ("10%", "34%", "14%", "42%")
    head = "".join(
        f"<td class='line small' width='{width}'>{escape(name)}</td>"
        for name, width in zip(heads, widths, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td class='line'>{escape(cell)}</td>"
            for cell in (one.number, one.name, one.class_, report_of.parts_words(one))
        )
        + "</tr>"
        for one in report.missing
    )
    return _table(f"<tr>{head}</tr>{rows}")


def _incidents(report: Report) -> str:
    if not report.incidents:
        return f"<p>{escape(_('None.'))}</p>"
    rows = "".join(
        f"<tr><td class='line' width='20%'>{escape(one.at)}</td>"
        f"<td class='line'>{escape(one.what)}</td></tr>"
        for one in report.incidents
    )
    notes = "".join(f"<p class='small'>{escape(x)}</p>" for x in recap.doubts(report.figures)[:1])
    return _table(rows) + notes


def _closing(report: Report) -> str:
    """The last sentence and the signatures, which stay on one sheet."""
    said = escape(_("This report was made as it happened, to be used as it should be."))
    parties = [_("For the registry")]
    if len(report.visits) == 1:
        parties.insert(0, _("For the school"))
        if report.visits[0].setting != "school":
            parties[0] = _("For the place visited")
    gap = "<td width='10%'></td>"
    above = gap.join(f"<td width='45%'>{escape(party)}{'<br>' * 6}</td>" for party in parties)
    below = gap.join(
        f"<td class='sign small'>{escape(_('Name, signature, stamp'))}</td>" for _each in parties
    )
    day = escape(report_of.place_and_day(report))
    first = f"<td width='45%'>{day}</td>"
    dated = first if len(parties) == 1 else f"<td width='45%'></td>{gap}{first}"
    alone = "<td width='55%'></td>" if len(parties) == 1 else ""
    signs = _table(f"<tr>{alone}{dated}</tr><tr>{alone}{above}</tr><tr>{alone}{below}</tr>")
    return _table(f"<tr><td><br><p>{said}</p><br><br>{signs}</td></tr>")


def _table(rows: str) -> str:
    return f"<table width='100%' cellspacing='0' cellpadding='0'>{rows}</table>"
