"""Read CSV in the encodings and with the separators that spreadsheet programs write."""

import csv
import io
import re

from fieldapp.roster import refusals
from fieldapp.roster.sheet import MAX_COLUMNS, Cell, Sheet

_SEPARATORS = ";,\t|"
_SAMPLE_LINES = 40
_MAX_LINES_IN_A_CELL = 50  # more, and a quotation mark was never closed
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

csv.field_size_limit(1 << 30)  # long cells are cut and named later, not refused here


def read(data: bytes, name: str) -> list[Sheet]:
    """`data` as one sheet called `name`. Raises KnownError for what is not text."""
    text = decode(data)
    lines = io.StringIO(text, newline="")
    separator = _declared(text) or _guess_separator(text)
    rows: list[tuple[int, list[Cell]]] = []
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if len(row) > MAX_COLUMNS:
                raise refusals.too_wide()
            _check_quotes(row, reader.line_num)
            if any(row) and not (number == 1 and _declared(text)):
                rows.append((number, list(row)))
    except csv.Error as error:
        raise refusals.bad_quotes(reader.line_num) from error
    return [Sheet.of(name, rows)]


def decode(data: bytes) -> str:
    """The text in `data`: UTF-8 or UTF-16 when it is, else the Windows code page."""
    text = _decode(data)
    if len(_CONTROL.findall(text)) > len(text) // 200:
        raise refusals.other_kind()
    return text


def _decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    nulls = data[:2000].count(0)
    if nulls > len(data[:2000]) // 4:  # UTF-16 without its mark: every other byte is zero
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusals.other_kind()


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
