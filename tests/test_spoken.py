"""What is said for a number and a desk, and that each of its sounds is shipped."""

import wave

import pytest

import resources
from fieldapp import spoken
from fieldapp.spoken import number_words, words

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "nol"), (7, "tujuh"), (10, "sepuluh"), (11, "sebelas"), (12, "dua belas"),
        (20, "dua puluh"), (99, "sembilan puluh sembilan"), (100, "seratus"),
        (101, "seratus satu"), (111, "seratus sebelas"), (123, "seratus dua puluh tiga"),
        (210, "dua ratus sepuluh"), (999, "sembilan ratus sembilan puluh sembilan"),
    ],
)  # fmt: skip
def test_a_number_is_said_as_people_say_it(number: int, said: str) -> None:
    assert " ".join(number_words(number)) == said


def test_no_two_numbers_are_said_alike() -> None:
    assert len({" ".join(number_words(number)) for number in range(1000)}) == 1000


def test_a_call_is_said_with_its_letter_apart_and_where_to_go() -> None:
    assert spoken.text("A-014", "2") == "Nomor antrean, A, empat belas, silakan ke loket dua."
    assert spoken.text("B-123", "") == "Nomor antrean, B, seratus dua puluh tiga."
    assert spoken.sounds("A-001", "3B") == [
        ["chime"], ["nomor_antrean"], ["letter_a"], ["satu"],
        ["silakan_ke_loket", "tiga", "letter_b"],
    ]  # fmt: skip


def test_numbers_beyond_a_thousand_are_said_by_their_digits() -> None:
    assert words("1024") == ["satu", "nol", "dua", "empat"]


def test_a_desk_that_is_a_name_is_not_said() -> None:
    assert spoken.text("A-002", "Budi Santoso") == "Nomor antrean, A, dua."


def test_every_number_of_every_laptop_and_every_desk_has_its_sounds() -> None:
    shipped = {path.stem for path in resources.path("sounds").glob("*.wav")}
    needed = {"chime"}
    for letter in LETTERS:
        for number in range(1000):
            needed |= {
                one for group in spoken.sounds(f"{letter}-{number:03d}", "1") for one in group
            }
    for desk in (*LETTERS, *map(str, range(1000))):
        needed |= {one for group in spoken.sounds("A-001", desk) for one in group}
    assert needed == shipped


def test_the_sounds_are_small_of_one_kind_and_end_before_the_next_call() -> None:
    found = list(resources.path("sounds").glob("*.wav"))
    assert sum(path.stat().st_size for path in found) < 2_000_000
    for path in found:
        with wave.open(str(path)) as sound:
            shape = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate())
            assert shape == (1, 2, spoken.RATE), path.name
            assert 0.2 < sound.getnframes() / spoken.RATE < 1.6, path.name
    longest = spoken.samples(spoken.sounds("A-999", "9"))
    assert 6 < spoken.seconds(longest) < 10


def test_the_volume_changes_the_samples_and_nothing_else() -> None:
    sound = spoken.samples([["satu"]])
    assert spoken.quieter(sound, 100) == sound
    assert set(spoken.quieter(sound, 0)) == {0}
    assert len(spoken.quieter(sound, 50)) == len(sound)
