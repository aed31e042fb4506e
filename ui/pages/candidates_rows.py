"""The rows of the candidates' page: what is shown of each kind, and which filters let them by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fieldapp.domain import identity, names
from fieldapp.domain.periods import parse_date
from fieldapp.store.pairs import Line, Side
from fieldapp.texts import _, short_date
from fieldapp.wording import field_name, word
from ui.widgets.pill import Mark
from ui.widgets.rows import Column

LOOKS = {"nowhere": "nowhere", "unlisted": "unlisted", "doubtful": "doubtful"}  # others: "called"
_WHY_TONES = {
    "nik": "ok", "nisn": "ok", "name_and_birth": "ok", "decided": "ok", "nik_only": "stop",
    "spelling": "wait", "birth_date": "wait", "to_decide": "wait", "elsewhere": "info",
    "unknown": "wait",
}  # fmt: skip
_WHY_ICONS = {
    "elsewhere": "outside_city", "too_young": "too_young", "recorded": "already_recorded",
    "to_decide": "check_data", "unknown": "help",
}  # fmt: skip


def identify(line: Line) -> tuple[int, int]:
    """What tells a line from all others."""
    return (line.listed.key if line.listed else 0, line.pupil.key if line.pupil else 0)


def where(line: Line) -> tuple[str, str]:
    """Where somebody is to be found, as (code, word): their kelurahan, or the visit."""
    if line.kind == "nowhere" and line.listed:
        side = line.listed
        return (side.village or side.village_name or "-", side.village_name or _("Not known"))
    return (line.pupil.visit, line.pupil.place) if line.pupil else ("", "")


def why(line: Line) -> str:
    """How the two were matched, or why somebody is not on the list, in words."""
    if not line.why:
        return ""
    return word("not_listed" if line.kind == "unlisted" else "match", line.why)


def why_mark(line: Line) -> Mark | None:
    """The same as a pill."""
    if not line.why:
        return None
    return Mark(_WHY_TONES.get(line.why, "neutral"), _WHY_ICONS.get(line.why, ""), why(line))


@dataclass(frozen=True)
class Wanted:
    """The filters; an empty one lets everyone through."""

    text: str = ""
    where: str = ""
    why: str = ""

    def lets(self, line: Line) -> bool:
        """Whether the filters let `line` through."""
        return (
            (not self.where or self.where == where(line)[0])
            and (not self.why or self.why == line.why)
            and all(
                any(_begins(side, each) for side in line.sides)
                for each in self.text.casefold().split()
            )
        )


def _begins(side: Side, typed: str) -> bool:
    """Whether a word of the name, the class or a number begins like what was typed."""
    said = side.fields.get
    name = said("name", "")
    words = f" {name} {names.normal(name)} {said('class', '')}".casefold()
    codes = f" {said('nik', '')} {said('nisn', '')}" if len(typed) >= 4 else ""
    return f" {typed}" in words + codes


def columns(look: str) -> Sequence[Column[Line]]:
    """The columns of one look of the table."""
    if look == "doubtful":
        return (
            Column("score", _("Likeness"), lambda line: f"{line.score:.0%}", align="right",
                   width=84, sort_key=lambda line: line.score),
            Column("name", _("On the registry's list"), lambda line: _said(line.listed, "name"),
                   stretch=True),
            Column("other", _("At the visit"), lambda line: _said(line.pupil, "name"),
                   stretch=True),
        )  # fmt: skip
    who = _who(look)
    if look == "nowhere":
        return (
            *who,
            Column("village", _("Kelurahan"), lambda line: where(line)[1], width=172),
            Column("address", field_name("address"), _address, stretch=True),
        )
    return (
        *who,
        Column("place", _("School or visit"), lambda line: where(line)[1], width=192),
        Column("class", field_name("class"), lambda line: _said(line.pupil, "class"), width=96),
        Column("village", _("Kelurahan"), _village, width=168),
        Column("why", _("Why") if look == "unlisted" else _("Matched by"), why, width=200,
               badge=why_mark),
    )  # fmt: skip


def _who(look: str) -> tuple[Column[Line], ...]:
    def side(line: Line) -> Side | None:
        return line.pupil if look == "unlisted" else line.listed

    wide = look == "nowhere"
    return (
        Column("name", field_name("name"), lambda line: _said(side(line), "name"),
               width=300 if wide else 0, stretch=not wide),
        Column("nik", "NIK", lambda line: identity.mask(_said(side(line), "nik")), width=180),
        Column("born", field_name("birth_date"), lambda line: day(_said(side(line), "birth_date")),
               width=116, sort_key=lambda line: _said(side(line), "birth_date")),
    )  # fmt: skip


def _said(side: Side | None, name: str) -> str:
    return side.fields.get(name, "") if side else ""


def _village(line: Line) -> str:
    return next((side.village_name for side in line.sides if side.village_name), "")


def _address(line: Line) -> str:
    rt, rw = _said(line.listed, "rt"), _said(line.listed, "rw")
    numbers = (f"RT {rt}" if rt else "", f"RW {rw}" if rw else "")
    return " ".join(part for part in (_said(line.listed, "address"), *numbers) if part)


def day(text: str) -> str:
    """A birth date as officers write it."""
    found = parse_date(text)
    return short_date(found) if found else text


def compared() -> tuple[tuple[str, str, Callable[[Side], str]], ...]:
    """What is compared side by side: the field, its name, and how a side's value is shown."""

    def plain(name: str) -> Callable[[Side], str]:
        return lambda side: side.fields.get(name, "")

    return (
        ("name", field_name("name"), plain("name")),
        ("birth_date", field_name("birth_date"), lambda s: day(s.fields.get("birth_date", ""))),
        ("nik", "NIK", lambda side: identity.mask(side.fields.get("nik", ""))),
        ("nisn", "NISN", plain("nisn")),
        ("birth_place", field_name("birth_place"), plain("birth_place")),
        ("sex", field_name("sex"), plain("sex")),
        ("kk", field_name("kk"), lambda side: identity.mask(side.fields.get("kk", ""))),
        ("village", _("Kelurahan"), lambda side: side.village_name),
        ("address", field_name("address"), plain("address")),
    )
