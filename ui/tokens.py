"""The colours of the three schemes. Every foreground is at least 4.5:1 on what it stands on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of one meaning: what it is written on, written in, and outlined with."""

    background: str
    foreground: str
    outline: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """One set of colours.

    surface: the window · raised: fields, lists and cards on it · line: what divides ·
    edge: the outline of controls, at least 3:1 · off: what is disabled ·
    selection: under what is chosen · hover: under the mouse ·
    pressed: an accent control held down · ring: round one that has the keyboard.
    """

    name: str
    surface: str
    raised: str
    line: str
    edge: str
    off: str
    text: str
    muted: str
    accent: str
    accent_text: str
    pressed: str
    ring: str
    selection: str
    hover: str
    tones: dict[str, Tone]


def _tone(background: str, foreground: str, outline: str = "") -> Tone:
    return Tone(background, foreground, outline or background)


LIGHT = Scheme(
    name="light",
    surface="#F4F5F7",
    raised="#FFFFFF",
    line="#DCDFE4",
    edge="#858D99",
    off="#858D99",
    text="#191D23",
    muted="#565F6C",
    accent="#2453B8",
    accent_text="#FFFFFF",
    pressed="#1B3F8D",
    ring="#05070A",
    selection="#E3EAF8",
    hover="#ECEEF2",
    tones={
        "ok": _tone("#DAF0E0", "#14562D"),
        "info": _tone("#D9ECF8", "#0C4A70"),
        "early": _tone("#EAE3F9", "#53319A"),
        "wait": _tone("#FBEBC4", "#6A4400"),
        "stop": _tone("#FBE0DD", "#961912"),
        "neutral": _tone("#E7EAEE", "#4A535F"),
    },
)

DARK = Scheme(
    name="dark",
    surface="#15171B",
    raised="#1D2025",
    line="#30343B",
    edge="#747D8A",
    off="#747D8A",
    text="#E9EBEE",
    muted="#A3ABB7",
    accent="#8DB2FF",
    accent_text="#0B1A38",
    pressed="#B5CDFF",
    ring="#FFFFFF",
    selection="#26344F",
    hover="#272B32",
    tones={
        "ok": _tone("#183A26", "#93DFAE"),
        "info": _tone("#15364B", "#93CDF2"),
        "early": _tone("#322654", "#C8B4FA"),
        "wait": _tone("#45330A", "#F3CD74"),
        "stop": _tone("#4F1D1A", "#FFB0A8"),
        "neutral": _tone("#2C3138", "#B7BFCA"),
    },
)

CONTRAST = Scheme(
    name="contrast",
    surface="#000000",
    raised="#000000",
    line="#7C7C7C",
    edge="#FFFFFF",
    off="#8E8E8E",
    text="#FFFFFF",
    muted="#E6E6E6",
    accent="#FFE24A",
    accent_text="#000000",
    pressed="#FFFFFF",
    ring="#0A78FF",
    selection="#1F3A78",
    hover="#2B2B2B",
    tones={
        "ok": _tone("#000000", "#6BFF9C", "#6BFF9C"),
        "info": _tone("#000000", "#7FD4FF", "#7FD4FF"),
        "early": _tone("#000000", "#D9BFFF", "#D9BFFF"),
        "wait": _tone("#000000", "#FFD75A", "#FFD75A"),
        "stop": _tone("#000000", "#FF9D94", "#FF9D94"),
        "neutral": _tone("#000000", "#FFFFFF", "#FFFFFF"),
    },
)

SCHEMES = {each.name: each for each in (LIGHT, DARK, CONTRAST)}
