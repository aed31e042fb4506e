"""What a package says of itself: which program, for which computers, and every file of it."""

import platform
import re
import sys

import msgspec

from fieldapp.update.refusals import Damaged, NewerFormat, NotNewer, OtherSystem, TooLarge

FORMAT = 1
FILES, FILE, TOTAL = 20_000, 512 << 20, 2 << 30  # at most: how many, bytes of one, bytes of all
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
_PART = re.compile(r"[A-Za-z0-9_+@]([A-Za-z0-9_+@.-]*[A-Za-z0-9_+@-])?")
_PATH = 200
_HASH = re.compile(r"[0-9a-f]{64}")
_SYSTEM = re.compile(r"[a-z0-9_]{1,20}-[a-z0-9_]{1,20}")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")  # Windows' own names


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of the program; `path` with slashes, from the program's folder."""

    path: str
    size: int
    sha256: str
    executable: bool = False


class Contents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The signed manifest of a package."""

    format: int
    version: str
    system: str
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.files)

    @property
    def folder(self) -> str:
        """The name of the folder that it is unpacked into."""
        return f"fieldapp-{self.version}"


class _Head(msgspec.Struct, frozen=True):
    format: int


def this_system() -> str:
    """The kind of this computer: linux-x86_64, win32-amd64, darwin-arm64."""
    return f"{sys.platform}-{platform.machine().lower()}"


def numbers(version: str) -> tuple[int, ...] | None:
    """A version as numbers that can be compared."""
    if not _VERSION.fullmatch(version):
        return None
    return tuple(int(part) for part in version.split("."))


def read(data: bytes) -> Contents:
    """The manifest in `data`, whose signature was checked before. Raises BadPackage."""
    try:
        if msgspec.json.decode(data, type=_Head).format != FORMAT:
            raise NewerFormat
        found = msgspec.json.decode(data, type=Contents)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Damaged from None
    if len(found.files) > FILES or found.size > TOTAL:
        raise TooLarge
    if numbers(found.version) is None or not _SYSTEM.fullmatch(found.system):
        raise Damaged
    _check_files(found.files)
    return found


def require_fit(contents: Contents, running: str, system: str) -> None:
    """Refuse what is no newer version for this kind of computer."""
    if contents.system != system:
        raise OtherSystem(contents.system, system)
    now, offered = numbers(running), numbers(contents.version)
    if now is None or offered is None or offered <= now:
        raise NotNewer(contents.version, running)


def _check_files(files: tuple[File, ...]) -> None:
    """Each path stays inside the folder and is one on every system; no two are the same."""
    folded = [one.path.casefold() for one in files]
    folders = {parent for path in folded for parent in _parents(path)}
    sizes: dict[str, int] = {}
    for one, path in zip(files, folded, strict=True):
        plain = _is_path(one.path) and path not in folders and _HASH.fullmatch(one.sha256)
        if not plain or not 0 <= one.size <= FILE:
            raise Damaged
        if sizes.setdefault(one.sha256, one.size) != one.size:
            raise Damaged
    if len(set(folded)) != len(folded) or not {"fieldapp", "fieldapp.exe"} & set(folded):
        raise Damaged


def _is_path(path: str) -> bool:
    parts = path.split("/")
    return len(path) <= _PATH and all(
        _PART.fullmatch(part) and not _DEVICES.fullmatch(part) for part in parts
    )


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
