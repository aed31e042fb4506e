"""What is printed for a pupil: the ticket with their number, and the slip that says what is next.

Neither says who they are: no name, no NIK, no birth date.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from fieldapp.codes import ticket_code
from fieldapp.domain.kinds.visit import VisitPlanned
from fieldapp.domain.people import Turn
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting, setting
from fieldapp.store.tables import Entry
from fieldapp.texts import _, long_date
from fieldapp.wording import word

Paper = Literal["58", "80", "A6"]
PAPERS: tuple[Paper, ...] = ("58", "80", "A6")
_SETTING = "tickets"


class Printing(Struct, frozen=True):
    """How this laptop prints. Without a printer's name, on the system's default one.

    `collect` is where cards are handed out, as slips say it.
    """

    printer: str = ""
    paper: Paper = "58"
    tickets: bool = False
    slips: bool = False
    collect: str = ""


class Line(Struct, frozen=True):
    """A line of a paper: its text, and how large it is (small, normal, large, huge)."""

    text: str
    size: str = "normal"


class Sheet(Struct, frozen=True):
    """A paper from top to bottom; `code` becomes a QR after the lines above."""

    above: tuple[Line, ...]
    code: str
    below: tuple[Line, ...]


_decode = msgspec.json.Decoder(Printing).decode


def printing(session: Session) -> Printing:
    """How this laptop prints."""
    told = setting(session.db, _SETTING)
    return _decode(told) if told else Printing()


def set_printing(session: Session, how: Printing) -> None:
    """Keep how this laptop prints."""
    with session.writing():
        set_setting(session.db, _SETTING, msgspec.json.encode(how))


def unprinted(session: Session, visit: str) -> list[Entry]:
    """Whose tickets of this laptop are neither printed nor waived, by their numbers."""
    found = queries.ticket_pending(session.db, visit)
    return [one for one in found if one.visitor.number.startswith(f"{session.device.letter}-")]


def ticket(entry: Entry, plan: VisitPlanned) -> Sheet:
    """The ticket of somebody who checked in."""
    visitor = entry.visitor
    wanted = [turn.service for turn in visitor.turns]
    services = " + ".join(word("service", one) for one in wanted)
    bring = [word("bring", one) for one in _to_bring(wanted, visitor.documents)]
    return Sheet(
        (*_head(plan), Line(_("Your number"), "small"), Line(visitor.number, "huge")),
        ticket_code(visitor.number, plan.date),
        (
            *([Line(services, "large")] if services else []),
            *([Line(_("Bring: {things}").format(things=", ".join(bring)))] if bring else []),
            Line(_("Please wait until your number is called."), "small"),
        ),
    )


def _head(plan: VisitPlanned) -> tuple[Line, Line]:
    return Line(plan.place), Line(long_date(plan.date), "small")


def _to_bring(services: Sequence[str], shown: Sequence[str]) -> list[str]:
    """What is needed at the desks and was not shown at the door."""
    needed = {"recording": "kk", "ikd": "phone"}
    return [needed[one] for one in services if one in needed and needed[one] not in shown]


def slip(entry: Entry, plan: VisitPlanned, service: str, collect: str = "") -> Sheet | None:
    """What comes next after a turn that is finished; None where none is."""
    turn = next((t for t in entry.visitor.turns if t.service == service), None)
    if turn is None or turn.state != "finished":
        return None
    place = collect.strip() or _("the registry office")
    lines = _next(entry, turn, place)
    head = Line(f"{entry.visitor.number} · {word('service', service)}", "normal")
    return Sheet((*_head(plan), head), "", (Line(lines[0], "large"), *map(Line, lines[1:])))


def _next(entry: Entry, turn: Turn, place: str) -> list[str]:
    """What came of it, and what to do."""
    day, since = entry.assessment.print_from, entry.assessment.record_from
    match turn.outcome:
        case "recorded" if day:
            return [
                _("KTP from {date} at {place}.").format(date=long_date(day), place=place),
                _("Bring your KK."),
            ]
        case "recorded":
            return [
                _("Recorded. Ask for your KTP at {place}.").format(place=place),
                _("Bring your KK."),
            ]
        case "activated":
            return [_("IKD is active."), _("Keep your PIN to yourself.")]
        case "already_recorded":
            return [
                _("Recorded already."),
                _("Ask for your KTP at {place}; bring your KK.").format(place=place),
            ]
        case "too_young" if since:
            return [
                _("May be recorded from {date}.").format(date=long_date(since)),
                _("Come to {place} then; bring your KK.").format(place=place),
            ]
    why = word("reason", turn.reason or "")
    outcome = word("outcome", turn.outcome or "")
    return [
        f"{outcome}: {why}" if why else outcome,
        _ADVICE.get(turn.reason or "", lambda: _("Come again to {place}; bring your KK."))().format(
            place=place
        ),
    ]


_ADVICE = {
    "no_kk": lambda: _("Bring your KK to {place}, or ask there for a new one."),
    "data_wrong": lambda: _("Have your data put right at {place}; bring KK and birth certificate."),
    "data_mismatch": lambda: _(
        "Have your data put right at {place}; bring KK and birth certificate."
    ),
    "nik_not_found": lambda: _("Have your NIK looked up at {place}; bring your KK."),
    "no_phone": lambda: _("Come to {place} with your own phone."),
    "pin_locked": lambda: _("Have your PIN set anew at {place}; bring your phone."),
    "other_device": lambda: _("Sign out on the other device, then come to {place}."),
    "iris": lambda: _("Come again to {place} without contact lenses; bring your KK."),
}


def trial() -> Sheet:
    """A paper to see whether printer and size are right."""
    return Sheet(
        (Line(_("Test print")), Line("A-000", "huge")),
        "A000D000000",
        (Line(_("If you can read this and scan the code, tickets can be printed."), "small"),),
    )
