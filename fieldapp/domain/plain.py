"""Text without the signs that nobody sees: what may reach a screen, whoever wrote it.

Control characters, marks that turn the direction of writing round, blanks without width and
piles of accents can make one name look like another, or like anything at all.
"""

import re

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff"
    "\U000f0000-\U0010ffff]"
)
_ACCENTS = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILE = re.compile(f"({_ACCENTS}{{3}}){_ACCENTS}+")


def plain(text: str) -> str:
    """`text` in one line, with what can be seen of it and at most three accents on a letter."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text else text.strip()
    seen = _UNSEEN.sub("", " ".join(text.split()))
    return " ".join(_PILE.sub(r"\1", seen).split())


def plainly(value: object) -> object:
    """The same for every text within lists and objects of JSON."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {plainly(name): plainly(inner) for name, inner in value.items()}
    return [plainly(inner) for inner in value] if isinstance(value, (list, tuple)) else value
