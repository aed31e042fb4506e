"""Names of people: one spelling for comparing, how they sound, and how alike two are.

Indonesian names come with titles, in old and new spelling, with Arabic words written in many
ways and the commonest of them abbreviated. `normal` takes off what is not the name, `sounds`
also takes off what is only spelling.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼʻʿʾ′\u02b9"))
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")

_FRONT = {
    "h", "hj", "haji", "hajah", "drs", "dra", "dr", "drg", "drh", "ir", "prof", "kh", "kyai",
    "kiai", "ust", "ustadz", "ustadzah", "raden", "rr", "rd", "ny", "tn", "sdr", "sdri", "bpk",
}  # fmt: skip
_BACK = {
    "alm", "almh", "almarhum", "almarhumah", "amd", "amdkeb", "amdkep", "amk", "spd", "spdi",
    "sag", "skom", "ssos", "ssi", "skep", "skm", "sfarm", "spsi", "sked", "mpd", "mpdi",
    "msi", "mkes", "mkom", "mhum",
}  # fmt: skip
# Six titles at most: without an end, titles that can be cut in two ways take for ever.
_DOTTED_FRONT = re.compile(
    r"^(?:(?:k\.\s?h|r\.(?:a|m|r|ngt?|tmg)|rr|r|dr|drs|ir)\.[\s,]*){1,6}(?=[^\W\d_]{2})"
)
_DEGREES = (
    r"s\W*(?:pd\W*sd|pd\W*i|pd|ag|kom|sos|si|h\W*i|h|e|t|ip|kep\W*ns|kep|km|farm|psi|ked|hum|gz|sn"
    r"|st|tr\W*\w{1,4}|p|pt|ak|i\W*kom)"
    r"|m\W*(?:pd\W*i|pd|si|kes|kom|hum|ag|m|h|t|sc|a|e|ba)"
    r"|a\W*m(?:d|a)\W*(?:keb|kep|pd|kom|ak)?|amk|ph\W*d|lc|ns|b\W*a"
)
_AFTER_COMMA = re.compile(rf"\s*,\s*(?:(?:{_DEGREES})\.?[\s,]*){{1,6}}$")
_AFTER_DOTS = re.compile(
    r"\s(?:s\.\s?(?:pd|ag|kom|sos|si|h|e|t|ip|kep|km|farm|psi|ked|hum|gz|st)(?:\.\s?[id])?"
    r"|m\.\s?(?:pd|si|kes|kom|hum|ag|m|h|t|sc)(?:\.\s?i)?|a\.\s?m(?:d|a)(?:\.\s?\w{2,4})?)[.\s]*$"
)

_MUHAMMAD = re.compile(r"m[uo](?:hh?|ch|kh)am+[aeo]d+|m[uo](?:h|ch|kh)d?|mhd|mohd|moehammad")
_ABDUL = {
    "abd", "abdul", "abdoel", "abdur", "abdoer", "abdus", "abdun", "abdel", "abdil", "abdu",
    "abdoe",
}  # fmt: skip
_ABDUL_JOINED = re.compile(r"abd(?:u|oe|e)(?:l|r(?=r)|s(?=s)|n(?=n)|(?=[rsn]))(?=\w{3})")
_ALLAH = re.compile(r"abd(?:u|oe)l+[ao]h?")
_SON_OF = frozenset({"bin", "binti"})


@lru_cache(maxsize=1 << 12)  # each is asked for several times while one person is stored
def normal(name: str) -> str:
    """`name` in lowercase ASCII words, without titles, abbreviations and punctuation."""
    text = name if name.isascii() else _ascii(name)
    text = text.lower().translate(_APOSTROPHES)
    if "." in text or "," in text:
        text = _without_marked_titles(text.strip())
    words = [full for word in _NOT_WORD.sub(" ", text).split() for full in _whole(word)]
    return " ".join(_without_titles(_without_son_of(words)))


def _ascii(text: str) -> str:
    joined = text.translate(_APOSTROPHES).casefold().translate(_LETTERS)
    apart = unicodedata.normalize("NFKD", joined)
    spaced = "".join(" " if c in "‐‑‒–—―\u00a0·•" else c for c in apart)  # dashes part words
    return spaced.encode("ascii", "ignore").decode()


def _without_marked_titles(text: str) -> str:
    """Without the titles that a dot or comma shows to be some: R. Agus, S.H."""
    text = _DOTTED_FRONT.sub("", text)
    if found := _AFTER_COMMA.search(text):
        text = text[: found.start()] or text
    while (found := _AFTER_DOTS.search(text)) and found.start():
        text = text[: found.start()]
    return text


def _whole(word: str) -> Iterator[str]:
    """`word` with its abbreviation written out: muh -> muhammad, abdurrahman -> abdul rahman."""
    if word[:1] == "m" and _MUHAMMAD.fullmatch(word):
        yield "muhammad"
    elif word[:3] != "abd":
        yield word
    elif word in _ABDUL:
        yield "abdul"
    elif (joined := _ABDUL_JOINED.match(word)) and not _ALLAH.fullmatch(word):
        yield "abdul"
        yield from _whole(word[joined.end() :])
    else:
        yield word


def _without_son_of(words: list[str]) -> list[str]:
    if len(words) < 3 or _SON_OF.isdisjoint(words):
        return words
    inner = [word for word in words[1:-1] if word not in _SON_OF]
    return [words[0], *inner, words[-1]]


def _without_titles(words: list[str]) -> list[str]:
    """Without the titles at both ends; one word always stays. A leading St. is Siti."""
    start, end = 0, len(words)
    while end - start > 1 and words[end - 1] in _BACK:
        end -= 1
    while end - start > 1 and words[start] in _FRONT:
        start += 1
    if end - start > 1 and words[start] == "st":
        return ["siti", *words[start + 1 : end]]
    return words[start:end]


# In this order: each works on what those before it left.
_FOLDS = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"^j(?=usu[fp]|oesoe[fp]|unus|oenoes|ah[jy]|ogja|ogya)", "y"),  # Jusuf, Jahja
        (r"(?<=[rh])j(?=[aeiou]*[^aeiou]*oe)|(?<=oer)j", "y"),  # Soerjo, Harjoe
        (r"(?<!d)j(?=.*dj)|(?<=dj[aio])j", "y"),  # Wirjadja, Widjaja: dj says that j is y
        (r"hj", "hy"),  # Tjahjo
        (r"oe|oo", "u"),
        (r"dj|jh", "j"),
        (r"tj", "c"),
        (r"nj", "ny"),
        (r"^ch(?=[ou]|a[bdfhlmsu]|ai|ae)|(?<!^)ch|kh", "h"),  # Choirul, Achmad, Khusnul
        (r"^ch(?=[rl])", "k"),  # Christian
        (r"^ch", "c"),  # Chandra
        (r"s[jyh]|ts", "s"),  # Sjaiful, Syaiful, Shinta, Utsman
        (r"th", "t"),
        (r"dl(?=[ou])|dlil|(?<=ma)dl", "d"),  # Ridlo, Ramadlan
        (r"dh", "d"),
        (r"gh", "g"),
        (r"bh", "b"),
        (r"ph|[fv]", "p"),
        (r"^rh", "r"),
        (r"wh", "w"),
        (r"d?z", "s"),
        (r"ck|q|c(?=[tkrls])|c$|(?<=i)c(?=a$)|(?<=s)c(?=[aou])", "k"),  # Rizqi, Octavia, Eric
        (r"x", "ks"),
        (r"(?<=o)h(?=n)", ""),  # John
        (r"ae|ay(?![aeiou])", "ai"),  # Saeful, Zaenal, Hayfa
        (r"aw(?![aeiou])", "au"),  # Nawfal
        (r"(?<=h)oi", "ai"),  # Khoirul
        (r"(?<=r)oh(?=[aimsy]|$)", "ah"),  # Rohman, Zahroh
        (r"y", "i"),
        (r"ie(?!u)", "i"),  # Arief
        (r"(.)\1+", r"\1"),
        (r"(?<=ais)i(?=a)", ""),  # Aisiyah
        (r"(?<=nis)ak$", "a"),  # Nisak
        (r"(?<=[a-z][aeiou])h$", ""),
        (r"(?<=l)o(?=$)(?<=dulo)", "a"),  # Abdulloh
    )
)


def sounds(name: str) -> str:
    """How `name` sounds, word by word: spellings of one name give the same."""
    return " ".join(map(_sound, normal(name).split()))


@lru_cache(maxsize=1 << 16)
def _sound(word: str) -> str:
    for pattern, by in _FOLDS:
        word = pattern.sub(by, word)
    return word


_COMMON = {
    _sound(word)
    for word in (
        "muhammad", "ahmad", "siti", "abdul", "nur", "dwi", "tri", "eka", "sri", "putri", "ayu",
    )
}  # fmt: skip
_SHORT = 4  # in words this short, another letter makes another name


def alike(a: str, b: str) -> float:
    """How likely `a` and `b` name one person, 0 to 1, in any order and with initials.

    Words that half of all people bear count for little. Above 0.75: spellings of one name.
    """
    left, right = sorted((sounds(a), sounds(b)))  # the same both ways
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0 if normal(a) == normal(b) else 0.98
    joined = fuzz.ratio(left.replace(" ", ""), right.replace(" ", "")) / 100
    by_words = _by_words(left.split(), right.split())
    return max(by_words, 0.95) if joined == 1 else by_words


def _by_words(left: list[str], right: list[str]) -> float:
    """Twice the weight of what fits, by all the weight. The best pairs first."""
    pairs = sorted(
        ((_fit(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(right)), reverse=True
    )
    free_left, free_right = set(range(len(left))), set(range(len(right)))
    fitting = 0.0
    for fit, i, j in pairs:
        if fit and i in free_left and j in free_right:
            free_left.remove(i)
            free_right.remove(j)
            fitting += fit * (_weight(left[i]) + _weight(right[j]))
    return fitting / sum(map(_weight, (*left, *right)))


def _weight(word: str) -> float:
    return 0.4 if len(word) == 1 or word in _COMMON else 1.0


def _fit(a: str, b: str) -> float:
    """How well one word fits another: the same, an initial of it, or misspelt."""
    if a == b:
        return 1.0
    if min(len(a), len(b)) == 1:
        return 0.9 if a[0] == b[0] else 0.0
    near = fuzz.ratio(a, b) / 100
    if near < 0.75:
        return 0.0
    ending = len(a) == len(b) and a[:-1] == b[:-1]  # Putra, Putri
    return 0.3 if ending or min(len(a), len(b)) <= _SHORT else near * near
