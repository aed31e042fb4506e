"""Workbooks that the program writes: every text stays a text, and files are written whole."""

import contextlib
import errno
import io
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldapp.errors import KnownError
from fieldapp.store.durable import replace_durably
from fieldapp.sync.safe_write import refusal
from fieldapp.texts import _

if TYPE_CHECKING:  # read once something is written
    import xlsxwriter

LONGEST = 32_767  # characters that a cell can hold
ROWS = 1_048_576  # that a sheet can hold
_OF_THE_STICK = {
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO, errno.ENODEV, errno.ENXIO,
}  # fmt: skip
_BEGINS = tuple("=+-@")  # what a spreadsheet would take for a formula, were it typed


class Page:
    """One sheet. `put` is the only way to write into it."""

    def __init__(self, book: "xlsxwriter.Workbook", name: str) -> None:
        self.sheet = book.add_worksheet(name)
        self._book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def put(self, row: int, column: int, value: str | float, **style: Any) -> None:
        """Write a number as a number and any text as text, whatever it begins with."""
        if not isinstance(value, str):
            self.sheet.write_number(row, column, value, self._format(style))
            return
        shown = text(value)
        if shown.startswith(_BEGINS):
            style["quote_prefix"] = True  # it stays text even after somebody edits the cell
        self.sheet.write_string(row, column, shown, self._format(style))

    def _format(self, style: dict[str, Any]) -> Any:
        if not style:
            return None
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(style)
        return self._formats[key]


def text(value: str) -> str:
    """`value` in one line, without signs that control or hide something, as long as a cell."""
    seen = (c if c.isprintable() else _instead(c) for c in value)
    return " ".join("".join(seen).split())[:LONGEST]


def _instead(sign: str) -> str:
    return "" if unicodedata.category(sign) in ("Cf", "Cs") else " "


def write(path: Path, name: str, fill: Callable[[Page], None]) -> None:
    """Write a workbook of one sheet called `name`. Raises KnownError where `path` refuses."""
    write_sheets(path, [(name, fill)])


def write_sheets(path: Path, sheets: Sequence[tuple[str, Callable[[Page], None]]]) -> None:
    """Write a workbook of several sheets, each with its name. Raises KnownError as `write`."""
    import xlsxwriter  # noqa: PLC0415

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for name, fill in sheets:
            fill(Page(book, name))
    write_whole(path, made.getvalue())


def write_long(path: Path, name: str, fill: Callable[[Page], None]) -> None:
    """Write a workbook of one sheet whose rows come in order, however many, in little memory.

    Its rows lie beside `path` meanwhile: nowhere else may they be readable.
    """
    from xlsxwriter.exceptions import XlsxFileError  # noqa: PLC0415

    rows = path.with_name(f".{path.name}.rows")
    shutil.rmtree(rows, ignore_errors=True)  # of a write that was cut off
    try:
        rows.mkdir(mode=0o700)
        write_whole(path, _long(rows, name, fill))
    except (OSError, XlsxFileError) as error:
        raise _refused(path, error) from error
    finally:
        shutil.rmtree(rows, ignore_errors=True)


def _long(rows: Path, name: str, fill: Callable[[Page], None]) -> bytes:
    import xlsxwriter  # noqa: PLC0415

    made = rows / "made"
    book = xlsxwriter.Workbook(str(made), {"constant_memory": True, "tmpdir": str(rows)})
    page = Page(book, name)
    try:
        fill(page)
    except BaseException:
        with contextlib.suppress(OSError):
            page.sheet.row_data_fh.close()  # an open file cannot be removed everywhere
        raise
    book.close()
    return made.read_bytes()


def write_whole(path: Path, data: bytes) -> None:
    """Put a finished file to `path`; KnownError leaves what was there."""
    try:
        replace_durably(path, data)
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: Exception) -> KnownError:
    if isinstance(error, OSError) and error.errno in _OF_THE_STICK:
        return refusal(error)
    return KnownError(
        _("{name} could not be written.").format(name=path.name),
        _("Close the file if it is open elsewhere, or choose another folder."),
    )
