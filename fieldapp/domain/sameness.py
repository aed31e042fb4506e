"""Who of several visits and lists is one pupil, though each knows them under an id of its own."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from fieldapp.domain import identity, names
from fieldapp.domain.people import Visitor

ALIKE = 0.75  # names at least this alike are taken for spellings of one

_Place = int  # of a visitor in the sequence given


def same_by_number(known: dict[str, str], values: dict[str, str]) -> bool:
    """Whether two entries with one NIK or NISN are one person: what else is told agrees."""
    born, other = known.get("birth_date"), values.get("birth_date")
    name, spelled = known.get("name", ""), values.get("name", "")
    if not name or not spelled:
        return not born or not other or born == other
    alike = names.alike(name, spelled)
    return alike >= ALIKE or (born is not None and born == other and alike >= 0.5)


def other_number(known: dict[str, str], values: dict[str, str]) -> bool:
    """Whether a NIK or NISN tells two people of one name and birth date apart."""
    return any(
        known.get(field) and values.get(field) and known[field] != values[field]
        for field in ("nik", "nisn")
    )


def groups(people: Sequence[Visitor]) -> list[list[Visitor]]:
    """Everyone, each pupil's entries together, in the order in which they were given first.

    One id, a decision, one NIK or NISN, or one name and birth date make two entries one pupil;
    a decision that they are two keeps them apart.
    """
    roots = list(range(len(people)))
    apart = _decided(people, same=False)
    by_id = (pair for pair in _by_id(people) if pair not in apart and pair[::-1] not in apart)
    for one, other in (*by_id, *_decided(people, same=True), *_by_data(people, apart)):
        _join(roots, one, other)
    found: dict[int, list[Visitor]] = defaultdict(list)
    for place, person in enumerate(people):
        found[_root(roots, place)].append(person)
    return list(found.values())


def _root(roots: list[int], place: int) -> int:
    while roots[place] != place:
        roots[place] = roots[roots[place]]
        place = roots[place]
    return place


def _join(roots: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(roots, one), _root(roots, other)))
    roots[second] = first


def _by_id(people: Sequence[Visitor]) -> Iterator[tuple[_Place, _Place]]:
    first: dict[str, int] = {}
    for place, person in enumerate(people):
        for name in (person.person, *person.ids):
            yield first.setdefault(name, place), place


def _decided(people: Sequence[Visitor], *, same: bool) -> set[tuple[_Place, _Place]]:
    places = {(one.visit, one.person): place for place, one in enumerate(people)}
    return {
        (place, places[said.visit, said.person])
        for place, one in enumerate(people)
        for said in one.matches
        if said.same is same and (said.visit, said.person) in places
    }


def _by_data(
    people: Sequence[Visitor], apart: set[tuple[_Place, _Place]]
) -> Iterator[tuple[_Place, _Place]]:
    """Pairs that share a number, or name and birth date; entries of one visit never."""
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for key in _keys(person.fields):
            alike[key].append(place)
    for key, places in alike.items():
        for count, place in enumerate(places):
            for other in places[:count]:
                kept_apart = (place, other) in apart or (other, place) in apart
                if not kept_apart and _agree(people[place], people[other], key):
                    yield other, place
                    break


def _keys(fields: dict[str, str]) -> Iterator[Hashable]:
    nik, nisn = fields.get("nik", ""), fields.get("nisn", "")
    if nik and not identity.nik_fault(nik):
        yield "nik", nik
    if nisn:
        yield "nisn", nisn
    if fields.get("name") and fields.get("birth_date"):
        yield names.normal(fields["name"]), fields["birth_date"]


def _agree(one: Visitor, other: Visitor, key: Hashable) -> bool:
    if one.visit == other.visit:  # told apart by whoever listed them
        return False
    if isinstance(key, tuple) and key[0] in ("nik", "nisn"):
        return same_by_number(one.fields, other.fields)
    return not other_number(one.fields, other.fields)
