"""Data of an older schema open, and are then as if they had always been of today's."""

from pathlib import Path

import pytest

from fieldapp import queue
from fieldapp.store import migrations, tables
from fieldapp.store.session import open_home
from fieldapp.store.verify import verify
from tests import older
from tests import workplace as w


@pytest.mark.parametrize("version", range(1, len(migrations.STEPS)))
def test_data_of_every_older_schema_open_with_the_same_tables(tmp_path: Path, version: int) -> None:
    session = w.device(tmp_path / "home", "Laptop A")
    visit = w.visit_with(session, 30)
    person = w.ids(session, visit)[0]
    queue.check_in(session, visit, person, services=("recording",))
    queue.finish(session, visit, person, "recording", "recorded")
    before, shape = tables.dump(session.db), older.schema(session.db)
    older.aged(session, version)
    again = open_home(session.home, session.actor, w.PASSPHRASE)
    assert tables.dump(again.db) == before
    assert older.schema(again.db) == shape
    assert verify(again).problems == []
    again.close()
