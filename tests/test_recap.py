"""The recap's figures, against a count made independently from the events."""

from collections import Counter
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fieldapp.demo import play
from fieldapp.domain import events as e
from fieldapp.reports import recap, recap_html, recap_xlsx
from fieldapp.store import journal
from fieldapp.store.session import open_home
from tests.workplace import CHEAP


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> play.Played:
    return play.play(tmp_path_factory.mktemp("recap") / "demo", short=True, count=120, cost=CHEAP)


def _events(played: play.Played) -> list[e.Event]:
    session = open_home(played.office, "Ratna", play.PASSPHRASE)
    events = list(journal.of_visit(session.db, played.visit))
    session.close()
    gone = {event.body.event for event in events if isinstance(event.body, e.Undone)}
    return [event for event in events if event.ref not in gone]


def test_figures_equal_a_count_of_the_events(played: play.Played) -> None:
    events = _events(played)
    came = {event.person for event in events if isinstance(event.body, e.CheckedIn)}
    walk_ins = {
        event.person
        for event in events
        if isinstance(event.body, e.Listed) and event.body.source == "walk_in"
    }
    listed = {event.person for event in events if isinstance(event.body, e.Listed)} - walk_ins
    outcomes: dict[tuple[str, str], str] = {}
    for event in sorted(events, key=lambda event: event.order):
        if isinstance(event.body, e.Finished):
            outcomes[(event.person, event.body.service)] = event.body.outcome
    counted = Counter((service, outcome) for (_person, service), outcome in outcomes.items())
    made = played.recap
    assert made.listed == len(listed)
    assert made.checked_in == len(came)
    assert made.walk_ins == len(walk_ins)
    assert made.absent == len(listed - came)
    assert made.recorded == counted["recording", "recorded"]
    assert made.failed == counted["recording", "failed"]
    assert made.deferred == counted["recording", "deferred"]
    assert made.refused == counted["recording", "refused"]
    assert made.ikd_activated == counted["ikd", "activated"]


def test_the_workbook_holds_the_same_figures(played: play.Played, tmp_path: Path) -> None:
    path = tmp_path / "recap.xlsx"
    recap_xlsx.write([played.recap], path, today=play.DAY)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    figures = {row[0]: row[1] for row in rows if row[0] and isinstance(row[1], float)}
    shown = [*recap.rows(played.recap), *recap.times(played.recap)]
    assert figures == {name: float(value) for name, value in shown}
    assert played.recap.doubtful_times == 0


def test_several_visits_are_added_up(played: play.Played) -> None:
    both = recap.total([played.recap, played.recap])
    assert both.recorded == 2 * played.recap.recorded
    assert both.wait_minutes == played.recap.wait_minutes


def test_names_of_places_are_no_markup_on_the_page() -> None:
    page = recap_html.page([recap.Recap(place="<b>SMAN</b> & =1+1")])
    assert "<b>SMAN</b>" not in page
    assert "&lt;b&gt;SMAN" in page
