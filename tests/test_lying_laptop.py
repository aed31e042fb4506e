"""What a trusted laptop that lies can change elsewhere, and what it cannot."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from fieldapp import people, present, queue, visits
from fieldapp.domain import events as e
from fieldapp.domain import fold
from fieldapp.errors import KnownError
from fieldapp.store import journal, queries, tables, trust
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, cards, enrol, refusals
from tests import forging
from tests import workplace as w
from tests.forging import event, told


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    """An office and two laptops; the second will lie."""
    with w.team(tmp_path) as made:
        yield made


def test_a_laptop_can_make_the_office_trust_nobody(team: w.Team, tmp_path: Path) -> None:
    stranger = w.device(tmp_path / "x", "Laptop X", letter="X")
    office_card = cards.make_card(stranger.device.keys, "Kantor Lain", "office", "Z").decode()
    own = enrol.own_card(stranger)
    card = msgspec.json.encode(own).decode()
    before = trust.devices(team.office.db)
    told(
        team,
        e.NO_VISIT,
        event(team, e.NO_VISIT, "device_enrolled", {"card": card}),
        event(team, e.NO_VISIT, "device_enrolled", {"card": office_card}),
        event(team, e.NO_VISIT, "device_enrolled", {"card": "no card"}),
        event(team, e.NO_VISIT, "operator_added", {"name": "X", "role": "coordinator"}),
    )
    assert trust.devices(team.office.db) == before
    team.bring(team.office, team.laptops[0])
    assert set(trust.devices(team.laptops[0].db)) == set(before)
    stranger.close()


def test_a_laptop_can_delete_nothing_elsewhere(team: w.Team) -> None:
    visit = team.visit(3)
    before = tables.dump(team.office.db)
    told(team, e.NO_VISIT, event(team, e.NO_VISIT, "visit_deleted", {"visit": visit, "events": 9}))
    assert tables.dump(team.office.db) == before
    assert team.bring(team.office, team.laptops[0]).gaps == []
    assert len(queries.everyone(team.laptops[0].db, visit)) == 3


def test_what_a_lying_laptop_says_is_kept_under_its_name_beside_what_was_said_before(
    team: w.Team,
) -> None:
    """Its actor is only a claim; the device is proven. The fact before it is never lost."""
    visit = team.visit(2)
    person = w.ids(team.office, visit)[0]
    before = queries.everyone(team.office.db, visit)[0].visitor.fields["name"]
    told(
        team,
        visit,
        event(team, visit, "corrected", {"fields": {"name": "Palsu"}}, person=person,
              actor="Kepala Dinas", at=(journal.now_ms() + 1000, 0)),
        event(team, visit, "visit_closed", {}, actor="Op Kantor"),
    )  # fmt: skip
    entry = queries.entry(team.office.db, visit, person)
    assert entry is not None
    (conflict,) = entry.visitor.conflicts
    assert [fact.value for fact in conflict.facts] == [before, "Palsu"]
    history = present.whole_person(team.office, entry)["history"]
    assert [line["device"] for line in history if line["actor"] == "Kepala Dinas"] == ["Laptop B"]
    mended = people.resolve(team.office, visit, person, conflict.id, before)
    assert mended.visitor.fields["name"] == before


def test_an_actor_who_claims_to_be_a_coordinator_gains_nothing(team: w.Team) -> None:
    """Rights come from who unlocked the key file, never from what events say."""
    visit = team.visit(1)
    told(team, e.NO_VISIT, event(team, e.NO_VISIT, "operator_added",
         {"name": "Wulan", "role": "coordinator"}, actor=team.office.actor))  # fmt: skip
    office = team.office
    wulan = Session(office.db, office.home, office.key, office.device, "Wulan", "operator")
    with pytest.raises(KnownError, match="coordinator"):
        visits.close(wulan, visit)


def test_what_a_newer_card_says_is_left_out_until_it_can_be_read(team: w.Team) -> None:
    """An office of a newer version enrols a laptop; everything else of its bundle is taken in."""
    office, a = team.office, team.laptops[0]
    visit = team.visit(1)
    card = '{"format":2,"sign_key":"x"}'
    with office.writing():
        office.record(e.NO_VISIT, ("", e.DeviceEnrolled(card)))
    queue.check_in(office, visit, w.ids(office, visit)[0])
    assert team.bring(office, a).new == 2
    assert len(trust.devices(a.db)) == 3


def test_undoing_never_hides_that_something_was_said() -> None:
    a = "a" * 10
    said = e.Event("v", a, 1, (1, 0), "Op", "p", "listed", e.Listed({"name": "Dewi"}))
    gone = e.Event("v", "b" * 10, 1, (2, 0), "Op", "p", "undone", e.Undone((a, 1)))
    back = e.Event("v", "c" * 10, 1, (3, 0), "Op", "p", "undone", e.Undone(("b" * 10, 1)))
    assert fold.fold([said, gone], "v", "p").fields == {}
    assert fold.fold([said, gone, back], "v", "p").fields == {"name": "Dewi"}


# --- absurd manifests of a trusted laptop

STREAM = {
    "visit": "20240719-x-0001", "device": "b" * 10, "after": "0" * 64, "hash": "0" * 64, "seal": "",
}  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        {"count": -1}, {"count": 2**31 + 1}, {"count": 1e300}, {"events": -1}, {"events": 2**53},
        {"size": -1}, {"size": 2**70}, {"sha256": "0" * 64 + "\n"}, {"sha256": "../x"},
        {"program": "x" * 41}, {"sender": "../../etc"}, {"recipient": None}, {"received": -1},
        {"format": 0}, {"format": -1}, {"format": "1"}, {"format": 1.5},
        {"parts": [{**STREAM, "first": 1, "last": 2**53}], "events": 2**53},
        {"parts": [{**STREAM, "first": 2**53, "last": 1}]},
        {"parts": [{**STREAM, "first": 1, "last": 2**63}], "events": 2**63},
        {"parts": [{**STREAM, "first": 0, "last": 0}], "events": 1},
        {"parts": [{**STREAM, "visit": "../x", "first": 1, "last": 1}], "events": 1},
        {"parts": [{**STREAM, "first": 1, "last": 1}] * 2, "events": 2},
        {"have": [{"visit": "../x", "device": "b" * 10, "last": 1, "hash": "0" * 64}]},
        {"have": [{"visit": "x", "device": "b" * 10, "last": -1, "hash": "0" * 64}]},
        {"have": "x" * 1_000_000},
    ],
)  # fmt: skip
def test_absurd_numbers_and_names_in_a_manifest_are_refused(
    team: w.Team, said: dict[str, object]
) -> None:
    before = w.content(team.office)
    file = forging.packed(team.laptops[1], team.office, team.stick, [], said)
    with pytest.raises(refusals.BadBundle):
        bundle_in.merge(team.office, file)
    assert w.content(team.office) == before


def test_a_manifest_that_claims_too_much_harms_its_sender_alone(team: w.Team) -> None:
    """It says that it holds everything up to the end of numbers, and was sent as many bundles."""
    office, (a, liar) = team.office, team.laptops
    visit = team.visit(3)
    have = [{"visit": visit, "device": office.device_id, "last": 2**53, "hash": "0" * 64}]
    told_much = {"have": have, "received": 2**31, "count": 2**31}
    bundle_in.merge(office, forging.packed(liar, office, team.stick, [], told_much))
    queue.check_in(office, visit, w.ids(office, visit)[0])
    assert team.bring(office, a).new == 1
    assert team.bring(a, office).gaps == []
    assert verify(office).problems == []
    assert list(team.stick.glob("*.bundle"))
