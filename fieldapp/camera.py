"""The camera of this laptop: which one is used, and the codes in its pictures, each only once."""

import time
from collections.abc import Callable
from typing import cast

import msgspec
import zxingcpp
from msgspec import Struct

from fieldapp.codes import LONGEST
from fieldapp.store.session import Session
from fieldapp.store.settings import set_setting, setting

AGAIN = 5.0  # seconds that a code has to be out of sight until it counts again
_FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.Code39, zxingcpp.BarcodeFormat.EAN13, zxingcpp.BarcodeFormat.ITF,
        zxingcpp.BarcodeFormat.PDF417, zxingcpp.BarcodeFormat.DataMatrix,
    ]
)  # fmt: skip


_SETTING = "camera"


class Chosen(Struct, frozen=True):
    """How the camera is used here: by name (empty: the system's choice), and whether for codes."""

    name: str = ""
    codes: bool = False


def chosen(session: Session) -> Chosen:
    """How the camera of this laptop is used."""
    stored = setting(session.db, _SETTING)
    return msgspec.json.decode(stored, type=Chosen) if stored else Chosen()


def choose(session: Session, how: Chosen) -> None:
    """Use the camera so from now on."""
    with session.writing():
        set_setting(session.db, _SETTING, msgspec.json.encode(how))


def read(grey: bytes, wide: int, high: int) -> list[str]:
    """The codes in a grey picture of `wide` x `high` bytes, those that could mean somebody."""
    picture = memoryview(grey).cast("B", shape=[high, wide])
    found = zxingcpp.read_barcodes(cast("zxingcpp.Image", picture), formats=_FORMATS)
    texts = (one.text.strip() for one in found if one.valid)
    return [text for text in dict.fromkeys(texts) if text and len(text) <= LONGEST]


class Once:
    """Lets each code through once, until it was out of sight for five seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}

    def new(self, texts: list[str]) -> list[str]:
        """Those of `texts` that were not in sight just before."""
        now = self._clock()
        self._seen = {text: at for text, at in self._seen.items() if now - at < AGAIN}
        fresh = [text for text in texts if text not in self._seen]
        self._seen.update(dict.fromkeys(texts, now))
        return fresh
