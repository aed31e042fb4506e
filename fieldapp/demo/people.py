"""Invented pupils of Kota Mojokerto, with the faults that real lists have.

Nobody in it is real. Names are put together by chance. Every NIK and family card ends in
9001-9999, serials that no region reaches for one birth date, and every phone number begins
with 0800, which no handset has.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random

import msgspec
from msgspec import Struct

from fieldapp.demo import wordlists as words
from fieldapp.domain import regions


class Pupil(Struct, frozen=True):
    """One pupil as the school knows them, and the status that only the registry knows."""

    name: str
    nipd: str
    sex: str  # L, P
    nisn: str
    birth_place: str
    birth_date: date
    nik: str
    religion: str
    address: str
    rt: str
    rw: str
    village: str
    district: str
    class_: str
    kk: str
    phone: str
    father: str
    mother: str
    father_nik: str
    mother_nik: str
    status: str = ""  # of the KTP-el, in the registry's own list


def invent(
    count: int, seed: int, *, day: date, election: date, used: set[str] | None = None
) -> list[Pupil]:
    """`count` pupils in the order of their names; the same for the same arguments.

    Their ages suit a visit on `day` before an `election`: of age by then, by the election, old
    enough to be recorded, and too young. From 40 pupils on, every fault and rarity occurs. No
    number in `used` is given again; those given are added.
    """
    rooms = min(11, max(3, count // 108))
    source = _Source(seed, day, election, rooms, set() if used is None else used)
    pupils = [source.pupil(number) for number in range(count)]
    order = source.rng.sample(range(count), count)
    _spread(source, pupils, iter(order))
    return sorted(pupils, key=lambda pupil: (pupil.name.casefold(), pupil.nipd))


class _Source:
    """Chance, and the numbers given out already."""

    def __init__(self, seed: int, day: date, election: date, rooms: int, used: set[str]) -> None:
        self.rng = Random(seed)  # noqa: S311 # invents people, protects nothing
        self.day = day
        self.rooms = rooms
        self._bands = _bands(day, election)
        self._used = used

    def pupil(self, number: int) -> Pupil:
        """One pupil without any fault."""
        rng = self.rng
        sex = rng.choice("LP")
        religion = rng.choices(words.RELIGIONS, weights=(90, 5, 3, 1, 1))[0]
        born = self.born()
        village, district, now, region = self._home()
        parents = self._parents(region)
        return Pupil(
            name=self.name(sex, religion), nipd=str(20001 + number), sex=sex,
            nisn=self._nisn(born), birth_place=rng.choice(words.BIRTH_PLACES), birth_date=born,
            nik=self.nik(region, born, sex), religion=religion,
            address=f"Jl. {rng.choice(words.STREETS)} No. {rng.randint(1, 90)}",
            rt=str(rng.randint(1, 6)), rw=str(rng.randint(1, 5)),
            village=village, district=district, class_=self._class(born),
            kk=self._number(now + f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}"
                            f"{rng.randint(8, self.day.year % 100 - 1):02}"),
            phone=f"080000{rng.randrange(10**6):06}" if rng.random() < 0.8 else "",
            father=self.name("L", religion), mother=self.name("P", religion),
            father_nik=parents[0], mother_nik=parents[1],
        )  # fmt: skip

    def name(self, sex: str, religion: str = "Islam") -> str:
        """Two or three names that go together, written as schools write them."""
        rng = self.rng
        first = list(words.FIRST[sex])
        if religion == "Islam":
            first += words.MUSLIM_FIRST[sex] * 2
        elif religion != "Hindu":
            first = list(words.CHRISTIAN_FIRST[sex])
        parts = [rng.choice(first)]
        if rng.random() < 0.45:
            parts.append(rng.choice(words.MIDDLE[sex]))
        parts.append(rng.choice(words.LAST[sex]))
        name = " ".join(dict.fromkeys(" ".join(parts).split()))
        return name.upper() if rng.random() < 0.25 else name

    def born(self) -> date:
        """A birth date of one of the ages that a visit meets."""
        weights = [share for share, _, _ in self._bands]
        _, first, last = self.rng.choices(self._bands, weights)[0]
        return first + timedelta(days=self.rng.randint(0, (last - first).days))

    def nik(self, region: str, born: date, sex: str) -> str:
        """A NIK never given out before, here or anywhere."""
        return self._number(f"{region}{born.day + 40 * (sex == 'P'):02}{born:%m%y}")

    def _number(self, start: str) -> str:
        while (number := f"{start}{self.rng.randint(9001, 9999)}") in self._used:
            pass
        self._used.add(number)
        return number

    def _nisn(self, born: date) -> str:
        year = born.year + self.rng.choices((0, 1, -1), weights=(95, 3, 2))[0]
        while (number := f"{year % 1000:03}{self.rng.randrange(10**7):07}") in self._used:
            pass
        self._used.add(number)
        return number

    def _home(self) -> tuple[str, str, str, str]:
        """Village, district, the region code of today and that of the first NIK."""
        rng = self.rng
        elsewhere = rng.choice(words.FAR_REGIONS)
        if rng.random() < 0.24:
            now, district = rng.choice(list(words.REGENCY_DISTRICTS.items()))
            village = rng.choice(words.REGENCY_VILLAGES[now])
            region = rng.choices((now, elsewhere), weights=(92, 8))[0]
            return village, f"Kec. {district}", now, region
        city = regions.city("3576")
        if city is None:
            raise FileNotFoundError("regions/3576.json")
        part = rng.choice(city.districts)
        home = rng.choice(part.villages)
        first = home.former_district or part.code
        choices = (first, part.code, rng.choice(list(words.REGENCY_DISTRICTS)), elsewhere)
        region = rng.choices(choices, weights=(88, 5, 4, 3))[0]
        return self._spelled(home.name), f"Kec. {part.name}", part.code, region

    def _spelled(self, village: str) -> str:
        plain = (village, village.upper(), f"Kel. {village}", village.replace(" ", "").capitalize())
        return self.rng.choices(plain, weights=(80, 8, 5, 7))[0]

    def _parents(self, region: str) -> tuple[str, str]:
        years = self.rng.randint(1966, 1986), self.rng.randint(1970, 1988)
        father, mother = (
            date(year, self.rng.randint(1, 12), self.rng.randint(1, 28)) for year in years
        )
        return self.nik(region, father, "L"), self.nik(region, mother, "P")

    def _class(self, born: date) -> str:
        """The class that the age suits: school years begin in July."""
        oldest = self.day.year - (self.day.month < 7) - 18
        years = ((born.year - oldest) * 12 + born.month - 7) // 12
        years = min(2, max(0, years + self.rng.choices((0, 1, -1), weights=(94, 3, 3))[0]))
        room = self.rng.randint(1, self.rooms)
        return (f"XII {self.rng.choice(('IPA', 'IPS'))} {room}", f"XI-{room}", f"X-{room}")[years]


def _bands(day: date, election: date) -> list[tuple[float, date, date]]:
    """Shares of the ages, each with its first and last birth date; impossible ones left out."""
    adult, early = _back(day, 17), _back(day, 16, 8)
    voter = max(adult, _back(election, 17))
    one = timedelta(days=1)
    young = max(voter, early) + one
    bands = [
        (0.40, _back(day, 18, 6), adult),
        (0.27, adult + one, voter),
        (0.08, voter + one, early),
        (0.25, young, young + timedelta(days=480)),
    ]
    return [band for band in bands if band[1] <= band[2]]


def _back(day: date, years: int, months: int = 0) -> date:
    count = day.year * 12 + day.month - 1 - years * 12 - months
    return date(count // 12, count % 12 + 1, min(day.day, 28))


def _spread(source: _Source, pupils: list[Pupil], order: Iterator[int]) -> None:
    """Put faults and rarities on pupils taken from `order`, none on the same pupil twice."""
    count = len(pupils)
    few = max(1, count // 100)
    _apply((_apostrophe, _one_word, _very_long, _muhammad, _leap_day), few, source, pupils, order)
    for pair in (_twin, _listed_again, _sharing_the_nik):
        for _ in range(max(1, count // 200)):
            if (one := next(order, None)) is not None and (other := next(order, None)) is not None:
                pupils[other] = pair(source, pupils[one], pupils[other])
    for change, share in ((_disagreeing, 0.03), (_no_kk, 0.02), (_no_nik, 0.02), (_bad_nik, 0.01)):
        _apply((change,), max(1, round(count * share)), source, pupils, order)
    _give_statuses(source, pupils, order)


def _apply(
    changes: tuple[Callable[[_Source, Pupil], Pupil], ...],
    times: int,
    source: _Source,
    pupils: list[Pupil],
    order: Iterator[int],
) -> None:
    for change in changes:
        for index in islice(order, times):
            pupils[index] = change(source, pupils[index])


def _give_statuses(source: _Source, pupils: list[Pupil], order: Iterator[int]) -> None:
    old_enough = _back(source.day, 16, 8)
    able = [index for index in order if pupils[index].birth_date <= old_enough]
    for place, index in enumerate(able[: max(4, len(pupils) * 6 // 100)]):
        status = words.STATUSES[place % len(words.STATUSES)]
        pupils[index] = msgspec.structs.replace(pupils[index], status=status)


def _renamed(pupil: Pupil, name: str) -> Pupil:
    return msgspec.structs.replace(pupil, name=name)


def _apostrophe(source: _Source, pupil: Pupil) -> Pupil:
    last = source.rng.choice(words.LAST[pupil.sex])
    return _renamed(pupil, f"{source.rng.choice(words.APOSTROPHES[pupil.sex])} {last}")


def _one_word(source: _Source, pupil: Pupil) -> Pupil:
    return _renamed(pupil, source.rng.choice(words.LAST[pupil.sex]))


def _very_long(source: _Source, pupil: Pupil) -> Pupil:
    parts = source.rng.sample(words.MIDDLE[pupil.sex], 6)
    while len(" ".join(parts)) < 50:
        parts.append(source.rng.choice(words.LAST[pupil.sex]))
    return _renamed(pupil, " ".join(parts))


def _muhammad(source: _Source, pupil: Pupil) -> Pupil:
    first = source.rng.choice(("Moh.", "Muh.", "Moch.", "M.", "Mohammad", "Muhamad"))
    name = f"{first} {source.rng.choice(words.MIDDLE['L'])} {source.rng.choice(words.LAST['L'])}"
    nik = source.nik(pupil.nik[:6], pupil.birth_date, "L")
    return msgspec.structs.replace(pupil, name=name, sex="L", nik=nik)


def _leap_day(source: _Source, pupil: Pupil) -> Pupil:
    born = date(2008, 2, 29)
    nik = source.nik(pupil.nik[:6], born, pupil.sex)
    return msgspec.structs.replace(pupil, birth_date=born, nik=nik, nisn="008" + pupil.nisn[3:])


def _twin(source: _Source, one: Pupil, other: Pupil) -> Pupil:
    return msgspec.structs.replace(
        one, name=source.name(one.sex, one.religion), nipd=other.nipd,
        nisn=one.nisn[:3] + other.nisn[3:], phone=other.phone,
        nik=source.nik(one.nik[:6], one.birth_date, one.sex),
    )  # fmt: skip


def misspelled(name: str) -> str:
    """The name as another office may have spelled it."""
    for old, new in (("sy", "s"), ("z", "s"), ("f", "v"), ("i", "y"), ("u", "oe"), ("a", "aa")):
        if old in name.casefold():
            return name.casefold().replace(old, new, 1).title()
    return name


def _listed_again(_: _Source, one: Pupil, other: Pupil) -> Pupil:
    name = misspelled(one.name)
    return msgspec.structs.replace(one, name=name, nipd=other.nipd, class_=other.class_)


def _sharing_the_nik(_: _Source, one: Pupil, other: Pupil) -> Pupil:
    return msgspec.structs.replace(other, nik=one.nik)


def _disagreeing(source: _Source, pupil: Pupil) -> Pupil:
    born, sex = pupil.birth_date, pupil.sex
    if source.rng.random() < 0.5:
        sex = "P" if sex == "L" else "L"
    else:
        born += timedelta(days=source.rng.choice((-365, -31, -1, 1, 9, 31)))
    return msgspec.structs.replace(pupil, nik=source.nik(pupil.nik[:6], born, sex))


def _no_kk(_: _Source, pupil: Pupil) -> Pupil:
    return msgspec.structs.replace(pupil, kk="")


def _no_nik(_: _Source, pupil: Pupil) -> Pupil:
    return msgspec.structs.replace(pupil, nik="")


def _bad_nik(source: _Source, pupil: Pupil) -> Pupil:
    nik = pupil.nik
    bad = (nik[:-1], f"{nik[:6]}00{nik[8:]}", f"{nik[:8]}13{nik[10:]}", nik + "0", "9" * 16)
    return msgspec.structs.replace(pupil, nik=source.rng.choice(bad))
