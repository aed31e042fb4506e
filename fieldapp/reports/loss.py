"""What the law wants to know after a laptop or stick was lost, as far as the program knows it.

Art. 46 of UU 27/2022: in writing within 3 x 24 hours, to those concerned and the authority: what
data, when and how, and what is done about it. How and what is done, people write by hand.
"""

from collections import Counter
from datetime import date
from html import escape

import msgspec
from msgspec import Struct

from fieldapp.domain import periods
from fieldapp.domain.forks import device_of
from fieldapp.domain.people import EVIDENCE, FIELDS
from fieldapp.store import journal, media, queries, trust
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.store.trust import KnownDevice
from fieldapp.texts import _, clock, long_date, number
from fieldapp.wording import field_name, moment, word

_OF_AGE = 18  # UU 23/2002 on the protection of children, art. 1


class LostVisit(Struct, frozen=True):
    """One visit that the device held: how many people, and how many of them minors."""

    visit: str
    place: str
    date: date
    people: int
    minors: int


class Loss(Struct, frozen=True):
    """What a lost device is known to have held.

    `people` and `minors` count each person once. `fields` says of how many people each kind of
    data was known. `heard` is the time of its last record here (milliseconds since 1970, 0 =
    none): what it wrote after that is known to nobody else.
    """

    device: str
    name: str
    letter: str
    visits: tuple[LostVisit, ...]
    people: int
    minors: int
    fields: dict[str, int]
    heard: int


def loss(session: Session, device: KnownDevice, today: date) -> Loss:
    """What `device` is known to have held: what was handed to it, and what it wrote itself."""
    held = _held(session, device)
    visits, people, pictures = [], dict[str, Entry](), set[tuple[str, str]]()
    writers = trust.lineage(session.db, device.device)
    for visit in (*queries.real_visits(session.db), *queries.registries(session.db)):
        if visit.visit not in held:
            continue
        entries = queries.everyone(session.db, visit.visit)
        minors = sum(is_minor(entry, today) for entry in entries)
        plan = visit.plan
        visits.append(LostVisit(visit.visit, plan.place, plan.date, len(entries), minors))
        people |= {entry.visitor.person: entry for entry in entries}
        pictures |= _pictures(session, entries, writers)
    known = Counter(name for one in people.values() for name in one.visitor.fields)
    known.update(what for what, _person in pictures)
    return Loss(
        device=device.device,
        name=device.name,
        letter=device.letter,
        visits=tuple(visits),
        people=len(people),
        minors=sum(is_minor(entry, today) for entry in people.values()),
        fields={name: known[name] for name in (*FIELDS, *EVIDENCE) if known[name]},
        heard=max((h.at[0] for h in journal.heads(session.db) if h.device == device.device),
                  default=0),
    )  # fmt: skip


def _held(session: Session, device: KnownDevice) -> set[str]:
    """The visits of which the device is known to hold anything; all, where it is this one."""
    if device.device == session.device_id:
        return {head.visit for head in journal.heads(session.db)}
    rows = session.db.execute(
        "SELECT visit FROM stream LEFT JOIN held ON held.stream = stream.id "
        "AND held.peer = ? WHERE stream.device = ? OR held.last > 0 "
        "UNION SELECT visit FROM packed WHERE device = ?",
        (device.device, device.device, device.device),
    )
    return {visit for (visit,) in rows}


def _pictures(
    session: Session, entries: list[Entry], writers: tuple[str, ...]
) -> set[tuple[str, str]]:
    """Of whom the device `writers` held a photo or signature: a laptop, those that it took."""
    own = session.device_id in writers
    return {
        (one.what, entry.visitor.person)
        for entry in entries
        for one in entry.visitor.evidence
        if (own and media.data_of(session.db, one.medium)) or device_of(one.stamp.device) in writers
    }


def is_minor(entry: Entry, today: date) -> bool:
    """Whether somebody is not of age yet; who has no birth date counts as one."""
    born = periods.parse_date(entry.visitor.fields.get("birth_date", ""))
    return born is None or periods.after(born, _OF_AGE) > today


def as_json(found: Loss) -> dict[str, object]:
    """The report as the command prints it."""
    made: dict[str, object] = msgspec.to_builtins(found)
    return {**made, "encrypted": True}


def lines(found: Loss) -> list[tuple[str, str]]:
    """What the program knows, line by line: (what, how it is)."""
    last = moment(found.heard) if found.heard else None
    return [
        (_("Device"), f"{found.name} ({found.letter}, {found.device})"),
        *(
            (
                f"{visit.place}, {long_date(visit.date)}",
                _("{people} people, of them {minors} minors").format(
                    people=number(visit.people), minors=number(visit.minors)
                ),
            )
            for visit in found.visits
        ),
        (
            _("Together, each person once"),
            _("{people} people, of them {minors} minors").format(
                people=number(found.people), minors=number(found.minors)
            ),
        ),
        (
            _("Kinds of data"),
            ", ".join(f"{_named(name)} ({number(count)})" for name, count in found.fields.items()),
        ),
        (
            _("Biometrics"),
            _("None. The program keeps what was captured, not the capture; that is in the kit."),
        ),
        (
            _("Encryption"),
            _(
                "Database: SQLCipher (AES-256), its key under each operator's passphrase "
                "(Argon2id) and the office's key. Bundles and safety copies on sticks: age "
                "(X25519), readable by the office alone."
            ),
        ),
        (
            _("Last record that is known here"),
            f"{long_date(last.date())}, {clock(last)}" if last else _("none"),
        ),
    ]


def _named(kind: str) -> str:
    return word("evidence", kind) if kind in EVIDENCE else field_name(kind)


def by_hand() -> list[str]:
    """What people have to write themselves."""
    return [
        _("When it was lost, and when that was noticed (the report is due 3 x 24 hours later)"),
        _("How and where it was lost; whether it was on, and unlocked"),
        _("Who knew a passphrase; whether one was written down with it"),
        _("Whether the disk, its swap or hibernation were encrypted"),
        _("What was done: police report, passphrases, device no longer merged, people told"),
        _("Who answers questions: name, office, telephone"),
    ]


def page(found: Loss, today: date) -> str:
    """The report for print: what is known, and lines for what is not."""
    known = "".join(
        f"<tr><td width='34%'><b>{escape(what)}</b></td><td>{escape(how)}</td></tr>"
        for what, how in lines(found)
    )
    asked = "".join(f"<p>{escape(text)}:<br><br>{'_' * 78}</p>" for text in by_hand())
    title = escape(_("Report of a loss of personal data"))
    as_of = escape(_("As of {date}").format(date=long_date(today)))
    return (
        f"<html><head><title>{title}</title></head><body><h2>{title}</h2><p>{as_of} · "
        f"UU 27/2022, art. 46</p><table width='100%' cellpadding='4'>{known}</table>"
        f"<h3>{escape(_('To be written by hand'))}</h3>{asked}</body></html>"
    )
