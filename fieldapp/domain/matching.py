"""Who on one list is who on another: by NIK, by NISN, by name and birth date in any spelling.

What is certain is told from what a person has to decide. Candidates are compared only within a
birth date, or where the whole name sounds alike within a birth year, so that the work grows with
the lists and not with their product.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from msgspec import Struct
from rapidfuzz import fuzz, process

from fieldapp.domain import identity, names

CERTAIN = 0.98  # spellings of one name, with one birth date
ALIKE = 0.75  # below this, two names are two people
_PREFILTER = 55.0  # of 100: what `names.alike` could still find alike is above
_TELL_EVERY = 2000
Progress = Callable[[int, int], None]


class Candidate(Struct, frozen=True):
    """One person of a list; `born` as YYYY-MM-DD, fields that are not known are empty."""

    id: str
    name: str
    born: str = ""
    nik: str = ""
    nisn: str = ""


class Match(Struct, frozen=True):
    """`left` and `right` may be one person: why, how likely (0 to 1), and whether it is certain.

    `why` is nik, nisn, name_and_birth, spelling, birth_date or nik_only (the number is the same,
    the name is another).
    """

    left: str
    right: str
    why: str
    score: float
    certain: bool


class _Side(Struct):
    """One list, by everything that it is looked up by."""

    people: dict[str, Candidate]
    nik: dict[str, list[str]]
    nisn: dict[str, list[str]]
    born: dict[str, list[str]]
    year: dict[tuple[str, str], list[str]]
    sound: dict[str, str]


def match(
    left: Iterable[Candidate],
    right: Iterable[Candidate],
    progress: Progress | None = None,
    apart: Container[tuple[str, str]] = frozenset(),
) -> list[Match]:
    """All pairs that may be one person, the likeliest of each `left` first.

    Where one is certain, the doubtful ones of that `left` are left out; two certain ones mean
    that the right list has the person twice. Pairs that are known to be `apart` are told too,
    and leave nothing out. `progress` may raise.
    """
    other = _indexed(right)
    mine = list(left)
    sounds = [_sound(one.name) for one in mine]
    found: list[Match] = []
    for done, (one, sound) in enumerate(zip(mine, sounds, strict=True)):
        if progress and done % _TELL_EVERY == 0:
            progress(done, len(mine))
        best = sorted(_matches(one, sound, other), key=lambda m: (-m.score, m.right))
        open_ = [m for m in best if (m.left, m.right) not in apart]
        found += [m for m in open_ if m.certain] or open_
        found += [m for m in best if (m.left, m.right) in apart]
    return found


def _indexed(people: Iterable[Candidate]) -> _Side:
    side = _Side({}, defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list), {})
    for one in people:
        side.people[one.id] = one
        side.sound[one.id] = sound = _sound(one.name)
        if not identity.nik_fault(one.nik):
            side.nik[one.nik].append(one.id)
        if one.nisn:
            side.nisn[one.nisn].append(one.id)
        if one.born:
            side.born[one.born].append(one.id)
            side.year[one.born[:4], sound].append(one.id)
    return side


def _sound(name: str) -> str:
    """How a name sounds, its words in the order of the alphabet."""
    return " ".join(sorted(names.sounds(name).split()))


def _matches(one: Candidate, sound: str, other: _Side) -> Iterator[Match]:
    seen: set[str] = set()
    for judged in (_by_number(one, other), _by_birth_date(one, sound, other),
                   _by_year(one, sound, other)):  # fmt: skip
        for found in judged:
            if found.right not in seen:
                seen.add(found.right)
                yield found


def _by_number(one: Candidate, other: _Side) -> Iterator[Match]:
    for why, index, number in (("nik", other.nik, one.nik), ("nisn", other.nisn, one.nisn)):
        for right in index.get(number, ()) if number else ():
            them = other.people[right]
            alike = names.alike(one.name, them.name)
            born = bool(one.born) and one.born == them.born
            if alike >= ALIKE or (born and alike >= 0.5):
                yield Match(one.id, right, why, 1.0, certain=True)
            elif why == "nik":
                yield Match(one.id, right, "nik_only", round(0.5 + alike / 4, 2), certain=False)


def _by_birth_date(one: Candidate, sound: str, other: _Side) -> Iterator[Match]:
    block = other.born.get(one.born, ()) if one.born and sound else ()
    for right in _near(sound, block, other.sound):
        them = other.people[right]
        alike = names.alike(one.name, them.name)
        if alike < ALIKE:
            continue
        same = alike >= CERTAIN
        told_apart = _other_number(one, them)
        why = "name_and_birth" if same else "spelling"
        score = round(alike * (0.8 if told_apart else 1.0), 2)
        yield Match(one.id, right, why, score, certain=same and not told_apart)


def _near(sound: str, block: Sequence[str], sounds: dict[str, str]) -> Iterator[str]:
    """Those of a block whose names are not altogether other ones."""
    choices = {right: sounds[right] for right in block}
    found = process.extract(
        sound, choices, scorer=fuzz.token_set_ratio, score_cutoff=_PREFILTER, limit=None
    )
    return (right for _sound_, _score, right in found)


def _by_year(one: Candidate, sound: str, other: _Side) -> Iterator[Match]:
    """The whole name sounds alike, and the birth date may be mistyped."""
    for right in other.year.get((one.born[:4], sound), ()) if one.born and sound else ():
        them = other.people[right]
        if _mistyped(one.born, them.born) and not _other_number(one, them):
            yield Match(one.id, right, "birth_date", 0.9, certain=False)


def _mistyped(one: str, two: str) -> bool:
    """Whether day and month are swapped, or one digit differs."""
    swapped = (one[5:7], one[8:10]) == (two[8:10], two[5:7])
    return swapped or sum(a != b for a, b in zip(one, two, strict=False)) <= 1


def _other_number(one: Candidate, two: Candidate) -> bool:
    """Whether a NIK or NISN that both have tells them apart."""
    return any(
        mine and theirs and mine != theirs
        for mine, theirs in ((one.nik, two.nik), (one.nisn, two.nisn))
    )
