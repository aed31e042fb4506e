"""The sealed file: what goes in comes out, and nothing else ever does."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.errors import KnownError
from fieldapp.sync import container, refusals, ustar
from fieldapp.sync.container import Limits, open_container, spool_events

IDENTITY = pyrage.x25519.Identity.generate()
US, OURS = str(IDENTITY), str(IDENTITY.to_public())
MANIFEST, SIGNATURE = b'{"format":1}', bytes(range(64))
LINES = [b'{"seq":1}', b'{"seq":2}', b""]
PHOTOS = sorted((hashlib.sha256(data).hexdigest(), data) for data in (b"one", b"", b"x" * 70_000))

Content = tuple[bytes, bytes, list[bytes], list[tuple[str, bytes]]]


def bundle(lines: list[bytes] = LINES, media: list[tuple[str, bytes]] = PHOTOS) -> bytes:
    out = io.BytesIO()
    with spool_events(lines) as events:
        container.write(
            out,
            recipient=OURS,
            manifest=MANIFEST,
            signature=SIGNATURE,
            events=events,
            media=media,
        )
    return out.getvalue()


def content(path: Path, identity: str = US, limits: Limits = container.LIMITS) -> Content:
    """Everything in a bundle, read to the end."""
    with open_container(path, identity, limits=limits) as opened:
        members = opened.members()
        lines = list(opened.lines(next(members)))
        media = [(member.name.removeprefix("media/"), member.read()) for member in members]
        return opened.manifest, opened.signature, lines, media


def sealed(archive: bytes) -> bytes:
    """A bundle whose archive someone else wrote."""
    return bytes(pyrage.encrypt(zstandard.compress(archive), [IDENTITY.to_public()]))


def member(name: str, data: bytes) -> bytes:
    return ustar.header(name, len(data)) + data + ustar.padding(len(data))


HEAD = member("manifest.json", MANIFEST) + member("manifest.sig", SIGNATURE)
EVENTS = member("events.jsonl", b"{}\n")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.bundle"


def test_what_goes_in_comes_out(file: Path) -> None:
    file.write_bytes(bundle())
    assert content(file) == (MANIFEST, SIGNATURE, LINES, PHOTOS)


def test_a_bundle_may_hold_nothing_new(file: Path) -> None:
    file.write_bytes(bundle([], []))
    assert content(file) == (MANIFEST, SIGNATURE, [], [])


def test_the_spool_knows_size_and_hash_before_the_manifest_is_written() -> None:
    with spool_events(LINES) as events:
        plain = b"".join(line + b"\n" for line in LINES)
        assert (events.size, events.sha256) == (len(plain), hashlib.sha256(plain).hexdigest())


def test_members_know_their_hash_when_read(file: Path) -> None:
    file.write_bytes(bundle())
    with open_container(file, US) as opened:
        events = next(opened.members())
        data = events.read()
        assert (events.name, events.size) == ("events.jsonl", len(data))
        assert events.sha256 == hashlib.sha256(data).hexdigest()


def test_unread_members_are_passed_over(file: Path) -> None:
    file.write_bytes(bundle())
    with open_container(file, US) as opened:
        assert len(list(opened.members())) == 1 + len(PHOTOS)


def test_every_flipped_byte_is_refused(file: Path) -> None:
    whole = bundle([b"{}"], [])
    for place in range(len(whole)):
        for flip in (1, 0x20, 0x80):
            data = bytearray(whole)
            data[place] ^= flip
            file.write_bytes(data)
            with pytest.raises(refusals.BadBundle):
                content(file)


def test_every_cut_and_every_addition_is_refused(file: Path) -> None:
    whole = bundle([b"{}"], [])
    for size in range(len(whole)):
        file.write_bytes(whole[:size])
        with pytest.raises(refusals.BadBundle):
            content(file)
    for more in (b"\0", b"\n", whole, bytes(70_000)):
        file.write_bytes(whole + more)
        with pytest.raises(refusals.Damaged):
            content(file)


@pytest.mark.parametrize("size", [1, 65_536 - 1, 65_536, 65_536 + 1, 3 * 65_536])
def test_a_long_bundle_is_refused_when_cut_at_an_age_chunk(file: Path, size: int) -> None:
    noise = os.urandom(size)
    whole = bundle([], [(hashlib.sha256(noise).hexdigest(), noise)])
    head = whole.index(b"\n--- ") + 5 + 43 + 1 + 16
    file.write_bytes(whole)
    assert content(file)[3][0][1] == noise
    for end in range(head, len(whole), 65_536 + 16):
        file.write_bytes(whole[:end])
        with pytest.raises(refusals.Damaged):
            content(file)


def test_a_header_with_other_line_ends_or_armour_is_not_taken(file: Path) -> None:
    whole = bundle()
    end = whole.index(b"\n--- ")
    file.write_bytes(whole[:end].replace(b"\n", b"\r\n") + whole[end:])
    with pytest.raises(refusals.BadBundle):
        content(file)
    file.write_bytes(pyrage.encrypt(b"text", [IDENTITY.to_public()], armored=True))
    with pytest.raises(refusals.NotABundle):
        content(file)


def test_a_bundle_for_someone_else_says_so(file: Path) -> None:
    file.write_bytes(bundle())
    with pytest.raises(refusals.NotForUs) as error:
        content(file, str(pyrage.x25519.Identity.generate()))
    assert error.value.what
    assert error.value.todo


def test_other_files_newer_ones_and_missing_ones_are_told_apart(file: Path) -> None:
    with pytest.raises(refusals.Unreadable):
        content(file)
    with pytest.raises(refusals.NotABundle):
        content(file.parent)
    for data in (b"", b"PK\x03\x04 a spreadsheet", b"\0" * 100_000):
        file.write_bytes(data)
        with pytest.raises(refusals.NotABundle):
            content(file)
    file.write_bytes(b"age-encryption.org/v2\n")
    with pytest.raises(refusals.NewerFormat):
        content(file)
    file.write_bytes(b"age-encryption.org/v1\n" + b"-> grease\n" * 100_000)
    with pytest.raises(refusals.Damaged):
        content(file)


def test_a_pipe_is_not_waited_for(file: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("pipes in a folder are POSIX")
    else:
        os.mkfifo(file)
        with pytest.raises(refusals.NotABundle):
            content(file)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([b"", b"age-encryption.org/v1\n", bundle()[:200]]))
def test_garbage_is_only_ever_refused(file: Path, data: bytes, front: bytes) -> None:
    file.write_bytes(front + data)
    with pytest.raises(KnownError):
        content(file)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([b"", HEAD, HEAD + EVENTS]))
def test_garbage_from_a_known_sender_is_only_ever_refused(
    file: Path, data: bytes, front: bytes
) -> None:
    file.write_bytes(sealed(front + data))
    with pytest.raises(KnownError):
        content(file)


def test_something_behind_the_compressed_frame_is_refused(file: Path) -> None:
    archive = HEAD + EVENTS + ustar.END
    file.write_bytes(sealed(archive))
    assert content(file)[2] == [b"{}"]
    frame = zstandard.compress(archive)
    for packed in (frame + b"x", frame + frame, frame[:-1], b"plain", b""):
        file.write_bytes(pyrage.encrypt(packed, [IDENTITY.to_public()]))
        with pytest.raises(refusals.Damaged):
            content(file)


def test_a_bomb_is_refused_before_it_bursts(file: Path) -> None:
    lines = (b" " * 1023 + b"\n") * (96 << 10)
    file.write_bytes(sealed(HEAD + member("events.jsonl", lines) + ustar.END))
    with pytest.raises(refusals.TooLarge):
        content(file)


def test_limits_hold_for_the_file_its_content_and_its_members(file: Path) -> None:
    file.write_bytes(bundle())
    size = file.stat().st_size
    assert content(file, limits=Limits(file=size))
    for limits in (Limits(file=size - 1), Limits(unpacked=60_000)):
        with pytest.raises(refusals.TooLarge):
            content(file, limits=limits)
    for limits in (Limits(manifest=5), Limits(medium=60_000), Limits(line=5)):
        with pytest.raises(refusals.Damaged):
            content(file, limits=limits)


class Full(io.BytesIO):
    """A disk without room."""

    def write(self, _data: object, /) -> int:
        raise OSError(28, "No space left on device")


def test_the_true_reason_of_a_failed_write_comes_through() -> None:
    with spool_events(LINES) as events:
        sealing = {"recipient": OURS, "manifest": b"", "signature": b""}
        with pytest.raises(OSError, match="No space left"):
            container.write(Full(), events=events, **sealing)  # type: ignore[arg-type]
        wrong = [("0" * 64, b"x")]
        with pytest.raises(ValueError, match="media"):
            container.write(io.BytesIO(), events=events, media=wrong, **sealing)  # type: ignore[arg-type]
        sealing["recipient"] = "age1nonsense"
        with pytest.raises(KnownError):
            container.write(io.BytesIO(), events=events, **sealing)  # type: ignore[arg-type]


def test_a_line_that_is_two_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="line"):
        spool_events([b"a\nb"])


@pytest.mark.skipif(
    not all(map(shutil.which, ("age", "zstd", "tar"))), reason="needs age, zstd and tar"
)
def test_the_age_zstd_and_tar_programs_open_a_bundle(file: Path) -> None:
    file.write_bytes(bundle())
    key = file.with_name("key.txt")
    key.write_text(US + "\n")
    packed = subprocess.run(
        ["age", "-d", "-i", str(key), str(file)], capture_output=True, check=True
    ).stdout
    plain = subprocess.run(["zstd", "-dc"], input=packed, capture_output=True, check=True).stdout
    folder = file.with_name("out")
    folder.mkdir()
    done = subprocess.run(
        ["tar", "-xf", "-", "-C", str(folder)], input=plain, capture_output=True, check=True
    )
    assert done.stderr == b""
    assert (folder / "manifest.json").read_bytes() == MANIFEST
    assert (folder / "manifest.sig").read_bytes() == SIGNATURE
    assert (folder / "events.jsonl").read_bytes() == b"".join(line + b"\n" for line in LINES)
    assert {path.name: path.read_bytes() for path in (folder / "media").iterdir()} == dict(PHOTOS)
