"""How good a passphrase is: a plain estimate, and the least that is accepted."""

import math

import msgspec

from fieldapp.errors import KnownError
from fieldapp.texts import _

LEAST = 10
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
_COMMON = (
    "password", "passphrase", "katasandi", "sandi", "rahasia", "bismillah", "indonesia", "merdeka",
    "garuda", "pancasila", "dukcapil", "disdukcapil", "capil", "admin", "administrator", "operator",
    "ktpel", "ektp", "letmein", "welcome", "selamat", "datang", "sayang", "cinta", "iloveyou",
    "monkey", "dragon", "jakarta", "bandung", "surabaya", "semarang", "kotaku", "rekam", "sekolah",
)  # fmt: skip
_BITS = (30, 42, 56, 72)


class Strength(msgspec.Struct, frozen=True):
    """0 (guessed at once) to 4 (strong), and what would make it better."""

    score: int
    hint: str


def passphrase_strength(text: str) -> Strength:
    """An honest estimate: what is common, repeated or in a row counts for little."""
    if len(text) < LEAST:
        return Strength(0, _("Use at least 10 characters."))
    rest, common = _without_common(text.casefold())
    runs = _in_runs(rest)
    bits = _bits(text, len(rest) - runs, common)
    score = sum(bits >= least for least in _BITS)
    return Strength(score, _hint(score, common=common, runs=runs))


def check_passphrase(text: str) -> None:
    """Refuse what is too short, or is guessed at once in spite of its length."""
    if len(text) < LEAST:
        raise KnownError(
            _("The passphrase is too short."),
            _("Use at least 10 characters; four words that do not belong together are good."),
        )
    if len(set(text.casefold())) < 4:
        raise KnownError(
            _("The passphrase repeats the same few characters."),
            _("Use four words that do not belong together."),
        )


def _without_common(text: str) -> tuple[str, int]:
    """What remains of `text` without common words, and how many there were."""
    found = 0
    for word in sorted(_COMMON, key=len, reverse=True):
        found += text.count(word)
        text = text.replace(word, "")
    return text, found


def _in_runs(text: str) -> int:
    """Characters that merely go on: the same a third time, or a third along a keyboard row."""
    return sum(_goes_on(text[at : at + 3]) for at in range(len(text) - 2))


def _goes_on(three: str) -> bool:
    back = three[::-1]
    return len(set(three)) == 1 or any(three in row or back in row for row in _ROWS)


def _bits(text: str, free: int, common: int) -> float:
    """Guesses needed, as a power of two: words of a list count as one choice each."""
    varied = len(set(text.casefold())) / min(len(text), 16)
    per_character = 0.75 * math.log2(_alphabet(text)) * min(1.0, 0.4 + varied)
    words = [word for word in text.split() if len(word) > 2]
    as_words = 11.0 * len(set(words)) if len(words) > 2 else math.inf
    return min(max(free, 0) * per_character + 8 * common, max(as_words, 8.0 * common))


def _alphabet(text: str) -> int:
    """How many characters a guesser would have to try at each place."""
    classes = (
        (str.islower, 26),
        (str.isupper, 26),
        (str.isdigit, 10),
        (lambda c: not c.isalnum(), 20),
    )
    return sum(size for is_one, size in classes if any(map(is_one, text))) or 26


def _hint(score: int, *, common: int, runs: int) -> str:
    if score >= 3:
        return ""
    if common:
        return _("Avoid words that everyone tries first.")
    if runs > 3:
        return _("Avoid repeats and rows of the keyboard.")
    return _("Make it longer: four or more words that do not belong together.")
