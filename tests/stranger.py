"""Reads and writes bundles after docs/bundle-format.md alone, with the programs that it names.

Nothing of the program is imported: what the document does not say, this cannot do.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Json = dict[str, Any]
START = bytes(32)
_TAR = (
    "--format=ustar", "--owner=0", "--group=0", "--numeric-owner", "--mode=0644", "--mtime=@0",
    "-b", "1",
)  # fmt: skip


class OtherwiseError(Exception):
    """A bundle or card is not as the document says."""


def missing() -> list[str]:
    """The programs that are wanted and not there."""
    absent = [name for name in ("age", "age-keygen", "zstd", "tar") if not shutil.which(name)]
    if "tar" not in absent and b"GNU tar" not in _run("tar", "--version"):
        absent.append("GNU tar")
    return absent


def _run(*command: str | Path, given: bytes = b"", where: Path | None = None) -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, cwd=where, check=False)
    if done.returncode:
        raise OtherwiseError(f"{command[0]}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def _require(holds: object, what: str) -> None:
    if not holds:
        raise OtherwiseError(what)


# --- reading


@dataclass
class Opened:
    """A bundle's members, as they came out of the archive."""

    manifest: Json
    manifest_bytes: bytes
    signature: bytes
    lines: list[bytes]
    media: dict[str, bytes]

    @property
    def events(self) -> list[Json]:
        """What the lines say."""
        return [json.loads(line) for line in self.lines]


def opened(file: Path, key: Path) -> Opened:
    """The members of a bundle: age -d -i key file | zstd -d | tar -x"""
    archive = _run("zstd", "-d", "-q", given=_run("age", "-d", "-i", key, file))
    names = _run("tar", "-t", given=archive).decode().splitlines()
    _require(names[:3] == ["manifest.json", "manifest.sig", "events.jsonl"], "the first members")
    _require(names[3:] == sorted(set(names[3:])), "the order of media")
    with tempfile.TemporaryDirectory() as folder:
        _run("tar", "-x", given=archive, where=Path(folder))
        content = {name: (Path(folder) / name).read_bytes() for name in names}
        again = _run("tar", *_TAR, "-c", *names, where=Path(folder))
    _require(again == archive, "the one way to write the archive")
    manifest, signature, events = (content.pop(name) for name in names[:3])
    _require(events.endswith(b"\n") or not events, "the last line's end")
    media = {name.removeprefix("media/"): data for name, data in content.items()}
    return Opened(json.loads(manifest), manifest, signature, events.split(b"\n")[:-1], media)


def checked(bundle: Opened, sender: Json, recipient: str) -> set[str]:
    """The devices whose parts are proven; the reader knows the sender's card and no other."""
    told = bundle.manifest
    check_card(sender)
    _require(told["format"] == 1, "the format")
    _require((told["sender"], told["recipient"]) == (sender["device"], recipient), "for whom")
    _require_signed(sender, bundle.manifest_bytes, bundle.signature, "the manifest's signature")
    data = b"".join(line + b"\n" for line in bundle.lines)
    said = (told["events"], told["size"], told["sha256"])
    _require(said == (len(bundle.lines), len(data), _sha(data)), "the events")
    media = [{"sha256": _sha(one), "size": len(one)} for one in bundle.media.values()]
    _require(media == told.get("media", []) and list(bundle.media) == _hashes(media), "the media")
    return _check_parts(bundle, sender)


def _check_parts(bundle: Opened, sender: Json) -> set[str]:
    cards, rest, proven = {sender["device"]: sender}, bundle.lines, set()
    for part in bundle.manifest["parts"]:
        count = part["last"] - part["first"] + 1
        mine, rest = rest[:count], rest[count:]
        _check_stretch(part, mine)
        if card := cards.get(part["device"]):
            _require_signed(card, seal_words(part), base64.b64decode(part["seal"]), "a seal")
            proven.add(part["device"])
            cards.update(_enrolled(card, part, mine))
    _require(not rest, "events of no part")
    return proven


def _check_stretch(part: Json, lines: list[bytes]) -> None:
    for seq, line in enumerate(lines, part["first"]):
        event = json.loads(line)
        place = (event["visit"], event["device"], event["seq"])
        _require(place == (part["visit"], part["device"], seq), "an event's place")
    _require(chained(bytes.fromhex(part["after"]), lines).hex() == part["hash"], "the chain")
    _require(part["first"] > 1 or part["after"] == START.hex(), "a stream's beginning")


def _enrolled(writer: Json, part: Json, lines: list[bytes]) -> dict[str, Json]:
    """The cards that an office took in, which whoever trusts the office trusts too."""
    if (part["visit"], writer["role"]) != ("-", "office"):
        return {}
    events = [json.loads(line) for line in lines]
    cards = [json.loads(e["body"]["card"]) for e in events if e["kind"] == "device_enrolled"]
    for card in cards:
        check_card(card)
    return {card["device"]: card for card in cards}


def check_card(card: Json) -> None:
    """Refuse a card that its device did not sign."""
    public = base64.b64decode(card["sign_key"])
    _require(card["device"] == _device_id(public), "a device's id")
    _require_signed(card, _card_words(card), base64.b64decode(card["signature"]), "a card")


def _require_signed(card: Json, words: bytes, signature: bytes, what: str) -> None:
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(card["sign_key"]))
    try:
        key.verify(signature, words)
    except InvalidSignature:
        raise OtherwiseError(what) from None


# --- what is signed and hashed


def chained(digest: bytes, lines: list[bytes]) -> bytes:
    """The chain's hash after these lines, from that before them."""
    for line in lines:
        digest = hashlib.sha256(digest + hashlib.sha256(line).digest()).digest()
    return digest


def seal_words(part: Json) -> bytes:
    """What the device of a part signs."""
    names = ("visit", "device", "last", "hash")
    return "".join(f"{word}\n" for word in ("fieldapp seal 1", *(part[n] for n in names))).encode()


def _card_words(card: Json) -> bytes:
    rest = {name: value for name, value in card.items() if name != "signature"}
    return b"fieldapp card\n" + _compact(dict(sorted(rest.items())))


def _compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hashes(media: list[Json]) -> list[str]:
    return [one["sha256"] for one in media]


def _device_id(public: bytes) -> str:
    return base64.b32encode(hashlib.sha256(public).digest()).decode().lower()[:10]


def person_id(nik: str) -> str:
    """The id of a person whose NIK is valid."""
    return base64.b32encode(hashlib.sha256(f"nik:{nik}".encode()).digest()[:10]).decode().lower()


def four_words(card: Json, words: list[str]) -> list[str]:
    """What two people compare for a card, from the list of words."""
    said = f"{card['sign_key']} {card['seal_key']}".encode()
    bits = hashlib.scrypt(said, salt=b"fieldapp card words", n=16384, r=8, p=1, dklen=5)
    number = f"{int.from_bytes(bits, 'big'):040b}"
    return [words[int(number[place : place + 10], 2)] for place in range(0, 40, 10)]


# --- writing


@dataclass
class Laptop:
    """A device of another program, with its keys and what it wrote itself."""

    folder: Path
    name: str
    letter: str
    sign: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    written: dict[str, list[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the age key."""
        _run("age-keygen", "-o", self.key)

    @property
    def key(self) -> Path:
        """Its age identity."""
        return self.folder / "key.txt"

    @property
    def device(self) -> str:
        """Its id."""
        return _device_id(self.sign.public_key().public_bytes_raw())

    def card(self) -> Json:
        """Its card, signed."""
        public = base64.b64encode(self.sign.public_key().public_bytes_raw()).decode()
        card = {
            "format": 1, "device": self.device, "name": self.name, "role": "field",
            "letter": self.letter, "sign_key": public,
            "seal_key": _run("age-keygen", "-y", self.key).decode().strip(),
        }  # fmt: skip
        return {**card, "signature": self._signed(_card_words(card))}

    def write(self, visit: str, at: int, person: str, kind: str, body: Json) -> None:
        """Append an event to its stream of a visit."""
        lines = self.written.setdefault(visit, [])
        event = {
            "visit": visit, "device": self.device, "seq": len(lines) + 1, "at": [at, 0],
            "actor": "Orang Asing", "person": person, "kind": kind, "body": body,
        }  # fmt: skip
        lines.append(_compact(event))

    def bundle(self, to: Json, count: int, have: list[Json], media: list[bytes]) -> Path:
        """All that it wrote and these media, for the device with the card `to`."""
        parts = [self._part(visit, lines) for visit, lines in sorted(self.written.items())]
        data = b"".join(line + b"\n" for lines in sorted(self.written.items()) for line in lines[1])
        held = {_sha(one): one for one in media}
        own = [{n: part[n] for n in ("visit", "device", "last", "hash")} for part in parts]
        told = {
            "format": 1, "program": "stranger", "sender": self.device, "recipient": to["device"],
            "count": count, "events": data.count(b"\n"), "size": len(data), "sha256": _sha(data),
            "parts": parts, "have": [*own, *have], "received": 1,
            "media": [{"sha256": name, "size": len(held[name])} for name in sorted(held)],
        }  # fmt: skip
        manifest = _compact(told)
        signature = base64.b64decode(self._signed(manifest))
        members = {"manifest.json": manifest, "manifest.sig": signature, "events.jsonl": data}
        members |= {f"media/{name}": held[name] for name in sorted(held)}
        file = f"all_{self.letter.lower()}-{self.device}_k-{to['device']}_{count:04}.bundle"
        return self._packed(file, to["seal_key"], members)

    def _packed(self, name: str, seal_key: str, members: dict[str, bytes]) -> Path:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "media").mkdir()
            for member, data in members.items():
                (Path(folder) / member).write_bytes(data)
            archive = _run("tar", *_TAR, "-c", *members, where=Path(folder))
        file = self.folder / name
        _run("age", "-r", seal_key, "-o", file, given=_run("zstd", "-q", given=archive))
        return file

    def _part(self, visit: str, lines: list[bytes]) -> Json:
        part = {
            "visit": visit, "device": self.device, "first": 1, "last": len(lines),
            "after": START.hex(), "hash": chained(START, lines).hex(),
        }  # fmt: skip
        return {**part, "seal": self._signed(seal_words(part))}

    def _signed(self, words: bytes) -> str:
        return base64.b64encode(self.sign.sign(words)).decode()
