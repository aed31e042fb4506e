"""The catalogue of texts: `python -m tests.texts update` brings it in step with the code.

Texts are written in English in the code; `fieldapp.po` holds the Indonesian, and `fieldapp.mo`,
made from it, is what the program reads. The tests fail on a missing, stale or unfinished text.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

TOP = Path(__file__).parent.parent
PO = TOP / "resources/locale/id/LC_MESSAGES/fieldapp.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"_": None, "mark": None, "ngettext": (1, 2)}


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
    known = {_key(message.id): message.string for message in translated()} if PO.exists() else {}
    catalogue = _empty()
    for message in extracted():
        if message.id:
            string = known.get(_key(message.id)) or ""
            locations = sorted({(file, 0) for file, _line in message.locations})
            catalogue.add(message.id, string, locations=locations)
    save(catalogue)
    missing = [message.id for message in translated() if message.id and not is_done(message)]
    for text in missing:
        sys.stdout.write(f"not translated: {text!r}\n")
    return len(missing)


def save(catalogue: Catalog) -> None:
    """Write the catalogue, and what the program reads."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=100, include_lineno=False, sort_output=True)
    MO.write_bytes(compiled(translated()))


def _empty() -> Catalog:
    """A catalogue whose head says nothing of when or by whom it was written."""
    began = datetime(2024, 7, 19, tzinfo=UTC)
    return Catalog(
        locale="id", project="fieldapp", version="1", charset="utf-8", fuzzy=False,
        header_comment="# Indonesian texts of fieldapp.", creation_date=began,
        revision_date=began, copyright_holder="The fieldapp authors",
        msgid_bugs_address="-", last_translator="-", language_team="-",
    )  # fmt: skip


def _key(said: str | list[str] | tuple[str, ...]) -> str:
    return said if isinstance(said, str) else said[0]


def strings(message: Message) -> list[str]:
    """The translations of a text: one, or one for each plural form."""
    string = message.string or ""
    return [string] if isinstance(string, str) else [each or "" for each in string]


def is_done(message: Message) -> bool:
    """Whether a text is translated."""
    return all(strings(message)) and not message.fuzzy


if __name__ == "__main__":
    sys.exit(min(update(), 1))
