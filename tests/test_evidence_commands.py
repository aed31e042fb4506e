"""Photo and signature by commands."""

from pathlib import Path

import pytest

from fieldapp import queue, visits
from fieldapp.store import queries
from fieldapp.store.session import open_home
from tests import workplace as w
from tests.test_commands import Desk
from tests.test_evidence import PHOTO, SIGNATURE


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A laptop with a visit that takes both, and pictures beside it."""
    session = w.device(tmp_path / "a", "Laptop A", letter="A")
    visit = w.visit_with(session, 3)
    for person in w.ids(session, visit):
        queue.check_in(session, visit, person)
    session.close()
    (tmp_path / "face.jpg").write_bytes(PHOTO)
    (tmp_path / "name.png").write_bytes(SIGNATURE)
    return Desk(tmp_path / "a")


def test_a_photo_is_kept_shown_removed_and_all_of_them(desk: Desk) -> None:
    folder, visit = desk.home.parent, desk("visit", "list")[0]["visit"]
    changed = desk("visit", "change", visit, "--evidence", "photo", "--evidence", "signature")
    assert changed["evidence"] == ["photo", "signature"]
    where = ("--visit", visit)
    for what, file in (("photo", "face.jpg"), ("signature", "name.png")):
        words = ("evidence", "take", "A-001", what, str(folder / file), "--consent", "guardian")
        assert desk(*words, *where)["number"] == "A-001"
    told = desk("show", "A-001", *where)["evidence"]
    assert [(one["what"], one["consent"], one["held"]) for one in told] == [
        ("photo", "guardian", True), ("signature", "guardian", True),
    ]  # fmt: skip
    desk("evidence", "decline", "A-002", "--consent", "person", *where)
    assert desk("show", "A-002", *where)["evidence_declined"] == "person"
    desk("evidence", "remove", "A-001", "photo", *where)
    assert [one["what"] for one in desk("show", "A-001", *where)["evidence"]] == ["signature"]
    desk("visit", "close", visit)
    assert desk("evidence", "remove-all", *where)["deleted"] == 1
    assert desk("show", "A-001", *where)["evidence"] == []
    assert desk("visit", "change", visit, "--no-evidence")["evidence"] == []


def test_a_visit_is_planned_with_it_and_what_is_no_picture_is_refused(desk: Desk) -> None:
    made = desk("visit", "plan", "--place", "SMAN 9", "--date", "2024-07-20", "--evidence", "photo")
    session = open_home(desk.home, "Op Laptop A", w.PASSPHRASE)
    assert queries.visit(session.db, made["visit"]).plan.evidence == ("photo",)
    first = next(one for one in queries.visits(session.db) if one.visit != made["visit"]).visit
    visits.change(session, first, evidence=("photo",))
    session.close()
    for file, why in (("name.png", "no picture"), ("gone.jpg", "cannot be read")):
        words = ("evidence", "take", "A-001", "photo", str(desk.home.parent / file))
        done = desk.run("--language", "en", *words, "--visit", first, "--consent", "person")
        assert done.exit_code == 1
        assert why in done.stderr
