"""Stored bundles are read as ever, by this program and by one that knows only the document."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

import resources
from fieldapp import visits
from fieldapp.domain import events as e
from fieldapp.domain.people import FIELDS
from fieldapp.domain.policy import Policy
from fieldapp.store import media, queries, trust
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, bundle_out, cards, container, enrol
from tests import stranger, vectors
from tests import workplace as w
from tests.vectors.seen import people

TOP = Path(__file__).parent.parent
STORED = vectors.stored()
BOTH = pytest.mark.parametrize(
    "vector", STORED, ids=[f"to {one.recipient_key.removesuffix('.key')}" for one in STORED]
)
ABSENT = stranger.missing()
with_programs = pytest.mark.skipif(
    bool(ABSENT), reason=f"not installed: {', '.join(ABSENT)}; on Debian ./setup-system does it"
)
PHOTO = b"\xff\xd8\xff" + b"a photo of nobody" * 9


def _sender(vector: vectors.Vector) -> Path:
    return vectors.HERE / vector.sender_card


def _recipient(vector: vectors.Vector, home: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """The device that the vector is for, new: chance gives it the keys that are stored."""
    one = vectors.recipients()[vector.recipient]
    monkeypatch.setattr(cards, "make_keys", lambda: one.keys)
    made = w.device(home, one.name, one.role, one.letter)
    enrol.enrol(made, enrol.look_at(_sender(vector)))
    return made


@BOTH
def test_a_stored_bundle_opens_with_what_it_was_made_of(vector: vectors.Vector) -> None:
    identity = vectors.recipients()[vector.recipient].keys.seal_identity
    with container.open_container(vectors.HERE / vector.file, identity) as opened:
        assert json.loads(opened.manifest) == vector.manifest
        members = opened.members()
        assert [json.loads(line) for line in opened.lines(next(members))] == vector.events
        assert {m.name.removeprefix("media/"): len(m.read()) for m in members} == vector.media


@BOTH
def test_a_stored_bundle_merges_into_the_people_that_were_in_it(
    vector: vectors.Vector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = _recipient(vector, tmp_path / "home", monkeypatch)
    merged = bundle_in.merge(session, vectors.HERE / vector.file)
    assert (merged.new, merged.gaps) == (len(vector.events), [])
    assert people(session) == vector.people
    assert verify(session).problems == []
    for digest, size in vector.media.items():
        assert media.size_of(session.db, digest) == size
    session.close()


@with_programs
@BOTH
def test_age_zstd_and_tar_open_a_stored_bundle_and_the_document_proves_it(
    vector: vectors.Vector,
) -> None:
    opened = stranger.opened(vectors.HERE / vector.file, vectors.HERE / vector.recipient_key)
    card = json.loads(_sender(vector).read_text("utf-8"))
    proven = stranger.checked(opened, card, vector.recipient)
    assert proven == {part["device"] for part in vector.manifest["parts"]}
    assert (opened.manifest, opened.events) == (vector.manifest, vector.events)
    assert {name: len(data) for name, data in opened.media.items()} == vector.media


def test_one_of_the_stored_bundles_is_relayed_and_one_holds_media() -> None:
    senders = {vector.manifest["sender"] for vector in STORED}
    relayed = {part["device"] for part in STORED[1].manifest["parts"]}
    assert (len(senders), bool(STORED[0].media), relayed > {STORED[1].manifest["sender"]}) == (
        2, True, True,
    )  # fmt: skip


@with_programs
@pytest.mark.parametrize("what", ["line", "seal", "signature", "medium"])
def test_the_stranger_notices_what_was_altered(what: str) -> None:
    vector = STORED[0]
    opened = stranger.opened(vectors.HERE / vector.file, vectors.HERE / vector.recipient_key)
    card = json.loads(_sender(vector).read_text("utf-8"))
    if what == "line":
        opened.lines[-1] = opened.lines[-1].replace(b"person", b"school")
    elif what == "seal":
        opened.manifest["parts"][0]["seal"] = opened.manifest["parts"][1]["seal"]
    elif what == "signature":
        opened.manifest_bytes += b" "
    else:
        opened.media[next(iter(opened.media))] += b" "
    with pytest.raises(stranger.OtherwiseError):
        stranger.checked(opened, card, vector.recipient)


@with_programs
def test_another_program_after_the_document_takes_part_in_a_visit(tmp_path: Path) -> None:
    with w.team(tmp_path, letters="A") as team:
        office = team.office
        laptop = stranger.Laptop(tmp_path, "Laptop Asing", "C")
        (tmp_path / "asing.card").write_text(json.dumps(laptop.card()), "utf-8")
        known = enrol.enrol(office, enrol.look_at(tmp_path / "asing.card"))
        visit = w.visit_with(office, 3)
        visits.change(office, visit, evidence=("photo",))
        card = json.loads(enrol.give_card(office, tmp_path).read_text("utf-8"))

        first = bundle_out.export(office, team.stick, to=known).file
        brought = stranger.opened(first, laptop.key)
        stranger.checked(brought, card, laptop.device)
        person = _record(laptop, brought, visit)
        have = brought.manifest["have"]
        merged = bundle_in.merge(office, laptop.bundle(card, 1, have, [PHOTO]))

        entry = queries.known(office.db, visit, person)
        assert (merged.new, merged.gaps, merged.notes, merged.conflicts) == (5, [], [], 0)
        assert (entry.visitor.number, entry.visitor.turns[0].outcome) == ("C-001", "recorded")
        assert media.data_of(office.db, entry.visitor.evidence[0].medium) == PHOTO
        assert verify(office).problems == []
        assert bundle_out.lacking(office, trust.devices(office.db)[laptop.device]) == 0

        answer = stranger.opened(bundle_out.export(office, team.stick, to=known).file, laptop.key)
        stranger.checked(answer, card, laptop.device)
        held = {(h["device"], h["last"]) for h in answer.manifest["have"] if h["visit"] == visit}
        assert (laptop.device, 5) in held
        assert answer.manifest["received"] == 1


def _record(laptop: stranger.Laptop, brought: stranger.Opened, visit: str) -> str:
    """Somebody of the list comes, is photographed and recorded."""
    listed = [event for event in brought.events if event["kind"] == "listed"]
    person = str(listed[0]["person"])
    assert person == stranger.person_id(listed[0]["body"]["fields"]["nik"])
    now = max(event["at"][0] for event in brought.events if event["visit"] == visit)
    digest = sha256(PHOTO).hexdigest()
    steps: list[tuple[str, stranger.Json]] = [
        ("checked_in", {"number": "C-001", "services": ["recording"]}),
        ("evidence_taken", {"what": "photo", "medium": digest, "consent": "guardian"}),
        ("called", {"service": "recording", "station": "1"}),
        ("started", {"service": "recording", "station": "1"}),
        ("finished", {"service": "recording", "outcome": "recorded"}),
    ]
    for later, (kind, body) in enumerate(steps, 1):
        laptop.write(visit, now + later * 1000, person, kind, body)
    return person


@BOTH
def test_the_four_words_of_a_card_follow_from_the_document(vector: vectors.Vector) -> None:
    card = json.loads(_sender(vector).read_text("utf-8"))
    words = resources.path("words_id.txt").read_text("ascii").split()
    said = " ".join(stranger.four_words(card, words))
    assert said == cards.words(enrol.look_at(_sender(vector)))


def test_every_kind_of_event_and_what_it_holds_is_documented() -> None:
    text = (TOP / "docs/event-kinds.md").read_text("utf-8")
    rows = [row.split("|")[1:3] for row in text.splitlines() if row.startswith("| `")]
    told = {kind: body for kinds, body in rows for kind in re.findall(r"`(\w+)`", kinds)}
    assert set(told) == set(e.KINDS)
    for kind, body in e.KINDS.items():
        said = told[kind]
        needed = len(body.__struct_fields__) - len(body.__struct_defaults__)
        for place, name in enumerate(body.__struct_fields__):
            may_be_left_out = place >= needed
            assert re.search(f"`{name}`[?]" if may_be_left_out else f"`{name}` ", said), name
    assert [n for n in Policy.__struct_fields__ if f"`{n}`" not in text] == []
    assert [n for n in FIELDS if f"`{n}`" not in text] == []


def test_the_stranger_knows_nothing_of_the_program() -> None:
    text = Path(stranger.__file__).read_text("utf-8")
    assert not re.search(r"^\s*(?:from|import) +(?:fieldapp|ui|tests|msgspec|pyrage)", text, re.M)
