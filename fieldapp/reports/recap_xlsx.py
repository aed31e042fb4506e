"""The recap as a workbook: a sheet with all visits side by side."""

from datetime import date
from pathlib import Path

import msgspec

from fieldapp import workbook
from fieldapp.reports.recap import Recap, doubts, rows, times, total
from fieldapp.texts import _, long_date
from fieldapp.workbook import Page

_HEAD = {"bold": True, "text_wrap": True, "valign": "top"}


def write(recaps: list[Recap], path: Path, *, today: date) -> None:
    """Write the workbook. Raises KnownError where `path` cannot be written."""
    columns = [*recaps, total(recaps)] if len(recaps) > 1 else recaps
    workbook.write(path, _("Recap"), lambda page: _fill(page, columns, today))


def _fill(page: Page, columns: list[Recap], today: date) -> None:
    page.sheet.set_column(0, 0, 34)
    page.sheet.set_column(1, len(columns), 18)
    page.put(0, 0, _("Recap of recording KTP-el and activating IKD"), **_HEAD)
    page.put(1, 0, _("As of {date}").format(date=long_date(today)))
    for index, recap in enumerate(columns, 1):
        page.put(3, index, recap.place or _("Together"), **_HEAD)
        if recap.date:
            page.put(4, index, long_date(recap.date))
        for row, (name, value) in enumerate(rows(recap), 5):
            page.put(row, 0, name)
            page.put(row, index, value, num_format="#,##0")
        _put_times(page, recap, index, 5 + len(rows(recap)))
    page.sheet.freeze_panes(5, 1)
    page.sheet.set_landscape()
    page.sheet.fit_to_pages(1, 0)


def _put_times(page: Page, recap: Recap, column: int, row: int) -> None:
    """The times below the figures; a star in the cell and a line below where they may be wrong."""
    shape = '#,##0.0" *"' if recap.doubtful_times else "#,##0.0"
    plain = times(msgspec.structs.replace(recap, doubtful_times=0))
    for place, (name, value) in enumerate(plain, row):
        page.put(place, 0, name)
        page.put(place, column, value, num_format=shape)
    for place, line in enumerate(doubts(recap), row + len(plain)):
        page.put(place, column, line, text_wrap=True, valign="top", font_size=9)
