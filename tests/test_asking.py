"""Whatever is asked, the tables give whom a plain filter over everybody gives."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldapp import queue, undoing, visits
from fieldapp.domain import names
from fieldapp.domain.fold import Visit
from fieldapp.domain.policy import canonical_status
from fieldapp.store import asking, queries, tables
from fieldapp.store.asking import ORDERS, Filter
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.store.verify import verify
from tests import workplace as w
from tests.asking_place import NAMES, PLACES, STATUSES, prepare

DATES = st.dates(date(2005, 1, 1), date(2010, 1, 1)) | st.none()
PRINTED = st.dates(date(2023, 1, 1), date(2027, 1, 1)) | st.none()
DAYS = st.dates(date(2024, 7, 17), date(2024, 7, 24)) | st.none()


def some(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    """None of the values mostly, else a few."""
    return st.just(()) | st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


FILTERS = st.builds(
    Filter,
    places=some(*PLACES, "Nirgends"),
    settings=some("school", "village", "registry"),
    teams=some("Tim 1", "Tim 2"),
    since=DAYS,
    until=DAYS,
    badges=some("record_and_print", "first_voter", "too_young", "already_recorded", "check_data"),
    statuses=some(*STATUSES),
    villages=some("3576021009", "3576031002", "outside", "unknown"),
    recording=some("", "recorded", "failed"),
    ikd=some("", "activated"),
    card=some("", "handed_over"),
    here=st.none() | st.booleans(),
    sexes=some("L", "P"),
    classes=some("X IPA 1", "xii ipa 1", "XI IPS 1"),
    born_from=DATES,
    born_to=DATES,
    print_from=PRINTED,
    print_to=PRINTED,
    words=st.sampled_from(("", "", "de", "lest dewi", *NAMES, "0", "x")),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = prepare(tmp_path_factory.mktemp("asking"))
    yield made
    made.close()


def within(low: date | None, value: str, high: date | None) -> bool:
    """Whether a day lies between two, which may be open; no day lies nowhere."""
    if low is None and high is None:
        return True
    return bool(value) and (low or date.min).isoformat() <= value <= (high or date.max).isoformat()


def lets(wanted: Filter, visit: Visit, entry: Entry) -> bool:
    """The filter once more, over one entry, in plain words."""
    who, judged, plan = entry.visitor, entry.assessment, visit.plan
    done = {turn.service: turn.outcome for turn in who.turns if turn.state == "finished"}
    outside = "outside" if "outside_city" in judged.chips else "unknown"
    steps = [step.step for step in who.card]
    printed = judged.print_from.isoformat() if judged.print_from else ""
    spoken = names.normal(who.fields.get("name", "")).split()
    asked = [one for one in names.normal(wanted.words).split() if one[0] not in "09"]
    return (
        (plan.setting != "registry" or bool(wanted.settings or wanted.visits))
        and (not wanted.places or plan.place in wanted.places)
        and (not wanted.settings or plan.setting in wanted.settings)
        and (not wanted.teams or plan.team in wanted.teams)
        and within(wanted.since, plan.date.isoformat(), wanted.until)
        and (not wanted.badges or judged.badge in wanted.badges)
        and (
            not wanted.statuses or canonical_status(who.fields.get("status", "")) in wanted.statuses
        )
        and (not wanted.villages or (judged.village or outside) in wanted.villages)
        and (not wanted.recording or (done.get("recording") or "") in wanted.recording)
        and (not wanted.ikd or (done.get("ikd") or "") in wanted.ikd)
        and (not wanted.card or (steps[-1] if steps else "") in wanted.card)
        and (wanted.here is None or bool(who.number) is wanted.here)
        and (not wanted.sexes or who.fields.get("sex", "") in wanted.sexes)
        and (
            not wanted.classes
            or who.fields.get("class", "").lower() in [one.lower() for one in wanted.classes]
        )
        and within(wanted.born_from, who.fields.get("birth_date", ""), wanted.born_to)
        and within(wanted.print_from, printed, wanted.print_to)
        and all(any(said.startswith(one) for said in spoken) for one in asked)
    )


def everybody(office: Session) -> list[tuple[Visit, Entry]]:
    """Everyone of every visit and of the registry's list."""
    there = [*queries.visits(office.db), *queries.registries(office.db)]
    return [(one, entry) for one in there for entry in queries.everyone(office.db, one.visit)]


def key(entry: Entry) -> int:
    return tables.key_of(entry.visitor.visit, entry.visitor.person)


def pages(office: Session, wanted: Filter, order: str, *, descending: bool) -> list[Entry]:
    """All pages of seven people."""
    asked = asking.put(office.db, wanted)
    found = asking.page(asked, order, descending=descending, limit=7)
    entries = list(found.entries)
    while found.after:
        found = asking.page(asked, order, found.after, descending=descending, limit=7)
        entries += found.entries
    return entries


WAYS = {"facets": (20_000, 3_000, 3_000), "looked up": (0, 30, -1), "by name": (-1, -1, -1)}


@pytest.mark.parametrize("way", WAYS)
@settings(deadline=None, max_examples=120)
@given(wanted=FILTERS, order=st.sampled_from(ORDERS), descending=st.booleans())
def test_a_question_finds_whom_a_plain_filter_finds(
    way: str, office: Session, wanted: Filter, order: str, descending: bool
) -> None:
    limits = ("FEW", "FEW_LOOKED_UP", "FEW_AT_ONCE")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in zip(limits, WAYS[way], strict=True):
            patch.setattr(asking, name, value)
        expected = sorted(key(e) for visit, e in everybody(office) if lets(wanted, visit, e))
        found = pages(office, wanted, order, descending=descending)
        counted = asking.count(asking.put(office.db, wanted))
    assert sorted(key(entry) for entry in found) == expected
    assert counted == len(expected)
    spoken = [names.normal(entry.visitor.fields.get("name", "")) for entry in found]
    if order == "name":
        assert spoken == sorted(spoken, reverse=descending)


SORTED_BY: dict[str, Callable[[Entry], str]] = {
    "born": lambda entry: entry.visitor.fields.get("birth_date", ""),
    "class": lambda entry: entry.visitor.fields.get("class", ""),
    "badge": lambda entry: entry.assessment.badge,
}


@pytest.mark.parametrize("order", SORTED_BY)
def test_a_short_answer_is_sorted_as_asked(office: Session, order: str) -> None:
    found = pages(office, Filter(settings=("school",)), order, descending=True)
    value = SORTED_BY[order]
    assert len({value(entry) for entry in found}) > 2
    assert [value(e) for e in found] == sorted(map(value, found), reverse=True)


def test_everyone_comes_once_in_one_sweep(office: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_SWEEP", 5)
    asked = asking.put(office.db, Filter())
    found = [key(entry) for entry in asking.everyone(asked)]
    assert len(found) == len(set(found)) == asking.count(asked) == 72
    assert not office.db.in_transaction


def test_an_action_is_asked_about_at_once(tmp_path: Path) -> None:
    office = prepare(tmp_path, 4)
    visit = queries.visits(office.db)[0].visit
    absent = Filter(visits=(visit,), here=False)
    before = asking.page(asking.put(office.db, absent)).entries
    person = before[0].visitor.person
    queue.check_in(office, visit, person, services=("recording",))
    after = asking.page(asking.put(office.db, absent)).entries
    assert [key(e) for e in after] == [key(e) for e in before if e.visitor.person != person]
    undoing.undo(office, visit)
    again = asking.page(asking.put(office.db, absent)).entries
    assert [key(entry) for entry in again] == [key(entry) for entry in before]
    office.close()


def test_facets_count_their_people_after_work_rebuild_and_deletion(tmp_path: Path) -> None:
    office = prepare(tmp_path, 6)
    assert counted(office) == by_hand(office)
    with office.writing():
        tables.rebuild(office.db)
    assert counted(office) == by_hand(office)
    gone = queries.visits(office.db)[0].visit
    visits.close(office, gone)
    with office.writing():
        tables.forget(office.db, gone)
    assert counted(office) == by_hand(office)
    assert not office.db.execute("SELECT 1 FROM facet WHERE visit = ?", (gone,)).fetchall()
    office.close()


def test_what_is_asked_of_is_verified_and_made_anew_the_same(tmp_path: Path) -> None:
    office = prepare(tmp_path, 6)
    before = tables.dump(office.db)
    assert before["facet"]
    with office.writing():
        tables.rebuild(office.db)
    assert tables.dump(office.db) == before
    assert verify(office).problems == []
    with office.writing():
        office.db.execute("UPDATE facet SET n = n + 1 WHERE id = (SELECT min(id) FROM facet)")
    assert verify(office).problems != []
    office.close()


def test_what_comes_from_a_laptop_is_asked_about_like_what_was_done_here(tmp_path: Path) -> None:
    with w.team(tmp_path, "A") as team:
        laptop = team.laptops[0]
        visit = w.visit_with(laptop, 6)
        people_ = w.ids(laptop, visit)
        queue.check_in(laptop, visit, people_[0], services=("recording",))
        w.hand_over(laptop, team.office, team.stick)
        queue.finish(laptop, visit, people_[0], "recording", "failed", reason="iris")
        queue.check_in(laptop, visit, people_[1], services=("recording",))
        w.hand_over(laptop, team.office, team.stick)
        assert counted(team.office) == by_hand(team.office) == counted(laptop)
        failed = asking.put(team.office.db, Filter(recording=("failed",)))
        assert [e.visitor.person for e in asking.page(failed).entries] == [people_[0]]
        assert verify(team.office).problems == []


def counted(office: Session) -> dict[int, int]:
    return dict(office.db.execute("SELECT id, n FROM facet").fetchall())


def by_hand(office: Session) -> dict[int, int]:
    return dict(office.db.execute("SELECT facet, count(*) FROM person GROUP BY 1").fetchall())
