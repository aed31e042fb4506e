"""The catalogue of texts: `python -m tests.texts update` brings it in step with the code.

Texts are written in English in the code; `fieldapp.po` holds the Indonesian, and `fieldapp.mo`,
made from it, is what the program reads. The tests fail on a missing, stale or unfinished text.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

TOP = Path(__file__).parent.parent
PO = TOP / "resources/locale/id/LC_MESSAGES/fieldapp.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"_": None, "ngettext": (1, 2)}


def extracted() -> Catalog:
    """Every text in the code."""
    catalogue = Catalog(project="fieldapp", charset="utf-8")
    for package in ("fieldapp", "ui"):
        found = extract_from_dir(
            str(TOP / package), method_map=[("**.py", "python")], keywords=KEYWORDS
        )
        for file, _line, message, _comments, _context in found:
            catalogue.add(message, locations=[(f"{package}/{file}", 0)])
    return catalogue


def translated() -> Catalog:
    """The catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="id", domain="fieldapp")


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def update() -> int:
    """Add new texts without a translation, drop those no longer used, and compile."""
    catalogue = Catalog(locale="id", project="fieldapp", charset="utf-8", fuzzy=False)
    if PO.exists():
        catalogue = translated()
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        message.locations = sorted({(file, 0) for file, _line in message.locations})
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=100, include_lineno=False, sort_output=True)
    MO.write_bytes(compiled(translated()))
    missing = [message.id for message in translated() if message.id and not _done(message.string)]
    for text in missing:
        sys.stdout.write(f"not translated: {text!r}\n")
    return len(missing)


def _done(string: str | list[str] | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


if __name__ == "__main__":
    sys.exit(min(update(), 1))
