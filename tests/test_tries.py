"""Wrong passphrases slow down: across restarts, processes, kills, and whatever the clock says."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fieldapp.errors import KnownError
from fieldapp.store import keyfile, tries
from tests.workplace import CHEAP, PASSPHRASE

WRONG = "bukan frasa sandi itu"


class Machine:
    """A machine that has been on for some seconds."""

    def __init__(self, seconds: float = 5000) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def home(tmp_path: Path) -> Path:
    tries.prepare(tmp_path)
    key = keyfile.create(tmp_path, "Sari", PASSPHRASE, "coordinator", cost=CHEAP)
    keyfile.add_operator(tmp_path, key, "Budi", PASSPHRASE, "operator", cost=CHEAP)
    return tmp_path


def wrong(home: Path, machine: Machine, times: int = 1) -> float:
    """Try a wrong passphrase, waiting as long as asked; the last waiting time."""
    asked = 0.0
    for _time in range(times):
        machine.seconds += tries.left(home, "Sari", machine)
        with pytest.raises(tries.WrongPassphrase) as refused:
            keyfile.unlock(home, "Sari", WRONG, uptime=machine)
        asked = refused.value.seconds
    return asked


def test_four_wrong_tries_are_free_and_then_the_waiting_grows_to_five_minutes(home: Path) -> None:
    machine = Machine()
    asked = [wrong(home, machine) for _time in range(12)]
    assert asked == [0, 0, 0, 0, 10, 30, 60, 120, 300, 300, 300, 300]


def test_while_one_waits_not_even_the_right_passphrase_is_checked(home: Path) -> None:
    machine = Machine()
    wrong(home, machine, 5)
    machine.seconds += 9
    with pytest.raises(tries.TooSoon, match="1 second") as refused:
        keyfile.unlock(home, "Sari", PASSPHRASE, uptime=machine)
    assert refused.value.seconds == 1
    machine.seconds += 1
    assert keyfile.unlock(home, "Sari", PASSPHRASE, uptime=machine)


def test_a_refused_try_does_not_make_the_waiting_longer(home: Path) -> None:
    machine = Machine()
    wrong(home, machine, 5)
    for _time in range(20):
        with pytest.raises(tries.TooSoon):
            keyfile.unlock(home, "Sari", WRONG, uptime=machine)
    assert tries.left(home, "Sari", machine) == 10


def test_the_right_passphrase_ends_it(home: Path) -> None:
    machine = Machine()
    wrong(home, machine, 6)
    machine.seconds += 30
    keyfile.unlock(home, "Sari", PASSPHRASE, uptime=machine)
    assert wrong(home, machine, 4) == 0


def test_one_operator_does_not_make_another_wait(home: Path) -> None:
    machine = Machine()
    wrong(home, machine, 9)
    assert keyfile.unlock(home, "Budi", PASSPHRASE, uptime=machine)
    assert tries.left(home, "Sari", machine) == 300


def test_a_restart_of_the_machine_begins_the_waiting_anew_and_it_ends(home: Path) -> None:
    wrong(home, Machine(), 9)
    machine = Machine(seconds=20)
    assert tries.left(home, "Sari", machine) == 280
    machine.seconds = 300
    assert keyfile.unlock(home, "Sari", PASSPHRASE, uptime=machine)


def test_the_clock_of_the_machine_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _time in range(5):
        with pytest.raises(tries.WrongPassphrase):
            keyfile.unlock(home, "Sari", WRONG)
    before = tries.left(home, "Sari")
    for moment in (0.0, 4e9):
        monkeypatch.setattr("time.time", lambda moment=moment: moment)
        assert 0 < tries.left(home, "Sari") <= before


def test_the_time_counted_is_that_since_the_machine_was_switched_on() -> None:
    before = tries.uptime()
    assert 0 < before <= tries.uptime()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff" * 40_000, b'{"a": {"count": -1}}'])
def test_a_damaged_file_gives_one_try_and_locks_nobody_out(home: Path, content: bytes) -> None:
    machine = Machine()
    (home / tries.FILE).write_bytes(content)
    assert tries.left(home, "Sari", machine) == 0
    asked = wrong(home, machine)
    assert asked == (10 if content else 0)
    machine.seconds += 10
    assert keyfile.unlock(home, "Sari", PASSPHRASE, uptime=machine)


def test_a_time_far_ahead_in_the_file_ends_too(home: Path) -> None:
    machine = Machine()
    wrong(home, machine, 9)
    edited = (home / tries.FILE).read_bytes().replace(b'"at":', b'"at":9', 1)
    (home / tries.FILE).write_bytes(edited)
    assert tries.left(home, "Sari", Machine(seconds=301)) == 0


def test_the_file_names_nobody_and_keeps_its_size(home: Path) -> None:
    size = (home / tries.FILE).stat().st_size
    wrong(home, Machine(), 3)
    data = (home / tries.FILE).read_bytes()
    assert len(data) == size
    assert b"sari" not in data.lower()
    assert (home / tries.FILE).stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_is_told_of(home: Path) -> None:
    (home / tries.FILE).unlink()
    (home / tries.FILE).mkdir()
    with pytest.raises(KnownError, match="counts wrong passphrases"):
        keyfile.unlock(home, "Sari", PASSPHRASE)


_GUESS = """
import os, signal, sys
from pathlib import Path
from fieldapp.errors import KnownError
from fieldapp.store import keyfile, tries

home, kill = Path(sys.argv[1]), sys.argv[2] == "kill"
if kill:  # the machine's own hash is where the program is when it is killed
    keyfile.derive = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
checked = 0
for _ in range(int(sys.argv[3])):
    try:
        keyfile.unlock(home, "Sari", "bukan frasa sandi itu")
    except tries.WrongPassphrase:
        checked += 1
    except KnownError:
        pass
print(checked)
"""


def guess(home: Path, how: str, times: int) -> "subprocess.Popen[str]":
    """A process of its own that guesses."""
    words = [sys.executable, "-c", _GUESS, str(home), how, str(times)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_killing_the_program_while_it_checks_gives_no_free_try(home: Path) -> None:
    for _time in range(5):
        process = guess(home, "kill", 1)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    with pytest.raises(tries.TooSoon):
        keyfile.unlock(home, "Sari", PASSPHRASE)


def test_two_processes_share_the_free_tries(home: Path) -> None:
    processes = [guess(home, "plain", 12) for _each in range(3)]
    checked = [int(process.communicate()[0]) for process in processes]
    assert sum(checked) == tries.FREE + 1
