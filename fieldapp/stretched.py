"""A language that does not exist: every text longer and accented, to find layouts that break."""

import re
from gettext import NullTranslations
from math import ceil

from fieldapp import texts

LANGUAGE = "xx"
LONGER = 1.4
_KEPT = re.compile(  # values, names of keys, and kinds of files stay as they are
    r"\{\w*\}|\(\*[^)]*\)|\b(?:Ctrl|Alt|Shift|Enter|Esc|Tab|Space|F\d+)\b(?:\+\w+)?"
)
_ACCENTED = {
    plain: accented * 2
    for plain, accented in zip("aeiouyAEIOUY", "äéîöûýÄÉÎÖÛÝ", strict=True)
}  # fmt: skip


def use() -> None:
    """Show stretched texts from now on."""
    texts.try_out(LANGUAGE, Stretched())


def stretch(text: str) -> str:
    """`text` in brackets, accented, and at least 40 % longer."""
    if not text or text == "Space":
        return text
    kept = [*_KEPT.findall(text), ""]
    between = (_accent(part) for part in _KEPT.split(text))
    made = "".join(part + keep for part, keep in zip(between, kept, strict=True))
    return f"[{made}{'~' * (ceil(len(text) * LONGER) - len(made) - 2)}]"


def _accent(text: str) -> str:
    return "".join(_ACCENTED.get(each, each) for each in text)


class Stretched(NullTranslations):
    """The English texts of the code, stretched."""

    def gettext(self, message: str) -> str:
        return stretch(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return stretch(msgid1 if n == 1 else msgid2)
