"""A process that does real work and says what was confirmed, until something stops it."""

import json
import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from typing import TypeVar

from msgspec import Struct, field

from fieldapp.errors import KnownError

T = TypeVar("T")
PATIENCE = 60.0  # seconds; whoever is silent for longer hangs


class Lost(Exception):
    """Something did not hold that must."""


class Doing:
    """In the working process: how it tells what it did."""

    def __init__(self, out: int, go: int) -> None:
        self._out, self._go = out, go

    def tell(self, *words: object) -> None:
        """Say something to whoever watches."""
        os.write(self._out, (json.dumps(words) + "\n").encode())

    def wait(self) -> None:
        """Go on only when told to; without anybody to tell, end."""
        if not os.read(self._go, 1):
            os._exit(0)

    def do(self, verb: Callable[[], T], shown: Callable[[T], object] = lambda _result: None) -> T:
        """Act, and confirm once the verb returned; refused, wait to be told to try again."""
        while True:
            try:
                result = verb()
            except KnownError as error:
                self.tell("refused", type(error).__name__, error.what, error.todo)
                self.wait()
            else:
                self.tell("confirmed", shown(result))
                return result


class Child(Struct):
    """The working process, seen from outside."""

    pid: int
    out: int
    go: int
    _rest: bytes = b""
    said: list[list[object]] = field(default_factory=list)

    def hear(self, until: Callable[[list[object]], bool]) -> bool:
        """Listen until something is said; False where the process ended before."""
        while True:
            while b"\n" in self._rest:
                line, self._rest = self._rest.split(b"\n", 1)
                said = json.loads(line)
                self.said.append(said)
                if said[0] == "broke":
                    raise Lost(f"the program broke: {said[1]}")
                if until(said):
                    return True
            ready, _, _ = select.select([self.out], [], [], PATIENCE)
            if not ready:
                raise Lost("the program hangs")
            piece = os.read(self.out, 1 << 16)
            if not piece:
                return False
            self._rest += piece

    def kill(self) -> None:
        """End it at once, as a failing battery does."""
        os.kill(self.pid, signal.SIGKILL)

    def go_on(self) -> None:
        """Let it begin, or repeat what was refused."""
        os.write(self.go, b"g")

    def end(self) -> bool:
        """Hear it out; whether it was killed before its work was done. Raises Lost for a crash."""
        if self.hear(lambda said: said[0] == "refused"):
            self.kill()
            raise Lost(f"refused: {self.refused[-1][1]}")
        os.close(self.out)
        os.close(self.go)
        _pid, status = os.waitpid(self.pid, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL:
            raise Lost(f"the program crashed: {signal.Signals(os.WTERMSIG(status)).name}")
        return os.WIFSIGNALED(status)

    @property
    def confirmed(self) -> list[object]:
        """What it confirmed, in order."""
        return [said[1] for said in self.said if said[0] == "confirmed"]

    @property
    def refused(self) -> list[tuple[str, str, str]]:
        """What it was refused: kind, what, what to do."""
        return [
            (str(said[1]), str(said[2]), str(said[3])) for said in self.said if said[0] == "refused"
        ]


def begin(work: Callable[[Doing], None]) -> Child:
    """Start `work` in a process of its own; it begins when it is told to."""
    from_child, out = os.pipe()
    go, to_child = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(from_child)
        os.close(to_child)
        _work(Doing(out, go), work)
    os.close(out)
    os.close(go)
    child = Child(pid, from_child, to_child)
    child.hear(lambda said: said[0] == "ready")
    return child


def _work(doing: Doing, work: Callable[[Doing], None]) -> None:
    """The whole life of the working process; it never returns."""
    code = 1
    try:
        doing.tell("ready")
        doing.wait()
        work(doing)
        code = 0
    except BaseException:  # noqa: BLE001 -- the boundary of this process
        doing.tell("broke", traceback.format_exc()[-3000:])
    finally:
        os._exit(code)


def measure(work: Callable[[Doing], None]) -> float:
    """How long the work takes if nothing stops it, in seconds."""
    child = begin(work)
    start = time.perf_counter()
    child.go_on()
    if child.end() or child.refused:
        raise Lost(f"the work does not even go well by itself: {child.refused}")
    return time.perf_counter() - start
