"""A home from before streams had branches opens with all its data, as a new one would be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldapp import queue
from fieldapp.store import journal, migrations, tables
from fieldapp.store.session import open_home
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_out
from tests import older
from tests import workplace as w


@pytest.fixture
def team(tmp_path: Path) -> Iterator[w.Team]:
    with w.team(tmp_path) as made:
        yield made


def test_a_home_of_the_first_schema_opens_with_all_its_data(team: w.Team) -> None:
    visit = team.visit(30)
    a = team.laptops[0]
    queue.check_in(a, visit, w.ids(a, visit)[0])
    team.meet()
    queue.check_in(a, visit, w.ids(a, visit)[1])
    before, heads = tables.dump(a.db), journal.heads(a.db)
    unsent = bundle_out.unsent(a, team.office.device_id)
    new = older.schema(a.db)
    older.aged(a, 1)
    team.laptops[0] = again = open_home(a.home, a.actor, w.PASSPHRASE)
    assert older.schema(again.db) == new
    assert tables.dump(again.db) == before
    assert journal.heads(again.db) == heads
    assert bundle_out.unsent(again, team.office.device_id) == unsent
    assert unsent.events == 1
    assert again.db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert verify(again).problems == []
    team.meet()
    assert tables.dump(again.db) == tables.dump(team.office.db)


def test_a_migration_that_fails_leaves_the_home_as_it_was(
    team: w.Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = team.laptops[0]
    visit = w.visit_with(a, 10)
    before = tables.dump(a.db)
    older.aged(a, 1)
    with monkeypatch.context() as broken:
        text = migrations._BRANCHES
        broken.setattr(migrations, "_BRANCHES", text + ";\nINSERT INTO nothing VALUES(1);\n")
        with pytest.raises(Exception, match="nothing"):
            open_home(a.home, a.actor, w.PASSPHRASE)
    team.laptops[0] = again = open_home(a.home, a.actor, w.PASSPHRASE)
    assert tables.dump(again.db) == before
    assert w.ids(again, visit)
