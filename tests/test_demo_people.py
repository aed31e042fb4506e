from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fieldapp.demo import lists, people
from fieldapp.domain import identity, names, regions

DAY, ELECTION = date(2024, 7, 22), date(2024, 11, 27)


@pytest.fixture(scope="module")
def pupils() -> list[people.Pupil]:
    return people.invent(1000, 7, day=DAY, election=ELECTION)


def usable(pupils: list[people.Pupil]) -> list[people.Pupil]:
    return [pupil for pupil in pupils if identity.nik_fault(pupil.nik) is None]


def test_the_same_seed_invents_the_same_pupils() -> None:
    one, same, other = (people.invent(60, seed, day=DAY, election=ELECTION) for seed in (1, 1, 2))
    assert one == same
    assert one != other


@pytest.mark.parametrize("count", [0, 1, 2, 7, 40, 333])
def test_as_many_pupils_are_invented_as_asked_for(count: int) -> None:
    assert len(people.invent(count, 3, day=DAY, election=ELECTION)) == count


def test_no_number_can_be_a_real_persons(pupils: list[people.Pupil]) -> None:
    for pupil in pupils:
        numbers = [pupil.father_nik, pupil.mother_nik, *filter(None, [pupil.kk])]
        if identity.nik_fault(pupil.nik) is None:
            numbers.append(pupil.nik)
        assert all(9001 <= int(number[12:]) <= 9999 for number in numbers)
        assert all(identity.kk_fault(number) is None for number in numbers)
        assert identity.nisn_fault(pupil.nisn) is None
        assert pupil.phone == "" or pupil.phone.startswith("0800")


def test_every_age_that_a_visit_meets_is_there(pupils: list[people.Pupil]) -> None:
    adult = sum(pupil.birth_date <= date(2007, 7, 22) for pupil in pupils)
    voters = sum(date(2007, 7, 22) < pupil.birth_date <= date(2007, 11, 27) for pupil in pupils)
    young = len(pupils) - adult - voters
    assert min(adult, voters, young) > 200


def test_pupils_too_young_to_vote_but_old_enough_to_record_are_there_after_the_election() -> None:
    day = date(2024, 12, 2)
    pupils = people.invent(400, 1, day=day, election=ELECTION)
    early = [p for p in pupils if date(2007, 12, 2) < p.birth_date <= date(2008, 4, 2)]
    assert len(early) > 15


def test_regions_classes_and_sexes_are_spread(pupils: list[people.Pupil]) -> None:
    first = Counter(pupil.nik[:4] for pupil in usable(pupils))
    assert 0.2 < first["3516"] / len(pupils) < 0.32
    assert first["3576"] > 600
    assert len(first) > 4
    assert {"357601", "357602", "357603"} <= {pupil.nik[:6] for pupil in pupils}
    assert {"XII", "XI", "X"} == {pupil.class_.replace("-", " ").split()[0] for pupil in pupils}
    assert Counter(pupil.sex for pupil in pupils).keys() == {"L", "P"}


def test_addresses_are_in_the_city_or_in_the_regency_around_it(pupils: list[people.Pupil]) -> None:
    city = regions.city("3576")
    assert city is not None
    lives = Counter(regions.lives_in_city(city, p.village, p.district) for p in pupils)
    assert lives[None] == 0
    assert 150 < lives[False] < 330


def test_the_faults_of_real_lists_occur(pupils: list[people.Pupil]) -> None:
    wrong = [
        pupil
        for pupil in usable(pupils)
        if any(identity.nik_disagrees(pupil.nik, pupil.birth_date, pupil.sex))
    ]
    assert 30 <= len(wrong) <= 35  # and those who share the NIK of another
    assert sum(not pupil.kk for pupil in pupils) == pytest.approx(20, abs=2)
    assert sum(not pupil.nik for pupil in pupils) == pytest.approx(20, abs=2)
    assert len(pupils) - len(usable(pupils)) == pytest.approx(30, abs=3)


@pytest.mark.parametrize("count", [40, 1000])
def test_every_rarity_occurs_in_a_list_of_forty(count: int) -> None:
    pupils = people.invent(count, 11, day=DAY, election=ELECTION)
    assert any("'" in pupil.name for pupil in pupils)
    assert any(" " not in pupil.name for pupil in pupils)
    assert any(len(pupil.name) >= 50 for pupil in pupils)
    assert any(pupil.birth_date == date(2008, 2, 29) for pupil in pupils)
    assert any(pupil.name.split()[0] in ("Moh.", "Muh.", "Moch.", "M.") for pupil in pupils) or (
        count < 1000
    )
    assert {pupil.status for pupil in pupils} == {
        "", "PRINT_READY_RECORD", "BIO_CAPTURED", "ENROLL_FAILURE_AT_CENTRAL",
    }  # fmt: skip


def test_one_is_listed_twice_and_two_share_a_nik_and_there_are_twins(
    pupils: list[people.Pupil],
) -> None:
    by_nik: dict[str, list[people.Pupil]] = {}
    for pupil in usable(pupils):
        by_nik.setdefault(pupil.nik, []).append(pupil)
    pairs = [pair for pair in by_nik.values() if len(pair) > 1]
    twice = [pair for pair in pairs if names.sounds(pair[0].name) == names.sounds(pair[1].name)]
    assert len(pairs) == 10
    assert len(twice) >= 4
    assert len(pairs) - len(twice) >= 4
    families = Counter((p.kk, p.birth_date) for p in pupils if p.kk)
    assert sum(count > 1 for count in families.values()) >= len(twice) + 4


def test_a_dapodik_list_has_66_columns_under_a_header_of_two_rows(
    pupils: list[people.Pupil], tmp_path: Path
) -> None:
    path = tmp_path / "dapodik.xlsx"
    lists.write_dapodik(path, "SMAN 1 Kota Mojokerto", pupils[:50], DAY)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Daftar Peserta Didik"]
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[1][0] == "SMAN 1 Kota Mojokerto"
    assert str(rows[3][0]).startswith("Tanggal Unduh: 2024-07-22")
    assert len(rows[4]) == 66
    assert [rows[4][column] for column in (1, 24, 30, 36, 42, 60)] == [
        "Nama", "Data Ayah", "Data Ibu", "Data Wali", "Rombel Saat Ini", "No KK",
    ]  # fmt: skip
    assert [rows[5][column] for column in (1, 24, 29, 41)] == ["", "Nama", "NIK", "NIK"]
    assert rows[4][64] == "Jml. Saudara\nKandung"
    first = rows[6]
    assert [first[column] for column in (1, 4, 6, 7, 42, 60)] == [
        pupils[0].name, pupils[0].nisn, pupils[0].birth_date.isoformat(), pupils[0].nik,
        pupils[0].class_, pupils[0].kk,
    ]  # fmt: skip
    assert first[29] == pupils[0].father_nik
    assert len(rows) == 6 + 50


def test_a_dapodik_list_is_the_same_file_every_time(
    pupils: list[people.Pupil], tmp_path: Path
) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        lists.write_dapodik(tmp_path / name, "SMAN 1", pupils[:20], DAY)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_registrys_list_gives_each_status(pupils: list[people.Pupil], tmp_path: Path) -> None:
    path = tmp_path / "registry.xlsx"
    listed = [pupil for pupil in pupils if pupil.status]
    lists.write_registry(path, listed)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0][-1] == "Stat Rkm"
    assert [row[-1] for row in rows[1:]] == [pupil.status for pupil in listed]
    assert [row[2] for row in rows[1:]] == [pupil.nik for pupil in listed]
    assert rows[1][4] == f"{listed[0].birth_date:%d-%m-%Y}"
