"""Filters under a name: some ready-made, and those that this office saved.

They are settings of this database, not events: nobody else needs them, and they are no facts
about people. A name that was typed is not kept with them.
"""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from fieldapp.domain import card_way
from fieldapp.errors import KnownError
from fieldapp.store.asking import Filter
from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting, setting
from fieldapp.texts import _

_SETTING = "saved_filters"
LONGEST = 60


class Saved(Struct, frozen=True):
    """A filter under its name, and what its answer is sorted by."""

    name: str
    filter: Filter
    order: str = "name"


def ready_made() -> list[Saved]:
    """What every office asks."""
    not_recorded = ("", "failed", "refused", "deferred")
    on_the_way = ("PRINT_READY_RECORD", "SENT_FOR_CARD_PRINTING", "CARD_PRINTED", "CARD_SHIPPED")
    return [
        Saved(
            _("First-time voters not yet recorded"),
            Filter(badges=("first_voter",), recording=not_recorded),
        ),
        Saved(_("Record again"), Filter(statuses=tuple(sorted(card_way.RECORD_AGAIN)))),
        Saved(_("Absent by school"), Filter(settings=("school",), here=False), "place"),
        Saved(
            _("Ready to print, not handed over"),
            Filter(statuses=on_the_way, card=("", "requested", "printed")),
        ),
    ]


def own(session: Session) -> list[Saved]:
    """Those that this office saved, by name."""
    stored = setting(session.db, _SETTING)
    return msgspec.json.decode(stored, type=list[Saved]) if stored else []


def everything(session: Session) -> list[Saved]:
    """The ready-made ones, then the office's own."""
    return [*ready_made(), *own(session)]


def named(session: Session, name: str) -> Saved:
    """The filter of this name. Raises KnownError for an unknown one."""
    for one in everything(session):
        if one.name.casefold() == name.strip().casefold():
            return one
    raise KnownError(
        _("There is no saved filter {name}.").format(name=name),
        _("Choose one that `ask --list` shows."),
    )


def save(session: Session, name: str, wanted: Filter, order: str = "name") -> Saved:
    """Save a filter under a new name. Raises KnownError for a name that is taken or missing."""
    kept = replace(wanted, words="")
    if kept == Filter():
        raise KnownError(
            _("There is nothing to save: names of people are not kept in a filter."),
            _("Choose another condition first."),
        )
    made = Saved(_free_name(session, name), kept, order)
    _keep(session, [*own(session), made])
    return made


def rename(session: Session, old: str, new: str) -> Saved:
    """Give one of the office's own filters another name."""
    one = _own(session, old)
    others = [each for each in own(session) if each != one]
    if new.strip().casefold() == old.casefold():
        made = replace(one, name=new.strip())
    else:
        made = replace(one, name=_free_name(session, new))
    _keep(session, [*others, made])
    return made


def delete(session: Session, name: str) -> Saved:
    """Delete one of the office's own filters; `restore` takes that back."""
    one = _own(session, name)
    _keep(session, [each for each in own(session) if each != one])
    return one


def restore(session: Session, one: Saved) -> Saved:
    """Take back a deletion."""
    made = replace(one, name=_free_name(session, one.name))
    _keep(session, [*own(session), made])
    return made


def _own(session: Session, name: str) -> Saved:
    for one in own(session):
        if one.name.casefold() == name.strip().casefold():
            return one
    raise KnownError(
        _("{name} is none of the filters saved here.").format(name=name),
        _("Those that come with the program stay as they are."),
    )


def _free_name(session: Session, name: str) -> str:
    name = " ".join(name.split())[:LONGEST]
    if not name:
        raise KnownError(_("The filter has no name."), _("Type a name for it."))
    if any(one.name.casefold() == name.casefold() for one in everything(session)):
        raise KnownError(
            _("There is a filter {name} already.").format(name=name), _("Choose another name.")
        )
    return name


def _keep(session: Session, filters: list[Saved]) -> None:
    with session.writing():
        ordered = sorted(filters, key=lambda one: one.name.casefold())
        set_setting(session.db, _SETTING, msgspec.json.encode(ordered))
