"""Region codes: what the first digits of a NIK say, and who lives in the city.

A NIK keeps the code of its first issue, so former codes are kept too. Addresses are typed by
schools: spellings vary, and many places share a name, so doubt is answered with None.
Source of the codes: the Ministry of Home Affairs (38 provinces, 514 regencies and cities).
"""

import re
from functools import lru_cache

import msgspec
from msgspec import Struct
from rapidfuzz.distance import OSA

import resources
from fieldapp.domain import identity


class Village(Struct, frozen=True, omit_defaults=True):
    """A kelurahan: ten digits, and the district it was cut from where it moved."""

    code: str
    name: str
    former_district: str = ""

    @property
    def district(self) -> str:
        """The code of its district today."""
        return self.code[:6]


class District(Struct, frozen=True):
    """A kecamatan: six digits."""

    code: str
    name: str
    villages: tuple[Village, ...]


class City(Struct, frozen=True):
    """A city or regency with its districts: four digits."""

    code: str
    name: str  # "Kota Mojokerto"
    districts: tuple[District, ...]


class _Province(Struct, frozen=True):
    name: str
    regencies: dict[str, str]


@lru_cache(maxsize=1)
def _provinces() -> dict[str, _Province]:
    text = resources.path("regions/indonesia.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, _Province])


@lru_cache(maxsize=1)
def _former() -> dict[str, str]:
    text = resources.path("regions/former.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, str])


def province(region: str) -> str | None:
    """The province of a NIK or of any region code, as the code was given out."""
    found = _provinces().get(identity.digits(region)[:2])
    return found.name if found else None


def regency(region: str) -> str | None:
    """The regency or city of a NIK or of any region code of four digits or more."""
    code = identity.digits(region)[:4]
    found = _provinces().get(code[:2])
    now = found.regencies.get(code) if found else None
    return now or _former().get(code)


def describe(region: str) -> str:
    """A region in words, "Kota Mojokerto, Kec. Magersari"; empty when it is unknown."""
    name = regency(region)
    if not name:
        return ""
    code, here = identity.digits(region)[:6], city(region)
    for district in here.districts if here else ():
        if district.code == code:
            return f"{name}, Kec. {district.name}"
    return name


def city(code: str) -> City | None:
    """The city "35.76" or "3576" (or a longer code in it), None if there is no file for it."""
    short = identity.digits(code)[:4]
    return _city(short) if identity.is_number(short, 4) else None


@lru_cache(maxsize=8)
def _city(code: str) -> City | None:
    file = resources.path(f"regions/{code}.json")
    return msgspec.json.decode(file.read_bytes(), type=City) if file.is_file() else None


_PREFIX = re.compile(r"^\s*(?:kecamatan|kelurahan|desa|kec|kel|ds|dsn)\b[\s.:]*", re.IGNORECASE)
_CITIES = ("kota", "kodya")
_KINDS = "kota|kodya|kabupaten|kab"
_SHORT_FOR = ((r"^(?:gn|gng|g)\b", "gunung"), (r"^(?:pr|prj|praj)\b", "prajurit"))
_OLD = (("oe", "u"), ("dj", "j"), ("tj", "c"))
_UNKNOWN = {"", "-", "--", "0", "tidak diketahui", "lainnya"}


def find_village(city: City, village: str, district: str = "") -> Village | None:
    """The kelurahan that `village` means, where that is beyond doubt.

    A small misspelling is accepted; another vowel or a second slip only where `district` is
    that of the village (today's or the former one): Gedongan is here, Gedangan elsewhere.
    """
    asked = _folded(city.name, village)
    within = find_district(city, district)
    if not asked or (not within and not _says_nothing(city, district)):
        return None
    everywhere = [v for d in city.districts for v in d.villages]
    for found in everywhere:
        if _folded(city.name, found.name) == asked:
            return found
    choices = [
        v for v in everywhere if not within or within.code in (v.district, v.former_district)
    ]
    near = [
        v for v in choices if _misspelt(asked, _folded(city.name, v.name), sure=within is not None)
    ]
    return near[0] if len(near) == 1 else None


@lru_cache(maxsize=4096)
def village_code(city_code: str, village: str, district: str) -> str:
    """The code of the kelurahan of the city that an address means, else the empty string."""
    there = city(city_code)
    found = find_village(there, village, district) if there else None
    return found.code if found else ""


@lru_cache(maxsize=4096)
def village_name(code: str) -> str:
    """What the kelurahan with this code is called, else the empty string."""
    there = city(code)
    villages = (v for d in there.districts for v in d.villages) if there else ()
    return next((village.name for village in villages if village.code == code), "")


def find_district(city: City, text: str) -> District | None:
    """The district that `text` ("Kec. Magersari", "PRAJURITKULON") means."""
    asked = _folded(city.name, text)
    for found in city.districts:
        if _folded(city.name, found.name) == asked:
            return found
    near = [d for d in city.districts if _misspelt(asked, _folded(city.name, d.name), sure=False)]
    return near[0] if len(near) == 1 else None


def lives_in_city(city: City, village: str, district: str, regency_text: str = "") -> bool | None:
    """Whether an address is in the city; None where it says too little or contradicts itself.

    The district decides over the village: many villages elsewhere share their names.
    """
    told = _names_city(city, f"{district} | {village}", regency_text)
    if told is False:
        return False
    if not _says_nothing(city, district):
        if not find_district(city, district):
            return None if told else False
        inside = _says_nothing(city, village) or find_village(city, village, district)
        return True if inside else None
    if _says_nothing(city, village):
        return told
    if find_village(city, village):
        return True
    return None if told else False


@lru_cache(maxsize=4096)
def is_outside(city_code: str, village: str, district: str) -> bool:
    """Whether an address is beyond doubt not in the city with this code."""
    there = city(city_code)
    return there is not None and lives_in_city(there, village, district) is False


@lru_cache(maxsize=4096)
def _folded(city: str, text: str) -> str:
    """A place name to compare by: without its kind, the city after it, blanks and old spelling."""
    plain = _own_name(city).sub(" ", _PREFIX.sub("", text.casefold())).strip()
    for short, full in _SHORT_FOR:
        plain = re.sub(short, full, plain)
    for old, new in _OLD:
        plain = plain.replace(old, new)
    return "".join(c for c in plain if c.isalnum())


def _misspelt(asked: str, name: str, *, sure: bool) -> bool:
    if min(len(asked), len(name)) < (5 if sure else 8):
        return False
    slips = OSA.distance(asked, name)
    if sure:
        return slips <= (2 if len(name) >= 10 else 1)
    same_length = len(asked) == len(name) and sorted(asked) != sorted(name)
    return slips <= 1 and not same_length  # a letter left out, doubled or swapped


def _bare(city: str) -> str:
    return city.casefold().partition(" ")[2]


@lru_cache(maxsize=8)
def _own_name(city: str) -> re.Pattern[str]:
    """The city's name, or that of the regency called the same."""
    return re.compile(rf"\b({_KINDS})\b[\s.]*{re.escape(_bare(city))}\b")


def _says_nothing(city: City, text: str) -> bool:
    """Whether a village or district is not given: empty, a dash, or only the city's name."""
    return text.casefold().strip() in _UNKNOWN or _folded(city.name, text) in ("", _bare(city.name))


def _names_city(city: City, address: str, regency_text: str) -> bool | None:
    """Whether the texts name this city or another one; None where they name none."""
    kinds = [
        found[1]
        for found in _own_name(city.name).finditer(f"{regency_text} | {address}".casefold())
    ]
    if kinds:
        return all((kind in _CITIES) == city.name.startswith("Kota") for kind in kinds)
    plain = re.sub(r"\W+", " ", regency_text.casefold()).strip()
    return None if plain in (*_UNKNOWN, _bare(city.name)) else False
