"""The keys of a home folder: who opens them, and who does not."""

import json
import os
from pathlib import Path

import pyrage
import pytest

from fieldapp.errors import KnownError
from fieldapp.store import keyfile
from fieldapp.store.keyfile import Cost, OperatorEntry
from fieldapp.store.passphrase import check_passphrase, passphrase_strength

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
SECRET = "kuda lemari hujan pensil"
OTHER = "sungai meja kancil obor"


@pytest.fixture
def key(tmp_path: Path) -> bytes:
    return keyfile.create(tmp_path, "Sari", SECRET, "coordinator", cost=CHEAP)


def edit(home: Path, **changes: object) -> None:
    """Change the first operator's entry by hand."""
    content = json.loads((home / keyfile.FILE).read_text())
    content["operators"][0] |= changes
    (home / keyfile.FILE).write_text(json.dumps(content))


def test_the_right_passphrase_gives_the_key(tmp_path: Path, key: bytes) -> None:
    assert len(key) == 32
    assert keyfile.unlock(tmp_path, "Sari", SECRET) == key
    assert keyfile.unlock(tmp_path, " sari ", SECRET) == key


def test_the_normal_cost_works_too(tmp_path: Path) -> None:
    key = keyfile.create(tmp_path, "Sari", SECRET, "operator")
    assert keyfile.unlock(tmp_path, "Sari", SECRET) == key
    cost = json.loads((tmp_path / keyfile.FILE).read_text())["operators"][0]["cost"]
    assert cost == {"memory_kib": 65536, "passes": 3, "lanes": 4}


@pytest.mark.usefixtures("key")
def test_a_wrong_passphrase_or_name_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as wrong:
        keyfile.unlock(tmp_path, "Sari", OTHER)
    assert wrong.value.what
    assert wrong.value.todo
    with pytest.raises(KnownError):
        keyfile.unlock(tmp_path, "Budi", SECRET)


def test_two_ways_to_type_one_letter_are_one_passphrase(tmp_path: Path) -> None:
    key = keyfile.create(tmp_path, "Sari", "caf\u00e9 sungai meja", "operator", cost=CHEAP)
    assert keyfile.unlock(tmp_path, "Sari", "cafe\u0301 sungai meja") == key


def test_each_operator_opens_with_their_own_passphrase(tmp_path: Path, key: bytes) -> None:
    keyfile.add_operator(tmp_path, key, "Budi", OTHER, "operator", cost=CHEAP)
    assert keyfile.unlock(tmp_path, "Budi", OTHER) == key
    assert keyfile.unlock(tmp_path, "Sari", SECRET) == key
    assert keyfile.operators(tmp_path) == [
        OperatorEntry("Sari", "coordinator"),
        OperatorEntry("Budi", "operator"),
    ]
    with pytest.raises(KnownError):
        keyfile.add_operator(tmp_path, key, "BUDI", OTHER, "operator", cost=CHEAP)


def test_a_removed_operator_opens_nothing(tmp_path: Path, key: bytes) -> None:
    keyfile.add_operator(tmp_path, key, "Budi", OTHER, "operator", cost=CHEAP)
    keyfile.remove_operator(tmp_path, "Budi")
    with pytest.raises(KnownError):
        keyfile.unlock(tmp_path, "Budi", OTHER)


def test_the_last_operator_and_the_last_coordinator_stay(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(KnownError):
        keyfile.remove_operator(tmp_path, "Sari")
    keyfile.add_operator(tmp_path, key, "Budi", OTHER, "operator", cost=CHEAP)
    with pytest.raises(KnownError):
        keyfile.remove_operator(tmp_path, "Sari")
    assert keyfile.unlock(tmp_path, "Sari", SECRET) == key


def test_a_changed_passphrase_replaces_the_old_one(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(KnownError):
        keyfile.change_passphrase(tmp_path, "Sari", "not the old one", OTHER, cost=CHEAP)
    keyfile.change_passphrase(tmp_path, "Sari", SECRET, OTHER, cost=CHEAP)
    assert keyfile.unlock(tmp_path, "Sari", OTHER) == key
    with pytest.raises(KnownError):
        keyfile.unlock(tmp_path, "Sari", SECRET)


def test_the_office_mends_a_forgotten_passphrase(tmp_path: Path, key: bytes) -> None:
    office = pyrage.x25519.Identity.generate()
    assert not keyfile.has_recovery(tmp_path)
    with pytest.raises(KnownError):
        keyfile.recover(tmp_path, str(office))
    keyfile.set_recovery(tmp_path, key, str(office.to_public()), "5mcbaoe555")
    assert keyfile.has_recovery(tmp_path)
    assert keyfile.recover(tmp_path, str(office)) == key
    keyfile.reset_passphrase(tmp_path, key, "Sari", OTHER, cost=CHEAP)
    assert keyfile.unlock(tmp_path, "Sari", OTHER) == key
    assert keyfile.operators(tmp_path)[0].role == "coordinator"


def test_only_the_own_office_recovers(tmp_path: Path, key: bytes) -> None:
    office, stranger = (pyrage.x25519.Identity.generate() for _ in range(2))
    keyfile.set_recovery(tmp_path, key, str(office.to_public()), "5mcbaoe555")
    for identity in (str(stranger), "nonsense", ""):
        with pytest.raises(KnownError):
            keyfile.recover(tmp_path, identity)
    with pytest.raises(KnownError):
        keyfile.set_recovery(tmp_path, key, "age1nonsense", "5mcbaoe555")


def test_another_database_s_key_is_not_taken_in(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(KnownError):
        keyfile.add_operator(tmp_path, bytes(32), "Budi", OTHER, "operator", cost=CHEAP)
    assert keyfile.unlock(tmp_path, "Sari", SECRET) == key


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "operator"},
        {"name": "Sara"},
        {"cost": {"memory_kib": 64, "passes": 2, "lanes": 1}},
        {"salt": "AAAAAAAAAAAAAAAAAAAAAA=="},
        {"nonce": "AAAAAAAAAAAAAAAA"},
        {"wrapped": "AAAAAAAAAAAAAAAA"},
    ],
)
@pytest.mark.usefixtures("key")
def test_nothing_can_be_edited_in_the_file(tmp_path: Path, changes: dict[str, object]) -> None:
    edit(tmp_path, **changes)
    with pytest.raises(KnownError):
        keyfile.unlock(tmp_path, str(changes.get("name", "Sari")), SECRET)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"format": 1}',
        b'{"format": 1, "check": "AAAAAAAAAAAAAAAAAAAAAA==", "operators": []}',
        b"\xff\xfe",
        b'{"format": 1, "a": ' + b"[" * 100_000,
        b" " * (1 << 21),
    ],
)
def test_a_damaged_file_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / keyfile.FILE).write_bytes(content)
    with pytest.raises(KnownError):
        keyfile.operators(tmp_path)


@pytest.mark.usefixtures("key")
def test_a_cost_that_would_stall_the_machine_is_refused(tmp_path: Path) -> None:
    edit(tmp_path, cost={"memory_kib": 1 << 30, "passes": 3, "lanes": 4})
    with pytest.raises(KnownError):
        keyfile.unlock(tmp_path, "Sari", SECRET)


def test_a_newer_file_and_a_missing_one_are_named(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as missing:
        keyfile.operators(tmp_path)
    (tmp_path / keyfile.FILE).write_text('{"format": 2, "other": true}')
    with pytest.raises(KnownError) as newer:
        keyfile.operators(tmp_path)
    assert missing.value.what != newer.value.what


def test_a_second_first_start_changes_nothing(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(KnownError):
        keyfile.create(tmp_path, "Budi", OTHER, "operator", cost=CHEAP)
    assert keyfile.unlock(tmp_path, "Sari", SECRET) == key


@pytest.mark.parametrize(
    ("name", "role"),
    [("", "operator"), ("a\nb", "operator"), ("x" * 81, "operator"), ("A", "boss")],
)
def test_a_name_or_role_that_cannot_be_is_refused(tmp_path: Path, name: str, role: str) -> None:
    with pytest.raises(KnownError):
        keyfile.create(tmp_path, name, SECRET, role, cost=CHEAP)
    assert not (tmp_path / keyfile.FILE).exists()


@pytest.mark.usefixtures("key")
@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_the_file_is_its_owner_s_only_and_nothing_else_is_left(tmp_path: Path) -> None:
    assert (tmp_path / keyfile.FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [keyfile.FILE]


@pytest.mark.usefixtures("key")
def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(KnownError):
            keyfile.add_operator(tmp_path, key, "Budi", OTHER, "operator", cost=CHEAP)
    assert [path.name for path in tmp_path.iterdir()] == [keyfile.FILE]
    assert keyfile.unlock(tmp_path, "Sari", SECRET) == key


def test_a_home_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError):
        keyfile.create(tmp_path / "file" / "home", "Sari", SECRET, "operator", cost=CHEAP)


@pytest.mark.parametrize("text", ["", "short", "ninechars", "aaaaaaaaaaaaaa", "ababababababab"])
def test_a_poor_passphrase_is_not_accepted(text: str) -> None:
    with pytest.raises(KnownError):
        check_passphrase(text)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        ("qwertyuiop", 0, 0),
        ("aaaaaaaaaaaaaaaaaaaa", 0, 0),
        ("1234567890", 0, 0),
        ("rahasia123", 0, 0),
        ("dukcapil2025", 0, 1),
        ("Indonesia1945", 0, 1),
        ("kuda lemari hujan", 1, 2),
        ("kuda lemari hujan pensil", 2, 3),
        ("kuda lemari hujan pensil obor danau wayang", 4, 4),
        ("x7#Qp!m2Lw9&", 3, 4),
    ],
)
def test_strength_is_an_honest_estimate(text: str, least: int, most: int) -> None:
    strength = passphrase_strength(text)
    assert least <= strength.score <= most
    assert bool(strength.hint) == (strength.score < 3)
