"""How calls reach the hall from this laptop: the board and the voice, kept over a restart."""

from typing import TypeVar

import msgspec
from msgspec import Struct

from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting, setting


class BoardSetting(Struct, frozen=True):
    """Whether the board is wanted, and on which screen: the empty name finds one by itself."""

    on: bool = False
    screen: str = ""


class VoiceSetting(Struct, frozen=True):
    """Whether calls are spoken: how loud (0 to 100), how often, and by whom.

    `own` uses the program's own sounds even where the system has an Indonesian voice. `cues` are
    the sounds at check-in, which need no voice.
    """

    on: bool = False
    volume: int = 80
    times: int = 1
    muted: bool = False
    own: bool = False
    cues: bool = False


T = TypeVar("T", BoardSetting, VoiceSetting)
_NAMES = {BoardSetting: "board", VoiceSetting: "voice"}


def _kept(session: Session, kind: type[T]) -> T:
    told = setting(session.db, _NAMES[kind])
    return msgspec.json.decode(told, type=kind) if told else kind()


def board(session: Session) -> BoardSetting:
    """The board as it was set."""
    return _kept(session, BoardSetting)


def voice(session: Session) -> VoiceSetting:
    """The voice as it was set."""
    return _kept(session, VoiceSetting)


def keep(session: Session, chosen: BoardSetting | VoiceSetting) -> None:
    """Keep how it is set."""
    with session.writing():
        set_setting(session.db, _NAMES[type(chosen)], msgspec.json.encode(chosen))
