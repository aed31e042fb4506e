"""The file `keys.json`: the database's key, wrapped once per operator and once for the office.

Each operator's wrap is AES-256-GCM under Argon2id of the passphrase; name, role and parameters
are authenticated with it, so none can be edited in the file. The office's is an age file.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from fieldapp.errors import KnownError
from fieldapp.store import disk_trouble, tries
from fieldapp.store.durable import make_folder, replace_durably
from fieldapp.store.homes import KEYS
from fieldapp.store.passphrase import check_passphrase
from fieldapp.texts import _

FILE = KEYS
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


class Unlocked(msgspec.Struct, frozen=True):
    """What the right passphrase gives: the database's key, and the name and role bound to it."""

    key: bytes
    name: str
    role: str

    def __repr__(self) -> str:
        """Name the operator; a log must not hold the key."""
        return f"Unlocked(name={self.name!r})"


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


class Recovery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is sealed to the office: whose key it is, and the key."""

    device: str
    key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]

    def __repr__(self) -> str:
        """Name the device; a log must not hold the key."""
        return f"Recovery(device={self.device!r})"


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


def unlock(
    home: Path, operator: str, passphrase: str, *, uptime: tries.Uptime = tries.uptime
) -> bytes:
    """The database's key. Raises WrongPassphrase, or TooSoon while the operator has to wait."""
    return unlocked(home, operator, passphrase, uptime=uptime).key


def unlocked(
    home: Path, operator: str, passphrase: str, *, uptime: tries.Uptime = tries.uptime
) -> Unlocked:
    """The database's key with its operator's name and role, which cannot have been edited."""
    held = _load(home)
    wrap = _of(held, operator)
    tries.begin(home, wrap.name, uptime)
    try:
        derived = derive(passphrase, wrap.salt, wrap.cost)
        key = AESGCM(derived).decrypt(wrap.nonce, wrap.wrapped, _bound(wrap))
    except InvalidTag:
        raise tries.WrongPassphrase(tries.left(home, wrap.name, uptime)) from None
    except ValueError:
        raise _damaged() from None
    found = Unlocked(_right(held, key), wrap.name, wrap.role)
    tries.clear(home, wrap.name)
    return found


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
    if any(same_name(wrap.name, operator) for wrap in held.operators):
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
    tries.clear(home, gone.name)


def change_passphrase(
    home: Path, operator: str, old: str, new: str, *, cost: Cost = DEFAULT_COST
) -> None:
    """Replace an operator's own passphrase."""
    check_passphrase(new)
    who = unlocked(home, operator, old)
    reset_passphrase(home, who.key, operator, new, role=who.role, cost=cost)


def reset_passphrase(
    home: Path,
    key: bytes,
    operator: str,
    passphrase: str,
    *,
    role: str | None = None,
    cost: Cost = DEFAULT_COST,
) -> None:
    """Give an operator a new passphrase by means of the key, where the old one is forgotten.

    The file's own word for the role is not proven without the old passphrase; give `role`
    where it is known from elsewhere.
    """
    held = _load(home)
    _right(held, key)
    old = _of(held, operator)
    new = _wrap(key, old.name, passphrase, role or old.role, cost)
    wraps = tuple(new if wrap is old else wrap for wrap in held.operators)
    save(home, msgspec.structs.replace(held, operators=wraps))
    tries.clear(home, old.name)


def set_recovery(home: Path, key: bytes, recipient: str, device: str) -> None:
    """Let the holder of the age key `recipient` ("age1...", the office) recover the key.

    The id of the `device` is sealed with it, so that the office knows whose key it opens.
    """
    held = _load(home)
    _right(held, key)
    try:
        sealed = pyrage.encrypt(
            msgspec.json.encode(Recovery(device, key)),
            [pyrage.x25519.Recipient.from_str(recipient)],
        )
    except pyrage.RecipientError:
        raise KnownError(
            _("The office's key is not valid."), _("Ask the office for a new card.")
        ) from None
    save(home, msgspec.structs.replace(held, recovery=base64.b64encode(sealed).decode()))


def recovery(home: Path) -> str:
    """What only the office can open, in base64; empty where no office was enrolled."""
    return _load(home).recovery


def has_recovery(home: Path) -> bool:
    """Whether the office could mend a forgotten passphrase."""
    return bool(recovery(home))


def open_recovery(sealed: str, identities: Sequence[str]) -> Recovery:
    """What was sealed to the office, opened with one of its age keys ("AGE-SECRET-KEY-1...")."""
    try:
        keys = [pyrage.x25519.Identity.from_str(each.strip()) for each in identities]
        data = bytes(pyrage.decrypt(base64.b64decode(sealed, validate=True), keys))
        return msgspec.json.decode(data, type=Recovery)
    except (pyrage.IdentityError, pyrage.DecryptError, msgspec.DecodeError, ValueError):
        raise KnownError(
            _("This key does not open the device."), _("Use the key of the device's own office.")
        ) from None


def recover(home: Path, *age_identities: str) -> bytes:
    """The database's key, opened with one of the office's age keys."""
    held = _load(home)
    if not held.recovery:
        raise KnownError(
            _("This device was never given the office's key."),
            _("Only an operator's passphrase can open it."),
        )
    return _right(held, open_recovery(held.recovery, age_identities).key)


def check_key(home: Path, key: bytes) -> bytes:
    """`key`, if it is the key of this home."""
    return _right(_load(home), key)


def fingerprint(home: Path) -> bytes:
    """SHA-256 of the file as it is."""
    return hashlib.sha256((home / FILE).read_bytes()).digest()


def same_name(one: str, two: str) -> bool:
    """Whether two ways to write a name are one operator."""
    return _folded(one) == _folded(two)


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
    sealed = AESGCM(derive(passphrase, salt, cost)).encrypt(nonce, key, _bound(blank))
    return msgspec.structs.replace(blank, wrapped=sealed)


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
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
        if same_name(wrap.name, operator):
            return wrap
    raise KnownError(
        _("Nobody of this name works on this laptop."), _("Choose a name from the list.")
    )


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
