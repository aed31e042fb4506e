"""How good a camera's picture of somebody is, as hints: sharp, lit, in place, on which background.

They are hints and never stop anybody: the limits are guesses that were tried on drawn faces and a
few cameras' noise, not on people. Pictures come as bytes; who has the camera makes them small.
"""

from collections.abc import Iterator
from statistics import mean

from msgspec import Struct

from fieldapp.texts import _

WIDE, HIGH = 60, 80  # of the small picture in colours that is looked at
PATCH = 160  # the side of the grey piece around the face


class Limits(Struct, frozen=True):
    """Beyond these something is said. Light is 0 to 255, places and sizes are parts of the side."""

    sharp: float = 40.0  # variance of the Laplacian of the grey piece
    dark: float = 70.0
    bright: float = 215.0
    uneven: float = 60.0  # between the left and the right half of the face
    small: float = 0.06  # of the picture is skin
    large: float = 0.45
    aside: float = 0.1
    high: float = 0.14
    middle: float = 0.46  # where a face's middle is, from the top


LIMITS = Limits()


class Look(Struct, frozen=True):
    """What was seen; `across` and `down` are where the face's middle is, None where none is."""

    sharpness: float
    light: float
    uneven: float
    skin: float
    across: float | None
    down: float | None
    background: str  # red, blue, or nothing


class Hint(Struct, frozen=True):
    """One check: what it is about, whether it is well, and what to do."""

    about: str  # sharp, light, place, background
    well: bool
    text: str


_Colour = tuple[int, int, int]


def look(colours: bytes, grey: bytes) -> Look:
    """Judge a picture: `colours` is RGB of 60 x 80, `grey` the 160 x 160 around the face."""
    rows = list(_rows(colours))
    skin = [(x, y) for y, row in enumerate(rows) for x, one in enumerate(row) if _is_skin(one)]
    light, uneven = _light(rows)
    across = mean(x for x, _y in skin) / (WIDE - 1) if skin else None
    down = mean(y for _x, y in skin) / (HIGH - 1) if skin else None
    part = len(skin) / (WIDE * HIGH)
    return Look(_sharpness(grey), light, uneven, part, across, down, _background(rows))


def hints(seen: Look, background: str = "", limits: Limits = LIMITS) -> list[Hint]:
    """What is well and what to do; `background` is the colour that is wanted, if one is."""
    said = [_place(seen, limits), _lit(seen, limits), _sharp(seen, limits)]
    if background:
        well = seen.background == background
        said.append(Hint("background", well, _background_words(background, well=well)))
    return said


def _background_words(wanted: str, *, well: bool) -> str:
    if wanted == "red":
        return _("Background: red") if well else _("The background should be red")
    return _("Background: blue") if well else _("The background should be blue")


def _place(seen: Look, limits: Limits) -> Hint:
    if seen.across is None or seen.down is None or seen.skin < limits.small:
        return Hint("place", False, _("No face in the frame: come closer"))
    if seen.skin > limits.large:
        return Hint("place", False, _("Too close: step back"))
    if abs(seen.across - 0.5) > limits.aside:
        return Hint("place", False, _("Move to the middle of the frame"))
    if abs(seen.down - limits.middle) > limits.high:
        low = seen.down > limits.middle
        text = _("Lower the camera") if low else _("Raise the camera")
        return Hint("place", False, text)
    return Hint("place", True, _("In the frame"))


def _lit(seen: Look, limits: Limits) -> Hint:
    if seen.light < limits.dark:
        return Hint("light", False, _("Too dark: more light from the front"))
    if seen.light > limits.bright:
        return Hint("light", False, _("Too bright: turn away from the light"))
    if seen.uneven > limits.uneven:
        return Hint("light", False, _("One side is dark: turn to the light"))
    return Hint("light", True, _("Light is good"))


def _sharp(seen: Look, limits: Limits) -> Hint:
    if seen.sharpness < limits.sharp:
        return Hint("sharp", False, _("Blurred: hold still, wipe the lens"))
    return Hint("sharp", True, _("Sharp"))


def _rows(colours: bytes) -> Iterator[list[_Colour]]:
    for y in range(HIGH):
        row = colours[y * WIDE * 3 : (y + 1) * WIDE * 3]
        yield list(zip(row[::3], row[1::3], row[2::3], strict=True))


def _is_skin(one: _Colour) -> bool:
    """By chrominance, which tells skin of any darkness (Chai and Ngan 1999); not very dark."""
    r, g, b = one
    cb = 128 - 0.169 * r - 0.331 * g + 0.5 * b
    cr = 128 + 0.5 * r - 0.419 * g - 0.081 * b
    return 77 <= cb <= 127 and 133 <= cr <= 173 and r > 40


def _light(rows: list[list[_Colour]]) -> tuple[float, float]:
    """The mean light where the face belongs, and how far its halves differ."""
    inside = [row[WIDE // 4 : 3 * WIDE // 4] for row in rows[HIGH // 5 : 3 * HIGH // 4]]
    half = WIDE // 4
    left = mean(_luma(one) for row in inside for one in row[:half])
    right = mean(_luma(one) for row in inside for one in row[half:])
    return (left + right) / 2, abs(left - right)


def _luma(one: _Colour) -> float:
    r, g, b = one
    return 0.299 * r + 0.587 * g + 0.114 * b


def _background(rows: list[list[_Colour]]) -> str:
    """Red or blue, if both upper corners are."""
    corners = (
        [one for row in rows[: HIGH // 6] for one in row[: WIDE // 6]],
        [one for row in rows[: HIGH // 6] for one in row[-WIDE // 6 :]],
    )
    colours = {_named(tuple(mean(one[n] for one in part) for n in range(3))) for part in corners}
    return colours.pop() if len(colours) == 1 else ""


def _named(colour: tuple[float, ...]) -> str:
    r, g, b = colour
    if r > 80 and r > 1.6 * g and r > 1.6 * b:
        return "red"
    if b > 70 and b > 1.4 * r and b > 1.15 * g:
        return "blue"
    return ""


def _sharpness(grey: bytes) -> float:
    """The variance of the Laplacian: small where nothing is sharp."""
    rows = [grey[y * PATCH : (y + 1) * PATCH] for y in range(PATCH)]
    total = squares = count = 0
    for above, row, below in zip(rows, rows[1:], rows[2:], strict=False):
        edges = [
            4 * mid - left - right - up - down
            for mid, left, right, up, down in zip(
                row[1:-1], row, row[2:], above[1:-1], below[1:-1], strict=False
            )
        ]
        total += sum(edges)
        squares += sum(e * e for e in edges)
        count += len(edges)
    return squares / count - (total / count) ** 2
