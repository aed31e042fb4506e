import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fieldapp.domain import names

PARTS = [
    "H.", "Hj", "Drs.", "dr.", "R.", "R.A.", "Raden", "bin", "binti", "Muh.", "Moch", "Abd.",
    "Abdurrahman", "Nur'aini", "S.Pd", ", S.H.", "M.M.", "Amd", "(alm)", "-", "José", "A.", "Dewi",
]  # fmt: skip

NORMAL = [
    ("Nur'aini", "nuraini"),
    ("Nur’aini", "nuraini"),
    ("NUR`AINI", "nuraini"),
    ("José-María  Müller", "jose maria muller"),
    ("Anak–Agung", "anak agung"),
    ("H. Ahmad Fauzi, S.Pd., M.M.", "ahmad fauzi"),
    ("Hj Siti Aminah (Alm)", "siti aminah"),
    ("Drs. H. Soekarno", "soekarno"),
    ("Ir. H. Joko", "joko"),
    ("dr. Tirta", "tirta"),
    ("R. Agus Salim", "agus salim"),
    ("R.A. Kartini", "kartini"),
    ("Rr. Dyah", "dyah"),
    ("Raden Wijaya", "wijaya"),
    ("K.H. Hasyim Asy'ari", "hasyim asyari"),
    ("Budi Santoso, S.Kom", "budi santoso"),
    ("Dewi S. H.", "dewi"),
    ("Ali A.Md", "ali"),
    ("Ali Amd.", "ali"),
    ("Siti binti Ahmad", "siti ahmad"),
    ("Ali bin Abu Bakar", "ali abu bakar"),
    ("Abd. Rahman", "abdul rahman"),
    ("Abdurrahman", "abdul rahman"),
    ("Abdul Rahman", "abdul rahman"),
    ("Abdussalam", "abdul salam"),
    ("Abdulaziz", "abdul aziz"),
    ("", ""),
    ("...", ""),
]

KEPT = [
    ("H", "h"),
    ("Dr", "dr"),
    ("Bintang", "bintang"),
    ("A. R. Hakim", "a r hakim"),
    ("S. Hadi", "s hadi"),
    ("St. Aminah", "siti aminah"),
    ("M. Rizki", "m rizki"),
    ("Ahmad, M.", "ahmad m"),
    ("Dewi, Putri", "dewi putri"),
    ("Dewi SH", "dewi sh"),
    ("Abdullah", "abdullah"),
    ("Mohdar", "mohdar"),
]

MUHAMMAD = [
    "Moh.", "Muh.", "Muh", "Moch.", "Much", "Mohd", "Mohamad", "Mochamad", "Mohammad", "Muhamad",
    "Muchammad", "Mokhamad", "MUHAMMAD", "Mohammed",
]  # fmt: skip

ONE_NAME = [
    "Dewi Dewy", "Achmad Ahmad", "Akhmad Ahmad", "Soekarno Sukarno", "Djoko Joko", "Tjahjo Cahyo",
    "Jusuf Yusuf", "Yusup Yusuf", "Rizky Rizki", "Risky Rizki", "Rizqi Rizki", "Syaiful Saiful",
    "Saeful Syaiful", "Noer Nur", "Aisiyah Aisyah", "Aisah Aisyah", "Aisha Aisyah", "Zahroh Zahra",
    "Zahrah Zahra", "Budhi Budi", "Widjaja Wijaya", "Soerjo Suryo", "Soejono Sujono",
    "Khusnul Husnul", "Chusnul Khusnul", "Choirul Khoirul", "Khairul Khoirul", "Chandra Candra",
    "Christian Kristian", "Shinta Sinta", "Fathimah Fatimah", "Fatima Fatimah", "Thoriq Toriq",
    "Ramadhan Ramadan", "Novita Nofita", "Alvin Alfin", "Octavia Oktavia", "Erick Erik",
    "Alex Aleks", "Arief Arif", "Abdulloh Abdullah", "Rachmat Rahmat", "Rohmat Rahmat",
    "Zaenal Zainal", "Auliya Aulia", "Widia Widya", "Dhea Dea", "Utsman Usman", "Dzikri Zikri",
    "Jhon John", "Nisak Nisa", "Njoman Nyoman", "Sholeh Soleh", "Ghofur Gofur", "Anni Ani",
    "Wahju Wahyu", "Jahja Yahya", "Ridlo Ridho", "Djojo Joyo", "Soetjipto Sucipto",
]  # fmt: skip

TWO_NAMES = [
    "Rina Rani", "Ani Andi", "Eko Eka", "Putra Putri", "Susanti Susianti", "Harjono Haryono",
    "Yuli Juli", "Ayu Ari", "Siti Sinta", "Budi Rudi", "Agus Bagus", "Rizki Rizka", "Adi Ardi",
    "Aisyah Asiah", "Abdullah Abdul", "Joko Yoga", "Wahyu Bayu", "Dini Doni", "Dewi Dian",
    "Fajar Fajri", "Intan Indah", "Hana Ana", "Salma Selma", "Hasan Husain",
]  # fmt: skip

ONE_PERSON = [
    ("M. Rizki", "Muhammad Rizky"),
    ("Dewi Lestari", "Lestari, Dewi"),
    ("Dewi Lestari", "Dewi Lestari Putri"),
    ("Nur Aini Putri", "Nuraini Putri"),
    ("Achmad Djoko", "Ahmad Joko"),
    ("Pratama Yoga", "Yoga Pratma"),
    ("A. Fauzi", "Ahmad Fauzi"),
    ("Moh Abd Rohman", "Mochammad Abdurrahman"),
    ("Putri Ayu Lestari", "P. A. Lestari"),
    ("Siti Nur Kholifah", "ST. NURKHOLIFAH, S.Pd"),
]

TWO_PEOPLE = [
    ("Muhammad Rizki", "Muhammad Fauzan"),
    ("Siti Aminah", "Siti Aisyah"),
    ("Andi Putra", "Andi Putri"),
    ("Rina Wati", "Rani Wati"),
    ("Rizki Amelia", "Rizka Amelia"),
    ("Bagus Setiawan", "Bagus Kurniawan"),
    ("Budi Santoso", "Rudi Hartono"),
    ("", "Dewi"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "expected"), NORMAL)
def test_a_name_is_compared_without_titles_and_punctuation(name: str, expected: str) -> None:
    assert names.normal(name) == expected


@pytest.mark.parametrize(("name", "expected"), KEPT)
def test_what_only_looks_like_a_title_stays(name: str, expected: str) -> None:
    assert names.normal(name) == expected


@pytest.mark.parametrize("spelling", MUHAMMAD)
def test_every_way_to_write_muhammad_is_one(spelling: str) -> None:
    assert names.normal(f"{spelling} Rizki") == "muhammad rizki"


@pytest.mark.parametrize("pair", ONE_NAME)
def test_spellings_of_one_name_sound_the_same(pair: str) -> None:
    one, other = pair.split()
    assert names.sounds(one) == names.sounds(other)


@pytest.mark.parametrize("pair", TWO_NAMES)
def test_different_names_sound_different(pair: str) -> None:
    one, other = pair.split()
    assert names.sounds(one) != names.sounds(other)


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_two_spellings_of_one_person_are_alike(one: str, other: str) -> None:
    assert names.alike(one, other) > 0.75


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_two_people_are_not_alike(one: str, other: str) -> None:
    assert names.alike(one, other) < 0.75


def test_the_same_name_is_wholly_alike() -> None:
    assert names.alike("Dewi Lestari", "DEWI  LESTARI") == 1
    assert names.alike("Dewi Lestari", "Dewy Lestari") < 1


@given(st.one_of(st.text(), st.lists(st.sampled_from(PARTS), max_size=7).map(" ".join)))
@example("h bin bin ali")
@example("abdulmuhamad")
@example("R.R.R. a")
@example("K h. ab")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = names.normal(text)
    assert names.normal(once) == once
    assert once.isascii()
    assert once == once.lower().strip()


@given(st.text(), st.lists(st.sampled_from(PARTS), max_size=5).map(" ".join))
def test_anything_sounds_like_something_and_compares_both_ways(a: str, b: str) -> None:
    assert names.sounds(names.normal(a)) == names.sounds(a)
    assert len(names.sounds(a).split()) == len(names.normal(a).split())
    assert 0 <= names.alike(a, b) <= 1
    assert names.alike(a, b) == names.alike(b, a)
