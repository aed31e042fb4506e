"""What nobody expected: where it happened is written down, and nothing that it was about."""

import logging
import logging.handlers
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

LOG = "fieldapp.log"
_OURS = ("fieldapp", "ui")
_PR_SET_DUMPABLE = 4  # linux/prctl.h

Tell = Callable[[BaseException], None]


class Plain(logging.Formatter):
    """Places and kinds of errors, never their texts or arguments, which may hold names."""

    def format(self, record: logging.LogRecord) -> str:
        own = record.name.partition(".")[0] in _OURS
        what = str(record.msg) if own else record.levelname
        lines = [f"{self.formatTime(record)} {record.name} {what}"]
        if record.exc_info and record.exc_info[1]:
            lines += _chain(record.exc_info[1])
        return "\n".join(lines)


def _chain(error: BaseException) -> Iterator[str]:
    """The error and those that it came from, each with its places."""
    seen: BaseException | None = error
    while seen is not None:
        yield f"{type(seen).__module__}.{type(seen).__qualname__}"
        for frame in traceback.extract_tb(seen.__traceback__):
            path = Path(frame.filename)
            yield f"  {path.parent.name}/{path.name}:{frame.lineno} {frame.name}"
        seen = seen.__cause__ or seen.__context__


def watch(home: Path, tell: Tell) -> None:
    """From now on, whatever nobody expected goes to the log of `home`, and `tell` says so.

    Nothing of it goes to the terminal, which a desktop may keep in a file of its own.
    """
    root = logging.getLogger()
    for former in [h for h in root.handlers if isinstance(h.formatter, Plain)]:
        root.removeHandler(former)
        former.close()
    handler = logging.handlers.RotatingFileHandler(
        home / LOG, maxBytes=500_000, backupCount=2, delay=True, encoding="utf-8"
    )
    handler.setFormatter(Plain())
    root.addHandler(handler)
    logging.raiseExceptions = False  # a log that cannot be written would print what it is about

    def failed(
        kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        exc_info = (kind, error, error.__traceback__) if error else None
        logging.getLogger("fieldapp").error("unexpected", exc_info=exc_info)
        tell(kind() if error is None else error)

    sys.excepthook = failed
    threading.excepthook = lambda args: failed(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: failed(args.exc_type, args.exc_value, args.exc_traceback)


def leave_no_core() -> None:
    """Let a crash of the process itself leave no image of its memory.

    On Linux this also keeps other programs of the same user from reading the memory.
    """
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 -- not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
