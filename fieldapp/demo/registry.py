"""The registry's list of those not yet recorded: many of the schools' pupils, and others.

It overlaps with the schools' lists as real ones do: names are spelled otherwise, numbers are
missing, day and month are swapped, people have moved; and many are at none of the schools.
"""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

import msgspec

from fieldapp.demo.people import Pupil, invent, misspelled
from fieldapp.domain import regions
from fieldapp.domain.periods import after

_KNOWN = 0.9  # of the pupils who ought to be on it are


def listed(
    pupils: Sequence[Pupil], count: int, seed: int, *, day: date, election: date, used: set[str]
) -> list[Pupil]:
    """`count` people by name; the same for the same arguments. `used` numbers are not given."""
    rng = Random(f"{seed} registry")  # noqa: S311 # invents people, protects nothing
    mine = [spoiled(one, rng) for one in pupils if _ought(one, election) and rng.random() < _KNOWN]
    found = _each_once(mine)
    wave = 0
    while len(found) < count:
        wave += 1
        others = invent(1000, seed + wave, day=day, election=election, used=used)
        found = _each_once([*found, *(one for one in others if _ought(one, election))])
    unregistered = (msgspec.structs.replace(one, status="UNREGISTERED") for one in found[:count])
    return sorted(unregistered, key=lambda one: (one.name.casefold(), one.birth_date, one.nik))


def _ought(pupil: Pupil, election: date) -> bool:
    """Lives in the city, of age by the election, not recorded: so on the list."""
    city = regions.city("3576")
    at_home = city is not None and regions.lives_in_city(city, pupil.village, pupil.district)
    return bool(at_home) and not pupil.status and after(pupil.birth_date, 17) <= election


def _each_once(pupils: Sequence[Pupil]) -> list[Pupil]:
    """The registry has one entry for each number, and for each name and birth date."""
    named = {f"{one.name.casefold()} {one.birth_date}": one for one in pupils}
    return list({one.nik or name: one for name, one in named.items()}.values())


def spoiled(pupil: Pupil, rng: Random) -> Pupil:
    """Mostly as it is; else with one thing that another office wrote otherwise."""
    dice = rng.random()
    for share, spoil in _SPOILS:
        if dice < share:
            return spoil(pupil, rng)
        dice -= share
    return pupil


def _spelled(pupil: Pupil, _: Random) -> Pupil:
    return msgspec.structs.replace(pupil, name=misspelled(pupil.name))


def _no_number(pupil: Pupil, _: Random) -> Pupil:
    return msgspec.structs.replace(pupil, nik="")


def _swapped(pupil: Pupil, _: Random) -> Pupil:
    born = pupil.birth_date
    if born.day > 12:
        return pupil
    return msgspec.structs.replace(pupil, birth_date=date(born.year, born.day, born.month))


def _moved(pupil: Pupil, rng: Random) -> Pupil:
    city = regions.city("3576")
    part = rng.choice(city.districts if city else ())
    village = rng.choice(part.villages).name
    return msgspec.structs.replace(pupil, village=village, district=f"Kec. {part.name}")


def _gone(pupil: Pupil, rng: Random) -> Pupil:
    """Still on the list, but with an address outside the city."""
    village = rng.choice(("Sooko", "Japan", "Kedungmaling"))
    return msgspec.structs.replace(pupil, village=village, district="Kec. Sooko")


_SPOILS: tuple[tuple[float, Callable[[Pupil, Random], Pupil]], ...] = (
    (0.08, _spelled), (0.05, _no_number), (0.04, _swapped), (0.04, _moved), (0.02, _gone),
)  # fmt: skip
