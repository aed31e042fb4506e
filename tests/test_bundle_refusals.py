"""A bundle that is not what its sender wrote for this device changes nothing, and says why."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from fieldapp import people, queue
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import journal, trust
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, bundle_out, cards, container, manifest, parts, refusals
from tests import workplace as w

Told = manifest.Manifest
Alter = Callable[[Told, list[bytes]], tuple[Told, list[bytes]]]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    """An office that lacks one check-in of each of two laptops."""
    with w.team(tmp_path) as made:
        visit = made.visit(3)
        for number, laptop in enumerate(made.laptops):
            queue.check_in(laptop, visit, w.ids(laptop, visit)[number])
        yield made


def written(giver: Session, taker: Session, folder: Path) -> Path:
    """A bundle as the program writes it."""
    return bundle_out.export(giver, folder, to=trust.devices(giver.db)[taker.device_id]).file


def opened(file: Path, taker: Session) -> tuple[Told, list[bytes]]:
    """The manifest and the lines of a bundle, as its recipient can read them."""
    with container.open_container(file, taker.device.keys.seal_identity) as found:
        members = found.members()
        return manifest.decode(found.manifest), list(found.lines(next(members)))


def sealed(
    told: Told, lines: list[bytes], signer: cards.DeviceKeys, taker: Session, folder: Path
) -> Path:
    """A bundle that somebody put together by hand, signed with the keys of `signer`."""
    file = folder / f"altered-{len(list(folder.iterdir()))}.bundle"
    data = manifest.encode(told)
    with container.spool_events(lines) as events, file.open("wb") as out:
        container.write(
            out,
            recipient=cards.seal_key(taker.device.keys),
            manifest=data,
            signature=cards.sign(signer, data),
            events=events,
        )
    return file


def fitting(told: Told, lines: list[bytes]) -> Told:
    """The manifest with the size and hash of these lines."""
    data = b"".join(line + b"\n" for line in lines)
    return replace(told, size=len(data), sha256=hashlib.sha256(data).hexdigest())


def altered(team: w.Team, alter: Alter, signer: cards.DeviceKeys | None = None) -> Path:
    """Laptop A's bundle for the office, altered and signed again, by A if nobody else."""
    a = team.laptops[0]
    told, lines = alter(*opened(written(a, team.office, team.stick), team.office))
    return sealed(told, lines, signer or a.device.keys, team.office, team.stick)


def refused(
    taker: Session, file: Path, kind: type[KnownError] | tuple[type[KnownError], ...]
) -> KnownError:
    """Merge, and see that it is refused with nothing changed."""
    before = w.content(taker)
    with pytest.raises(kind) as caught:
        bundle_in.merge(taker, file)
    assert w.content(taker) == before
    error = caught.value
    assert error.what
    assert error.todo
    return error


# --- damaged on the way


def test_any_flipped_byte_is_refused_with_nothing_changed(team: w.Team) -> None:
    whole = written(team.laptops[0], team.office, team.stick).read_bytes()
    file = team.stick / "flipped.bundle"
    before = w.content(team.office)
    for place in range(len(whole)):
        data = bytearray(whole)
        data[place] ^= 1 << place % 8
        file.write_bytes(data)
        with pytest.raises(refusals.BadBundle):
            bundle_in.merge(team.office, file)
    assert w.content(team.office) == before


def test_a_bundle_cut_off_anywhere_is_refused(team: w.Team) -> None:
    whole = written(team.laptops[0], team.office, team.stick).read_bytes()
    file = team.stick / "cut.bundle"
    for size in (0, 1, 20, 100, 200, 300, len(whole) // 2, len(whole) - 17, len(whole) - 1):
        file.write_bytes(whole[:size])
        refused(team.office, file, refusals.BadBundle)


def test_a_file_of_another_kind_is_no_bundle(team: w.Team) -> None:
    file = team.stick / "list.bundle"
    file.write_bytes(b"PK\x03\x04 this is a workbook")
    refused(team.office, file, refusals.NotABundle)
    refused(team.office, team.stick / "none.bundle", refusals.Unreadable)


# --- for or from somebody else


def test_a_bundle_for_another_device_is_refused(team: w.Team) -> None:
    a, b = team.laptops
    refused(a, written(team.office, b, team.stick), refusals.NotForUs)
    file = altered(team, lambda told, lines: (replace(told, recipient=b.device_id), lines))
    refused(team.office, file, refusals.NotForUs)


def test_a_bundle_from_a_stranger_is_refused_by_name(team: w.Team, tmp_path: Path) -> None:
    stranger = w.device(tmp_path / "stranger", "Laptop X", letter="X")
    w.visit_with(stranger, 2)
    office = team.office
    to = trust.devices(office.db)[office.device_id]
    file = bundle_out.export(stranger, team.stick, to=to).file
    error = refused(office, file, bundle_in.Stranger)
    assert stranger.device_id in str(error)
    stranger.close()


def test_a_devices_own_bundle_is_not_taken_back(team: w.Team) -> None:
    file = altered(
        team,
        lambda told, lines: (replace(told, sender=team.office.device_id), lines),
        team.office.device.keys,
    )
    refused(team.office, file, bundle_in.Stranger)


def test_a_manifest_signed_by_somebody_else_is_forged(team: w.Team) -> None:
    for signer in (team.laptops[1].device.keys, team.office.device.keys, cards.make_keys()):
        file = altered(team, lambda told, lines: (told, lines), signer)
        refused(team.office, file, parts.Forged)


# --- what an enrolled device might make up


def test_an_enrolled_laptop_cannot_write_in_anothers_name(team: w.Team) -> None:
    a, b = team.laptops
    team.bring(b, team.office)

    def forge(told: Told, lines: list[bytes]) -> tuple[Told, list[bytes]]:
        part, line, digest = forged_part(team, b.device_id)
        words = journal.sealed_words(part.visit, part.device, part.last, digest)
        part = replace(part, seal=cards.sign(a.device.keys, words))
        told = replace(told, parts=(*told.parts, part), events=told.events + 1)
        return fitting(told, [*lines, line]), [*lines, line]

    refused(team.office, altered(team, forge), parts.Forged)


def forged_part(team: w.Team, device: str) -> tuple[manifest.Part, bytes, bytes]:
    """One more event of another device's stream, and the part that tells of it."""
    visit = visit_of(team)
    end = journal.head(team.office.db, visit, device)
    person = w.ids(team.office, visit)[0]
    body = e.Noted("made up")
    event = e.Event(visit, device, end.last + 1, (end.at[0] + 9, 0), "Op", person, "noted", body)
    line = e.encode(event)
    digest = e.chain(end.hash, line)
    part = manifest.Part(visit, device, event.seq, event.seq, end.hash.hex(), digest.hex(), b"")
    return part, line, digest


def visit_of(team: w.Team) -> str:
    (visit,) = {head.visit for head in journal.heads(team.office.db)} - {e.NO_VISIT}
    return visit


def test_a_seal_taken_from_an_earlier_end_does_not_fit(team: w.Team) -> None:
    _a, b = team.laptops
    team.bring(b, team.office)
    old = journal.head(team.office.db, visit_of(team), b.device_id).seal or b""

    def forge(told: Told, lines: list[bytes]) -> tuple[Told, list[bytes]]:
        part, line, _digest = forged_part(team, b.device_id)
        parts = (*told.parts, replace(part, seal=old))
        told = replace(told, parts=parts, events=told.events + 1)
        return fitting(told, [*lines, line]), [*lines, line]

    refused(team.office, altered(team, forge), parts.Forged)


def test_an_altered_event_is_refused_although_the_sender_signed_it(team: w.Team) -> None:
    """The office hands B's work over, with another number in it."""
    a, b = team.laptops
    team.bring(b, team.office)
    told, lines = opened(written(team.office, a, team.stick), a)
    lines = [line.replace(b"B-001", b"B-002") for line in lines]
    file = sealed(fitting(told, lines), lines, team.office.device.keys, a, team.stick)
    refused(a, file, parts.Forged)


def test_reordered_lines_are_refused(team: w.Team) -> None:
    a = team.laptops[0]
    people.note(a, visit_of(team), w.ids(a, visit_of(team))[0], "satu")
    people.note(a, visit_of(team), w.ids(a, visit_of(team))[0], "dua")

    def swap(told: Told, lines: list[bytes]) -> tuple[Told, list[bytes]]:
        lines = [*lines[:-2], lines[-1], lines[-2]]
        return fitting(told, lines), lines

    refused(team.office, altered(team, swap), refusals.Damaged)


def test_a_part_that_leads_from_nowhere_to_its_seal_is_forged_and_no_gap(team: w.Team) -> None:
    a, visit = team.laptops[0], visit_of(team)
    team.bring(a, team.office)
    team.bring(team.office, a)
    people.note(a, visit, w.ids(a, visit)[0], "satu")

    def from_nowhere(told: Told, lines: list[bytes]) -> tuple[Told, list[bytes]]:
        assert all(part.first > 1 for part in told.parts)
        return replace(told, parts=tuple(replace(p, after="1" * 64) for p in told.parts)), lines

    refused(team.office, altered(team, from_nowhere), parts.Forged)


def rewritten(team: w.Team, signer: Session) -> Path:
    """Laptop A's bundle once more, with another number under the seqs that the office holds."""
    a = team.laptops[0]
    team.bring(a, team.office)
    a.db.execute("DELETE FROM held")

    def another(told: Told, lines: list[bytes]) -> tuple[Told, list[bytes]]:
        lines = [line.replace(b"A-001", b"A-009") for line in lines]
        new = tuple(own_seal(signer, part, lines) for part in told.parts)
        return fitting(replace(told, parts=new), lines), lines

    return altered(team, another)


def test_a_stream_that_its_device_wrote_twice_differently_is_kept_as_two_branches(
    team: w.Team,
) -> None:
    a, visit = team.laptops[0], visit_of(team)
    merged = bundle_in.merge(team.office, rewritten(team, a))
    assert "Laptop A was cloned" in merged.notes[0]
    branches = journal.branches(team.office.db, visit, a.device_id)
    assert [end.last for end in branches] == [1, 1]
    assert verify(team.office).problems == []


def test_no_stream_gets_more_branches_than_a_team_could_make(
    team: w.Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MOST", 3)
    a = team.laptops[0]
    team.bring(a, team.office)
    a.db.execute("DELETE FROM held")
    for number in range(2, 5):

        def another(
            told: Told, lines: list[bytes], number: int = number
        ) -> tuple[Told, list[bytes]]:
            lines = [line.replace(b"A-001", b"A-%03d" % number) for line in lines]
            new = tuple(own_seal(a, part, lines) for part in told.parts)
            return fitting(replace(told, parts=new), lines), lines

        file = altered(team, another)
        if number < 4:
            assert bundle_in.merge(team.office, file).new == 1
        else:
            refused(team.office, file, refusals.TooLarge)


def test_a_manifest_that_tells_of_absurdly_many_branches_is_refused(team: w.Team) -> None:
    def many(told: Told, lines: list[bytes]) -> tuple[Told, list[bytes]]:
        have = tuple(replace(told.have[0], last=number) for number in range(1, 1000))
        return replace(told, have=have), lines

    refused(team.office, altered(team, many), refusals.Damaged)


def test_a_fork_that_somebody_else_made_up_is_refused(team: w.Team) -> None:
    """The office is handed A's stream, written anew by B, which cannot sign for A."""
    a, b = team.laptops

    def signed_by_b(told: Told, lines: list[bytes]) -> tuple[Told, list[bytes]]:
        lines = [line.replace(b"A-001", b"A-009") for line in lines]
        new = []
        for part in told.parts:
            digest = chained(part, lines)
            words = journal.sealed_words(part.visit, part.device, part.last, digest)
            new.append(replace(part, hash=digest.hex(), seal=cards.sign(b.device.keys, words)))
        return fitting(replace(told, parts=tuple(new)), lines), lines

    team.bring(a, team.office)
    a.db.execute("DELETE FROM held")
    refused(team.office, altered(team, signed_by_b), parts.Forged)
    assert journal.head(team.office.db, visit_of(team), a.device_id).last == 1


def test_a_part_whose_lines_do_not_lead_to_its_hash_is_refused_wherever_it_begins(
    team: w.Team,
) -> None:
    """Neither overlapping what is held nor beginning after it does a forged line get in."""
    a, visit = team.laptops[0], visit_of(team)
    team.bring(a, team.office)
    for _time in range(2):
        people.note(a, visit, w.ids(a, visit)[0], "satu")
        file = altered(
            team,
            lambda told, lines: (
                fitting(told, [line.replace(b"satu", b"duaa") for line in lines]),
                [line.replace(b"satu", b"duaa") for line in lines],
            ),
        )
        refused(team.office, file, parts.Forged)
        team.bring(a, team.office)
        a.db.execute("DELETE FROM held")


def own_seal(session: Session, part: manifest.Part, lines: list[bytes]) -> manifest.Part:
    """The part sealed anew by its own device, over the lines that are its now."""
    if part.device != session.device_id:
        return part
    digest = chained(part, lines)
    words = journal.sealed_words(part.visit, part.device, part.last, digest)
    return replace(part, hash=digest.hex(), seal=cards.sign(session.device.keys, words))


def chained(part: manifest.Part, lines: list[bytes]) -> bytes:
    """The hash after the lines of a part that begins at seq 1."""
    digest = e.START
    for line in lines:
        event = e.decode(line)
        if (event.visit, event.device) == (part.visit, part.device):
            digest = e.chain(digest, line)
    return digest


def _counts_more(told: Told, lines: list[bytes]) -> tuple[Told, list[bytes]]:
    part = replace(told.parts[-1], last=told.parts[-1].last + 1)
    return replace(told, events=told.events + 1, parts=(*told.parts[:-1], part)), lines


def _line_more(told: Told, lines: list[bytes]) -> tuple[Told, list[bytes]]:
    return fitting(told, [*lines, lines[-1]]), [*lines, lines[-1]]


LIES: dict[str, Alter] = {
    "events": lambda told, lines: (replace(told, events=told.events + 1), lines),
    "size": lambda told, lines: (replace(told, size=told.size + 1), lines),
    "hash of the events": lambda told, lines: (replace(told, sha256="0" * 64), lines),
    "an event that is missing": _counts_more,
    "a line too many": _line_more,
    "a line too few": lambda told, lines: (fitting(told, lines[:-1]), lines[:-1]),
    "no parts": lambda told, lines: (replace(told, parts=()), lines),
    "a part twice": lambda told, lines: (replace(told, parts=(*told.parts, told.parts[0])), lines),
    "hash of a stream": lambda told, lines: (
        replace(told, parts=tuple(replace(part, hash="0" * 64) for part in told.parts)), lines,
    ),
    "garbage": lambda told, lines: (
        fitting(told, [*lines[:-1], b"\xff{}"]), [*lines[:-1], b"\xff{}"],
    ),
    "another visit": lambda told, lines: (
        replace(told, parts=tuple(replace(part, visit="other") for part in told.parts[-1:])),
        lines,
    ),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_a_manifest_that_lies_is_refused(team: w.Team, lie: str) -> None:
    file = altered(team, LIES[lie])
    refused(team.office, file, (refusals.Damaged, parts.Forged))


# --- later versions, and earlier bundles


def test_a_bundle_of_a_newer_format_says_so(team: w.Team) -> None:
    file = altered(team, lambda told, lines: (replace(told, format=2), lines))
    refused(team.office, file, refusals.NewerFormat)


def test_a_manifest_of_unknown_shape_is_damaged(team: w.Team) -> None:
    for data in (b"[]", b'{"format":1}', b'{"format":"x"}', b"\xff", b"{" * 1000):
        file = team.stick / "odd.bundle"
        with container.spool_events([]) as events, file.open("wb") as out:
            container.write(
                out,
                recipient=cards.seal_key(team.office.device.keys),
                manifest=data,
                signature=bytes(64),
                events=events,
            )
        refused(team.office, file, refusals.Damaged)


def test_an_unannounced_medium_is_refused(team: w.Team) -> None:
    a = team.laptops[0]
    told, lines = opened(written(a, team.office, team.stick), team.office)
    data, photo = manifest.encode(told), b"not told of"
    file = team.stick / "photo.bundle"
    with container.spool_events(lines) as events, file.open("wb") as out:
        container.write(
            out,
            recipient=cards.seal_key(team.office.device.keys),
            manifest=data,
            signature=cards.sign(a.device.keys, data),
            events=events,
            media=[(hashlib.sha256(photo).hexdigest(), photo)],
        )
    refused(team.office, file, refusals.Damaged)


def test_an_older_bundle_after_a_newer_one_moves_nothing_back(team: w.Team) -> None:
    a = team.laptops[0]
    old = written(a, team.office, team.stick)
    people.note(team.office, visit_of(team), w.ids(a, visit_of(team))[0], "kabar")
    team.bring(team.office, a)
    team.bring(a, team.office)
    before = w.content(team.office)
    replayed = bundle_in.merge(team.office, old)
    assert (replayed.new, replayed.people) == (0, 0)
    assert w.content(team.office) == before


def test_a_refused_bundle_does_not_keep_the_right_one_out(team: w.Team) -> None:
    a = team.laptops[0]
    refused(team.office, altered(team, LIES["size"]), refusals.Damaged)
    assert team.bring(a, team.office).new > 0
