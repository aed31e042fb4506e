"""Photos and signatures as evidence of who came: kept, handed over once, deleted everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp import evidence, practice, present, queue, retention, undoing, visits
from fieldapp.errors import KnownError
from fieldapp.store import media, queries, tables
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, bundle_out, container, copy_in, copy_out, refusals, safety_copy
from tests import workplace as w

PHOTO = b"\xff\xd8\xff" + b"photo" * 50
OTHER = b"\xff\xd8\xff" + b"other" * 50
SIGNATURE = b"\x89PNG\r\n\x1a\n" + b"sign" * 20


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    """An office and two laptops."""
    with w.team(tmp_path) as made:
        yield made


def hall(team: w.Team, count: int = 3) -> tuple[str, list[str]]:
    """A visit that takes photos and signatures, handed to both laptops; its people are here."""
    visit = team.visit(count)
    visits.change(team.office, visit, evidence=("photo", "signature"))
    persons = w.ids(team.office, visit)
    for laptop in team.laptops:
        team.bring(team.office, laptop)
    for person in persons:
        queue.check_in(team.laptops[0], visit, person)
    return visit, persons


def held(session: Session) -> set[str]:
    return {digest for (digest,) in session.db.execute("SELECT sha256 FROM media")}


def test_a_visit_takes_none_unless_it_was_planned(team: w.Team) -> None:
    visit = team.visit(1)
    (person,) = w.ids(team.office, visit)
    queue.check_in(team.office, visit, person)
    with pytest.raises(KnownError, match="takes no"):
        evidence.take(team.office, visit, person, "photo", PHOTO, "person")
    assert not held(team.office)


def test_it_is_kept_once_with_who_consented(team: w.Team) -> None:
    visit, (person, *_others) = hall(team)
    laptop = team.laptops[0]
    entry = evidence.take(laptop, visit, person, "photo", PHOTO, "guardian")
    evidence.take(laptop, visit, person, "photo", PHOTO, "guardian")
    assert {(one.what, one.consent) for one in entry.visitor.evidence} == {("photo", "guardian")}
    assert media.data_of(laptop.db, entry.visitor.evidence[0].medium) == PHOTO
    assert len(held(laptop)) == 1
    assert evidence.missing(entry, ("photo", "signature")) == ("signature",)
    told = present.whole_person(laptop, entry)["evidence"][0]
    assert (told["what"], told["consent"], told["held"]) == ("photo", "guardian", True)
    assert not verify(laptop).problems


@pytest.mark.parametrize(
    ("what", "data"),
    [("photo", SIGNATURE), ("signature", PHOTO), ("photo", b""), ("photo", PHOTO + bytes(1 << 20))],
)
def test_what_is_no_picture_is_refused(team: w.Team, what: str, data: bytes) -> None:
    visit, (person, *_others) = hall(team)
    with pytest.raises(KnownError):
        evidence.take(team.laptops[0], visit, person, what, data, "person")
    assert not held(team.laptops[0])


def test_who_has_not_come_gives_none_and_nobody_without_consent(team: w.Team) -> None:
    visit, (person, *_others) = hall(team)
    undoing.undo(team.laptops[0], visit, person)
    with pytest.raises(KnownError, match="not checked in"):
        evidence.take(team.laptops[0], visit, person, "photo", PHOTO, "person")
    with pytest.raises(KnownError, match="consents"):
        evidence.take(team.laptops[0], visit, _others[0], "photo", PHOTO, "")


def test_a_retake_replaces_and_can_be_taken_back(team: w.Team) -> None:
    visit, (person, *_others) = hall(team)
    laptop = team.laptops[0]
    first = evidence.take(laptop, visit, person, "photo", PHOTO, "person").visitor.evidence
    second = evidence.take(laptop, visit, person, "photo", OTHER, "person").visitor.evidence
    assert len(second) == 1
    assert second != first
    _event, entry = undoing.undo(laptop, visit)
    assert entry
    assert entry.visitor.evidence == first
    assert media.data_of(laptop.db, first[0].medium) == PHOTO


def test_deleting_can_be_taken_back_until_it_is_handed_over(team: w.Team) -> None:
    visit, (person, *_others) = hall(team)
    laptop = team.laptops[0]
    evidence.take(laptop, visit, person, "photo", PHOTO, "person")
    assert not evidence.remove(laptop, visit, person, "photo").visitor.evidence
    assert held(laptop)
    _event, entry = undoing.undo(laptop, visit)
    assert entry
    assert media.data_of(laptop.db, entry.visitor.evidence[0].medium) == PHOTO
    evidence.remove(laptop, visit, person, "photo")
    team.bring(laptop, team.office)
    assert not held(laptop)
    assert not held(team.office)


def test_declining_is_noted_and_nothing_is_asked_again(team: w.Team) -> None:
    visit, (person, *_others) = hall(team)
    entry = evidence.decline(team.laptops[0], visit, person, "guardian")
    assert entry.visitor.declined == "guardian"
    assert evidence.missing(entry, ("photo",)) == ()


def test_it_reaches_the_office_once_and_no_other_laptop(team: w.Team) -> None:
    visit, (person, other, *_) = hall(team)
    laptop, second = team.laptops
    evidence.take(laptop, visit, person, "photo", PHOTO, "person")
    evidence.take(laptop, visit, person, "signature", SIGNATURE, "person")
    written = bundle_out.export(laptop, team.stick, to=bundle_out.recipient(laptop))
    assert written.media == 2
    bundle_in.merge(team.office, written.file)
    assert held(team.office) == held(laptop)
    assert len(held(team.office)) == 2
    bundle_in.merge(team.office, written.file)
    team.bring(team.office, laptop)
    evidence.take(laptop, visit, other, "photo", OTHER, "person")
    again = bundle_out.export(laptop, team.stick, to=bundle_out.recipient(laptop))
    assert again.media == 1
    team.bring(team.office, second)
    entry = queries.known(second.db, visit, person)
    assert len(entry.visitor.evidence) == 2
    assert not held(second)


def test_a_deletion_reaches_whoever_holds_it(team: w.Team) -> None:
    visit, (person, *_others) = hall(team)
    laptop = team.laptops[0]
    evidence.take(laptop, visit, person, "photo", PHOTO, "person")
    team.bring(laptop, team.office)
    assert held(team.office)
    evidence.remove(laptop, visit, person, "photo")
    team.bring(laptop, team.office)
    assert not held(team.office)


def test_two_laptops_photos_of_one_pupil_are_both_kept(team: w.Team) -> None:
    visit, (person, *_others) = hall(team)
    team.bring(team.laptops[0], team.office)
    team.bring(team.office, team.laptops[1])
    for laptop, data in zip(team.laptops, (PHOTO, OTHER), strict=True):
        evidence.take(laptop, visit, person, "photo", data, "person")
        team.bring(laptop, team.office)
    assert len(queries.known(team.office.db, visit, person).visitor.evidence) == 2
    assert len(held(team.office)) == 2


def test_the_safety_copy_holds_it(team: w.Team, tmp_path: Path) -> None:
    visit, (person, *_others) = hall(team)
    laptop = team.laptops[0]
    evidence.take(laptop, visit, person, "photo", PHOTO, "person")
    folder = tmp_path / "copies"
    folder.mkdir()
    safety_copy.choose(laptop, folder, same_disk=True)
    copier = copy_out.Copier()
    state = copier.step(laptop)
    copier.close()
    assert state.file
    copy_in.merge_file(team.office, state.file)
    assert held(team.office) == held(laptop)


def test_a_bundle_whose_media_are_not_those_told_is_refused(
    team: w.Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, (person, *_others) = hall(team)
    laptop = team.laptops[0]
    evidence.take(laptop, visit, person, "photo", PHOTO, "person")
    whole = container.write

    def without(out: object, **parts: object) -> None:
        whole(out, **{**parts, "media": ()})  # type: ignore[arg-type]

    monkeypatch.setattr(container, "write", without)
    written = bundle_out.export(laptop, team.stick, to=bundle_out.recipient(laptop))
    before = w.content(team.office)
    with pytest.raises(refusals.Damaged):
        bundle_in.merge(team.office, written.file)
    assert w.content(team.office) == before


def test_media_that_no_event_points_to_are_not_kept(
    team: w.Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, (person, *_others) = hall(team)
    laptop = team.laptops[0]
    evidence.take(laptop, visit, person, "photo", PHOTO, "person")
    with laptop.writing():
        stray = media.keep(laptop.db, OTHER)
    monkeypatch.setattr(media, "sweep", lambda _db: None)
    monkeypatch.setattr(media, "lacking", lambda _db, _peer: {stray})
    written = bundle_out.export(laptop, team.stick, to=bundle_out.recipient(laptop))
    monkeypatch.undo()
    assert written.media == 2
    bundle_in.merge(team.office, written.file)
    assert stray not in held(team.office)
    assert len(held(team.office)) == 1


def test_what_an_office_lost_is_asked_for_and_the_visit_stays_until_then(team: w.Team) -> None:
    visit, (person, *_others) = hall(team)
    laptop = team.laptops[0]
    evidence.take(laptop, visit, person, "photo", PHOTO, "person")
    team.bring(laptop, team.office)
    with team.office.writing():
        team.office.db.execute("DELETE FROM media")
    visits.close(team.office, visit)
    team.bring(team.office, laptop)
    with pytest.raises(KnownError, match="not known to hold 1 record"):
        retention.delete(laptop, visit)
    team.bring(laptop, team.office)
    assert held(team.office)
    team.bring(team.office, laptop)
    retention.delete(laptop, visit)
    assert not held(laptop)
    assert held(team.office)


def test_the_office_may_delete_all_of_a_visit_that_is_over(team: w.Team) -> None:
    visit, persons = hall(team)
    for person, data in zip(persons, (PHOTO, OTHER), strict=False):
        evidence.take(team.laptops[0], visit, person, "photo", data, "person")
    team.bring(team.laptops[0], team.office)
    with pytest.raises(KnownError, match="not closed"):
        evidence.remove_all(team.office, visit)
    visits.close(team.office, visit)
    assert evidence.remove_all(team.office, visit) == 2
    assert not held(team.office)
    team.bring(team.office, team.laptops[0])
    assert not held(team.laptops[0])


def test_the_tables_are_rebuilt_with_it_and_damage_is_found(team: w.Team) -> None:
    visit, (person, *_others) = hall(team)
    laptop = team.laptops[0]
    evidence.take(laptop, visit, person, "photo", PHOTO, "person")
    assert not verify(laptop).problems
    before = tables.dump(laptop.db)
    with laptop.writing():
        tables.rebuild(laptop.db)
    assert tables.dump(laptop.db) == before
    assert before["evidence"]
    laptop.db.execute("UPDATE media SET data = ?", (OTHER,))
    assert any("not as it was taken" in problem for problem in verify(laptop).problems)


def test_a_practice_leaves_none_behind(team: w.Team) -> None:
    laptop = team.laptops[0]
    visit = practice.begin(laptop, w.DAY, 5).visit
    visits.change(laptop, visit, evidence=("photo",))
    person = w.ids(laptop, visit)[0]
    queue.check_in(laptop, visit, person)
    evidence.take(laptop, visit, person, "photo", PHOTO, "person")
    practice.throw_away(laptop)
    assert not held(laptop)
