"""Who publishes updates: a signing key under a passphrase, and its public half in the program."""

from base64 import b64encode
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

import resources
from fieldapp.errors import KnownError
from fieldapp.store.durable import replace_durably
from fieldapp.sync.cards import decoded, four_words
from fieldapp.texts import _

PUBLIC, SECRET = "publisher.key", "publisher.secret"
_LARGEST = 4096
_SIGNED = b"fieldapp update\n"  # what the signature is about, before the manifest


def make(folder: Path, passphrase: str) -> bytes:
    """A new pair of keys in `folder`; gives the public one. Never over one that is there."""
    secret, public = folder / SECRET, folder / PUBLIC
    if secret.exists() or public.exists():
        raise KnownError(
            _("A publisher's key is in this folder already."), _("Choose another folder.")
        )
    key = Ed25519PrivateKey.generate()
    hidden = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    made = key.public_key().public_bytes_raw()
    replace_durably(secret, hidden)
    replace_durably(public, b64encode(made) + b"\n")
    public.chmod(0o644)  # it goes into the program, for everyone
    return made


def unlock(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """The signing key in a file. Raises KnownError for another file or passphrase."""
    try:
        data = path.read_bytes()[: _LARGEST + 1]
        key = serialization.load_pem_private_key(data, passphrase.encode())
    except (ValueError, TypeError, OSError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KnownError(
            _("The publisher's key cannot be opened."),
            _("Check the file {name} and the passphrase.").format(name=SECRET),
        )
    return key


def sign(key: Ed25519PrivateKey, manifest: bytes) -> bytes:
    """Public key and signature of a manifest: 96 bytes."""
    return key.public_key().public_bytes_raw() + key.sign(_SIGNED + manifest)


def signer(manifest: bytes, signature: bytes) -> bytes | None:
    """The public key that signed a manifest; None where nobody did."""
    public, signed = signature[:32], signature[32:]
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed, _SIGNED + manifest)
    except (InvalidSignature, ValueError):
        return None
    return public


def known() -> bytes:
    """Whom this program believes. Raises KnownError where it was built without a publisher."""
    path = resources.path(PUBLIC)
    found = read_public(path) if path.is_file() else None
    if found is None:
        raise KnownError(
            _("This program knows nobody who may publish updates."),
            _("Ask the office for the folder of the newer program itself."),
        )
    return found


def read_public(path: Path) -> bytes | None:
    """The public key in a file."""
    try:
        return decoded(path.read_text("ascii").strip(), 32)
    except (OSError, UnicodeError):
        return None


def words(public: bytes) -> str:
    """Four words by which people compare a publisher aloud."""
    return four_words(public, b"fieldapp publisher words")
