"""The recap as pages for print, in the HTML and CSS that Qt's text documents know."""

from collections.abc import Iterable, Sequence
from html import escape

from fieldapp.reports.recap import Recap, doubts, rows, times, total
from fieldapp.texts import _, long_date, number
from fieldapp.wording import word

_STYLE = """
p { margin: 0px; }
.title { font-size: 11pt; color: #444444; }
.place { font-size: 18pt; font-weight: 600; }
.day { font-size: 11pt }
.part { font-weight: 600; }
.large { font-size: 24pt; font-weight: 600; }
.small { font-size: 8.5pt; color: #444444; }
table { border-collapse: collapse; }
td.line { border-bottom: 1px solid #cccccc; padding-top: 3px; padding-bottom: 3px; }
td.within { padding-left: 14px; color: #444444; }
td.n { text-align: right; }
td.sign { border-top: 1px solid #444444; padding-top: 4px; }
.page { page-break-before: always; }
"""


def page(recaps: list[Recap]) -> str:
    """The figures of each visit on a page of its own; together before them where several."""
    title = _("Recap of recording KTP-el and activating IKD")
    parts = [_visit(recap) for recap in recaps]
    if len(recaps) != 1:
        parts.insert(0, _together(recaps))
    body = "<p class='page'></p>".join(
        f"<p class='title'>{escape(title)}</p>{part}" for part in parts
    )
    return (
        f"<html><head><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def _visit(recap: Recap) -> str:
    day = long_date(recap.date) if recap.date else ""
    parties = (_("For the school"), _("For the registry"))
    return _head(recap.place, day) + _figures(recap) + _signatures(parties)


def _together(recaps: list[Recap]) -> str:
    columns = ("listed", "checked_in", "recorded", "ikd_activated")
    names = (_("Listed"), _("Present"), _("Recorded"), _("IKD activated"))
    heads = "".join(f"<td class='line n small' width='13%'>{escape(name)}</td>" for name in names)
    lines = "".join(
        f"<tr><td class='line'>{escape(recap.place)} <span class='small'>"
        f"{escape(long_date(recap.date) if recap.date else '')}</span></td>"
        + "".join(
            f"<td class='line n'>{escape(number(getattr(recap, column)))}</td>"
            for column in columns
        )
        + "</tr>"
        for recap in recaps
    )
    table = _table(f"<tr><td class='line'></td>{heads}</tr>{lines}") if recaps else ""
    count = _("{count} visits").format(count=number(len(recaps)))
    return _head(_("All visits together"), count) + _figures(total(recaps)) + "<br>" + table


def _head(title: str, below: str) -> str:
    return f"<p class='place'>{escape(title)}</p><p class='day'>{escape(below)}</p><br>"


def _figures(recap: Recap) -> str:
    """The large figures, and below them all of them beside the times and reasons."""
    left = _table(_rows((name, number(value)) for name, value in rows(recap)))
    shown = ((name, number(value)) for name, value in times(recap))
    right = f"<p class='part'>{escape(_('Times'))}</p>{_table(_rows(shown))}"
    right += "".join(f"<p class='small'>{escape(line)}</p>" for line in doubts(recap))
    if recap.reasons:
        reasons = ((_reason(said), number(count)) for said, count in recap.reasons.items())
        right += f"<br><p class='part'>{escape(_('Reasons'))}</p>{_table(_rows(reasons))}"
    return _large(recap) + _table(
        f"<tr><td width='52%'><p class='part'>{escape(_('Figures'))}</p>{left}</td>"
        f"<td width='6%'></td><td width='42%'>{right}</td></tr>"
    )


def _large(recap: Recap) -> str:
    shown = [
        (_("Listed"), recap.listed),
        (_("Present"), recap.checked_in),
        (_("Recorded"), recap.recorded),
        (_("IKD activated"), recap.ikd_activated),
    ]
    cells = "".join(
        f"<td width='25%'><span class='large'>{escape(number(value))}</span><br>"
        f"<span class='small'>{escape(name)}</span></td>"
        for name, value in shown
    )
    return _table(f"<tr>{cells}</tr>") + "<br>"


def _table(lines: str) -> str:
    return f"<table width='100%' cellspacing='0' cellpadding='0'>{lines}</table>"


def _rows(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(_row(name, value) for name, value in pairs)


def _row(name: str, value: str) -> str:
    """A figure; what is counted within the one above begins in small letters and stands in."""
    within = " within" if name[:1].islower() else ""
    return (
        f"<tr><td class='line{within}'>{escape(name)}</td>"
        f"<td class='line n' width='18%'>{escape(value)}</td></tr>"
    )


def _reason(said: str) -> str:
    service, outcome, reason = said.split("/", 2)
    return f"{word('service', service)}, {word('outcome', outcome)}: {word('reason', reason)}"


def _signatures(parties: Sequence[str]) -> str:
    room = "<br>" * 5
    gap = "<td width='10%'></td>"
    above = gap.join(f"<td width='45%'>{escape(party)}{room}</td>" for party in parties)
    name = escape(_("Name, signature, stamp"))
    below = gap.join(f"<td class='sign small'>{name}</td>" for _party in parties)
    return f"<br><br>{_table(f'<tr>{above}</tr><tr>{below}</tr>')}"
