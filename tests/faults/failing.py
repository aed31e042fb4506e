"""A real mount whose every step can be made to fail: the server behind it, and how to ask it.

Programs use it through the kernel like any disk. The server counts the steps that change or
flush something; at a chosen one it does what `Trap` says.
"""

import contextlib
import enum
import errno
import os
import pickle
import random
import select
import signal
import socket
import stat
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.faults import memory, wire
from tests.faults.memory import File, Folder, Tree
from tests.faults.wire import Op, Refused

STEPS = frozenset(
    {
        Op.SETATTR, Op.MKDIR, Op.UNLINK, Op.RMDIR, Op.RENAME, Op.RENAME2, Op.LINK, Op.WRITE,
        Op.FSYNC, Op.FSYNCDIR, Op.CREATE,
    }
)  # fmt: skip
_ON_FAT = set(':?*<>|"\\')


class Act(enum.Enum):
    """What happens at the chosen step."""

    NOTHING = "nothing"
    KILL = "kill"  # the program dies before the step is done
    CUT = "cut"  # what a power cut leaves is set aside, and the program dies
    ERROR = "error"  # the step fails
    SHORT = "short"  # less is written than was asked
    PULL = "pull"  # the disk is gone from now on; what it holds then is set aside


class Trap(Struct):
    """At the `at`-th of the `steps` (all, if none), counted from now, do `act`."""

    act: Act
    at: int = 1
    steps: frozenset[Op] = STEPS
    code: int = errno.EIO
    victim: int = 0  # process id
    seed: int = 0
    lasting: bool = False  # fail from then on, not once


class Cut(Struct):
    """The power fails now."""

    seed: int


class Rules(Struct):
    """What the disk is like."""

    room: int = 1 << 30
    fat: bool = False
    largest: int = (1 << 32) - 1  # the largest file, on FAT
    lies: int = 0  # the file made as this one reads back as something else than was written


class _Server:
    """Answers the kernel from a tree in memory."""

    def __init__(self, tree: Folder, rules: Rules, handle: int) -> None:
        self.rules, self.handle = rules, handle
        self.nodes: dict[int, File | Folder] = {1: tree}
        self.ids: dict[int, int] = {id(tree): 1}
        self.names: dict[int, str] = {1: ""}
        self.trap = Trap(Act.NOTHING)
        self.count = 0
        self.sprung = self.gone = False
        self.cut: Tree | None = None
        self.log: list[str] = []
        self.made: list[File] = []

    def serve(self, control: socket.socket) -> None:
        """Until the mount or the owner goes."""
        while True:
            waiting: list[Any] = [self.handle, control]
            ready = select.select(waiting, [], [])[0]
            if control in ready and not self._obey(control):
                return
            if self.handle in ready:
                try:
                    message = os.read(self.handle, wire.MAX_WRITE + 8192)
                except OSError as error:
                    if error.errno in (errno.ENOENT, errno.EINTR, errno.EAGAIN):
                        continue
                    return
                self._answer(message)

    def _obey(self, control: socket.socket) -> bool:
        data = control.recv(1 << 16)
        if not data:
            return False
        asked = pickle.loads(data)  # noqa: S301 -- from the process that forked this one
        if isinstance(asked, Trap):
            self.trap, self.count, self.sprung, self.log = asked, 0, False, []
        elif isinstance(asked, Rules):
            self.rules = asked
        elif isinstance(asked, Cut):
            self.cut = self._root().survives(random.Random(asked.seed))
        answer = pickle.dumps((self.count, self.sprung, self.cut, self.log))
        control.sendall(struct.pack("<Q", len(answer)) + answer)
        return True

    def _answer(self, message: bytes) -> None:
        _size, op, unique, node, *_rest = wire.HEADER.unpack_from(message)
        body = message[wire.HEADER.size :]
        try:
            code, data = 0, self._do(op, node, body)
        except Refused as refused:
            code, data = -refused.code, b""
        if op in wire.SILENT:
            return
        with contextlib.suppress(OSError):  # whoever asked may be dead
            os.write(self.handle, wire.REPLY.pack(wire.REPLY.size + len(data), code, unique) + data)

    def _do(self, op: int, node: int, body: bytes) -> bytes:
        if self.gone:
            raise Refused(errno.ENODEV)
        answer = _ANSWERS.get(op)
        if answer is None:
            raise Refused(errno.ENOSYS)
        if op in self.trap.steps and not self.names.get(node, "").endswith("-shm"):
            body = self._reach(Op(op), node, body)
        return answer(self, node, body)

    def _reach(self, op: Op, node: int, body: bytes) -> bytes:
        """Count a step, and spring the trap if it is the chosen one."""
        trap = self.trap
        self.count += 1
        self.log.append(f"{op.name} {self.names.get(node, '?')}")
        if self.count != trap.at and not (trap.lasting and self.count > trap.at):
            return body
        if trap.act is Act.NOTHING:
            return body
        self.sprung = True
        if trap.act is Act.SHORT:
            return _shortened(body) if op is Op.WRITE else body
        if trap.act in (Act.CUT, Act.PULL) and self.cut is None:
            self.cut = self._root().survives(random.Random(trap.seed))
        if trap.act in (Act.KILL, Act.CUT):
            with contextlib.suppress(ProcessLookupError):
                os.kill(trap.victim, signal.SIGKILL)
        if trap.act is Act.CUT:
            return body
        if trap.act is Act.PULL:
            self.gone = True
        elif trap.act is Act.ERROR and op is Op.FSYNC:
            self._file(node).forget()
        raise Refused(trap.code)

    def _root(self) -> Folder:
        root = self.nodes[1]
        assert isinstance(root, Folder)
        return root

    def _file(self, node: int) -> File:
        found = self.nodes.get(node)
        if not isinstance(found, File):
            raise Refused(errno.EISDIR if found else errno.ESTALE)
        return found

    def _folder(self, node: int) -> Folder:
        found = self.nodes.get(node)
        if not isinstance(found, Folder):
            raise Refused(errno.ENOTDIR if found else errno.ESTALE)
        return found

    def _attr(self, node: int) -> bytes:
        found = self.nodes[node]
        if isinstance(found, Folder):
            return wire.attributes(node, 0, stat.S_IFDIR | 0o700)
        return wire.attributes(node, len(found.now), stat.S_IFREG | found.mode)

    def _found(self, name: str, item: File | Folder) -> bytes:
        node = self.ids.get(id(item))
        if node is None:
            node = len(self.nodes) + 1
            self.nodes[node], self.ids[id(item)] = item, node
        self.names[node] = name
        return wire.entry(node, self._attr(node))

    def _held(self, folder: Folder, name: str) -> str:
        """The name as the folder has it: FAT takes capitals and small letters for one."""
        if not self.rules.fat:
            return name
        if _ON_FAT & set(name) or name != name.rstrip(". "):
            raise Refused(errno.EINVAL)
        return next((known for known in folder.now if known.casefold() == name.casefold()), name)

    def _used(self) -> int:
        return _size(self._root())

    # what the kernel asks, by operation

    def init(self, _node: int, _body: bytes) -> bytes:
        return wire.init_reply()

    def nothing(self, _node: int, _body: bytes) -> bytes:
        return b""

    def lookup(self, node: int, body: bytes) -> bytes:
        folder = self._folder(node)
        name = self._held(folder, _name(body))
        if name not in folder.now:
            raise Refused(errno.ENOENT)
        return self._found(name, folder.now[name])

    def getattr(self, node: int, _body: bytes) -> bytes:
        return wire.attr_reply(self._attr(node))

    def setattr(self, node: int, body: bytes) -> bytes:
        valid, _padding, _handle, size = struct.unpack_from("<IIQQ", body)
        if valid & 1:
            mode = struct.unpack_from("<I", body, 68)[0]
            if isinstance(self.nodes[node], File):
                self._file(node).mode = mode & 0o777
        if valid & 8:
            self._file(node).truncate(size)
        return wire.attr_reply(self._attr(node))

    def mkdir(self, node: int, body: bytes) -> bytes:
        return self._make(node, _name(body[8:]), Folder())

    def create(self, node: int, body: bytes) -> bytes:
        mode = struct.unpack_from("<I", body, 4)[0]
        made = File(bytearray(), bytearray(), mode=mode & 0o777)
        self.made.append(made)
        return self._make(node, _name(body[16:]), made) + self.open(node, body)

    def _make(self, node: int, name: str, made: File | Folder) -> bytes:
        folder = self._folder(node)
        name = self._held(folder, name)
        if name in folder.now:
            raise Refused(errno.EEXIST)
        folder.change({name: made})
        return self._found(name, made)

    def unlink(self, node: int, body: bytes) -> bytes:
        folder = self._folder(node)
        folder.change({self._held(folder, _name(body)): None})
        return b""

    def link(self, node: int, body: bytes) -> bytes:
        if self.rules.fat:
            raise Refused(errno.EPERM)
        item, name = self.nodes[struct.unpack_from("<Q", body)[0]], _name(body[8:])
        folder = self._folder(node)
        if name in folder.now:
            raise Refused(errno.EEXIST)
        folder.change({name: item})
        return self._found(name, item)

    def rename(self, node: int, body: bytes) -> bytes:
        return self._rename(node, struct.unpack_from("<Q", body)[0], body[8:])

    def rename2(self, node: int, body: bytes) -> bytes:
        target, flags = struct.unpack_from("<QI", body)
        if flags & ~1:
            raise Refused(errno.EINVAL)
        return self._rename(node, target, body[16:], keep=bool(flags & 1))

    def _rename(self, node: int, target: int, names: bytes, *, keep: bool = False) -> bytes:
        old, new = (os.fsdecode(name) for name in names.split(b"\0")[:2])
        source, into = self._folder(node), self._folder(target)
        old, new = self._held(source, old), self._held(into, new)
        if keep and new in into.now:
            raise Refused(errno.EEXIST)
        item = source.now[old]
        self.names[self.ids[id(item)]] = new
        if source is into:
            source.change({old: None, new: item})
        else:
            into.change({new: item})
            source.change({old: None})
        return b""

    def open(self, _node: int, _body: bytes) -> bytes:
        return struct.pack("<QII", 0, 0, 0)

    def read(self, node: int, body: bytes) -> bytes:
        _handle, offset, size, *_rest = wire.IO.unpack_from(body)
        file = self._file(node)
        data = bytes(file.now[offset : offset + size])
        lies = self.rules.lies
        if data and 0 < lies <= len(self.made) and self.made[lies - 1] is file:
            return data[:-1] + bytes([data[-1] ^ 1])
        return data

    def write(self, node: int, body: bytes) -> bytes:
        _handle, offset, size, *_rest = wire.IO.unpack_from(body)
        file, end = self._file(node), offset + size
        if self.rules.fat and end > self.rules.largest:
            raise Refused(errno.EFBIG)
        if end > len(file.now) and self._used() + end - len(file.now) > self.rules.room:
            raise Refused(errno.ENOSPC)
        file.write(offset, body[wire.IO.size : wire.IO.size + size])
        return struct.pack("<II", size, 0)

    def fsync(self, node: int, _body: bytes) -> bytes:
        self._file(node).flush()
        return b""

    def fsyncdir(self, node: int, _body: bytes) -> bytes:
        self._folder(node).flush()
        return b""

    def statfs(self, _node: int, _body: bytes) -> bytes:
        full = self.sprung and self.trap.code == errno.ENOSPC
        return wire.room_reply(0 if full else max(0, self.rules.room - self._used()))

    def readdir(self, node: int, body: bytes) -> bytes:
        _handle, offset, size, *_rest = wire.IO.unpack_from(body)
        names = sorted(self._folder(node).now.items())
        entries = [
            (n, 1, stat.S_IFDIR if isinstance(i, Folder) else stat.S_IFREG) for n, i in names
        ]
        return wire.directory(entries, offset, size)


_ANSWERS: dict[int, Callable[[_Server, int, bytes], bytes]] = {
    Op.INIT: _Server.init, Op.LOOKUP: _Server.lookup, Op.GETATTR: _Server.getattr,
    Op.SETATTR: _Server.setattr, Op.MKDIR: _Server.mkdir, Op.UNLINK: _Server.unlink,
    Op.RMDIR: _Server.unlink, Op.RENAME: _Server.rename, Op.RENAME2: _Server.rename2,
    Op.LINK: _Server.link, Op.OPEN: _Server.open, Op.READ: _Server.read, Op.WRITE: _Server.write,
    Op.STATFS: _Server.statfs, Op.RELEASE: _Server.nothing, Op.FSYNC: _Server.fsync,
    Op.FLUSH: _Server.nothing, Op.OPENDIR: _Server.open, Op.READDIR: _Server.readdir,
    Op.RELEASEDIR: _Server.nothing, Op.FSYNCDIR: _Server.fsyncdir, Op.ACCESS: _Server.nothing,
    Op.CREATE: _Server.create, Op.FORGET: _Server.nothing, Op.BATCH_FORGET: _Server.nothing,
    Op.INTERRUPT: _Server.nothing, Op.DESTROY: _Server.nothing,
}  # fmt: skip


def _size(item: File | Folder) -> int:
    if isinstance(item, File):
        return len(item.now)
    return sum(_size(inner) for inner in item.now.values())


def _name(body: bytes) -> str:
    return os.fsdecode(body.split(b"\0", 1)[0])


def _shortened(body: bytes) -> bytes:
    handle, offset, size, *rest = wire.IO.unpack_from(body)
    half = max(1, size // 2)
    return wire.IO.pack(handle, offset, half, *rest) + body[wire.IO.size : wire.IO.size + half]


class Told(Struct):
    """What the server says: steps counted, whether the trap sprang, what a cut left, the steps."""

    steps: int
    sprung: bool
    cut: Tree | None
    log: list[str]


class Disk(Struct):
    """A mounted disk that can fail."""

    path: Path
    control: socket.socket

    def ask(self, order: Trap | Rules | Cut | None = None) -> Told:
        """Set a trap or other rules, or only ask."""
        self.control.sendall(pickle.dumps(order))
        size = struct.unpack("<Q", self._take(8))[0]
        told: Any = pickle.loads(self._take(size))  # noqa: S301 -- from the server forked here
        return Told(*told)

    def set(self, order: Trap | Rules) -> None:
        """Set a trap or other rules."""
        self.ask(order)

    def _take(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self.control.recv(min(size - len(data), 1 << 20))
            if not piece:
                raise EOFError
            data += piece
        return data


@contextlib.contextmanager
def mounted(point: Path, content: Path | None = None, rules: Rules | None = None) -> Iterator[Disk]:
    """A disk at `point` that begins with a copy of `content`, until the end."""
    point.mkdir(parents=True, exist_ok=True)
    tree = memory.load(content) if content else Folder()
    mine, its = socket.socketpair()
    handle = wire.mount(point)
    child = os.fork()
    if not child:
        mine.close()
        try:
            _Server(tree, rules or Rules(), handle).serve(its)
        finally:
            os._exit(0)
    os.close(handle)
    its.close()
    try:
        yield Disk(point, mine)
    finally:
        wire.unmount(point)
        mine.close()
        os.waitpid(child, 0)


def unplug(point: Path) -> None:
    """Take the mount away, as a system does with what was pulled."""
    wire.unmount(point)


def why_not(folder: Path) -> str:
    """Why no such disk can be mounted here; empty where it can."""
    try:
        with mounted(folder / "try") as disk:
            (disk.path / "file").write_bytes(b"x")
    except OSError as error:
        return f"no file system in user space may be mounted here ({error.strerror})"
    return ""
