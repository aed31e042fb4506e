"""Cards: made, read, compared aloud, and never believed when altered."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.errors import KnownError
from fieldapp.sync import cards

KEYS = cards.make_keys()
CARD = cards.make_card(KEYS, "Laptop A — Aula", "field", "A")


def altered(**changes: object) -> bytes:
    return json.dumps(json.loads(CARD) | changes).encode()


def resigned(**changes: object) -> bytes:
    """A card that its device signed, with what it should not say."""
    fields = json.loads(CARD) | changes
    del fields["signature"]
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    signature = cards.sign(KEYS, b"fieldapp card\n" + text.encode())
    return json.dumps(fields | {"signature": base64.b64encode(signature).decode()}).encode()


def test_a_card_says_what_its_device_said() -> None:
    card = cards.read_card(CARD)
    assert (card.name, card.role, card.letter) == ("Laptop A — Aula", "field", "A")
    assert card.device == KEYS.device
    assert card.seal_key == cards.seal_key(KEYS)
    assert cards.read_card(resigned()) == cards.read_card(resigned())
    assert cards.read_card(resigned(letter="")).letter == ""


def test_a_device_s_id_follows_from_its_key() -> None:
    public = base64.b64decode(cards.sign_key(KEYS))
    assert cards.device_id(public) == KEYS.device
    assert len(KEYS.device) == 10
    assert set(KEYS.device) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_keys_are_not_printed() -> None:
    assert KEYS.seal_identity not in repr(KEYS)
    assert repr(KEYS.sign_private) not in repr(KEYS)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Laptop B"},
        {"role": "office"},
        {"letter": "B"},
        {"letter": 1},
        {"device": "aaaaaaaaaa"},
        {"seal_key": cards.seal_key(cards.make_keys())},
        {"sign_key": cards.sign_key(cards.make_keys())},
        {"sign_key": "AAAA"},
        {"signature": ""},
        {"signature": "A" * 88},
        {"more": True},
        {"format": 0},
    ],
)
def test_an_altered_card_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(cards.DamagedCard) as error:
        cards.read_card(altered(**changes))
    assert error.value.todo


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": " A"},
        {"name": "x" * 81},
        {"name": "A\u202eB"},
        {"name": "A\nB"},
        {"name": "e\u0301"},
        {"letter": "AB"},
        {"letter": "a"},
        {"letter": "A\n"},
        {"role": "boss"},
        {"device": "aaaaaaaaaa"},
        {"seal_key": "age1nonsense"},
        {"seal_key": cards.seal_key(KEYS).upper()},
    ],
)
def test_even_a_signed_card_says_only_what_can_be_shown(changes: dict[str, object]) -> None:
    with pytest.raises(KnownError):
        cards.read_card(resigned(**changes))


@pytest.mark.parametrize(
    ("name", "role", "letter"),
    [("", "field", "A"), ("A\tB", "field", ""), ("A", "x", ""), ("A", "office", "a")],
)
def test_a_card_that_nobody_would_read_is_not_made(name: str, role: str, letter: str) -> None:
    with pytest.raises(KnownError):
        cards.make_card(KEYS, name, role, letter)


def test_other_files_and_newer_cards_are_told_apart() -> None:
    for other in (
        b"",
        b"{}",
        b"PK\x03\x04",
        CARD[:-20],
        CARD + b" " * cards.LARGEST,
        b'{"a":' * 9999,
    ):
        with pytest.raises(cards.NotACard):
            cards.read_card(other)
    with pytest.raises(cards.NewerCard):
        cards.read_card(altered(format=2, more="unknown"))


@given(st.binary(max_size=400))
def test_garbage_is_only_ever_refused(data: bytes) -> None:
    with pytest.raises(KnownError):
        cards.read_card(data)


@given(st.integers(0, len(CARD) - 1), st.integers(1, 255))
def test_a_flipped_byte_never_makes_another_card(place: int, flip: int) -> None:
    data = bytearray(CARD)
    data[place] ^= flip
    try:
        card = cards.read_card(bytes(data))
    except KnownError:
        return
    assert card == cards.read_card(CARD)  # a space between the fields says nothing


def test_four_words_stand_for_both_keys() -> None:
    card = cards.read_card(CARD)
    spoken = cards.words(card)
    assert spoken == cards.words(cards.read_card(cards.make_card(KEYS, "Other", "office", "")))
    assert len(spoken.split()) == 4
    assert set(spoken.split()) <= set(cards.word_list())
    other = cards.make_keys()
    assert spoken != cards.words(cards.read_card(cards.make_card(other, "Other", "field", "")))


def test_the_words_are_short_distinct_and_never_one_letter_apart() -> None:
    chosen = cards.word_list()
    assert len(set(chosen)) == len(chosen) == 1024
    assert all(3 <= len(word) <= 8 and word.isalpha() and word.islower() for word in chosen)
    holes = [f"{word[:at]}.{word[at + 1 :]}" for word in chosen for at in range(len(word))]
    assert len(holes) == len(set(holes))


def test_signatures_hold_for_their_key_and_data_alone() -> None:
    signature = cards.sign(KEYS, b"data")
    public = cards.sign_key(KEYS)
    assert cards.verify(public, b"data", signature)
    assert not cards.verify(public, b"date", signature)
    assert not cards.verify(public, b"data", signature[:-1])
    assert not cards.verify(cards.sign_key(cards.make_keys()), b"data", signature)
    assert not cards.verify("not a key", b"data", signature)


def test_a_card_s_file_has_a_name_that_every_disk_takes() -> None:
    card = cards.read_card(CARD)
    assert card.file_name == f"laptop-a-aula_{KEYS.device}.card"
    plain = cards.read_card(cards.make_card(KEYS, "教室", "field", ""))
    assert plain.file_name == f"device_{KEYS.device}.card"
