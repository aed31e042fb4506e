"""The file `keys.json`: the database's key, wrapped once per operator and once for the office.

Each operator's wrap is AES-256-GCM under Argon2id of the passphrase; name, role and parameters
are authenticated with it, so none can be edited in the file. The office's is an age file.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import unicodedata
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from fieldapp.errors import KnownError
from fieldapp.store import disk_trouble
from fieldapp.store.durable import make_folder, replace_durably
from fieldapp.store.passphrase import check_passphrase
from fieldapp.texts import _

FILE = "keys.json"
FORMAT = 1
ROLES = ("operator", "coordinator")
_LARGEST = 1 << 20
Blob = Annotated[bytes, msgspec.Meta(min_length=12, max_length=64)]


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one guess at a passphrase costs (Argon2id)."""

    memory_kib: Annotated[int, msgspec.Meta(ge=64, le=1 << 20)] = 64 * 1024
    passes: Annotated[int, msgspec.Meta(ge=1, le=64)] = 3
    lanes: Annotated[int, msgspec.Meta(ge=1, le=8)] = 4


DEFAULT_COST = Cost()


class OperatorEntry(msgspec.Struct, frozen=True):
    """Who can unlock, and as what."""

    name: str
    role: str


class Wrap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The key as one operator's passphrase opens it."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    role: Literal["operator", "coordinator"]
    cost: Cost
    salt: Blob
    nonce: Blob
    wrapped: Blob


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `keys.json` holds; `check` tells the right key from a wrong one."""

    format: int
    check: Blob
    operators: Annotated[tuple[Wrap, ...], msgspec.Meta(min_length=1, max_length=200)]
    recovery: str = ""


class _Head(msgspec.Struct, frozen=True):
    format: int


def create(
    home: Path, operator: str, passphrase: str, role: str, *, cost: Cost = DEFAULT_COST
) -> bytes:
    """Make a new database key with its first operator, and return the key."""
    if (home / FILE).exists():
        raise KnownError(
            _("This folder already belongs to a device."), _("Use it, or choose another folder.")
        )
    key, first = draft(operator, passphrase, role, cost=cost)
    save(home, first)
    return key


def draft(
    operator: str, passphrase: str, role: str, *, cost: Cost = DEFAULT_COST
) -> tuple[bytes, KeyFile]:
    """A new database key, and the file that will open it once it is saved."""
    key = secrets.token_bytes(32)
    wrap = _wrap(key, operator, passphrase, role, cost)
    return key, KeyFile(FORMAT, _check(key), (wrap,))


def operators(home: Path) -> list[OperatorEntry]:
    """Everyone who can unlock; their roles are proven only by unlocking."""
    return [OperatorEntry(wrap.name, wrap.role) for wrap in _load(home).operators]


def unlock(home: Path, operator: str, passphrase: str) -> bytes:
    """The database's key."""
    held = _load(home)
    wrap = _of(held, operator)
    try:
        derived = _derive(passphrase, wrap.salt, wrap.cost)
        key = AESGCM(derived).decrypt(wrap.nonce, wrap.wrapped, _bound(wrap))
    except InvalidTag:
        raise KnownError(
            _("The passphrase is not right."),
            _("Try again; capitals count."),
        ) from None
    except ValueError:
        raise _damaged() from None
    return _right(held, key)


def add_operator(
    home: Path,
    key: bytes,
    operator: str,
    passphrase: str,
    role: str,
    *,
    cost: Cost = DEFAULT_COST,
) -> None:
    """Let one more operator unlock."""
    held = _load(home)
    _right(held, key)
    if any(_same(wrap.name, operator) for wrap in held.operators):
        raise KnownError(_("There is already an operator of that name."), _("Choose another name."))
    wrap = _wrap(key, operator, passphrase, role, cost)
    save(home, msgspec.structs.replace(held, operators=(*held.operators, wrap)))


def remove_operator(home: Path, operator: str) -> None:
    """Let an operator unlock no more; someone who can plan must remain."""
    held = _load(home)
    gone = _of(held, operator)
    rest = tuple(wrap for wrap in held.operators if wrap is not gone)
    if not rest:
        raise KnownError(
            _("The last operator cannot be removed."), _("Add another operator first.")
        )
    if gone.role == "coordinator" and all(wrap.role != "coordinator" for wrap in rest):
        raise KnownError(
            _("The last coordinator cannot be removed."), _("Add another coordinator first.")
        )
    save(home, msgspec.structs.replace(held, operators=rest))


def change_passphrase(
    home: Path, operator: str, old: str, new: str, *, cost: Cost = DEFAULT_COST
) -> None:
    """Replace an operator's own passphrase."""
    reset_passphrase(home, unlock(home, operator, old), operator, new, cost=cost)


def reset_passphrase(
    home: Path, key: bytes, operator: str, passphrase: str, *, cost: Cost = DEFAULT_COST
) -> None:
    """Give an operator a new passphrase by means of the key, where the old one is forgotten."""
    held = _load(home)
    _right(held, key)
    old = _of(held, operator)
    new = _wrap(key, old.name, passphrase, old.role, cost)
    wraps = tuple(new if wrap is old else wrap for wrap in held.operators)
    save(home, msgspec.structs.replace(held, operators=wraps))


def set_recovery(home: Path, key: bytes, recipient: str) -> None:
    """Let the holder of the age key `recipient` ("age1...", the office) recover the key."""
    held = _load(home)
    _right(held, key)
    try:
        sealed = pyrage.encrypt(key, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.RecipientError:
        raise KnownError(
            _("The office's key is not valid."), _("Ask the office for a new card.")
        ) from None
    save(home, msgspec.structs.replace(held, recovery=base64.b64encode(sealed).decode()))


def has_recovery(home: Path) -> bool:
    """Whether the office could mend a forgotten passphrase."""
    return bool(_load(home).recovery)


def recover(home: Path, age_identity: str) -> bytes:
    """The database's key, opened with the office's age key ("AGE-SECRET-KEY-1...")."""
    held = _load(home)
    if not held.recovery:
        raise KnownError(
            _("This device was never given the office's key."),
            _("Only an operator's passphrase can open it."),
        )
    try:
        identity = pyrage.x25519.Identity.from_str(age_identity.strip())
        key = bytes(pyrage.decrypt(base64.b64decode(held.recovery, validate=True), [identity]))
    except (pyrage.IdentityError, pyrage.DecryptError, binascii.Error, ValueError):
        raise KnownError(
            _("This key does not open the device."), _("Use the key of the device's own office.")
        ) from None
    return _right(held, key)


def _wrap(key: bytes, operator: str, passphrase: str, role: str, cost: Cost) -> Wrap:
    check_passphrase(passphrase)
    name = unicodedata.normalize("NFC", operator.strip())
    if not (0 < len(name) <= 80 and name.isprintable()):
        raise KnownError(_("This is not a name."), _("Give a name of up to 80 characters."))
    if role not in ROLES:
        raise KnownError(_("There is no such role."), _("Choose operator or coordinator."))
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    blank = Wrap(
        name, "coordinator" if role == "coordinator" else "operator", cost, salt, nonce, b""
    )
    sealed = AESGCM(_derive(passphrase, salt, cost)).encrypt(nonce, key, _bound(blank))
    return msgspec.structs.replace(blank, wrapped=sealed)


def _derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """32 bytes from a passphrase; the same letters typed in two ways are one passphrase."""
    text = unicodedata.normalize("NFC", passphrase)
    rounds, lanes, memory = cost.passes, cost.lanes, cost.memory_kib
    kdf = Argon2id(salt=salt, length=32, iterations=rounds, lanes=lanes, memory_cost=memory)
    return kdf.derive(text.encode("utf-8", "surrogatepass"))


def _bound(wrap: Wrap) -> bytes:
    """What is authenticated with the wrap."""
    cost = wrap.cost
    parts = ["fieldapp key", FORMAT, wrap.name, wrap.role]
    return msgspec.json.encode([*parts, cost.memory_kib, cost.passes, cost.lanes])


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"fieldapp key check\n" + key).digest()[:16]


def _right(held: KeyFile, key: bytes) -> bytes:
    """`key`, if it is the key of this file."""
    if not hmac.compare_digest(held.check, _check(key)):
        raise _damaged()
    return key


def _of(held: KeyFile, operator: str) -> Wrap:
    for wrap in held.operators:
        if _same(wrap.name, operator):
            return wrap
    raise KnownError(
        _("There is no operator of that name here."), _("Check the spelling of the name.")
    )


def _same(one: str, two: str) -> bool:
    return _folded(one) == _folded(two)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).casefold()


def _load(home: Path) -> KeyFile:
    try:
        with (home / FILE).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise KnownError(
            _("This folder does not belong to a device yet."), _("Set the device up first.")
        ) from None
    except OSError as error:
        raise _unusable(error) from error
    try:
        if len(data) > _LARGEST:
            raise _damaged()
        if msgspec.json.decode(data, type=_Head).format > FORMAT:
            raise KnownError(
                _("This device was set up by a newer version of the program."),
                _("Install the newer version."),
            )
        return msgspec.json.decode(data, type=KeyFile)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _damaged() from None


def save(home: Path, held: KeyFile) -> None:
    """Put the file in its place, whole and durable."""
    try:
        make_folder(home)
        replace_durably(home / FILE, msgspec.json.format(msgspec.json.encode(held), indent=2))
    except OSError as error:
        raise disk_trouble.of_file(error) from error


def _damaged() -> KnownError:
    return KnownError(
        _("The file with the keys is damaged."), _("Restore the device from its last backup.")
    )


def _unusable(error: OSError) -> KnownError:
    return KnownError(
        _("The file with the keys could not be read: {why}.").format(why=error.strerror or error),
        _("Check the permissions of the program's folder."),
    )
