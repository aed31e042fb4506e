"""Handing over: whatever is written, lost, late or repeated, everybody ends with the same."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp import people, queue, undoing, visits
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import journal, queries, tables, trust
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, bundle_out
from tests import workplace as w


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path) as made:
        yield made


# --- any order, any number of times

Act = Callable[[Session, str, str, int], object]


def _list_again(session: Session, visit: str, _person: str, n: int) -> object:
    cell = w.pupil(n % 5 + 1, **{"class": f"XII IPS {n}"})
    return people.take_in(session, visit, w.listing([cell, w.pupil(30 + n % 3)]))


def _decide(session: Session, visit: str, person: str, _n: int) -> object:
    entry = queries.entry(session.db, visit, person)
    conflict = entry.visitor.conflicts[0].id if entry and entry.visitor.conflicts else "none"
    return people.resolve(session, visit, person, conflict)


def _walk_in(session: Session, visit: str, _person: str, n: int) -> object:
    fields = {"name": f"Tamu {w.NAMES[n]}", "birth_date": f"2007-0{n % 3 + 1}-05"}
    return people.walk_in(session, visit, fields, although_alike=n > 4)


def _serve(session: Session, visit: str, person: str, n: int) -> object:
    queue.check_in(session, visit, person, services=("recording",))
    queue.call(session, visit, "recording", person)
    queue.start(session, visit, person, "recording")
    return queue.finish(session, visit, person, "recording", ("recorded", "too_young")[n % 2])


ACTS: dict[str, Act] = {
    "serve": _serve,
    "check_in": lambda s, v, p, n: queue.check_in(s, v, p, services=("recording", "ikd")[n % 3 :]),
    "check_in_as_suggested": lambda s, v, p, _n: queue.check_in(s, v, p, documents=("kk",)),
    "call": lambda s, v, _p, n: queue.call(s, v, "recording", station=str(n)),
    "recall": lambda s, v, p, _n: queue.call(s, v, "recording", p),
    "start": lambda s, v, p, _n: queue.start(s, v, p, "recording"),
    "finish": lambda s, v, p, _n: queue.finish(s, v, p, "recording", "recorded"),
    "fail": lambda s, v, p, _n: queue.finish(s, v, p, "recording", "failed", reason="iris"),
    "activate": lambda s, v, p, _n: queue.finish(s, v, p, "ikd", "activated"),
    "no_show": lambda s, v, p, _n: queue.no_show(s, v, p, "recording"),
    "requeue": lambda s, v, p, _n: queue.requeue(s, v, p, "recording"),
    "move": lambda s, v, p, _n: queue.move(s, v, p, "recording", "ikd"),
    "undo": lambda s, v, _p, _n: undoing.undo(s, v),
    "undo_about": lambda s, v, p, _n: undoing.undo(s, v, p),
    "rename": lambda s, v, p, n: people.correct(s, v, p, {"name": f"Nama {w.NAMES[n]}"}),
    "correct_nik": lambda s, v, p, n: people.correct(s, v, p, {"nik": f"35760105{n + 1:02}070042"}),
    "walk_in": _walk_in,
    "list": _list_again,
    "link": lambda s, v, p, n: people.link(s, v, p, w.ids(s, v)[n % 5]),
    "note": lambda s, v, p, n: people.note(s, v, p, f"catatan {n}"),
    "decide": _decide,
    "change_day": lambda s, v, _p, n: visits.change(s, v, day=w.DAY + timedelta(days=30 * n)),
}

devices, digits = st.integers(0, 3), st.integers(0, 9)
steps = st.one_of(
    st.tuples(st.sampled_from(sorted(ACTS)), devices, st.integers(0, 5), digits),
    st.tuples(st.sampled_from(["write", "merge", "merge"]), devices, digits),
)


def _skewed(ms: int) -> int:
    return journal.now_ms() + ms


class Hall:
    """A team at work, and the bundles that lie around on its sticks."""

    def __init__(self, team: w.Team, visit: str) -> None:
        self.team = team
        self.visit = visit
        self.bundles: list[tuple[Session, Path]] = []
        # one clock is an hour slow, one a day fast
        skews = (0, 0, -3_600_000, 86_400_000)
        self.devices = [
            replace(session, clock=partial(_skewed, skew))
            for session, skew in zip(team.everyone, skews, strict=True)
        ]
        self.persons = w.ids(team.office, visit)

    def step(self, what: str, device: int, *numbers: int) -> None:
        """One thing that happens; what the program refuses is no harm."""
        session = self.devices[device]
        if what == "write":
            self._write(session, numbers[0])
        elif what == "merge" and self.bundles:
            taker, file = self.bundles[numbers[0] % len(self.bundles)]
            bundle_in.merge(taker, file)
        elif what in ACTS:
            person = self.persons[numbers[0] % len(self.persons)]
            with suppress(KnownError):
                ACTS[what](session, self.visit, person, numbers[1])

    def _write(self, session: Session, number: int) -> None:
        laptops = self.devices[1:]
        taker = laptops[number % len(laptops)] if session is self.devices[0] else self.devices[0]
        to = trust.devices(session.db)[taker.device_id]
        scope = self.visit if number % 2 else None
        written = bundle_out.export(session, self.team.stick, to=to, visit=scope)
        self.bundles.append((taker, written.file))


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(st.lists(steps, max_size=40))
def test_any_order_of_work_and_bundles_ends_in_the_same_tables(
    happened: list[tuple[str, int, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, w.team(Path(folder), "ABC") as team:
        hall = Hall(team, team.visit(5))
        for step in happened:
            hall.step(*step)
        team.meet()
        together = tables.dump(team.office.db)
        for taker, file in reversed(hall.bundles):
            assert bundle_in.merge(taker, file).new == 0
        for session in team.everyone:
            assert tables.dump(session.db) == together
            assert verify(session).problems == []
            with session.writing():
                tables.rebuild(session.db)
            assert tables.dump(session.db) == together


# --- what goes out


def test_what_is_not_acknowledged_goes_out_again(team: w.Team) -> None:
    visit = team.visit(3)
    a = team.laptops[0]
    queue.check_in(a, visit, w.ids(a, visit)[0])
    office = trust.devices(a.db)[team.office.device_id]
    first = bundle_out.export(a, team.stick, to=office)
    again = bundle_out.export(a, team.stick, to=office)
    assert first.file != again.file
    assert again.events == first.events > 0
    assert bundle_out.unsent(a, office.device).events == 1
    bundle_in.merge(team.office, first.file)
    team.bring(team.office, a)
    assert bundle_out.unsent(a, office.device).events == 0
    assert bundle_out.export(a, team.stick, to=office).events == 0
    queue.check_in(a, visit, w.ids(a, visit)[1])
    assert bundle_out.export(a, team.stick, to=office).events == 1


def test_a_bundle_merged_again_is_known_and_changes_nothing(team: w.Team) -> None:
    visit = team.visit(3)
    a = team.laptops[0]
    queue.check_in(a, visit, w.ids(a, visit)[0])
    file = bundle_out.export(a, team.stick, to=trust.devices(a.db)[team.office.device_id]).file
    first = bundle_in.merge(team.office, file)
    before = w.content(team.office)
    again = bundle_in.merge(team.office, file)
    assert (again.new, again.known) == (0, first.new + first.known)
    assert w.content(team.office) == before


def test_the_office_hands_one_laptops_work_to_another_with_its_seal(team: w.Team) -> None:
    visit = team.visit(3)
    a, b = team.laptops
    entry = queue.check_in(a, visit, w.ids(a, visit)[0])
    team.bring(a, team.office)
    sealed = journal.head(a.db, visit, a.device_id)
    assert sealed.seal
    taken = team.bring(team.office, b)
    assert taken.notes == []
    relayed = journal.head(b.db, visit, a.device_id)
    assert (relayed.last, relayed.hash, relayed.seal) == (sealed.last, sealed.hash, sealed.seal)
    found = queries.entry(b.db, visit, entry.visitor.person)
    assert found is not None
    assert found.visitor.number == "A-001"


def test_a_laptop_enrolled_later_is_trusted_by_the_others_at_once(tmp_path: Path) -> None:
    for attempt in range(4):  # whichever of the random ids comes first
        with w.team(tmp_path / str(attempt)) as team:
            a, b = team.laptops
            team.bring(a, team.office)
            taken = team.bring(team.office, b)
            assert taken.notes == []
            assert a.device_id in trust.devices(b.db)


# --- gaps, and laptops that forgot


def gap(team: w.Team, bundles: int = 1) -> tuple[str, Path, bundle_in.Merged]:
    """The office believes that A holds what its lost data held: its next bundle has a gap."""
    a = team.laptops[0]
    visit = team.visit(3)
    copy = team.stick.parent / "copy"
    shutil.copytree(a.home, copy)
    people.note(team.office, visit, w.ids(team.office, visit)[0], "pertama")
    team.bring(team.office, a)
    queue.check_in(a, visit, w.ids(a, visit)[0])
    for _bundle in range(bundles):
        team.bring(a, team.office)
    a.close()
    team.laptops[0] = open_home(copy, a.actor, w.PASSPHRASE)
    people.note(team.office, visit, w.ids(team.office, visit)[1], "kedua")
    file = bundle_out.export(
        team.office, team.stick, to=trust.devices(team.office.db)[a.device_id]
    ).file
    return visit, file, bundle_in.merge(team.laptops[0], file)


def test_a_gap_is_named_and_heals_after_a_round_trip(team: w.Team) -> None:
    visit, _file, merged = gap(team)
    assert len(merged.gaps) == 1
    assert "Kantor" in merged.gaps[0]
    assert merged.continued  # the office holds what this laptop forgot that it wrote
    restored = team.laptops[0]
    team.bring(restored, team.office)
    healed = team.bring(team.office, restored)
    assert healed.gaps == []
    assert tables.dump(restored.db) == tables.dump(team.office.db)
    assert journal.head(restored.db, visit, restored.device.earlier[0].device).last == 1
    assert verify(restored).problems == []


def test_a_restored_laptop_heals_although_its_bundles_lie_on_another_stick(team: w.Team) -> None:
    gap(team, bundles=7)
    restored = team.laptops[0]
    team.stick = team.stick.parent / "new stick"
    team.stick.mkdir()
    for _round in range(2):
        team.bring(restored, team.office)
        team.bring(team.office, restored)
    assert tables.dump(restored.db) == tables.dump(team.office.db)


def test_a_laptop_restored_from_before_the_visit_is_given_the_visit_again(team: w.Team) -> None:
    a = team.laptops[0]
    copy = team.stick.parent / "copy"
    shutil.copytree(a.home, copy)
    visit = team.visit(3)
    team.bring(a, team.office)
    a.close()
    team.laptops[0] = restored = open_home(copy, a.actor, w.PASSPHRASE)
    team.meet()
    assert len(w.ids(restored, visit)) == 3
    assert tables.dump(restored.db) == tables.dump(team.office.db)


# --- kinds of later versions


class Teleported(e.Body, frozen=True):
    """What only a later version knows."""

    kind = "teleported"
    to: str


def test_an_event_of_an_unknown_kind_is_kept_and_relayed_and_left_out(team: w.Team) -> None:
    visit = team.visit(3)
    a, b = team.laptops
    person = w.ids(a, visit)[0]
    before = tables.dump(a.db)
    a.record(visit, (person, Teleported("bulan")))
    assert tables.dump(a.db) == before
    assert len(team.bring(a, team.office).notes) == 1
    team.bring(team.office, b)
    (event,) = (one for one in journal.of_person(b.db, visit, person) if one.device == a.device_id)
    assert event.kind == "teleported"
    assert b'"to":"bulan"' in (journal.line_of(b.db, stream_id(b, visit, a), 1) or b"")
    assert tables.dump(b.db) == tables.dump(a.db)
    assert verify(b).problems == []


def stream_id(session: Session, visit: str, writer: Session) -> int:
    return journal.head(session.db, visit, writer.device_id).id


# --- deleting


def test_a_visit_is_deleted_only_when_the_office_holds_all_of_it(team: w.Team) -> None:
    visit = team.visit(3)
    a = team.laptops[0]
    queue.check_in(a, visit, w.ids(a, visit)[0])
    with pytest.raises(KnownError):
        visits.delete(a, visit)  # not closed
    visits.close(a, visit)
    with pytest.raises(KnownError):
        visits.delete(a, visit)  # not handed over
    team.bring(a, team.office)
    with pytest.raises(KnownError):
        visits.delete(a, visit)  # handed over, but nothing came back
    assert w.ids(a, visit)
    team.bring(team.office, a)
    assert visits.delete(a, visit) == 6  # the plan, three pupils, the check-in, the closing


def test_no_bundle_brings_a_deleted_visit_back_and_its_record_stays(team: w.Team) -> None:
    visit = team.visit(3)
    a = team.laptops[0]
    to = trust.devices(team.office.db)[a.device_id]
    visits.close(team.office, visit)
    files = [bundle_out.export(team.office, team.stick, to=to).file]
    bundle_in.merge(a, files[0])
    team.meet()
    visits.delete(a, visit)
    people.note(team.office, visit, w.ids(team.office, visit)[0], "sesudahnya")
    files.append(bundle_out.export(team.office, team.stick, to=to).file)
    for file in files:
        assert bundle_in.merge(a, file).new == 0
    team.meet()
    assert queries.visits(a.db) == []
    assert all(not rows for rows in tables.dump(a.db).values())
    assert visits.deleted(a) == {visit}
    assert verify(a).problems == []
    stored = b"".join(line for (line,) in a.db.execute("SELECT line FROM event"))
    assert b"Lestari" not in stored
    assert len(w.ids(team.office, visit)) == 3
    (record,) = (
        one for one in journal.of_visit(team.office.db, e.NO_VISIT) if one.kind == "visit_deleted"
    )
    assert record.device == a.device_id


def test_an_office_deletes_nothing_of_what_only_it_holds(team: w.Team) -> None:
    visit = team.visit(3)
    visits.close(team.office, visit)
    with pytest.raises(KnownError):
        visits.delete(team.office, visit)
