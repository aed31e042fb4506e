"""Every figure of the dashboard has its people, and is what the events say without the fold."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct

from fieldapp.domain import events as e
from fieldapp.reports import coverage as covering
from fieldapp.reports import dashboard, recap, throughput
from fieldapp.reports.dashboard import BY, COLUMNS, Board
from fieldapp.store import journal, queries
from fieldapp.store.session import Session
from fieldapp.wording import moment
from tests import dashboard_place as place
from tests import workplace as w

CODES = {"Kedundung": "3576021009", "Wates": "3576021010", "Miji": "3576031002",
         "Meri": "3576031003", "Sooko": "outside", "": ""}  # fmt: skip
GROUPS = tuple((by, column) for by in (*BY, "all") for column in COLUMNS)


class Told(Struct):
    """What the events of one person at one visit say, counted without the fold."""

    visit: str
    nik: str = ""
    village: str = ""
    on_list: bool = False
    here: bool = False
    badge: str = ""
    outcomes: dict[str, str] = {}
    begun: dict[str, tuple[int, int]] = {}  # waited from, called at
    ended: dict[str, tuple[int, str, str]] = {}  # at, device, station


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[place.Place]:
    with place.prepared(tmp_path_factory.mktemp("board")) as made:
        yield made


@pytest.fixture(scope="module")
def board(office: place.Place) -> Board:
    return dashboard.load(office.office.db)


@pytest.fixture(scope="module")
def told(office: place.Place) -> list[Told]:
    return [one for visit in office.visits for one in _told(office.office, visit)]


def _told(session: Session, visit: str) -> list[Told]:
    events = sorted(journal.of_visit(session.db, visit), key=lambda event: event.order)
    gone = {event.body.event for event in events if isinstance(event.body, e.Undone)}
    found: dict[str, Told] = defaultdict(lambda: Told(visit))
    day = next(event.body.date for event in events if isinstance(event.body, e.VisitPlanned))
    for event in events:
        if event.person and event.ref not in gone:
            _tell(found[event.person], event, day)
    return list(found.values())


def _tell(one: Told, event: e.Event, day: date) -> None:
    body, at = event.body, event.at[0]
    if isinstance(body, e.Listed) and body.fields:
        one.on_list |= body.source != "walk_in"
        one.nik = body.fields["nik"]
        one.village = CODES[body.fields.get("village", "")]
        one.badge = _badge(body.fields, day)
    elif isinstance(body, e.CheckedIn):
        one.here = True
        one.begun.update(dict.fromkeys(body.services, (at, 0)))
    elif isinstance(body, e.Called | e.Started):
        since, called = one.begun[body.service]
        one.begun[body.service] = (since, called or at)
    elif isinstance(body, e.Finished):
        one.outcomes[body.service] = body.outcome
        station = str(STATIONS[event.person, body.service])
        one.ended[body.service] = (at, event.device, station)
    if isinstance(body, e.Started):
        STATIONS[event.person, body.service] = body.station


STATIONS: dict[tuple[str, str], str] = {}


def _badge(fields: dict[str, str], day: date) -> str:
    born = date.fromisoformat(fields["birth_date"])
    seventeen = born.replace(year=born.year + 17)
    months = born.year * 12 + born.month - 1 + 16 * 12 + 8
    early = date(months // 12, months % 12 + 1, born.day)
    if "status" in fields:
        return "already_recorded"
    return "target" if seventeen <= w.ELECTION or early <= day else "too_young"


def _key(session: Session, by: str, one: Told, villages: dict[str, str]) -> str:
    plan = queries.visit(session.db, one.visit).plan
    return {
        "visit": one.visit, "school": plan.place, "team": plan.team,
        "day": plan.date.isoformat(), "village": villages[one.nik], "all": "",
    }[by]  # fmt: skip


def _count(session: Session, told: list[Told], by: str, column: str) -> dict[str, int]:
    """The figures of a column by the events alone, each person by their NIK once a group."""
    villages: dict[str, str] = {}
    for one in told:
        villages[one.nik] = villages.get(one.nik) or one.village
    groups: dict[str, dict[str, list[Told]]] = defaultdict(lambda: defaultdict(list))
    for one in told:
        groups[_key(session, by, one, villages)][one.nik].append(one)
    return {
        key: sum(_counts(at, column) for at in persons.values()) for key, persons in groups.items()
    }


def _counts(at: list[Told], column: str) -> bool:
    on_list = any(one.on_list for one in at)
    here = any(one.here for one in at)
    rules = {"already_recorded", "too_young"}
    outcomes = [one.outcomes.get("recording") or one.badge for one in at
                if one.outcomes.get("recording") or one.badge in rules]  # fmt: skip
    said = "recorded" if "recorded" in outcomes else (outcomes or [""])[-1]
    plain = {
        "listed": on_list,
        "walk_ins": not on_list,
        "target": any(one.badge == "target" and one.on_list for one in at),
        "present": here,
        "absent": on_list and not here,
        "ikd": any(one.outcomes.get("ikd") == "activated" for one in at),
    }
    return plain.get(column, said == column)


@pytest.mark.parametrize(("by", "column"), GROUPS)
def test_every_figure_is_what_the_events_say_and_has_its_people(
    office: place.Place, board: Board, told: list[Told], by: str, column: str
) -> None:
    found = [dashboard.overall(board)] if by == "all" else dashboard.groups(board, by)
    assert {g.key: g.counts[column] for g in found} == _count(office.office, told, by, column)
    assert sum(group.counts[column] for group in found) > 0  # or nothing would be compared
    for group in found:
        people = dashboard.people(board, by, group.key, column)
        assert len({one.who for one in people}) == group.counts[column]


def test_groups_add_up_but_for_the_people_who_are_named(board: Board) -> None:
    whole = dashboard.overall(board)
    for by in BY:
        named = {one.who for one in dashboard.more_than_once(board, by)}
        assert bool(named) == (by != "village")
        for column in COLUMNS:
            groups = dashboard.groups(board, by)
            once = [
                {p.who for p in dashboard.people(board, by, g.key, column)} - named for g in groups
            ]
            together = {p.who for p in dashboard.people(board, "all", "", column)} - named
            assert sum(len(each) for each in once) == len(together)
        assert (
            sum(g.counts["listed"] for g in dashboard.groups(board, by)) >= whole.counts["listed"]
        )


def test_a_visit_has_the_figures_of_its_recap(office: place.Place, board: Board) -> None:
    pairs = {"present": "checked_in", "ikd": "ikd_activated"}
    for group in dashboard.groups(board, "visit"):
        (made,) = recap.recaps(office.office.db, group.key)
        for column in COLUMNS:
            assert group.counts[column] == getattr(made, pairs.get(column, column)), column


@pytest.mark.parametrize("what", ["served", "waits"])
def test_every_hour_is_what_the_events_say_and_has_its_people(
    office: place.Place, board: Board, told: list[Told], what: str
) -> None:
    for visit in office.visits:
        mine = [one for one in told if one.visit == visit]
        hours = throughput.hours(board, "visit", visit)
        assert len(hours) > 1
        for hour in hours:
            number = hour.served if what == "served" else hour.waits.count
            assert number == sum(_in_hour(one, hour.hour, what) for one in mine)
            people = throughput.people_of_hour(board, "visit", visit, hour.hour, what)
            assert len(people) == number


def _in_hour(one: Told, hour: int, what: str) -> bool:
    if what == "served":
        return any(moment(at).hour == hour for at, _device, _station in one.ended.values())
    return any(moment(called).hour == hour for _since, called in one.begun.values() if called)


def test_median_and_late_waits_are_those_of_the_events(
    office: place.Place, board: Board, told: list[Told]
) -> None:
    for visit in office.visits:
        waits = sorted(
            max(c - since for since, c in one.begun.values() if c)
            for one in told
            if one.visit == visit and any(c for _since, c in one.begun.values())
        )
        found = throughput.waits(board, "visit", visit)
        assert found.count == len(waits)
        middle = (waits[(len(waits) - 1) // 2] + waits[len(waits) // 2]) / 2
        assert found.middle == round(middle / 60_000, 1)
        below = sum(wait <= waits[-1] for wait in waits)
        late = next(x for x in waits if sum(y <= x for y in waits) >= 0.9 * below)
        assert found.late == round(late / 60_000, 1)


def test_every_desk_is_what_the_events_say_and_has_its_people(
    board: Board, told: list[Told]
) -> None:
    found = throughput.desks(board, "all", "")
    assert {desk.station for desk in found} == {"1", "2"}
    for desk in found:
        served = [o for o in told if any(s == desk.station for *_x, s in o.ended.values())]
        slots = {
            (moment(at).date(), moment(at).hour)
            for one in served
            for at, _device, station in one.ended.values()
            if station == desk.station
        }
        people = throughput.people_of_desk(board, "all", "", desk.device, desk.station)
        assert (desk.served, desk.hours, len(people)) == (len(served), len(slots), desk.served)
        assert desk.each == round(len(served) / len(slots), 1)


def test_coverage_is_what_the_events_say_and_has_its_people(
    office: place.Place, board: Board, told: list[Told]
) -> None:
    (own,) = queries.registries(office.office.db)
    listed = _told(office.office, own.visit)
    niks = {one.nik for one in listed}
    days: dict[str, date] = {}
    for one in told:
        if one.outcomes.get("recording") == "recorded" and one.nik in niks:
            day = queries.visit(office.office.db, one.visit).plan.date
            days[one.nik] = min(day, days.get(one.nik, day))
    had = {one.nik for one in listed if one.badge == "already_recorded"}
    had |= {o.nik for o in told if o.outcomes.get("recording") == "already_recorded"} & niks
    found = covering.coverage(board)
    assert len(had - set(days)) > 3
    assert (found.listed, found.elsewhere) == (len(niks), len(had - set(days)))
    assert found.target == len(niks) - found.elsewhere == len(covering.target(board))
    assert found.beyond == len(covering.beyond(board)) > 0
    assert len(covering.remaining(board)) == found.target - found.recorded
    assert [one.total for one in found.days] == sorted(one.total for one in found.days)
    for end in found.days:
        assert end.total == sum(day <= end.day for day in days.values())
        assert end.new == sum(day == end.day for day in days.values())
        assert len(covering.covered(board, end.day)) == end.total
        assert len(covering.covered(board, end.day, since=end.day)) == end.new
    assert found.recorded > 0


def test_somebody_decided_to_be_another_person_covers_nobody(tmp_path: Path) -> None:
    from fieldapp import candidates  # noqa: PLC0415

    with place.prepared(tmp_path, 6, 1) as made:
        board = dashboard.load(made.office.db)
        before = covering.coverage(board)
        row = covering.covered(board, date(2024, 12, 31))[0]
        candidates.decide(made.office, row.person, made.visits[0], row.person, same=False)
        after = covering.coverage(dashboard.load(made.office.db))
        assert (after.recorded, after.beyond) == (before.recorded - 1, before.beyond + 1)


def test_a_practised_visit_counts_nowhere(tmp_path: Path) -> None:
    with place.prepared(tmp_path, 6, 1) as made:
        practice = e.VisitPlanned("Latihan", date(2024, 7, 18), practice=True)
        made.office.record("20240718-latihan", ("", practice))
        board = dashboard.load(made.office.db)
        assert [group.name for group in dashboard.groups(board, "day")] == ["19 July 2024"]


def test_nothing_at_all_gives_noughts(tmp_path: Path) -> None:
    session = w.device(tmp_path / "k", "Kantor", "office", "K")
    board = dashboard.load(session.db)
    assert set(dashboard.overall(board).counts.values()) == {0}
    assert [dashboard.groups(board, by) for by in BY] == [[]] * len(BY)
    assert covering.coverage(board).days == ()
    assert throughput.hours(board, "all", "") == []
    session.close()
