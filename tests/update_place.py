"""Programs and packages for the tests of updates, right ones and made-up ones."""

import hashlib
import io
import os
import stat
from collections.abc import Sequence
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp.sync import container, ustar
from fieldapp.update import contents, publisher
from fieldapp.update.contents import Contents, File

OURS, OTHERS = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
PUBLIC = OURS.public_key().public_bytes_raw()
SYSTEM = contents.this_system()


def program(folder: Path, version: str = "0.2.0") -> Path:
    """A folder as the built program's."""
    inside = folder / "_internal"
    (inside / f"fieldapp-{version}.dist-info").mkdir(parents=True)
    (inside / f"fieldapp-{version}.dist-info/METADATA").write_text(f"Version: {version}\n")
    (inside / "lib.so.6").write_bytes(os.urandom(200_000))
    (inside / "same.so").write_bytes(b"twice the same")
    (inside / "again.so").write_bytes(b"twice the same")
    (inside / "empty.py").touch()
    (folder / "fieldapp").write_text("#!/bin/sh\necho started\n")
    (folder / "fieldapp").chmod(0o755)
    return folder


def listed(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """Every file below a folder, and whether it can be started."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for path in folder.rglob("*")
        if stat.S_ISREG(path.lstat().st_mode)
    }


def written(path: Path, manifest: bytes, members: Sequence[tuple[str, bytes]],
            key: Ed25519PrivateKey = OURS) -> Path:  # fmt: skip
    """A package whose manifest and members do not go together; its signature is right."""
    small = [("manifest.json", manifest), ("manifest.sig", publisher.sign(key, manifest))]
    pieces = []
    for name, data in (*small, *members):
        pieces += [ustar.header(name, len(data)), data, ustar.padding(len(data))]
    out = io.BytesIO()
    for piece in container.compressed(iter([*pieces, ustar.END])):
        out.write(piece)
    path.write_bytes(out.getvalue())
    return path


def file_of(path: str, data: bytes = b"x") -> File:
    return File(path, len(data), hashlib.sha256(data).hexdigest())


def manifest_of(*files: File) -> bytes:
    return msgspec.json.encode(Contents(1, "0.2.0", SYSTEM, files))


def member_of(data: bytes) -> tuple[str, bytes]:
    return f"files/{hashlib.sha256(data).hexdigest()}", data
