"""The official report: figures, people and incidents against the bare events, and its papers."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from fieldapp import people, queue, visits
from fieldapp.errors import KnownError
from fieldapp.reports import berita_acara, berita_acara_html, berita_acara_xlsx
from fieldapp.store.session import Session
from fieldapp.texts import number
from tests import dashboard_place as place
from tests import workplace as w


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[place.Place]:
    with place.prepared(tmp_path_factory.mktemp("report")) as made:
        yield made


def raw(session: Session, visit: str) -> list[dict[str, Any]]:
    """The visit's events as written, what was taken back left out."""
    rows = session.db.execute(
        "SELECT line FROM event JOIN stream ON stream.id = event.stream WHERE visit = ?", (visit,)
    )
    events = [json.loads(line) for (line,) in rows]
    gone = {tuple(one["body"]["event"]) for one in events if one["kind"] == "undone"}
    return [one for one in events if (one["device"], one["seq"]) not in gone]


def ended(session: Session, visit: str) -> dict[tuple[str, str], dict[str, Any]]:
    """How each (person, service) ended, by the events alone."""
    events = sorted(raw(session, visit), key=lambda one: (one["at"], one["device"], one["seq"]))
    return {
        (one["person"], one["body"]["service"]): one["body"]
        for one in events
        if one["kind"] == "finished"
    }


@pytest.mark.parametrize("turn", range(len(place.PLANS)))
def test_the_figures_of_a_visit_are_those_of_its_events(office: place.Place, turn: int) -> None:
    visit = office.visits[turn]
    made = berita_acara.of_visit(office.office.db, visit)
    ends = ended(office.office, visit)
    counted = Counter(
        body["outcome"] for (_who, service), body in ends.items() if service == "recording"
    )
    figures = made.figures
    for name in ("recorded", "failed", "deferred", "refused"):
        assert getattr(figures, name) == counted[name] > 0, name
    came = {one["person"] for one in raw(office.office, visit) if one["kind"] == "checked_in"}
    assert figures.checked_in == len(came)
    ikd = [b for (_who, service), b in ends.items() if service == "ikd"]
    assert figures.ikd_activated == sum(b["outcome"] == "activated" for b in ikd)
    missing = [b["missing"] for b in ends.values() if b.get("missing")]
    found = Counter(tuple(sorted(one.parts)) for one in made.missing)
    assert found == Counter(tuple(sorted(each.items())) for each in missing)
    reasons = Counter(
        (service, b["outcome"], b["reason"])
        for (_who, service), b in ends.items()
        if b.get("reason")
    )
    told = [one.what for one in made.incidents]
    assert len(told) >= len(reasons)
    for count in reasons.values():
        assert any(f" {count} " in f"{what} " for what in told)


def test_a_period_adds_its_visits_up(office: place.Place) -> None:
    db = office.office.db
    days = [plan[1] for plan in place.PLANS]
    made = berita_acara.of_period(db, min(days), max(days))
    assert [one.visit for one in made.visits] == office.visits
    each = [berita_acara.of_visit(db, visit).figures for visit in office.visits]
    for name in ("listed", "checked_in", "absent", "recorded", "failed", "ikd_activated"):
        assert getattr(made.figures, name) == sum(getattr(one, name) for one in each)
    first = berita_acara.of_period(db, min(days), min(days))
    assert [one.visit for one in first.visits] == office.visits[:1]
    assert berita_acara.of_period(db, date(2023, 1, 1), date(2023, 1, 2)).visits == ()


def test_who_worked_and_where_is_told(office: place.Place) -> None:
    made = berita_acara.of_visit(office.office.db, office.visits[0])
    assert made.officers == ("Op Kantor",)
    assert made.laptops == ("Kantor",)
    assert made.teams == ("Tim Merah",)
    page = berita_acara_html.page(made)
    for said in ("SMAN 1 Kota Mojokerto", "Tim Merah", "Op Kantor", number(made.figures.recorded)):
        assert said in page


def test_what_is_written_into_the_report_is_no_markup_and_names_no_nik(tmp_path: Path) -> None:
    session = w.device(tmp_path / "office", "Kantor", "office", "K")
    visit = visits.plan(session, "SMA <b>Satu</b> & Dua", w.DAY).visit
    people.take_in(session, visit, w.listing([w.pupil(1, name="Dewi <i>Lestari</i>")]))
    (person,) = w.ids(session, visit)
    queue.check_in(session, visit, person, services=("recording",))
    queue.start(session, visit, person, "recording")
    queue.finish(
        session, visit, person, "recording", "recorded", missing={"left_thumb": "bandaged"}
    )
    people.note(session, visit, person, "NIK 3576014107079001 =HYPERLINK(1)")
    made = berita_acara.of_visit(session.db, visit)
    page = berita_acara_html.page(made)
    assert "<b>Satu</b>" not in page
    assert "<i>Lestari</i>" not in page
    assert "3576014107079001" not in page
    file = tmp_path / "report.xlsx"
    berita_acara_xlsx.write(made, file)
    book = CalamineWorkbook.from_path(file)
    cells = [
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert not any("3576014107079001" in cell for cell in cells)
    assert any("Dewi <i>Lestari</i>" in cell for cell in cells)
    session.close()


def test_only_visits_have_a_report_and_only_a_coordinator_changes_the_letterhead(
    office: place.Place,
) -> None:
    session = office.office
    registry = next(
        visit for (visit,) in session.db.execute("SELECT visit FROM visit")
        if visit not in office.visits
    )  # fmt: skip
    with pytest.raises(KnownError):
        berita_acara.of_visit(session.db, registry)
    before = berita_acara.letterhead(session.db)
    berita_acara.set_letterhead(session, ["  DINAS   CONTOH  ", ""])
    assert berita_acara.letterhead(session.db) == ("DINAS CONTOH",)
    with pytest.raises(KnownError, match="too long"):
        berita_acara.set_letterhead(session, ["x" * 121])
    berita_acara.set_letterhead(session, [])
    assert berita_acara.letterhead(session.db) == before
