"""The desks of this laptop: which services each one offers, kept over a restart."""

from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from fieldapp.domain.people import OUTCOMES
from fieldapp.errors import KnownError
from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting, setting
from fieldapp.texts import _

MOST = 9
_SETTING = "desks"


class Desk(Struct, frozen=True):
    """A desk: its name, which is called out, and its services in the order of offering."""

    name: str
    services: tuple[str, ...] = ()


class _Kept(Struct, frozen=True):
    desks: tuple[Desk, ...] = ()
    last: str = "1"


_decode = msgspec.json.Decoder(_Kept).decode


def _kept(session: Session) -> _Kept:
    told = setting(session.db, _SETTING)
    return _decode(told) if told else _Kept()


def desk(session: Session, name: str, offered: Sequence[str]) -> Desk:
    """The desk of this name, with those of the services offered that it was set to serve.

    One that was never set, or whose services are not offered, serves the first offered.
    """
    services = next((one.services for one in _kept(session).desks if one.name == name), ())
    left = tuple(service for service in offered if service in services)
    return Desk(name, left or tuple(offered[:1]))


def last(session: Session) -> str:
    """The name of the desk that was worked at last."""
    return _kept(session).last


def keep(session: Session, name: str, services: Iterable[str]) -> None:
    """Keep what a desk serves, and that it was worked at last. Raises KnownError."""
    chosen = tuple(services)
    unknown = [service for service in chosen if service not in OUTCOMES]
    if unknown or not (chosen and name.strip()):
        raise KnownError(
            _("A desk has a name and at least one service."),
            _("Possible are: {names}.").format(names=", ".join(OUTCOMES)),
        )
    with session.writing():
        others = tuple(one for one in _kept(session).desks if one.name != name)
        kept = _Kept((*others, Desk(name, chosen))[-MOST:], name)
        set_setting(session.db, _SETTING, msgspec.json.encode(kept))


def choices(offered: Sequence[str]) -> list[tuple[str, ...]]:
    """What a desk may serve of what a visit offers: each service alone, or all of them."""
    alone: list[tuple[str, ...]] = [(service,) for service in offered]
    return [*alone, tuple(offered)] if len(alone) > 1 else alone
