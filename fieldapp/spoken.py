"""How a call is said in Indonesian: as text for a voice of the system, or as shipped sounds."""

import array
import io
import math
import sys
import wave
from collections.abc import Iterator, Sequence

import resources

RATE = 16_000  # of the shipped sounds, in Hz: 16 bits, one channel
_ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_GAP, _PAUSE = 0.02, 0.2  # seconds after a word, and after a group of words


def number_words(number: int) -> list[str]:
    """A number from 0 to 999 as it is said."""
    if not 0 <= number <= 999:
        raise ValueError(number)
    if number < 10:
        return [_ONES[number]]
    hundreds, rest = divmod(number, 100)
    words = _hundreds(hundreds)
    return words + (_below_hundred(rest) if rest else [])


def _hundreds(count: int) -> list[str]:
    if count < 2:
        return ["seratus"] * count
    return [_ONES[count], "ratus"]


def _below_hundred(number: int) -> list[str]:
    tens, ones = divmod(number, 10)
    if number < 10:
        return [_ONES[number]]
    if number < 12:
        return [("sepuluh", "sebelas")[ones]]
    if tens == 1:
        return [_ONES[ones], "belas"]
    return [_ONES[tens], "puluh", *([_ONES[ones]] if ones else [])]


def words(text: str) -> list[str]:
    """The letters and numbers of `text`; a number above 999 is said digit by digit."""
    found: list[str] = []
    for part in _parts(text):
        if not part.isdecimal():
            found.append(part)
        elif int(part) <= 999:
            found += number_words(int(part))
        else:
            found += [_ONES[int(digit)] for digit in part]
    return found


def _parts(text: str) -> Iterator[str]:
    """Runs of digits, and single letters; what cannot be said is left out."""
    digits = ""
    for character in (*text.upper(), ""):
        if character.isascii() and character.isdigit():
            digits += character
            continue
        if digits:
            yield digits
            digits = ""
        if character.isascii() and character.isalpha():
            yield character


def groups(number: str, desk: str) -> list[list[str]]:
    """What is said, in groups of words with a pause between: the number, and where to go."""
    said = [["nomor antrean"], *_number(number)]
    if sayable(desk):
        said.append(["silakan ke loket", *words(desk)])
    return said


def sayable(desk: str) -> bool:
    """Whether a desk's name is a number or a few letters, as signs on desks are."""
    return 0 < len(desk) <= 4 and desk.isascii() and desk.isalnum()


def _number(number: str) -> list[list[str]]:
    """The letter apart from the count, which is easier to catch in a loud room."""
    letter, dash, count = number.partition("-")
    return [part for part in (words(letter), words(count) if dash else []) if part]


def text(number: str, desk: str) -> str:
    """What is said, for a voice of the system."""
    said = ", ".join(" ".join(group) for group in groups(number, desk))
    return said[:1].upper() + said[1:] + "."


def sounds(number: str, desk: str) -> list[list[str]]:
    """The names of the shipped sounds, in groups as said; the chime comes first."""
    return [["chime"], *([_file(word) for word in group] for group in groups(number, desk))]


def _file(word: str) -> str:
    return f"letter_{word.lower()}" if len(word) == 1 else word.replace(" ", "_")


def samples(played: Sequence[Sequence[str]]) -> bytes:
    """The sounds one after the other: 16-bit samples in the machine's order, one channel."""
    joined = bytearray()
    for group in played:
        for name in group:
            joined += _sound(name) + _silence(_GAP)
        joined += _silence(_PAUSE)
    return bytes(joined)


def _sound(name: str) -> bytes:
    with wave.open(io.BytesIO(resources.path(f"sounds/{name}.wav").read_bytes())) as opened:
        read = array.array("h", opened.readframes(opened.getnframes()))
    if sys.byteorder == "big":
        read.byteswap()
    return read.tobytes()


def _silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * RATE))


def tone(hertz: float = 1400, length: float = 0.08) -> bytes:
    """A short tone that swells and fades, so that it does not click."""
    count = round(length * RATE)
    waves = (
        math.sin(2 * math.pi * hertz * n / RATE) * math.sin(math.pi * n / count)
        for n in range(count)
    )
    return array.array("h", (round(9000 * wave) for wave in waves)).tobytes()


CUES = {  # by what is to be known without looking: hertz and seconds, one after the other
    "given": ((1175, 0.07), (1568, 0.12)),
    "look": ((880, 0.1), (880, 0.1)),
    "unknown": ((330, 0.28),),
}


def cue(what: str) -> bytes:
    """A short sound: two tones that rise, one twice, or one that is low and long."""
    return b"".join(tone(hertz, length) + _silence(0.03) for hertz, length in CUES[what])


def quieter(sound: bytes, volume: int) -> bytes:
    """The samples at a volume from 0 to 100; loudness is felt as the square of it."""
    factor = (max(0, min(100, volume)) / 100) ** 2
    return array.array("h", (round(s * factor) for s in array.array("h", sound))).tobytes()


def seconds(sound: bytes) -> float:
    """How long samples take to play."""
    return len(sound) / 2 / RATE


def reshaped(sound: bytes, rate: int, channels: int) -> bytes:
    """The samples at another rate and with more channels, as a loudspeaker wants them."""
    if (rate, channels) == (RATE, 1):
        return sound
    read = array.array("h", sound)
    last, count = len(read) - 1, len(read) * rate // RATE
    places = ((place * RATE // rate, place * RATE % rate) for place in range(count))
    mono = array.array(
        "h", (read[at] + (read[min(at + 1, last)] - read[at]) * part // rate for at, part in places)
    )
    if channels == 1:
        return mono.tobytes()
    wide = array.array("h", bytes(2 * channels * len(mono)))
    for channel in range(channels):
        wide[channel::channels] = mono
    return wide.tobytes()
