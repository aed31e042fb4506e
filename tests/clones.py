"""Laptops that are cloned, or restored from an old copy of their folder."""

import shutil
from pathlib import Path

from fieldapp import queue
from fieldapp.store import queries, tables, trust
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_out
from tests import workplace as w


def copied(session: Session, home: Path) -> Session:
    """Another device with the same data: the folder copied while nobody works on it."""
    session.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(session.home, home)
    return open_home(home, session.actor, w.PASSPHRASE)


def cloned(team: w.Team, number: int) -> Session:
    """A copy of a laptop, which joins the team."""
    home = team.stick.parent / f"clone-{len(team.laptops)}"
    clone = copied(team.laptops[number], home)
    team.laptops.append(clone)
    return clone


def bundle(giver: Session, taker: Session, folder: Path) -> Path:
    """A bundle, not merged yet."""
    return bundle_out.export(giver, folder, to=trust.devices(giver.db)[taker.device_id]).file


def settle(team: w.Team) -> None:
    """Hand everything round until the office and every copy of a laptop hold all of it."""
    for _round in range(4):
        for laptop in team.laptops:
            team.bring(laptop, team.office)
        for laptop in team.laptops:
            team.bring(team.office, laptop)


def lines_of(session: Session) -> set[bytes]:
    """Every event that a device holds, as it was written."""
    return {line for (line,) in session.db.execute("SELECT line FROM event")}


def assert_whole(session: Session) -> None:
    """Everything stored is in order, and a rebuild changes nothing."""
    assert verify(session).problems == []
    before = tables.dump(session.db)
    with session.writing():
        tables.rebuild(session.db)
    assert tables.dump(session.db) == before


def assert_settled(team: w.Team) -> None:
    """Everyone holds the same events and shows the same."""
    for session in team.everyone:
        assert_whole(session)
        assert tables.dump(session.db) == tables.dump(team.office.db)
        assert lines_of(session) == lines_of(team.office)


def record(session: Session, visit: str, person: str) -> None:
    """A pupil comes, and is recorded."""
    queue.check_in(session, visit, person, services=("recording",))
    queue.finish(session, visit, person, "recording", "recorded")


def forked(team: w.Team) -> tuple[str, list[str], Session, Session]:
    """A visit in which Laptop A, checked in one pupil, was cloned, and both recorded others."""
    visit = team.visit(6)
    a = team.laptops[0]
    persons = w.ids(a, visit)
    queue.check_in(a, visit, persons[0])
    clone = cloned(team, 0)
    record(a, visit, persons[1])
    record(clone, visit, persons[2])
    queue.finish(clone, visit, persons[0], "recording", "recorded")
    return visit, persons, a, clone


def what(session: Session, visit: str, person: str) -> set[str]:
    """The kinds of conflicts about somebody."""
    entry = queries.entry(session.db, visit, person)
    return {conflict.what for conflict in entry.visitor.conflicts} if entry else set()
