"""Operators: added, removed, with passphrases of their own; each change on record."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fieldapp import operators
from fieldapp.domain import events as e
from fieldapp.errors import KnownError
from fieldapp.store import key_changes, keyfile, tries
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from tests import workplace as w
from tests.workplace import CHEAP, PASSPHRASE

OWN = "sungai meja kancil obor"
NEW = "wayang lentera danau kuda"


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Session]:
    with closing(w.device(tmp_path / "a", "Laptop A")) as session:
        yield session


def bodies(session: Session) -> list[tuple[str, e.Body]]:
    """What was written about operators, and by whom."""
    told = (e.OperatorAdded, e.OperatorRemoved, e.PassphraseChanged)
    found = key_changes.own_events(session.db, session.device_id)
    return [(event.actor, event.body) for event in found if isinstance(event.body, told)]


def test_an_operator_is_added_works_and_is_named_in_what_they_write(laptop: Session) -> None:
    visit = w.visit_with(laptop, 3)
    made = operators.add(laptop, "  Budi  Santoso ", OWN, cost=CHEAP)
    assert (made.name, made.role) == ("Budi Santoso", "operator")
    assert made.since == made.passphrase_since != 0
    with closing(open_home(laptop.home, "budi santoso", OWN)) as budi:
        assert (budi.actor, budi.actor_role) == ("Budi Santoso", "operator")
        (event,) = budi.record(visit, ("", e.Noted("x")))
        assert event.actor == "Budi Santoso"


def test_who_added_and_removed_whom_is_on_record_without_a_secret(laptop: Session) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    operators.add(laptop, "Ani", OWN, "coordinator", cost=CHEAP)
    with closing(open_home(laptop.home, "Ani", OWN)) as ani:
        operators.change_passphrase(ani, OWN, NEW, cost=CHEAP)
        operators.reset_passphrase(ani, "Budi", NEW, cost=CHEAP)
        operators.remove(ani, "Budi")
    assert bodies(laptop)[1:] == [
        (laptop.actor, e.OperatorAdded("Budi", "operator")),
        (laptop.actor, e.OperatorAdded("Ani", "coordinator")),
        ("Ani", e.PassphraseChanged("Ani")),
        ("Ani", e.PassphraseChanged("Budi")),
        ("Ani", e.OperatorRemoved("Budi")),
    ]
    lines = b"".join(e.encode(x) for x in key_changes.own_events(laptop.db, laptop.device_id))
    for secret in (OWN, NEW, laptop.key.hex(), str(laptop.key)):
        assert secret.encode() not in lines
    assert verify(laptop).problems == []


def test_a_removed_operator_unlocks_nothing_and_may_be_added_anew(laptop: Session) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    operators.remove(laptop, "budi")
    with pytest.raises(KnownError, match="Nobody of this name"):
        open_home(laptop.home, "Budi", OWN)
    operators.add(laptop, "Budi", NEW, "coordinator", cost=CHEAP)
    with closing(open_home(laptop.home, "Budi", NEW)) as budi:
        assert budi.actor_role == "coordinator"


def test_nobody_removes_themselves_or_the_last_coordinator(laptop: Session) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    before = bodies(laptop)
    with pytest.raises(KnownError, match="yourself"):
        operators.remove(laptop, laptop.actor)
    with pytest.raises(KnownError, match="Nobody"):
        operators.remove(laptop, "Orang lain")
    assert bodies(laptop) == before


def test_a_change_that_is_refused_leaves_no_event(laptop: Session) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    before = bodies(laptop)
    for refused in (
        lambda: operators.add(laptop, "BUDI", OWN, cost=CHEAP),
        lambda: operators.add(laptop, "Ani", "short", cost=CHEAP),
        lambda: operators.add(laptop, "", OWN, cost=CHEAP),
        lambda: operators.add(laptop, "Ani", OWN, "boss", cost=CHEAP),
        lambda: operators.change_passphrase(laptop, "not the old one", NEW, cost=CHEAP),
        lambda: operators.change_passphrase(laptop, PASSPHRASE, "short", cost=CHEAP),
        lambda: operators.change_passphrase(laptop, PASSPHRASE, PASSPHRASE, cost=CHEAP),
        lambda: operators.reset_passphrase(laptop, laptop.actor, NEW, cost=CHEAP),
    ):
        with pytest.raises(KnownError):
            refused()
    assert bodies(laptop) == before
    assert [one.name for one in operators.everyone(laptop)] == [laptop.actor, "Budi"]


def test_guessing_the_old_passphrase_at_an_open_laptop_slows_down_too(laptop: Session) -> None:
    for _time in range(5):
        with pytest.raises(tries.WrongPassphrase):
            operators.change_passphrase(laptop, "not the old one", NEW, cost=CHEAP)
    with pytest.raises(tries.TooSoon):
        operators.change_passphrase(laptop, PASSPHRASE, NEW, cost=CHEAP)


def test_a_new_passphrase_from_a_coordinator_ends_the_waiting(laptop: Session) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    for _time in range(5):
        with pytest.raises(tries.WrongPassphrase):
            open_home(laptop.home, "Budi", "not the old one")
    operators.reset_passphrase(laptop, "Budi", NEW, cost=CHEAP)
    open_home(laptop.home, "Budi", NEW).close()


def forge(home: Path, old: str, new: str) -> None:
    """Edit the key file by hand."""
    path = home / keyfile.FILE
    path.write_text(path.read_text().replace(old, new))


def test_a_role_edited_in_the_file_opens_nothing(laptop: Session) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    forge(laptop.home, '"role": "operator"', '"role": "coordinator"')
    with pytest.raises(KnownError):
        open_home(laptop.home, "Budi", OWN)


def test_an_entry_put_beside_the_own_one_lends_no_role(laptop: Session) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    held = keyfile._load(laptop.home)
    budi = held.operators[1]
    false = keyfile._wrap(bytes(32), "BUDI", OWN, "coordinator", CHEAP)
    keyfile.save(laptop.home, keyfile.KeyFile(1, held.check, (*held.operators, false)))
    with closing(open_home(laptop.home, "BUDI", OWN)) as session:
        assert (session.actor, session.actor_role) == (budi.name, "operator")


def test_a_new_passphrase_keeps_the_role_on_record_not_the_one_in_the_file(
    laptop: Session,
) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    forge(laptop.home, '"role": "operator"', '"role": "coordinator"')
    operators.reset_passphrase(laptop, "Budi", NEW, cost=CHEAP)
    with closing(open_home(laptop.home, "Budi", NEW)) as budi:
        assert budi.actor_role == "operator"


_KILLED = """
import os, signal, sys
from pathlib import Path
from fieldapp import operators
from fieldapp.store import durable, journal, key_changes, keyfile
from fieldapp.store.session import open_home
from tests.workplace import CHEAP, PASSPHRASE

home, what, when = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
session = open_home(home, "Op Laptop A", PASSPHRASE)
die = lambda *_a, **_k: os.kill(os.getpid(), signal.SIGKILL)
save = keyfile.replace_durably
if when == "before":
    keyfile.replace_durably = die
elif when == "after":
    keyfile.replace_durably = lambda *a: (save(*a), die())
else:
    journal.append = die
{
    "add": lambda: operators.add(session, "Ani", "sungai meja kancil obor", cost=CHEAP),
    "remove": lambda: operators.remove(session, "Budi"),
    "reset": lambda: operators.reset_passphrase(session, "Budi", "wayang lentera danau kuda",
                                                cost=CHEAP),
    "change": lambda: operators.change_passphrase(session, PASSPHRASE,
                                                  "wayang lentera danau kuda", cost=CHEAP),
}[what]()
"""

DONE: dict[str, e.Body] = {
    "add": e.OperatorAdded("Ani", "operator"),
    "remove": e.OperatorRemoved("Budi"),
    "reset": e.PassphraseChanged("Budi"),
    "change": e.PassphraseChanged("Op Laptop A"),
}


@pytest.mark.parametrize("what", DONE)
@pytest.mark.parametrize("when", ["before", "after", "event"])
@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_a_kill_between_key_file_and_event_leaves_both_or_neither_at_the_next_login(
    laptop: Session, what: str, when: str
) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    operators.add(laptop, "Wulan", OWN, cost=CHEAP)
    count = len(bodies(laptop))
    run = subprocess.run(
        [sys.executable, "-c", _KILLED, str(laptop.home), what, when],
        check=False, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert run.returncode == -signal.SIGKILL
    with closing(open_home(laptop.home, "Wulan", OWN)) as after:
        late = bodies(after)[count:]
        assert late == ([] if when == "before" else [("Op Laptop A", DONE[what])])
        assert verify(after).problems == []
        assert any(one.name == "Ani" for one in operators.everyone(after)) == (
            what == "add" and when != "before"
        )
    with closing(open_home(laptop.home, "Wulan", OWN)) as again:
        assert len(bodies(again)) == count + len(late)


def test_an_office_enrolled_when_the_power_failed_can_recover_after_the_next_login(
    tmp_path: Path,
) -> None:
    with w.team(tmp_path, "A") as team:
        laptop = team.laptops[0]
        held = keyfile._load(laptop.home)
        keyfile.save(laptop.home, keyfile.KeyFile(1, held.check, held.operators))
        team.laptops[0] = w.reopened(laptop)
        office = team.office.device.keys.seal_identity
        assert keyfile.recover(laptop.home, office) == laptop.key


def test_the_screen_locks_after_a_time_that_the_coordinator_chooses(laptop: Session) -> None:
    assert operators.lock_minutes(laptop) == 10
    operators.set_lock_minutes(laptop, 5)
    assert operators.lock_minutes(laptop) == 5
    for minutes in (0, 1, 31, -5):
        with pytest.raises(KnownError):
            operators.set_lock_minutes(laptop, minutes)
    assert operators.lock_minutes(laptop) == 5


REFUSED: dict[str, Callable[[Session], object]] = {
    "add": lambda budi: operators.add(budi, "Ani", OWN, cost=CHEAP),
    "remove": lambda budi: operators.remove(budi, "Op Laptop A"),
    "reset": lambda budi: operators.reset_passphrase(budi, "Op Laptop A", NEW, cost=CHEAP),
    "lock": lambda budi: operators.set_lock_minutes(budi, 5),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_operator_is_refused_what_is_the_coordinator_s(laptop: Session, what: str) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    before = (laptop.home / keyfile.FILE).read_bytes()
    with (
        closing(open_home(laptop.home, "Budi", OWN)) as budi,
        pytest.raises(KnownError, match="Only a coordinator"),
    ):
        REFUSED[what](budi)
    assert (laptop.home / keyfile.FILE).read_bytes() == before


def test_an_operator_changes_their_own_passphrase(laptop: Session) -> None:
    operators.add(laptop, "Budi", OWN, cost=CHEAP)
    with closing(open_home(laptop.home, "Budi", OWN)) as budi:
        operators.change_passphrase(budi, OWN, NEW, cost=CHEAP)
    with pytest.raises(KnownError):
        open_home(laptop.home, "Budi", OWN)
    with closing(open_home(laptop.home, "Budi", NEW)) as budi:
        assert budi.actor_role == "operator"
