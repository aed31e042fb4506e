"""An update brought on a stick is believed only whole, newer, for this computer, and ours."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.errors import KnownError
from fieldapp.sync import container
from fieldapp.update import contents, package, publisher, refusals
from fieldapp.update.contents import Contents, File
from tests.update_place import (
    OTHERS,
    OURS,
    PUBLIC,
    SYSTEM,
    file_of,
    listed,
    manifest_of,
    member_of,
    program,
    written,
)


def packed(folder: Path, *, key: Ed25519PrivateKey = OURS, version: str = "0.2.0",
           system: str = SYSTEM) -> Path:  # fmt: skip
    """A package of a program, on a stick."""
    stick = folder / "stick"
    stick.mkdir()
    return package.pack(program(folder / "dist", version), version, system, key, stick)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the running program's folder lies, and a new one is made."""
    made = tmp_path / "programs"
    program(made / "fieldapp-0.1.0", "0.1.0")
    return made


def check(path: Path) -> Contents:
    return package.check(path, PUBLIC, "0.1.0", SYSTEM)


def unpack(path: Path, place: Path) -> Path:
    return package.unpack(path, place, PUBLIC, "0.1.0", SYSTEM)


def refused(path: Path, place: Path) -> type[KnownError]:
    """How a package is refused, by both commands alike, with nothing changed."""
    before = listed(place)
    with pytest.raises(KnownError) as checked:
        check(path)
    with pytest.raises(KnownError) as unpacked:
        unpack(path, place)
    assert type(checked.value) is type(unpacked.value)
    assert listed(place) == before
    assert [one.name for one in place.iterdir()] == ["fieldapp-0.1.0"]
    return type(checked.value)


def test_a_newer_version_is_unpacked_beside_the_one_that_runs(tmp_path: Path, place: Path) -> None:
    file = packed(tmp_path)
    running = listed(place / "fieldapp-0.1.0")
    assert (check(file).version, check(file).system) == ("0.2.0", SYSTEM)
    made = unpack(file, place)
    assert made == place / "fieldapp-0.2.0"
    assert listed(made) == listed(tmp_path / "dist")
    assert listed(place / "fieldapp-0.1.0") == running
    assert sorted(one.name for one in place.iterdir()) == ["fieldapp-0.1.0", "fieldapp-0.2.0"]


def test_what_a_stranger_signed_is_not_used(tmp_path: Path, place: Path) -> None:
    assert refused(packed(tmp_path, key=OTHERS), place) is refusals.Stranger


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9"])
def test_the_same_or_an_older_version_is_not_used(
    tmp_path: Path, place: Path, version: str
) -> None:
    assert refused(packed(tmp_path, version=version), place) is refusals.NotNewer


def test_versions_are_compared_as_numbers(tmp_path: Path) -> None:
    file = packed(tmp_path, version="0.10.0")
    assert package.check(file, PUBLIC, "0.9.0", SYSTEM).version == "0.10.0"


def test_a_program_for_another_system_is_not_used(tmp_path: Path, place: Path) -> None:
    assert refused(packed(tmp_path, system="other-x86"), place) is refusals.OtherSystem


def test_an_update_that_was_cut_off_is_not_used(tmp_path: Path, place: Path) -> None:
    file = packed(tmp_path)
    data = file.read_bytes()
    for size in (len(data) - 1, len(data) // 2, 400, 5):
        file.write_bytes(data[:size])
        assert refused(file, place) is refusals.Damaged
    file.write_bytes(b"")
    assert refused(file, place) is refusals.NotAPackage


def test_an_update_that_something_follows_is_not_used(tmp_path: Path, place: Path) -> None:
    file = packed(tmp_path)
    file.write_bytes(file.read_bytes() + b"x")
    assert refused(file, place) is refusals.Damaged


@pytest.fixture(scope="module")
def altered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, bytes]]:
    """A place for altered packages, and a good one."""
    folder = tmp_path_factory.mktemp("altered")
    yield folder, packed(folder).read_bytes()
    shutil.rmtree(folder)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_altered_byte_is_believed(altered: tuple[Path, bytes], where: float, bit: int) -> None:
    folder, good = altered
    data = bytearray(good)
    data[int(where * len(data))] ^= 1 << bit
    file = folder / "altered.update"
    file.write_bytes(data)
    with pytest.raises(refusals.BadPackage):
        check(file)


def test_members_that_the_manifest_does_not_name_are_not_used(tmp_path: Path, place: Path) -> None:
    manifest = manifest_of(file_of("fieldapp"))
    one, other = member_of(b"x"), member_of(b"other")
    lie = (one[0], b"y")
    for members in ([], [one, other], [other], [lie], [one, one]):
        path = written(tmp_path / "x.update", manifest, members)
        assert refused(path, place) is refusals.Damaged
    assert check(written(tmp_path / "x.update", manifest, [one])).version == "0.2.0"


@pytest.mark.parametrize("path", [
    "../fieldapp", "/etc/passwd", "a/../../b", "a//b", "C:x", "a\\b", ".hidden", "a/.b", "con",
    "a/NUL.txt", "COM1", "ends.", "with space", "", "a/", "é", "x" * 201, "FIELDAPP", "fieldapp/x",
])  # fmt: skip
def test_no_path_leads_out_of_the_folder_or_means_another_file(
    tmp_path: Path, place: Path, path: str
) -> None:
    manifest = manifest_of(file_of("fieldapp"), file_of(path))
    file = written(tmp_path / "x.update", manifest, [member_of(b"x")])
    assert refused(file, place) is refusals.Damaged


def test_a_package_without_the_program_is_not_used(tmp_path: Path, place: Path) -> None:
    manifest = manifest_of(file_of("readme"))
    file = written(tmp_path / "x.update", manifest, [member_of(b"x")])
    assert refused(file, place) is refusals.Damaged


@pytest.mark.parametrize("data", [
    b"{}", b"[]", b"\xff", b"[" * 100_000, b'{"format":1}',
    b'{"format":1,"version":"0.2.0\\n","system":"a-b","files":[]}',
])  # fmt: skip
def test_a_manifest_that_is_none_is_not_used(tmp_path: Path, place: Path, data: bytes) -> None:
    assert refused(written(tmp_path / "x.update", data, []), place) is refusals.Damaged


def test_a_later_format_is_named(tmp_path: Path, place: Path) -> None:
    path = written(tmp_path / "x.update", b'{"format":2,"parts":[]}', [])
    assert refused(path, place) is refusals.NewerFormat


def test_what_is_larger_than_a_program_is_not_unpacked(tmp_path: Path, place: Path) -> None:
    huge = [File(f"f{n}", contents.FILE, f"{n:064x}") for n in range(5)]
    path = written(tmp_path / "x.update", manifest_of(file_of("fieldapp"), *huge), [])
    assert refused(path, place) is refusals.TooLarge
    bomb = bytes(container.LIMITS.ratio_from + 1)
    manifest = manifest_of(file_of("fieldapp", bomb))
    assert refused(written(path, manifest, [member_of(bomb)]), place) is refusals.TooLarge


def test_other_files_are_called_what_they_are(tmp_path: Path, place: Path) -> None:
    file = tmp_path / "x.update"
    file.write_bytes(b"PK\x03\x04" + bytes(100))
    assert refused(file, place) is refusals.NotAPackage
    assert refused(tmp_path, place) is refusals.NotAPackage
    with pytest.raises(KnownError, match="could not be read"):
        check(tmp_path / "none")


def test_a_folder_that_is_there_is_never_written_over(tmp_path: Path, place: Path) -> None:
    file = packed(tmp_path)
    made = unpack(file, place)
    (made / "mine").touch()
    before = listed(place)
    with pytest.raises(KnownError, match="There is a folder"):
        unpack(file, place)
    assert listed(place) == before


def test_a_full_disk_is_said_before_anything_is_written(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = packed(tmp_path)
    usage = shutil.disk_usage(place)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1_000_000))
    with pytest.raises(KnownError, match="not enough room"):
        unpack(file, place)
    assert [one.name for one in place.iterdir()] == ["fieldapp-0.1.0"]


def test_what_a_power_cut_left_goes_with_the_next_attempt(tmp_path: Path, place: Path) -> None:
    left = place / ".fieldapp-0.2.0.0a1b2c3d.part"
    left.mkdir()
    (left / "half").touch()
    unpack(packed(tmp_path), place)
    assert sorted(one.name for one in place.iterdir()) == ["fieldapp-0.1.0", "fieldapp-0.2.0"]


def test_the_publishers_key_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    public = publisher.make(tmp_path, "empat kata yang aneh")
    assert publisher.read_public(tmp_path / "publisher.key") == public
    key = publisher.unlock(tmp_path / "publisher.secret", "empat kata yang aneh")
    assert key.public_key().public_bytes_raw() == public
    for name, passphrase in (("publisher.secret", "lain"), ("publisher.key", "x"), ("none", "x")):
        with pytest.raises(KnownError, match="cannot be opened"):
            publisher.unlock(tmp_path / name, passphrase)
    with pytest.raises(KnownError, match="already"):
        publisher.make(tmp_path, "empat kata yang aneh")
    assert b"PRIVATE" in (tmp_path / "publisher.secret").read_bytes()
    assert b"ENCRYPTED" in (tmp_path / "publisher.secret").read_bytes()
