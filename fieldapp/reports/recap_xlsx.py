"""The recap as a workbook: a sheet with all visits side by side."""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import xlsxwriter

from fieldapp.reports.recap import Recap, doubts, rows, times, total
from fieldapp.texts import _, long_date


def write(recaps: list[Recap], path: Path, *, today: date) -> None:
    """Write the workbook. Texts are written as text, whatever they begin with."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        figure = book.add_format({"num_format": "#,##0"})
        minutes = Formats(
            book.add_format({"num_format": "#,##0.0"}),
            book.add_format({"num_format": '#,##0.0" *"'}),
            book.add_format({"text_wrap": True, "valign": "top", "font_size": 9}),
        )  # fmt: skip
        sheet = book.add_worksheet(_("Recap"))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, len(recaps) + 1, 18)
        sheet.write_string(0, 0, _("Recap of recording KTP-el and activating IKD"), bold)
        sheet.write_string(1, 0, _("As of {date}").format(date=long_date(today)))
        columns = [*recaps, total(recaps)] if len(recaps) > 1 else recaps
        for index, recap in enumerate(columns, 1):
            sheet.write_string(3, index, recap.place or _("Together"), bold)
            if recap.date:
                sheet.write_string(4, index, long_date(recap.date))
            for row, (name, value) in enumerate(rows(recap), 5):
                sheet.write_string(row, 0, name)
                sheet.write_number(row, index, value, figure)
            _write_times(sheet, recap, index, 5 + len(rows(recap)), minutes)
        sheet.freeze_panes(5, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)


class Formats(NamedTuple):
    """How times look: good ones, those that may be wrong, and why."""

    good: Any
    doubtful: Any
    note: Any


def _write_times(sheet: Any, recap: Recap, column: int, row: int, formats: Formats) -> None:
    """The times below the figures; a star in the cell and a line below where they may be wrong."""
    shape = formats.doubtful if recap.doubtful_times else formats.good
    plain = times(msgspec.structs.replace(recap, doubtful_times=0))
    for place, (name, value) in enumerate(plain, row):
        sheet.write_string(place, 0, name)
        sheet.write_number(place, column, value, shape)
    for place, line in enumerate(doubts(recap), row + len(plain)):
        sheet.write_string(place, column, line, formats.note)
