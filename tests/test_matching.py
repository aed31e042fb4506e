"""Who on the registry's list is who at a school: certain, doubtful, or somebody else."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.domain.matching import Candidate, match
from tests import workplace as w

DEWI = Candidate("l", "Dewi Lestari", "2007-11-27", "3576016711079012", "0071234567")


def found(right: Candidate, left: Candidate = DEWI) -> tuple[str, bool] | None:
    matches = match([left], [right])
    return (matches[0].why, matches[0].certain) if matches else None


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (Candidate("r", "DEWI LESTARI", "2007-11-27", DEWI.nik), ("nik", True)),
        (Candidate("r", "Dewi L.", "2007-11-27", DEWI.nik), ("nik", True)),
        (Candidate("r", "Dewi Lestarie", "2007-01-01", DEWI.nik), ("nik", True)),
        (Candidate("r", "Budi Santoso", "2001-01-01", DEWI.nik), ("nik_only", False)),
        (Candidate("r", "Dewi Lestari", "2007-11-28", nisn=DEWI.nisn), ("nisn", True)),
        (Candidate("r", "Budi Santoso", "2001-01-01", nisn=DEWI.nisn), None),
        (Candidate("r", "Dewi Lestari", "2007-11-27"), ("name_and_birth", True)),
        (Candidate("r", "Lestari Dewi, S.Pd.", "2007-11-27"), ("name_and_birth", True)),
        (Candidate("r", "Dwi Lestari", "2007-11-27"), None),
        (Candidate("r", "Dewi Lestary", "2007-11-27"), ("name_and_birth", True)),
        (Candidate("r", "Dewi Lestrai", "2007-11-27"), ("spelling", False)),
        (Candidate("r", "Dewi Lestari", "2007-11-27", "3576016711079013"),
         ("name_and_birth", False)),
        (Candidate("r", "Dewi Lestari", "2007-11-29"), ("birth_date", False)),
        (Candidate("r", "Dewi Lestari", "2007-04-03"), None),
        (Candidate("r", "Dewi Lestari", "2006-11-27"), None),
        (Candidate("r", "Dewi Lestari"), None),
        (Candidate("r", ""), None),
    ],
)  # fmt: skip
def test_one_person_on_two_lists(right: Candidate, expected: tuple[str, bool] | None) -> None:
    assert found(right) == expected


def test_day_and_month_may_be_swapped() -> None:
    left = Candidate("l", "Rizky Maulana", "2007-03-04")
    assert found(Candidate("r", "Rizqi Maulana", "2007-04-03"), left) == ("birth_date", False)


def test_a_certain_match_leaves_the_doubtful_ones_out_and_shows_who_is_listed_twice() -> None:
    right = [
        Candidate("same", "Dewi Lestari", "2007-11-27", DEWI.nik),
        Candidate("again", "Dewi Lestari", "2007-11-27"),
        Candidate("alike", "Dewi Lestrai", "2007-11-27"),
    ]
    assert {(m.right, m.certain) for m in match([DEWI], right)} == {("same", True), ("again", True)}


def test_an_invalid_nik_matches_nobody() -> None:
    left = Candidate("l", "Dewi", nik="0000000000000000")
    assert match([left], [Candidate("r", "Dewi", nik="0000000000000000")]) == []


def test_every_pupil_of_a_list_is_found_again_in_a_shuffled_and_misspelt_one() -> None:
    rng = Random(7)  # noqa: S311 -- a test, not a secret
    left, right = [], []
    for number in range(1, 400):
        said = w.pupil(number)
        one = Candidate(f"{number}", said["name"], said["birth_date"], said["nik"], said["nisn"])
        left.append(one)
        spoilt = said["name"].replace("i", "ie", 1)
        right.append(Candidate(f"{number}", spoilt, one.born, one.nik if number % 2 else ""))
    rng.shuffle(right)
    told: list[int] = []
    matches = match(left, right, lambda done, _total: told.append(done))
    assert {m.left for m in matches if m.left == m.right and m.certain} == {c.id for c in left}
    assert told == [0]


def test_matching_is_stopped_by_its_progress() -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        match([DEWI], [DEWI], stop)


_people = st.builds(
    Candidate,
    id=st.uuids().map(str),
    name=st.sampled_from(["Dewi Lestari", "Dewi Lestary", "M. Fajar", "Muhammad Fajar", "", "'"])
    | st.text(max_size=20),
    born=st.sampled_from(["", "2007-11-27", "2007-11-28"]),
    nik=st.sampled_from(["", DEWI.nik, "3576016711079013", "12"]),
    nisn=st.sampled_from(["", DEWI.nisn]),
)


@given(st.lists(_people, max_size=8), st.lists(_people, max_size=8))
def test_the_order_of_the_lists_does_not_matter(
    left: list[Candidate], right: list[Candidate]
) -> None:
    def plain(one: list[Candidate], two: list[Candidate]) -> set[tuple[str, str, str, bool]]:
        return {(m.left, m.right, m.why, m.certain) for m in match(one, two)}

    assert plain(left, right) == plain(left[::-1], right[::-1])
