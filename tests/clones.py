"""Laptops that are cloned, or restored from an old copy of their folder."""

import shutil
from pathlib import Path

from fieldapp.store import tables, trust
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
