"""A trusted laptop that lies: what its events can and cannot do to everyone else."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from fieldapp import evidence, people, present, queue, undoing, visits
from fieldapp.domain import events as e
from fieldapp.domain import names
from fieldapp.domain.clocks import tick
from fieldapp.domain.terms import LATEST, MOST
from fieldapp.errors import KnownError
from fieldapp.reports import recap, recap_html
from fieldapp.store import journal, queries, search, tables
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, refusals
from tests import bounded, forging
from tests import workplace as w
from tests.forging import event, told

UNSEEN = "\u202e\u2066\u2069\u200b\u200d\ufeff\x1b\x07\x00\n\x9b"
PILE = "".join(chr(0x300 + n) for n in range(60))


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    """An office and two laptops; the second will lie."""
    with w.team(tmp_path) as made:
        yield made


def refused(team: w.Team, visit: str, *events: dict[str, object] | bytes) -> KnownError:
    """The same, refused with nothing changed."""
    before = w.content(team.office)
    file = forging.bundle(team.laptops[1], team.office, team.stick, visit, events)
    with pytest.raises(refusals.BadBundle) as caught:
        bundle_in.merge(team.office, file)
    assert w.content(team.office) == before
    return caught.value


# --- time


@pytest.mark.parametrize("at", [(4_000_000_000_000, 7), (LATEST, 0), (LATEST, MOST)])
def test_a_clock_far_ahead_is_named_and_stops_nobody(team: w.Team, at: e.At) -> None:
    visit = team.visit(3)
    first, second, third = w.ids(team.office, visit)
    merged = told(team, visit, event(team, visit, "noted", {"text": "x"}, person=first, at=at))
    assert any("Laptop B" in note and "20" in note for note in merged.notes)
    for person in (first, second):
        queue.check_in(team.office, visit, person)
    undoing.undo(team.office, visit)
    people.correct(team.office, visit, first, {"class": "XII-9"})
    team.bring(team.office, team.laptops[0])
    queue.check_in(team.laptops[0], visit, third)
    team.bring(team.laptops[0], team.office)
    for one in (team.office, team.laptops[0]):
        assert verify(one).problems == []
        shown = queries.entry(one.db, visit, first)
        assert shown is not None
        assert shown.visitor.fields["class"] == "XII-9"
        assert shown.visitor.number
        assert queries.counters(one.db, visit).here == 2


def test_another_visit_keeps_its_own_time(team: w.Team) -> None:
    visit, other = team.visit(1), team.visit(2)
    told(team, visit, event(team, visit, "noted", {"text": "x"}, at=(LATEST, MOST)))
    person = w.ids(team.office, other)[0]
    queue.check_in(team.office, other, person)
    stamp = queries.everyone(team.office.db, other)
    times = [one.visitor.checked_in.at[0] for one in stamp if one.visitor.checked_in]
    assert times
    assert max(times) <= journal.now_ms()


@pytest.mark.parametrize("at", [(LATEST + 1, 0), (2**60, 0), (-1, 0), (1, MOST + 1), (1.5, 0)])
def test_a_time_beyond_every_calendar_is_refused(team: w.Team, at: object) -> None:
    visit = team.visit(1)
    refused(team, visit, event(team, visit, "visit_closed", {}, at=at))


def test_the_clock_ends_where_events_may_end() -> None:
    assert tick((LATEST, MOST), 1) == (LATEST, MOST)
    assert tick((0, 0), 2**60) == (LATEST, 0)
    assert tick((0, 0), -5) == (0, 1)
    body = e.VisitClosed()
    made = e.Event("v", "a" * 10, 1, tick((LATEST, MOST), 1), "Op", "", body.kind, body)
    assert e.decode(e.encode(made)) == made


# --- numbers


@pytest.mark.parametrize("taken", ["A-99999", "A-99998", "A-999999999", "A-9999999999", "A-٩٩٩"])
def test_a_laptop_that_uses_up_anothers_numbers_makes_no_two_alike(
    team: w.Team, taken: str
) -> None:
    visit = team.visit(6)
    one, *others, last = w.ids(team.office, visit)
    a = team.laptops[0]
    queue.check_in(a, visit, others[0])
    body = {"number": taken, "services": ["recording"]}
    told(team, visit, event(team, visit, "checked_in", body, person=one))
    team.bring(team.office, a)
    for person in (*others[1:], last):
        queue.check_in(a, visit, person)
    numbers = [entry.visitor.number for entry in queries.queue(a.db, visit)]
    assert len(set(numbers)) == len(numbers) == 6
    assert verify(a).problems == []


# --- content


def test_dates_and_ages_beyond_the_calendar_are_judged(team: w.Team) -> None:
    visit = "20240719-absurd-0001"
    policy = {"card_years": 99, "record_years": 99, "ikd_years": 99, "election": "9999-12-31"}
    planned = {"place": "X", "date": "9999-12-31", "policy": policy}
    born = ("9999-12-31", "0001-01-01", "9950-06-30", "2007-02-30", "yesterday", "")
    told(
        team,
        visit,
        event(team, visit, "visit_planned", planned),
        *(
            event(team, visit, "listed", {"fields": {"name": "Dewi", "birth_date": day}},
                  person=f"p{number}")
            for number, day in enumerate(born)
        ),
    )  # fmt: skip
    for entry in queries.everyone(team.office.db, visit):
        assert present.person(entry)["badge"]
    visits.change(team.office, visit, day=w.DAY)
    assert verify(team.office).problems == []


@pytest.mark.parametrize("name", ["card_years", "record_years", "record_months", "ikd_years"])
@pytest.mark.parametrize("age", [-1, 100, 2**70, 17.5, "17"])
def test_an_age_that_no_law_knows_is_refused(team: w.Team, name: str, age: object) -> None:
    visit = "20240719-absurd-0001"
    planned = {"place": "X", "date": "2024-07-19", "policy": {name: age}}
    refused(team, visit, event(team, visit, "visit_planned", planned))


def test_signs_that_nobody_sees_reach_no_table_no_search_and_no_history(team: w.Team) -> None:
    visit = "20240719-signs-0001"
    said = f"De{UNSEEN}wi{PILE} A"
    fields = {"name": said, "class": said, "village": said, said[:30]: said}
    told(
        team,
        visit,
        event(team, visit, "visit_planned", {"place": said, "date": "2024-07-19"}),
        event(team, visit, "listed", {"fields": fields, "flags": [said], "doubts": {"nik": said}},
              person="p1", actor=said),
        event(team, visit, "checked_in",
              {"number": said, "documents": [said], "services": [said]}, person="p1"),
        event(team, visit, "called", {"service": said, "station": said}, person="p1"),
        event(team, visit, "finished",
              {"service": said, "outcome": said, "reason": said, "missing": {said[:30]: said}},
              person="p1"),
        event(team, visit, "noted", {"text": said}, person="p1"),
        event(team, visit, "status_reported", {"status": said}, person="p1"),
        event(team, visit, "listed", {"fields": {"class": "y" + said}}, person="p1"),
        event(team, visit, "resolved", {"conflict": "field:class", "facts": [],
              "field": "class", "value": said}, person="p1"),
    )  # fmt: skip
    office = team.office
    (entry,) = search.find(office.db, "de wi", visit)
    shown = [
        msgspec.json.encode(entry).decode(),
        msgspec.json.encode(present.whole_person(office, entry)).decode(),
        msgspec.json.encode(queries.visit(office.db, visit)).decode(),
        recap_html.page(recap.recaps(office.db)),
        *(str(row) for rows in tables.dump(office.db).values() for row in rows),
    ]
    for text in shown:
        assert not any(sign in text for sign in UNSEEN if sign != "\n")
        assert "\\u00" not in text
        assert "\\u20" not in text
        runs = "".join("m" if unicodedata.combining(c) else " " for c in text).split()
        assert max(map(len, runs), default=0) <= 3
    assert entry.visitor.fields["name"].startswith("De wi")


@pytest.mark.parametrize(
    "change",
    [
        {"visit": "../../etc"}, {"visit": "20240719-sman-1-abcd\n"}, {"visit": "A" * 65},
        {"visit": ""}, {"visit": "con/aux"}, {"person": "../x"}, {"person": "p\n"},
        {"person": "P"}, {"kind": "listed\n"}, {"kind": "Listed"}, {"kind": ""}, {"seq": 2**53 + 1},
        {"seq": 0}, {"seq": -1}, {"seq": 2}, {"seq": 1.0}, {"seq": "1"}, {"seq": None},
        {"actor": "x" * 81}, {"actor": None}, {"device": "abcdefghij\n"}, {"device": "aaaaaaaaaa"},
        {"body": []}, {"body": None}, {"body": {"place": "x"}}, {"body": {"place": 1}},
        {"more": 1}, {"at": [1]}, {"at": [1, 2, 3]}, {"at": 1},
        {"body": {"place": "x" * 501, "date": "2024-07-19"}},
        {"body": {"place": "x", "date": "2024-13-41"}},
        {"body": {"place": "x", "date": "10000-01-01"}},
        {"body": {"place": "x", "date": "2024-07-19", "services": ["s"] * 21}},
    ],
)  # fmt: skip
def test_an_event_of_another_shape_is_refused(team: w.Team, change: dict[str, object]) -> None:
    visit = "20240719-shape-0001"
    planned = event(team, visit, "visit_planned", {"place": "X", "date": "2024-07-19"})
    refused(team, visit, {**planned, **change})


def plain_line(team: w.Team, visit: str, kind: str, body: bytes) -> bytes:
    device = team.laptops[1].device_id
    return (
        f'{{"visit":"{visit}","device":"{device}","seq":1,"at":[1,0],"actor":"Op","person":"p",'
        f'"kind":"{kind}","body":'
    ).encode() + body + b"}"  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 900_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"fields":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"fields":{"name":"\xff\xfe"}}',
        b'{"fields":{"name":"\\ud800"}}',
        b'{"fields":{"name":"\xed\xa0\x80"}}',
        b'{"fields":{"name":NaN}}',
        b'{"fields":{"name":"x"},"row":1e999}',
        b'{"fields":{"name":"x"},"row":' + b"9" * 100_000 + b"}",
        b'{"fields":{"name":"x"},"row":-1}',
        b'{"fields":{"name":"x"},"row":3.0}',
        b'{"fields":{"name":"x"}}}{',
        b'{"fields":{"name":"' + b"x" * 501 + b'"}}',
        b'{"fields":{"' + b"x" * 41 + b'":"x"}}',
        b'{"fields":{"name":"x"},"flags":[' + b'"x",' * 20 + b'"x"]}',
    ],
)
def test_hostile_json_is_refused(team: w.Team, body: bytes) -> None:
    visit = "20240719-json-0001"
    refused(team, visit, plain_line(team, visit, "listed", body))


def test_a_name_given_twice_in_json_is_one_value_for_everyone(team: w.Team) -> None:
    visit = team.visit(0)
    body = b'{"fields":{"name":"Dewi","name":"Budi"}}'
    office, liar = team.office, team.laptops[1]
    line = plain_line(team, visit, "listed", body)
    bundle_in.merge(office, forging.bundle(liar, office, team.stick, visit, [line]))
    team.bring(office, team.laptops[0])
    found = [queries.everyone(one.db, visit)[0].visitor for one in (office, team.laptops[0])]
    assert found[0] == found[1]
    assert verify(office).problems == []


def test_a_line_longer_than_a_megabyte_is_refused_and_a_shorter_unknown_one_kept(
    team: w.Team,
) -> None:
    visit = "20240719-large-0001"
    body = {"x": "y" * ((1 << 20) - 300)}
    merged = told(team, visit, event(team, visit, "future_kind", body))
    assert merged.new == 1
    assert merged.notes
    long = {"x": "y" * (1 << 20)}
    with pytest.raises(ValueError, match="not one line"):
        refused(team, "20240719-large-0002", event(team, "20240719-large-0002", "future", long))


def test_words_that_nobody_knows_are_shown_as_they_are_and_counted_nowhere(team: w.Team) -> None:
    visit = "20240719-words-0001"
    told(
        team,
        visit,
        event(team, visit, "visit_planned", {"place": "X", "date": "2024-07-19",
              "services": ["a/b", "", "recording"], "policy": {"city": "../../x"}}),
        event(team, visit, "listed", {"fields": {"name": "Dewi", "?": "x", "nik": "x" * 500}},
              person="p1"),
        event(team, visit, "checked_in", {"number": "", "services": ["a/b", ""]}, person="p1"),
        event(team, visit, "finished", {"service": "a/b", "outcome": "{}", "reason": "{0}/%s"},
              person="p1"),
        event(team, visit, "finished", {"service": "recording", "outcome": "listed"}, person="p1"),
        event(team, visit, "finished", {"service": "ikd", "outcome": "conflicts"}, person="p1"),
        event(team, visit, "moved", {"service": "x", "to": "x"}, person="p2"),
        event(team, visit, "undone", {"event": ["aaaaaaaaaa", 2**53]}, person="p3"),
        event(team, visit, "linked", {"same_as": ""}, person="p3"),
    )  # fmt: skip
    office = team.office
    (figures,) = recap.recaps(office.db, visit)
    assert (figures.listed, figures.conflicts) == (2, 0)
    assert "{0}/%s" in recap_html.page([figures])
    for entry in queries.everyone(office.db, visit):
        assert present.whole_person(office, entry)["person"]
        assert queue.where(office, entry) is not None


# --- links and many facts


def test_links_in_a_ring_find_one_person_or_nobody(team: w.Team) -> None:
    visit = "20240719-rings-0001"
    ring = [
        event(team, visit, "linked", {"same_as": f"p{(n + 1) % 5}"}, person=f"p{n}")
        for n in range(5)
    ]
    named = event(team, visit, "listed", {"fields": {"name": "Dewi"}}, person="q0")
    onto = [
        event(team, visit, "linked", {"same_as": target}, person=person)
        for person, target in (("q1", "q0"), ("q2", "q1"), ("q0", "q2"))
    ]
    told(team, visit, *ring, named, *onto)
    db = team.office.db
    assert [queries.entry(db, visit, f"p{n}") for n in range(5)] == [None] * 5
    found = [queries.entry(db, visit, f"q{n}") for n in range(3)]
    assert {one.visitor.person for one in found if one} == {"q0"}
    assert None not in found


MANY = """
from fieldapp.domain import events as e
from fieldapp.domain.fold import fold
from fieldapp.store import tables
A, N = "a" * 10, 100_000
links = {f"p{n}": f"p{n + 1}" for n in range(N)}
assert set(tables._roots(links).values()) == {f"p{N}"}
links[f"p{N}"] = "p0"
assert set(tables._roots(links).values()) == {"p0"}
def event(n, body):
    return e.Event("v", A, n, (n, 0), "Op", "p", body.kind, body)
facts = [event(n, e.Listed({"name": str(n)})) for n in range(1, N)]
numbers = [event(n, e.CheckedIn(f"A-{n}")) for n in range(N, 2 * N)]
undone = [event(n, e.Undone((A, n - 1))) for n in range(2 * N, 3 * N)]
found = fold(facts + numbers + undone, "v", "p")
assert len(found.conflicts[0].facts) == N - 1
print(len(found.numbers))
"""


def test_a_hundred_thousand_facts_of_one_person_are_folded_within_bounds() -> None:
    assert bounded.run(MANY) == "100000\n"


TITLES = ["m, ma, md, ns, ", "r.r.", "a, md, ", ", s.h.", "s tr ab ", "dr. r.", "st,"]


@pytest.mark.parametrize("title", TITLES)
def test_no_name_keeps_the_program_busy(title: str) -> None:
    code = f"from fieldapp.domain import names; names.sounds('x' + ({title!r} * 500)[:498] + '!')"
    bounded.run(code, seconds=20)


def test_titles_are_still_left_out() -> None:
    assert names.normal("R.M. Dr. H. Budi Santoso, S.Pd., M.Pd., M.Si.") == "budi santoso"


def test_a_plan_that_wants_what_cannot_be_taken_wants_nothing(team: w.Team) -> None:
    visit = team.visit(2)
    later = (team.office.clock() + 1000, 0)
    changed = {"evidence": ["blood", "photo"]}
    told(team, visit, event(team, visit, "visit_changed", changed, at=later))
    assert evidence.wanted(queries.visit(team.office.db, visit)) == ("photo",)
    assert evidence.wanted(None) == ()
