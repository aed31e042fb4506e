"""What came of trying one thing: it is ready, or what to do about it."""

from typing import Literal

from msgspec import Struct


class Check(Struct, frozen=True):
    """One thing tried. `do` keeps a laptop from being ready, a `note` does not."""

    key: str
    title: str
    state: Literal["ready", "do", "note"]
    what: str
    todo: str = ""


def ready(key: str, title: str, what: str, todo: str = "") -> Check:
    """It works, as far as the program can tell."""
    return Check(key, title, "ready", what, todo)


def todo(key: str, title: str, what: str, todo: str) -> Check:
    """It does not work yet."""
    return Check(key, title, "do", what, todo)


def note(key: str, title: str, what: str, todo: str = "") -> Check:
    """It is not there, which may be right."""
    return Check(key, title, "note", what, todo)
