"""A device's keys, and the card by which it makes itself known to another."""

import base64
import binascii
import functools
import hashlib
import re
import unicodedata
from typing import Literal

import msgspec
import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

import resources
from fieldapp.errors import KnownError
from fieldapp.texts import _

FORMAT = 1
LARGEST = 16 * 1024


class NotACard(KnownError):
    """A file that is something else."""


class DamagedCard(KnownError):
    """A card whose content is not what its device signed."""


class NewerCard(KnownError):
    """A card of a later format."""


class DeviceKeys(msgspec.Struct, frozen=True, repr_omit_defaults=True):
    """A device's secrets: an Ed25519 seed (32 bytes) and an age identity."""

    sign_private: bytes
    seal_identity: str
    device: str

    def __repr__(self) -> str:
        """Name the device; a log must not hold its keys."""
        return f"DeviceKeys(device={self.device!r})"


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a device tells about itself, signed by itself; keys and signature in base64."""

    format: int
    device: str
    name: str
    role: Literal["field", "office"]
    letter: str
    sign_key: str
    seal_key: str
    signature: str

    @property
    def file_name(self) -> str:
        """`laptop-a_abcdefghij.card`"""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", plain.lower())[:40].strip("-")
        return f"{slug or 'device'}_{self.device}.card"


class _Head(msgspec.Struct, frozen=True):
    format: int
    sign_key: str


def make_keys() -> DeviceKeys:
    """New keys for a device, and the id that follows from them."""
    private = Ed25519PrivateKey.generate()
    device = device_id(private.public_key().public_bytes_raw())
    return DeviceKeys(private.private_bytes_raw(), str(pyrage.x25519.Identity.generate()), device)


def device_id(sign_public: bytes) -> str:
    """A device's id: 10 letters and digits that follow from its public signing key."""
    return base64.b32encode(hashlib.sha256(sign_public).digest()).decode().lower()[:10]


def sign_key(keys: DeviceKeys) -> str:
    """The public half of the signing key, in base64."""
    return base64.b64encode(_private(keys).public_key().public_bytes_raw()).decode()


def seal_key(keys: DeviceKeys) -> str:
    """The public half of the sealing key, `age1...`."""
    return str(pyrage.x25519.Identity.from_str(keys.seal_identity).to_public())


def sign(keys: DeviceKeys, data: bytes) -> bytes:
    """The device's signature of `data`, 64 bytes."""
    return _private(keys).sign(data)


def verify(sign_key_b64: str, data: bytes, signature: bytes) -> bool:
    """Whether the device with this public key signed `data`."""
    public = decoded(sign_key_b64, 32)
    if public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def make_card(keys: DeviceKeys, name: str, role: str, letter: str) -> bytes:
    """The card of the device with these keys, as a JSON file."""
    name = unicodedata.normalize("NFC", name.strip())
    _check_description(name, role, letter)
    known: Literal["field", "office"] = "office" if role == "office" else "field"
    blank = Card(FORMAT, keys.device, name, known, letter, sign_key(keys), seal_key(keys), "")
    signature = base64.b64encode(sign(keys, _signed(blank))).decode()
    card = msgspec.structs.replace(blank, signature=signature)
    return msgspec.json.format(msgspec.json.encode(card), indent=2) + b"\n"


def read_card(data: bytes) -> Card:
    """The card in a file's content, once everything in it has been checked."""
    _check_head(data)
    try:
        card = msgspec.json.decode(data, type=Card)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _damaged() from None
    public, signature = decoded(card.sign_key, 32), decoded(card.signature, 64)
    if public is None or signature is None or not is_recipient(card.seal_key):
        raise _damaged()
    if card.device != device_id(public) or not verify(card.sign_key, _signed(card), signature):
        raise _damaged()
    _check_description(card.name, card.role, card.letter)
    return card


def words(card: Card) -> str:
    """Four words that two people compare aloud; made slowly, so that none can be aimed at."""
    return _words(card.sign_key, card.seal_key)


@functools.lru_cache(maxsize=256)
def _words(sign_key_b64: str, seal_key: str) -> str:
    return four_words(f"{sign_key_b64} {seal_key}".encode(), b"fieldapp card words")


def four_words(data: bytes, salt: bytes) -> str:
    """Four words that follow from `data`; `salt` says what it is."""
    digest = hashlib.scrypt(data, salt=salt, n=1 << 14, r=8, p=1, dklen=5)
    number, chosen = int.from_bytes(digest), word_list()
    return " ".join(chosen[number >> shift & 1023] for shift in (30, 20, 10, 0))


@functools.cache
def word_list() -> tuple[str, ...]:
    """The 1,024 words; their order never changes."""
    return tuple(resources.path("words_id.txt").read_text("ascii").split())


def _check_head(data: bytes) -> None:
    """Tell other files and later formats from damaged cards."""
    try:
        head = msgspec.json.decode(data, type=_Head) if len(data) <= LARGEST else None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        head = None
    if head is None:
        raise NotACard(_("This file is not a card."), _("Choose the file that ends in .card."))
    if head.format > FORMAT:
        raise NewerCard(
            _("This card was made by a newer version of the program."),
            _("Install the newer version here first."),
        )
    if head.format < FORMAT:
        raise _damaged()


def _check_description(name: str, role: str, letter: str) -> None:
    plain = name.isprintable() and name == unicodedata.normalize("NFC", name.strip())
    if not plain or not 0 < len(name) <= 80:
        raise KnownError(
            _("The device's name cannot be used."),
            _("Use a name of up to 80 letters, digits and signs."),
        )
    if role not in {"field", "office"}:
        raise KnownError(_("There is no such kind of device."), _("Choose field or office."))
    if letter and not re.fullmatch("[A-Z]", letter):
        raise KnownError(_("The device's letter cannot be used."), _("Use one letter from A to Z."))


def _signed(card: Card) -> bytes:
    """What the signature covers: every other field, as JSON in the order of the names."""
    fields = {name: getattr(card, name) for name in card.__struct_fields__ if name != "signature"}
    return b"fieldapp card\n" + msgspec.json.encode(fields, order="sorted")


def _private(keys: DeviceKeys) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.sign_private)


def decoded(text: str, size: int) -> bytes | None:
    """`size` bytes from base64, in the one way in which they are written."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) == size and base64.b64encode(data).decode() == text else None


def is_recipient(text: str) -> bool:
    try:
        return str(pyrage.x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False


def _damaged() -> DamagedCard:
    return DamagedCard(
        _("This card is damaged or was altered."), _("Ask for the device's card again.")
    )
