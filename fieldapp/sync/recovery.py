"""A forgotten passphrase: the laptop asks, its office answers, both on a stick.

The laptop's request holds what only the office can open (the database's key, sealed when the
office was enrolled) and a one-time key. The office opens the one and seals the answer to the
other. The one-time key's secret half lies on the laptop under the new passphrase, so that
neither the stick nor the laptop's disk holds anything that opens the data.
"""

import base64
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, BinaryIO, TypeVar

import msgspec
import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import key_changes, keyfile, tries, trust
from fieldapp.store.durable import replace_durably
from fieldapp.store.passphrase import check_passphrase
from fieldapp.store.session import Session, open_with
from fieldapp.sync import cards
from fieldapp.sync.safe_write import write_safely
from fieldapp.texts import _, short_date
from fieldapp.wording import moment

FORMAT = 1
LARGEST = 64 * 1024
WAITING = "recovery.json"
REQUEST, ANSWER = ".request", ".answer"
_SALT = b"fieldapp recovery words"
_Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
T = TypeVar("T")


class BadRecovery(KnownError):
    """A request or an answer that is not taken; nothing was changed."""


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a laptop asks: a new passphrase for `operator`; `one_time` is an age recipient."""

    format: int
    request: _Id
    operator: _Name
    one_time: Annotated[str, msgspec.Meta(max_length=100)]
    sealed: Annotated[str, msgspec.Meta(min_length=1, max_length=8192)]


class Waiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the laptop keeps until the answer comes; the secret lies under the new passphrase."""

    request: _Id
    operator: _Name
    words: str
    cost: keyfile.Cost
    salt: keyfile.Blob
    nonce: keyfile.Blob
    secret: Annotated[bytes, msgspec.Meta(min_length=16, max_length=200)]


class Asked(msgspec.Struct, frozen=True):
    """A request on the stick, and the words to read aloud to the office."""

    file: Path
    words: str


class Asking(msgspec.Struct, frozen=True):
    """A request as the office sees it: which device asks, for whom, and the words to compare."""

    request: Request
    device: trust.KnownDevice
    words: str


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The office's answer, inside its seal; `signature` covers every other field."""

    format: int
    request: _Id
    operator: _Name
    device: e.DeviceId
    key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    office: e.DeviceId
    by: _Name
    signature: str = ""

    def __repr__(self) -> str:
        """Name the request; a log must not hold the key."""
        return f"Answer(request={self.request!r})"


class _Head(msgspec.Struct, frozen=True):
    format: int


def ask(
    home: Path,
    operator: str,
    new: str,
    folder: Path,
    *,
    cost: keyfile.Cost = keyfile.DEFAULT_COST,
) -> Asked:
    """Write a request into `folder`: `operator` is to log in with the passphrase `new`.

    A request made before is void from then on.
    """
    check_passphrase(new)
    name = _known(home, operator)
    sealed = keyfile.recovery(home)
    if not sealed:
        raise KnownError(
            _("This device was never given the office's key."),
            _("Another coordinator of this device can give a new passphrase, under Device."),
        )
    identity = pyrage.x25519.Identity.generate()
    asked = Request(FORMAT, secrets.token_hex(8), name, str(identity.to_public()), sealed)
    data = msgspec.json.format(msgspec.json.encode(asked), indent=2) + b"\n"
    words = cards.four_words(data, _SALT)
    _keep(home, asked, words, str(identity), new, cost)
    file = write_safely(folder, f"{asked.request}{REQUEST}", lambda out: _put(out, data))
    return Asked(file, words)


def waiting(home: Path) -> Waiting | None:
    """The request that waits for its answer, if there is one."""
    try:
        return msgspec.json.decode((home / WAITING).read_bytes(), type=Waiting)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None


def look_at(session: Session, path: Path, identities: Sequence[str] = ()) -> Asking:
    """Who asks in a file, as far as the office can tell: the four words tell the rest.

    `identities` are the age keys to open it with; none means this office's own.
    """
    session.require_coordinator()
    data = _content(path)
    asked = _decoded(data, Request)
    if not (asked.operator.isprintable() and cards.is_recipient(asked.one_time)):
        raise _damaged()
    device = _opened(session, asked, identities).device
    known = trust.devices(session.db).get(device)
    if known is None or device == session.device_id:
        raise BadRecovery(
            _("The laptop that asks is not enrolled here."),
            _("Do not answer; find out where this file comes from."),
        )
    _refuse_repeated(session, asked.request)
    return Asking(asked, known, cards.four_words(data, _SALT))


def allow(
    session: Session, asking: Asking, folder: Path, identities: Sequence[str] = ()
) -> Path:  # fmt: skip
    """Answer a request once its four words were compared; on record before it is written."""
    session.require_coordinator()
    asked, device = asking.request, asking.device.device
    found = _opened(session, asked, identities)
    _refuse_repeated(session, asked.request)
    body = e.RecoveryAllowed(device, asked.operator, asked.request)
    session.record(e.NO_VISIT, ("", body))
    blank = Answer(
        FORMAT, asked.request, asked.operator, device, found.key, session.device_id, session.actor
    )
    signature = base64.b64encode(cards.sign(session.device.keys, _signed(blank))).decode()
    plain = msgspec.json.encode(msgspec.structs.replace(blank, signature=signature))
    sealed = bytes(
        pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(asked.one_time)])
    )  # fmt: skip
    return write_safely(folder, f"{asked.request}{ANSWER}", lambda out: _put(out, sealed))


def take(
    home: Path,
    path: Path,
    new: str,
    *,
    uptime: tries.Uptime = tries.uptime,
    cost: keyfile.Cost = keyfile.DEFAULT_COST,
) -> Session:
    """Take the office's answer in: the operator logs in with the passphrase chosen at asking."""
    kept = waiting(home)
    if kept is None:
        raise BadRecovery(
            _("This laptop waits for no answer of an office."),
            _("Ask anew: every answer serves once, and only the latest request."),
        )
    answer = _answer(_content(path), _one_time(home, kept, new, uptime))
    if answer.request != kept.request or answer.operator != kept.operator:
        raise _other_request()
    key = keyfile.check_key(home, answer.key)
    session = open_with(home, keyfile.Unlocked(key, kept.operator, "operator"))
    try:
        _check_answer(session, answer)
        role = _reset(session, answer, new, cost)
    except BaseException:
        session.close()
        raise
    (home / WAITING).unlink(missing_ok=True)
    return session.by(kept.operator, role)


def _reset(session: Session, answer: Answer, new: str, cost: keyfile.Cost) -> str:
    """Give the operator the new passphrase, in the role that is on record; returns it."""
    name = answer.operator
    role = key_changes.recorded_role(session.db, session.device_id, name) or "operator"
    key_changes.change(
        session.db, session.home, session.device_id, name,
        e.Recovered(name, answer.office, answer.by, answer.request),
        lambda: keyfile.reset_passphrase(
            session.home, session.key, name, new, role=role, cost=cost
        ),
        now_ms=session.clock(),
    )  # fmt: skip
    return role


def _check_answer(session: Session, answer: Answer) -> None:
    """Refuse what the laptop's own office did not sign, and what was used before."""
    office = trust.devices(session.db).get(answer.office)
    signature = cards.decoded(answer.signature, 64)
    if (
        office is None
        or office.role != "office"
        or answer.device != session.device_id
        or signature is None
        or not cards.verify(office.sign_key, _signed(answer), signature)
    ):
        raise BadRecovery(
            _("This answer was not written by the office of this laptop."),
            _("Do not use it; ask the office for its own."),
        )
    for event in key_changes.own_events(session.db, session.device_id):
        if isinstance(event.body, e.Recovered) and event.body.request == answer.request:
            (session.home / WAITING).unlink(missing_ok=True)
            raise BadRecovery(
                _("This answer was used already."), _("Ask anew: every answer serves once.")
            )


def _known(home: Path, operator: str) -> str:
    for entry in keyfile.operators(home):
        if keyfile.same_name(entry.name, operator):
            return entry.name
    raise KnownError(
        _("Nobody of this name works on this laptop."), _("Choose a name from the list.")
    )


def _keep(
    home: Path, asked: Request, words: str, identity: str, new: str, cost: keyfile.Cost
) -> None:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    key = keyfile.derive(new, salt, cost)
    secret = AESGCM(key).encrypt(nonce, identity.encode(), asked.request.encode())
    kept = Waiting(asked.request, asked.operator, words, cost, salt, nonce, secret)
    try:
        replace_durably(home / WAITING, msgspec.json.encode(kept))
    except OSError as error:
        raise KnownError(
            _("The request could not be kept on this laptop: {why}.").format(
                why=error.strerror or error
            ),
            _("Check the free space of the laptop, and ask again."),
        ) from error


def _one_time(home: Path, kept: Waiting, new: str, uptime: tries.Uptime) -> str:
    """The secret that opens the answer. Raises WrongPassphrase, or TooSoon.

    Its tries are counted apart, or asking would win free tries at the old passphrase.
    """
    counted = f"recovery {kept.request}"
    tries.begin(home, counted, uptime)
    try:
        key = keyfile.derive(new, kept.salt, kept.cost)
        identity = AESGCM(key).decrypt(kept.nonce, kept.secret, kept.request.encode())
    except (InvalidTag, ValueError):
        raise tries.WrongPassphrase(tries.left(home, counted, uptime)) from None
    tries.clear(home, counted)
    return identity.decode()


def _opened(session: Session, asked: Request, identities: Sequence[str]) -> keyfile.Recovery:
    try:
        own = (session.device.keys.seal_identity,)
        return keyfile.open_recovery(asked.sealed, identities or own)
    except KnownError:
        raise BadRecovery(
            _("This request is for another office, or was altered."),
            _("Ask at the office that the laptop belongs to, or have the laptop ask anew."),
        ) from None


def _refuse_repeated(session: Session, request: str) -> None:
    for event in key_changes.own_events(session.db, session.device_id):
        if isinstance(event.body, e.RecoveryAllowed) and event.body.request == request:
            day = short_date(moment(event.at[0]).date())
            raise BadRecovery(
                _("This request was answered on {date}.").format(date=day),
                _("Have the laptop ask anew: every request is answered once."),
            )


def _answer(data: bytes, identity: str) -> Answer:
    try:
        plain = bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)]))
    except pyrage.DecryptError:
        raise _other_request() from None
    return _decoded(plain, Answer)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise BadRecovery(
            _("The file cannot be read."), _("Put the stick in again, or have it written again.")
        ) from error
    if len(data) > LARGEST:
        raise _damaged()
    return data


def _decoded(data: bytes, kind: type[T]) -> T:
    try:
        if msgspec.json.decode(data, type=_Head).format > FORMAT:
            raise BadRecovery(
                _("This file was made by a newer version of the program."),
                _("Install the newer version here first."),
            )
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _damaged() from None


def _signed(answer: Answer) -> bytes:
    fields = {
        name: getattr(answer, name) for name in answer.__struct_fields__ if name != "signature"
    }
    return b"fieldapp recovery answer\n" + msgspec.json.encode(fields, order="sorted")


def _put(out: BinaryIO, data: bytes) -> None:
    out.write(data)


def _damaged() -> BadRecovery:
    return BadRecovery(
        _("This file is no request or answer, or it is damaged."),
        _("Choose the right file, or have it written again."),
    )


def _other_request() -> BadRecovery:
    return BadRecovery(
        _("This answer is for another request, or it is damaged."),
        _("Take the answer to the latest request of this laptop, or ask anew."),
    )
