"""The invitation for print: a page for each class, in the HTML that Qt's documents know."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from fieldapp.domain import identity
from fieldapp.reports.invitation import Group, Invitation, Pupil
from fieldapp.texts import _, long_date, ngettext, number, short_date
from fieldapp.wording import word

_STYLE = """
p { margin: 0px; }
.title { font-size: 11pt; color: #444444; }
.place { font-size: 18pt; font-weight: 600; }
.day { font-size: 12pt; }
.part { font-weight: 600; font-size: 11pt; }
.small { font-size: 8.5pt; color: #444444; }
table { border-collapse: collapse; }
td { border-bottom: 1px solid #cccccc; padding-top: 3px; padding-bottom: 3px;
  padding-right: 6px; font-size: 9pt; }
td.head { font-size: 8.5pt; color: #444444; border-bottom: 1px solid #444444; }
td.n { text-align: right; }
.page { page-break-before: always; }
"""


def page(made: Invitation) -> str:
    """The whole invitation: the figures of all classes first, then a page for each class."""
    title = _("Invitation to the recording of KTP-el")
    parts = [_overview(made), *(_class(made, group) for group in made.classes)]
    body = "<p class='page'></p>".join(
        f"<p class='title'>{escape(title)}</p>{part}" for part in parts
    )
    return (
        f"<html><head><meta charset='utf-8'><title>{escape(title)}</title>"
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def when(made: Invitation) -> str:
    """The day and hours of the visit."""
    day = long_date(made.day)
    if made.opens and made.closes:
        return _("{date}, {opens} to {closes}").format(
            date=day, opens=made.opens, closes=made.closes
        )
    if made.opens:
        return _("{date}, from {opens}").format(date=day, opens=made.opens)
    return day


def class_name(group: Group) -> str:
    """What a class is called; pupils whose list names none are together."""
    return _("Class {name}").format(name=group.name) if group.name else _("Without a class")


def _overview(made: Invitation) -> str:
    heads = (_("Class"), _("Come"), _("Still too young"), _("Recorded by now"))
    rows: list[tuple[str, ...]] = [
        (class_name(group), number(len(group.come)), number(len(group.young)),
         number(len(group.done)))
        for group in made.classes
    ]  # fmt: skip
    counts = (number(made.count(part)) for part in ("come", "young", "done"))
    rows.append((_("Together"), *counts))
    return (
        _head(made.place, when(made))
        + _bring(made)
        + _table(heads, rows, ("46%", "18%", "18%", "18%"), figures=True)
    )


def _bring(made: Invitation) -> str:
    lines = [_("For the recording: bring a copy of the family card (KK).")]
    if "ikd" in made.services:
        lines.append(_("For IKD: bring your own phone with internet and e-mail."))
    return "".join(f"<p>{escape(line)}</p>" for line in lines) + "<br>"


def _class(made: Invitation, group: Group) -> str:
    head = _head(made.place, f"{class_name(group)} · {when(made)}")
    return head + _come(group.come) + _young(group.young) + _done(group.done)


def _come(pupils: Sequence[Pupil]) -> str:
    heads = (_("Name"), "NIK", _("Born on"), _("For"), _("Bring"))
    rows = [_invited(pupil) for pupil in pupils]
    return _part(_("Come"), heads, rows, ("32%", "19%", "12%", "13%", "19%"))


def _young(pupils: Sequence[Pupil]) -> str:
    heads = (_("Name"), _("Born on"), _("Recording from"))
    rows = [(pupil.name, _day(pupil.born), _day(pupil.since)) for pupil in pupils]
    return _part(_("Still too young"), heads, rows, ("51%", "22%", "22%"))


def _done(pupils: Sequence[Pupil]) -> str:
    rows = [(pupil.name, _day(pupil.born)) for pupil in pupils]
    return _part(_("Recorded by now"), (_("Name"), _("Born on")), rows, ("73%", "22%"))


def _invited(pupil: Pupil) -> tuple[str, ...]:
    return (
        pupil.name,
        identity.mask(pupil.nik) or "–",
        _day(pupil.born),
        services(pupil),
        bring(pupil),
    )


def services(pupil: Pupil) -> str:
    """What somebody comes for, in words."""
    return ", ".join(word("service", service) for service in pupil.services)


def bring(pupil: Pupil) -> str:
    """What somebody brings, in words."""
    return ", ".join(word("bring", thing) for thing in pupil.bring)


def _day(day: date | None) -> str:
    return short_date(day) if day else "–"


def _head(title: str, below: str) -> str:
    return f"<p class='place'>{escape(title)}</p><p class='day'>{escape(below)}</p><br>"


def _part(
    name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[str]
) -> str:
    """A part of a class with its rows counted from 1; nothing where there are none."""
    if not rows:
        return ""
    people = ngettext("{n} pupil", "{n} pupils", len(rows)).format(n=number(len(rows)))
    title = f"<p class='part'>{escape(name)} <span class='small'>{escape(people)}</span></p>"
    numbered = [(number(count), *row) for count, row in enumerate(rows, 1)]
    return title + _table((_("No."), *heads), numbered, ("5%", *widths))


def _table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[str],
    *,
    figures: bool = False,
) -> str:
    """A table whose head stands again on each page; of `figures`, all but the first column."""

    def cells(row: Sequence[str], kind: str) -> str:
        return "".join(
            f"<td class='{kind}{' n' if figures and place else ''}' width='{width}'>"
            f"{escape(text)}</td>"
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        )

    body = "".join(f"<tr>{cells(row, 'line')}</tr>" for row in rows)
    return (
        "<table width='100%' cellspacing='0' cellpadding='0'>"
        f"<thead><tr>{cells(heads, 'head')}</tr></thead>{body}</table><br>"
    )
