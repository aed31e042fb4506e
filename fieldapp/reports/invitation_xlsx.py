"""The invitation as a workbook: who comes, who is too young, who is done; NIKs masked."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from fieldapp.domain import identity
from fieldapp.reports.invitation import Group, Invitation, Pupil
from fieldapp.reports.invitation_html import bring, services, when
from fieldapp.texts import _, short_date
from fieldapp.wording import field_name

_Row = tuple[str, ...]


def write(made: Invitation, path: Path) -> None:
    """Write the workbook. Texts are written as text, whatever they begin with."""
    name, born, class_ = field_name("name"), field_name("birth_date"), field_name("class")
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        _sheet(
            book, _("Come"), made, (class_, name, "NIK", born, _("For"), _("Bring")),
            [(g.name, *_invited(p)) for g in made.classes for p in g.come],
        )  # fmt: skip
        _sheet(
            book, _("Still too young"), made, (class_, name, born, _("Recording from")),
            [(*_known(g, p), short_date(p.since) if p.since else "")
             for g in made.classes for p in g.young],
        )  # fmt: skip
        _sheet(
            book, _("Recorded by now"), made, (class_, name, born),
            [_known(g, p) for g in made.classes for p in g.done],
        )  # fmt: skip


def _known(group: Group, pupil: Pupil) -> _Row:
    return (group.name, pupil.name, short_date(pupil.born) if pupil.born else "")


def _invited(pupil: Pupil) -> _Row:
    born = short_date(pupil.born) if pupil.born else ""
    return (pupil.name, identity.mask(pupil.nik), born, services(pupil), bring(pupil))


def _sheet(
    book: xlsxwriter.Workbook,
    title: str,
    made: Invitation,
    heads: Sequence[str],
    rows: Sequence[_Row],
) -> None:
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(title)
    sheet.write_string(0, 0, made.place, bold)
    sheet.write_string(1, 0, when(made))
    for column, heading in enumerate(heads):
        sheet.set_column(column, column, 34 if column == 1 else 20)
        sheet.write_string(3, column, heading, bold)
    for line, row in enumerate(rows, 4):
        for column, text in enumerate(row):
            sheet.write_string(line, column, text)
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
