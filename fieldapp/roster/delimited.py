"""Read CSV in the encodings and with the separators that spreadsheet programs write."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldapp.roster import refusals
from fieldapp.roster.sheet import AREA_LIMIT, LAST_ROW, MAX_COLUMNS, Cell, Sheet

if TYPE_CHECKING:
    import _csv

_SEPARATORS = ";,\t|"
_SAMPLE_LINES = 40
_SAMPLE = 1 << 20
_MAX_LINES_IN_A_CELL = 50  # more, and a quotation mark was never closed
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

csv.field_size_limit(1 << 30)  # long cells are cut and named later, not refused here


def read(data: bytes, name: str) -> list[Sheet]:
    """`data` as one sheet called `name`. Raises KnownError for what is not text."""
    encoding = _encoding(data)
    beginning = _opened(data, encoding).read(_SAMPLE)
    declared = _declared(beginning)
    reader = csv.reader(
        _opened(data, encoding), delimiter=declared or _guess_separator(beginning), strict=True
    )
    try:
        rows = list(_rows(reader))
    except csv.Error as error:
        raise refusals.bad_quotes(reader.line_num) from error
    return [Sheet.of(name, rows[1:] if declared and rows and rows[0][0] == 1 else rows)]


def _rows(reader: "_csv.Reader") -> Iterator[tuple[int, list[Cell]]]:
    """The rows that hold anything, with their numbers, as many as a list can have."""
    kept = cells = 0
    for number, row in enumerate(reader, start=1):
        if len(row) > MAX_COLUMNS:
            raise refusals.too_wide()
        _check_quotes(row, reader.line_num)
        if any(row):
            kept, cells = kept + 1, cells + len(row)
            if kept > LAST_ROW or cells > AREA_LIMIT:
                raise refusals.too_large()
            yield number, list(row)


def _opened(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding, "replace", newline="")


def _encoding(data: bytes) -> str:
    """UTF-8 or UTF-16 when it is, else the Windows code page. Raises KnownError for no text."""
    for encoding in _candidates(data):
        if _is_text(data, encoding):
            return encoding
    raise refusals.other_kind()


def _candidates(data: bytes) -> tuple[str, ...]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    nulls = data[:2000].count(0)
    if nulls > len(data[:2000]) // 4:  # UTF-16 without its mark: every other byte is zero
        return ("utf-16-be" if data[:1] == b"\0" else "utf-16-le",)
    return ("utf-8-sig", "cp1252")


def _is_text(data: bytes, encoding: str) -> bool:
    """Whether all of `data` can be read so. Raises KnownError where it is signs, not text."""
    decoder = codecs.getincrementaldecoder(encoding)(
        "replace" if encoding.startswith("utf-16") else "strict"
    )
    controls = length = 0
    for start in range(0, len(data), _SAMPLE):
        try:
            text = decoder.decode(data[start : start + _SAMPLE], start + _SAMPLE >= len(data))
        except UnicodeDecodeError:
            return False
        controls, length = controls + len(_CONTROL.findall(text)), length + len(text)
        if controls > length // 200:
            raise refusals.other_kind()
    return True


def _declared(text: str) -> str:
    """The separator that Excel's own first line `sep=;` declares."""
    found = re.match(r'"?sep=([;,\t|])"?\r?\n', text[:10], re.IGNORECASE)
    return found[1] if found else ""


def _guess_separator(text: str) -> str:
    """The separator that cuts the most of the first lines into equally many parts."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:_SAMPLE_LINES]

    def agreement(separator: str) -> tuple[int, int]:
        counts = [re.sub(r'"[^"]*"', "", line).count(separator) for line in lines]
        usual = max(set(counts) - {0}, key=lambda n: (counts.count(n), n), default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(_SEPARATORS, key=agreement)


def _check_quotes(row: list[str], line: int) -> None:
    if any(len(cell) > 2000 and cell.count("\n") > _MAX_LINES_IN_A_CELL for cell in row):
        raise refusals.bad_quotes(line)
