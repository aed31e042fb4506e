"""The verbs about who works on a device: add, remove, passphrases; and when the screen locks."""

from collections.abc import Callable

from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import key_changes, keyfile
from fieldapp.store.passphrase import check_passphrase
from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting, setting
from fieldapp.texts import _

LOCK_MINUTES = 10
LEAST_MINUTES, MOST_MINUTES = 2, 30
_LOCK_SETTING = "lock_minutes"


class Operator(Struct, frozen=True):
    """Who can unlock this device; times in milliseconds since 1970, None where not recorded."""

    name: str
    role: str  # operator, coordinator
    since: int | None
    passphrase_since: int | None


def everyone(session: Session) -> list[Operator]:
    """Who works on this device, in the order in which they were added."""
    since: dict[str, int] = {}
    changed: dict[str, int] = {}
    for event in key_changes.own_events(session.db, session.device_id):
        match event.body:
            case e.OperatorAdded(name=name):
                since[name.casefold()] = changed[name.casefold()] = event.at[0]
            case e.PassphraseChanged(name=name) | e.Recovered(name=name):
                changed[name.casefold()] = event.at[0]
    return [
        Operator(
            entry.name, entry.role,
            since.get(entry.name.casefold()), changed.get(entry.name.casefold()),
        )
        for entry in keyfile.operators(session.home)
    ]  # fmt: skip


def add(
    session: Session,
    name: str,
    passphrase: str,
    role: str = "operator",
    *,
    cost: keyfile.Cost = keyfile.DEFAULT_COST,
) -> Operator:
    """Let one more operator work on this device."""
    session.require_coordinator()
    name = " ".join(name.split())
    _change(
        session,
        e.OperatorAdded(name, role),
        lambda: keyfile.add_operator(
            session.home, session.key, name, passphrase, role, cost=cost
        ),
    )  # fmt: skip
    return next(one for one in everyone(session) if keyfile.same_name(one.name, name))


def remove(session: Session, name: str) -> None:
    """Let an operator unlock this device no more; what they wrote stays theirs."""
    session.require_coordinator()
    known = named(session, name)
    if keyfile.same_name(known.name, session.actor):
        raise KnownError(
            _("You cannot remove yourself."), _("Another coordinator of this device can.")
        )
    _change(
        session,
        e.OperatorRemoved(known.name),
        lambda: keyfile.remove_operator(session.home, known.name),
    )


def change_passphrase(
    session: Session, old: str, new: str, *, cost: keyfile.Cost = keyfile.DEFAULT_COST
) -> None:
    """Replace one's own passphrase."""
    check_passphrase(new)
    if new == old:
        raise KnownError(_("This is the passphrase you have."), _("Choose another one."))
    _change(
        session,
        e.PassphraseChanged(session.actor),
        lambda: keyfile.change_passphrase(session.home, session.actor, old, new, cost=cost),
    )


def reset_passphrase(
    session: Session, name: str, new: str, *, cost: keyfile.Cost = keyfile.DEFAULT_COST
) -> None:
    """Give another operator a new passphrase, where theirs is forgotten."""
    session.require_coordinator()
    known = named(session, name)
    if keyfile.same_name(known.name, session.actor):
        raise KnownError(
            _("Your own passphrase is changed with the old one."),
            _("Change your own passphrase instead."),
        )
    role = key_changes.recorded_role(session.db, session.device_id, known.name)
    _change(
        session,
        e.PassphraseChanged(known.name),
        lambda: keyfile.reset_passphrase(
            session.home, session.key, known.name, new, role=role or "operator", cost=cost
        ),
    )


def named(session: Session, name: str) -> Operator:
    """The operator of this name."""
    for one in everyone(session):
        if keyfile.same_name(one.name, name):
            return one
    raise KnownError(
        _("Nobody of this name works on this laptop."), _("Choose a name from the list.")
    )


def lock_minutes(session: Session) -> int:
    """After how many minutes without a touch the screen locks."""
    stored = setting(session.db, _LOCK_SETTING)
    return int(stored) if stored else LOCK_MINUTES


def set_lock_minutes(session: Session, minutes: int) -> None:
    """Choose after how many minutes without a touch the screen locks."""
    session.require_coordinator()
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise KnownError(
            _("The screen locks after 2 to 30 minutes."), _("Choose a number between the two.")
        )
    with session.writing():
        set_setting(session.db, _LOCK_SETTING, str(minutes).encode())


def _change(session: Session, body: e.Body, act: Callable[[], None]) -> None:
    key_changes.change(
        session.db, session.home, session.device_id, session.actor, body, act,
        now_ms=session.clock(),
    )  # fmt: skip
