"""A tree of files in memory that knows what a disk would hold if the power failed now.

A file's content is durable once the file was flushed, a name once its folder was. Of what was
not flushed, a cut keeps any part: sectors of content in any order, names in the order of time.
"""

import random
from pathlib import Path

from msgspec import Struct, field

SECTOR = 512


class File(Struct):
    """Content as programs see it, what of it is flushed, and the sectors that are not."""

    now: bytearray
    flushed: bytearray
    dirty: set[int] = field(default_factory=set)
    mode: int = 0o600

    def write(self, offset: int, data: bytes) -> None:
        """As a program writes: seen at once, durable later."""
        end = offset + len(data)
        if end > len(self.now):
            self.now.extend(bytes(end - len(self.now)))
        self.now[offset:end] = data
        self.dirty.update(range(offset // SECTOR, -(-end // SECTOR)))

    def truncate(self, size: int) -> None:
        """Cut or lengthen."""
        self.dirty.update(range(size // SECTOR, -(-max(size, len(self.now)) // SECTOR)))
        del self.now[size:]
        self.now.extend(bytes(size - len(self.now)))

    def flush(self) -> None:
        """Everything written is durable."""
        self._keep(self.dirty)
        del self.flushed[len(self.now) :]
        self.flushed.extend(bytes(len(self.now) - len(self.flushed)))
        self.dirty.clear()

    def forget(self) -> None:
        """What a kernel does after a failed flush: the writes count as done, and are not."""
        self.dirty.clear()

    def survives(self, rng: random.Random) -> bytes:
        """What the disk holds after a cut."""
        kept = File(self.now, bytearray(self.flushed))
        chance = rng.choice((0.0, 0.5, 1.0, rng.random()))
        kept._keep({sector for sector in sorted(self.dirty) if rng.random() < chance})
        if len(self.now) < len(self.flushed) and rng.random() < 0.5:
            del kept.flushed[len(self.now) :]
        return bytes(kept.flushed)

    def _keep(self, sectors: set[int]) -> None:
        for sector in sectors:
            start = sector * SECTOR
            piece = self.now[start : start + SECTOR]
            end = start + len(piece)
            if end > len(self.flushed):
                self.flushed.extend(bytes(end - len(self.flushed)))
            self.flushed[start:end] = piece


Change = dict[str, "File | Folder | None"]  # names set or removed in one step


class Folder(Struct):
    """Names as programs see them, those that are durable, and the changes in between."""

    now: dict[str, "File | Folder"] = field(default_factory=dict)
    flushed: dict[str, "File | Folder"] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def change(self, change: Change) -> None:
        """Set and remove names at once."""
        _apply(self.now, change)
        self.changes.append(change)

    def flush(self) -> None:
        """All names are durable."""
        self.flushed = dict(self.now)
        self.changes.clear()

    def survives(self, rng: random.Random) -> "Tree":
        """What the disk holds after a cut."""
        names = dict(self.flushed)
        for change in self.changes[: rng.randint(0, len(self.changes))]:
            _apply(names, change)
        return {name: node.survives(rng) for name, node in names.items()}


Tree = dict[str, "bytes | Tree"]


def _apply(names: dict[str, File | Folder], change: Change) -> None:
    for name, node in change.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def load(folder: Path) -> Folder:
    """A folder of the machine, taken into memory as durable."""
    names: dict[str, File | Folder] = {}
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            names[path.name] = load(path)
        else:
            data = path.read_bytes()
            names[path.name] = File(bytearray(data), bytearray(data))
    return Folder(dict(names), names)


def lay_out(tree: Tree, folder: Path) -> Path:
    """Write what survived into an ordinary folder, to be opened there."""
    folder.mkdir(parents=True)
    for name, content in tree.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
        else:
            lay_out(content, folder / name)
    return folder
