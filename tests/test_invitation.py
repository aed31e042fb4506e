"""The invitation for a school: everybody of the visit once, with what they are told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fieldapp import people, queue, visits
from fieldapp.domain import events as e
from fieldapp.domain import identity
from fieldapp.domain.periods import after
from fieldapp.domain.policy import Policy
from fieldapp.reports import invitation, invitation_html, invitation_xlsx
from fieldapp.store import queries
from fieldapp.store.session import Session
from tests import workplace as w
from tests.candidates_place import record
from ui import printing


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Session]:
    session = w.device(tmp_path / "office", "Kantor", "office", "K")
    yield session
    session.close()


def planned(session: Session, *pupils: dict[str, str]) -> str:
    visit = visits.plan(session, "SMAN <b>1</b>", w.DAY, policy=Policy(election=w.ELECTION)).visit
    session.record(visit, ("", e.VisitChanged(opens="08:00", closes="12:00")))
    people.take_in(session, visit, w.listing(list(pupils)))
    return visit


def made(session: Session, visit: str) -> invitation.Invitation:
    return invitation.make(queries.visit(session.db, visit), queries.everyone(session.db, visit))


def named(session: Session, *pupils: dict[str, str]) -> dict[str, tuple[str, invitation.Pupil]]:
    """Each pupil's part, by name."""
    found = made(session, planned(session, *pupils))
    return {
        pupil.name: (part, pupil)
        for group in found.classes
        for part in ("come", "young", "done")
        for pupil in getattr(group, part)
    }


def test_everybody_is_told_once_and_the_counts_are_those_of_the_birth_dates(
    office: Session,
) -> None:
    pupils = [w.pupil(number) for number in range(1, 200)]
    visit = planned(office, *pupils)
    record(office, visit, pupils[0]["nik"])
    found = made(office, visit)
    listed = queries.everyone(office.db, visit)
    told = [p.person for g in found.classes for p in (*g.come, *g.young, *g.done)]
    assert sorted(told) == sorted(entry.visitor.person for entry in listed)
    counted = {"come": 0, "young": 0, "done": 0}
    for entry in listed:
        fields = entry.visitor.fields
        born = fields["birth_date"]
        if fields["nik"] == pupils[0]["nik"]:
            counted["done"] += 1
        elif born <= "2007-11-27":  # 17 on election day
            counted["come"] += 1
        else:
            counted["young" if born > "2007-11-19" else "come"] += 1
    assert {part: found.count(part) for part in counted} == counted
    assert all(counted.values())
    assert [group.name for group in found.classes] == sorted(
        {entry.visitor.fields["class"] for entry in listed}
    )


def test_who_is_too_young_learns_from_when(office: Session) -> None:
    found = named(office, w.pupil(1, name="Young", birth_date="2009-05-06"))
    part, pupil = found["Young"]
    assert part == "young"
    assert pupil.since == after(pupil.born, 16, 8) if pupil.born else False


def test_who_comes_brings_the_family_card_and_for_ikd_a_phone(office: Session) -> None:
    ready = {"status": "PRINT_READY_RECORD", "birth_date": "2006-02-03"}
    found = named(
        office,
        w.pupil(1, name="Adult", birth_date="2006-02-03"),
        w.pupil(2, name="Doubtful", nik="", birth_date="2006-02-04"),
        w.pupil(3, name="Ready", **ready),
        w.pupil(4, name="Has", status="BIO_CAPTURED"),
    )
    assert (found["Adult"][0], found["Adult"][1].bring) == ("come", ("kk",))
    assert found["Adult"][1].services == ("recording",)
    assert found["Doubtful"][1].bring == ("kk", "akta")
    assert (found["Ready"][0], found["Ready"][1].services) == ("come", ("ikd",))
    assert found["Ready"][1].bring == ("phone",)
    assert found["Has"][0] == "done"


def test_who_has_ikd_already_is_not_asked_again(office: Session) -> None:
    visit = planned(office, w.pupil(3, status="PRINT_READY_RECORD", birth_date="2006-02-03"))
    (entry,) = queries.everyone(office.db, visit)
    person = entry.visitor.person
    assert made(office, visit).count("come") == 1
    queue.check_in(office, visit, person, services=["ikd"])
    queue.call(office, visit, "ikd", person)
    queue.start(office, visit, person, "ikd")
    queue.finish(office, visit, person, "ikd", "activated")
    assert (made(office, visit).count("come"), made(office, visit).count("done")) == (0, 1)


def test_day_and_hours_are_told(office: Session) -> None:
    found = made(office, planned(office, w.pupil(1)))
    assert invitation_html.when(found) == "19 July 2024, 08:00 to 12:00"


HOSTILE = ("<b>Tebal</b>", "=1+1", "+SUM(A1)", '@x & "y"', "-2")


def test_names_are_only_names_on_paper_and_in_the_workbook(office: Session, tmp_path: Path) -> None:
    pupils = [w.pupil(number, name=name) for number, name in enumerate(HOSTILE, 1)]
    pupils[0]["class"] = "=HYPERLINK(1)"
    visit = planned(office, *pupils)
    found = made(office, visit)
    html = invitation_html.page(found)
    assert "<b>" not in html
    assert "&lt;b&gt;Tebal&lt;/b&gt;" in html
    path = tmp_path / "invitation.xlsx"
    invitation_xlsx.write(found, path)
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    names = {row[1] for row in sheet.to_python()}
    assert set(HOSTILE) <= names


def test_niks_are_masked_everywhere(office: Session, tmp_path: Path) -> None:
    pupils = [w.pupil(number) for number in range(1, 40)]
    found = made(office, planned(office, *pupils))
    html, path = invitation_html.page(found), tmp_path / "invitation.xlsx"
    invitation_xlsx.write(found, path)
    book = CalamineWorkbook.from_path(str(path))
    cells = [str(c) for n in book.sheet_names for row in book.get_sheet_by_name(n).to_python()
             for c in row]  # fmt: skip
    for pupil in pupils:
        assert pupil["nik"] not in html
        assert pupil["nik"] not in cells
    come = [p.nik for g in found.classes for p in g.come]
    assert come
    assert all(identity.mask(nik) in html and identity.mask(nik) in cells for nik in come)


def test_it_prints_a_page_for_each_class(office: Session, qapp: object) -> None:
    assert qapp
    found = made(office, planned(office, *(w.pupil(number) for number in range(1, 40))))
    data = printing.pdf(invitation_html.page(found))
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") == 1 + len(found.classes)
