"""What a code is: a ticket's number, NIK, KK, NISN, NIPD, or nothing that is known here."""

import re
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from fieldapp.domain import identity
from fieldapp.domain.plain import plain
from fieldapp.errors import KnownError
from fieldapp.store import search
from fieldapp.store.connect import Connection
from fieldapp.store.tables import Entry
from fieldapp.texts import _, long_date
from fieldapp.wording import field_name

LONGEST = 100  # signs; a web page's address may be longer, and is nobody's number
_TICKET = re.compile(r"([A-Z])-?(\d{1,6})(?:D(\d{6}))?")
_SHOWN = 40
# Where a scanner presses: the key codes of a keyboard that Linux and Windows share, by the signs
# that a US keyboard has there.
_ROWS = {2: "1234567890-", 16: "QWERTYUIOP", 30: "ASDFGHJKL", 44: "ZXCVBNM", 51: ",./"}
_PLACES = {start + n: sign for start, row in _ROWS.items() for n, sign in enumerate(row)}


class Code(Struct, frozen=True):
    """What a code says: the kinds it may be of, the likeliest first; none where it is unknown.

    Kinds: number, nik, kk, nisn, nipd. `day` is that of a ticket's visit.
    """

    text: str
    kinds: tuple[str, ...] = ()
    day: date | None = None


class Found(Struct, frozen=True):
    """Whom a code means, as which it was read."""

    code: Code
    entries: tuple[Entry, ...] = ()


def sign_at(place: int) -> str:
    """The sign that a US keyboard has at a place, which is how scanners type; else nothing."""
    return _PLACES.get(place, "")


def recognise(text: str) -> Code:
    """What `text` may be, judged by its form alone."""
    text = plain(text[:LONGEST]).strip()
    upper = text.upper()
    if ticket := _TICKET.fullmatch(upper):
        return _ticket(ticket, text)
    number = identity.digits(text)
    if identity.is_number(number, 16):
        fault = identity.nik_fault(number)
        return Code(number, ("kk",) if fault else ("nik", "kk"))
    if identity.is_number(number, 10):
        return Code(number, ("nisn", "nipd"))
    if 3 <= len(number) <= 20 and re.fullmatch(r"[0-9][0-9./-]*", text):
        return Code(text, ("nipd",))
    return Code(text)


def _ticket(found: re.Match[str], text: str) -> Code:
    letter, count, day = found.groups()
    number = f"{letter}-{int(count):03}"
    if day is None:
        return Code(number, ("number",))
    try:
        of = date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))
    except ValueError:
        return Code(text)
    return Code(number, ("number",), of)


def ticket_code(number: str, day: date) -> str:
    """What the QR of a ticket holds: the number and the visit's day, and no sign that moves.

    Letters and digits alone come through a scanner alike, whatever the keyboard is set to.
    """
    return f"{number.replace('-', '')}D{day:%y%m%d}"


def people(db: Connection, visit: str, day: date, text: str) -> Found:
    """Whom `text` means at a visit of `day`; a KK may mean several."""
    code = recognise(text)
    if code.day is not None and code.day != day:
        return Found(code)
    found: dict[str, Entry] = {}
    for kind in code.kinds:
        hits = (
            search.by_ticket(db, code.text, visit)
            if kind == "number"
            else search.by_field(db, kind, code.text, visit)
        )
        found.update((entry.visitor.person, entry) for entry in hits)
        if found and kind != "nik":
            break
    return Found(code, tuple(found.values()))


def first_known(db: Connection, visit: str, day: date, readings: Iterable[str]) -> Found:
    """Whom one of several readings of a scan means; else the first that is a code at all.

    Readings that mean different people give all of them, to choose from.
    """
    all_found = [people(db, visit, day, text) for text in readings]
    known = [found for found in all_found if found.entries]
    if known:
        entries = {e.visitor.person: e for found in known for e in found.entries}
        return Found(known[0].code, tuple(entries.values()))
    named = [found for found in all_found if found.code.kinds]
    return (named or all_found)[0]


def nobody(code: Code, day: date | None) -> KnownError:
    """That a code means nobody: says what was read, long numbers masked."""
    shown = identity.mask_within(code.text[:_SHOWN])
    if not code.kinds:
        return KnownError(
            _("This code is not known here: {text}").format(text=shown or "–"),
            _("Scan a student card, KK or ticket, or type the name."),
        )
    if code.day is not None and code.day != day:
        return KnownError(
            _("Ticket {number} is of {date}.").format(number=shown, date=long_date(code.day)),
            _("Type the name, or take the visit of that day in hand."),
        )
    if code.kinds == ("number",):
        return KnownError(
            _("Number {number} is not known on this laptop.").format(number=shown),
            _("It may be of another laptop; type the name."),
        )
    kinds = " / ".join(field_name(kind) for kind in code.kinds)
    return KnownError(
        _("Nobody is listed with this number: {kinds} {text}").format(kinds=kinds, text=shown),
        _("Type the name; F6 at check-in adds somebody who is on no list."),
    )
