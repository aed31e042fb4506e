"""What a lost laptop held, counted from the office's own records."""

from datetime import date
from pathlib import Path

from fieldapp import candidates, evidence, queue, visits
from fieldapp.domain import periods
from fieldapp.reports import loss
from fieldapp.store import queries, trust
from fieldapp.sync import bundle_out
from tests import workplace as w

TODAY = date(2024, 7, 20)


def test_a_lost_laptop_is_told_by_visits_people_minors_and_kinds_of_data(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        visit = team.visit(30)
        lost = team.laptops[0]
        queue.check_in(lost, visit, w.ids(lost, visit)[0])
        team.meet()
        elsewhere = w.visit_with(team.office, 5)  # planned since, and never handed out
        known = trust.devices(team.office.db)[lost.device_id]
        found = loss.loss(team.office, known, TODAY)
        entries = queries.everyone(team.office.db, visit)
        minors = sum(
            periods.after(date.fromisoformat(one.visitor.fields["birth_date"]), 18) > TODAY
            for one in entries
        )
        assert 0 < minors < len(entries) or minors == len(entries)
        assert [(v.visit, v.people, v.minors) for v in found.visits] == [(visit, 30, minors)]
        assert (found.people, found.minors) == (30, minors)
        assert elsewhere not in {v.visit for v in found.visits}
        assert found.fields["nik"] == 30
        assert found.fields.keys() == entries[0].visitor.fields.keys()
        assert found.heard > 0


def test_a_laptop_that_was_handed_a_visit_and_never_answered_is_told_of_it(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        visit = w.visit_with(team.office, 4)
        known = trust.devices(team.office.db)[team.laptops[0].device_id]
        assert loss.loss(team.office, known, TODAY).visits == ()
        bundle_out.export(team.office, team.stick, to=known)
        found = loss.loss(team.office, known, TODAY)
        assert [(v.visit, v.people) for v in found.visits] == [(visit, 4)]


def test_photos_and_signatures_are_told_of_the_laptop_that_took_them(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        visit = team.visit(3)
        visits.change(team.office, visit, evidence=("photo", "signature"))
        lost, other = team.laptops
        team.meet()
        first, second, _third = w.ids(lost, visit)
        for person in (first, second):
            queue.check_in(lost, visit, person)
            evidence.take(lost, visit, person, "photo", b"\xff\xd8\xff photo", "person")
        evidence.take(lost, visit, first, "signature", b"\x89PNG\r\n\x1a\n", "person")
        team.meet()
        known = trust.devices(team.office.db)
        told = loss.loss(team.office, known[lost.device_id], TODAY)
        assert (told.fields["photo"], told.fields["signature"]) == (2, 1)
        assert "photo (2), signature (1)" in dict(loss.lines(told))["Kinds of data"]
        assert "photo" not in loss.loss(team.office, known[other.device_id], TODAY).fields
        own = loss.loss(team.office, known[team.office.device_id], TODAY)
        assert (own.fields["photo"], own.fields["signature"]) == (2, 1)


def test_the_registrys_own_list_is_told_of_the_office_alone(tmp_path: Path) -> None:
    with w.team(tmp_path) as team:
        team.visit(3)
        listed = w.listing([w.pupil(number) for number in (1, 51, 52)], "registry")
        candidates.take_in(team.office, listed, TODAY)
        known = trust.devices(team.office.db)
        assert loss.loss(team.office, known[team.office.device_id], TODAY).people == 5
        assert loss.loss(team.office, known[team.laptops[0].device_id], TODAY).people == 3


def test_a_pupil_of_two_visits_counts_once_and_one_without_a_birth_date_as_a_minor(
    tmp_path: Path,
) -> None:
    session = w.device(tmp_path / "home", "Laptop A")
    w.visit_with(session, 10)
    w.visit_with(session, 10)
    own = trust.devices(session.db)[session.device_id]
    found = loss.loss(session, own, TODAY)
    assert (len(found.visits), found.people) == (2, 10)
    late = loss.loss(session, own, date(2090, 1, 1))
    assert late.minors == 0
    session.close()


def test_the_page_names_nobody_and_asks_for_what_the_program_cannot_know(tmp_path: Path) -> None:
    session = w.device(tmp_path / "home", "Laptop A")
    w.visit_with(session, 10)
    found = loss.loss(session, trust.devices(session.db)[session.device_id], TODAY)
    page = loss.page(found, TODAY)
    for entry in queries.everyone(session.db, found.visits[0].visit):
        assert entry.visitor.fields["name"] not in page
        assert entry.visitor.fields["nik"] not in page
    assert all(text[:20] in page for text in loss.by_hand())
    assert "SMAN 1 Kota Mojokerto" in page
    session.close()
