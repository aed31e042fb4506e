"""The package of a version: zstd( tar( manifest.json, manifest.sig, files/<sha256> ascending ) ).

Signature before manifest, manifest before files, each file against its hash; only a program that
is whole gets its name, beside the one that runs. Nothing of it is ever started.
"""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fieldapp import regular
from fieldapp.errors import KnownError
from fieldapp.store.durable import sync_folder
from fieldapp.sync import container, ustar
from fieldapp.sync import refusals as bundles
from fieldapp.sync.safe_write import refusal, write_safely
from fieldapp.texts import _
from fieldapp.update import contents, publisher
from fieldapp.update.contents import Contents, File
from fieldapp.update.refusals import Damaged, NotAPackage, Stranger, TooLarge

SUFFIX = ".update"
LIMITS = container.Limits(file=1 << 30, unpacked=(2 << 30) + (64 << 20), signature=96)
_ZSTD = b"\x28\xb5\x2f\xfd"
_CHUNK = 64 * 1024
_SPARE = 64 << 20  # bytes that stay free beside an unpacked program

Progress = Callable[[int, int], None]
Write = Callable[[bytes], object]


def pack(program: Path, version: str, system: str, key: Ed25519PrivateKey, to: Path) -> Path:
    """Write the package of a built program's folder into the folder `to`, read back."""
    files = _files_of(program)
    said = Contents(contents.FORMAT, version, system, tuple(files))
    manifest = msgspec.json.encode(said)
    contents.read(manifest)  # what would be refused is not published
    pieces = _archive(program, files, manifest, publisher.sign(key, manifest))

    def fill(out: BinaryIO) -> None:
        for piece in container.compressed(pieces):
            out.write(piece)

    return write_safely(to, f"{said.folder}-{system}{SUFFIX}", fill)


def check(path: Path, trusted: bytes, running: str, system: str) -> Contents:
    """Read a package to its end and believe it, or raise BadPackage; nothing is written."""
    with _opened(path) as source:
        found = _manifest(source, trusted)
        contents.require_fit(found, running, system)
        _read_files(source, found, lambda _file: contextlib.nullcontext(_nowhere))
        return found


def unpack(path: Path, beside: Path, trusted: bytes, running: str, system: str) -> Path:
    """Put the program of a package into a new folder in `beside`; nothing is left of a bad one."""
    with _opened(path) as source:
        found = _manifest(source, trusted)
        contents.require_fit(found, running, system)
        target = beside / found.folder
        if os.path.lexists(target):
            raise KnownError(
                _("There is a folder {name} already.").format(name=target.name),
                _("Start the program in it, or delete it first."),
            )
        try:
            _write_program(source, found, target)
        except OSError as error:
            raise refusal(error) from error
        return target


def _write_program(source: container.Unpacked, found: Contents, target: Path) -> None:
    for left in target.parent.glob(f".{target.name}.*.part"):  # by one that was cut off
        shutil.rmtree(left)
    missing = found.size + _SPARE - shutil.disk_usage(target.parent).free
    if missing > 0:
        raise refusal(OSError(errno.ENOSPC, "full"), missing=missing)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    part.mkdir()
    try:
        _read_files(source, found, lambda file: _created(part, file))
        for folder in (part, *(path for path in part.rglob("*") if path.is_dir())):
            sync_folder(folder)
        part.rename(target)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _files_of(program: Path) -> list[File]:
    found = []
    for path in sorted(program.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            name = path.relative_to(program).as_posix()
            runs = os.access(path, os.X_OK)
            found.append(File(name, path.stat().st_size, digest, runs))
    return found


def _archive(
    program: Path, files: list[File], manifest: bytes, signature: bytes
) -> Iterator[bytes]:
    small = ((container.MANIFEST, manifest), (container.SIGNATURE, signature))
    for name, data in small:
        yield from (ustar.header(name, len(data)), data, ustar.padding(len(data)))
    for digest, one in sorted({file.sha256: file for file in files}.items()):
        yield ustar.header(f"files/{digest}", one.size)
        with (program / one.path).open("rb") as file:
            while piece := file.read(_CHUNK):
                yield piece
        yield ustar.padding(one.size)
    yield ustar.END


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[container.Unpacked]:
    """The archive of a package; what is wrong with it is said as of a package."""
    try:
        with regular.open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > LIMITS.file:
                raise TooLarge
            if file.read(len(_ZSTD)) != _ZSTD:
                raise NotAPackage
            file.seek(0)
            yield container.Unpacked(_Stick(file), size, LIMITS)
    except regular.NotAFileError:
        raise NotAPackage from None
    except bundles.TooLarge:
        raise TooLarge from None
    except bundles.BadBundle:
        raise Damaged from None
    except OSError as error:
        raise _unreadable() from error


class _Stick:
    """The file that is read; its failures are told apart from those of the disk written to."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end only."""
        try:
            return self._file.read(size)
        except OSError as error:
            raise _unreadable() from error


def _unreadable() -> KnownError:
    return KnownError(
        _("The file could not be read."),
        _("Check that the stick is plugged in and that the file is still there."),
    )


def _manifest(source: container.Unpacked, trusted: bytes) -> Contents:
    first = ustar.next_member(source)
    if first is None or first.name != container.MANIFEST:
        raise NotAPackage
    manifest = _small(first, container.MANIFEST, LIMITS.manifest)
    signature = _small(ustar.next_member(source), container.SIGNATURE, LIMITS.signature)
    signed_by = publisher.signer(manifest, signature)
    if signed_by is None:
        raise Damaged
    if signed_by != trusted:
        raise Stranger
    return contents.read(manifest)


def _small(member: ustar.Member | None, name: str, largest: int) -> bytes:
    if member is None or member.name != name or member.size > largest:
        raise Damaged
    data = member.read()
    member.skip()
    return data


def _read_files(
    source: container.Unpacked,
    found: Contents,
    place: Callable[[File], contextlib.AbstractContextManager[Write]],
) -> None:
    """Every file of the manifest once, in the order of their hashes, and none besides."""
    wanted: dict[str, list[File]] = {}
    for one in found.files:
        wanted.setdefault(one.sha256, []).append(one)
    for digest, files in sorted(wanted.items()):
        member = ustar.next_member(source)
        if member is None or (member.name, member.size) != (f"files/{digest}", files[0].size):
            raise Damaged
        with contextlib.ExitStack() as stack:
            takers = [stack.enter_context(place(file)) for file in files]
            while piece := member.read(_CHUNK):
                for take in takers:
                    take(piece)
        member.skip()
        if member.sha256 != digest:
            raise Damaged
    if ustar.next_member(source) is not None:
        raise Damaged


def _nowhere(_piece: bytes) -> None:
    """A package that is only checked is not kept."""


@contextlib.contextmanager
def _created(folder: Path, file: File) -> Iterator[Write]:
    """The file's place in the new program, on the disk at the end."""
    path = folder / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        yield out.write
        out.flush()
        os.fsync(out.fileno())
    path.chmod(0o755 if file.executable else 0o644)
