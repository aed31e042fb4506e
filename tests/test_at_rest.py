"""What the program leaves on a disk holds no name and no number of anybody, whatever happened."""

import ast
import io
import logging
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zstandard

from fieldapp.failures import LOG, Plain
from tests import lists
from tests import workplace as w
from tests.rest_story import MANY, PUPILS, SCHOOL

TOP = Path(__file__).parent.parent
PLACES = ("tmp", "config", "data", "cache", "state", "run", "home")
linux = pytest.mark.skipif(sys.platform != "linux", reason="kills and looks at open files")


class Machine:
    """A computer of its own: every folder that a program may write to, and what it says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.story = folder / "story"
        self.story.mkdir()
        for place in PLACES:
            (folder / place).mkdir(mode=0o700)
        self.environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(TOP),
            "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"),
            "XDG_CONFIG_HOME": str(folder / "config"), "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CACHE_HOME": str(folder / "cache"), "XDG_STATE_HOME": str(folder / "state"),
            "XDG_RUNTIME_DIR": str(folder / "run"), "FIELDAPP_PASSPHRASE": w.PASSPHRASE,
        }  # fmt: skip

    def start(self, part: str) -> "subprocess.Popen[bytes]":
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "-m", "tests.rest_story", part, str(self.story)],
            env=self.environment, cwd=self.folder, stdin=pipe, stdout=pipe, stderr=pipe,
        )  # fmt: skip

    def run(self, part: str) -> tuple[int, bytes]:
        """Do a part to its end: its exit code, and all that it said."""
        with self.start(part) as process:
            out, err = process.communicate(timeout=120)
        return process.returncode, out + err

    @contextmanager
    def killed(self, part: str) -> Iterator[int]:
        """Kill a part at its moment; the block runs just before, with the process' id."""
        with self.start(part) as process:
            assert process.stdout
            assert process.stdout.readline().strip() == b"ready", process.communicate()
            yield process.pid
            process.kill()
            _out, err = process.communicate()
            assert found_in(err) == set()

    def files(self) -> list[Path]:
        """Every file left, without those that were asked for elsewhere."""
        places = [self.folder / place for place in PLACES] + [self.story / "homes"]
        return [path for place in places for path in place.rglob("*") if path.is_file()]

    def leaks(self) -> dict[str, set[str]]:
        """What can be read in which file or file name; sticks carry the visit in their names."""
        leaked: dict[str, set[str]] = {}
        for path in self.files():
            name = "" if "stick" in path.parts else str(path.relative_to(self.folder))
            if found := found_in(path.read_bytes()) | found_in(name.encode()):
                leaked[str(path)] = found
        return leaked


def needles() -> set[str]:
    people = [*PUPILS, *lists.pupils(MANY)]
    numbers = {pupil[name] for pupil in people for name in ("nik", "kk", "nisn")}
    words = {word.lower() for pupil in people for word in pupil["name"].split()}
    long = {word for word in words if len(word) >= 6}
    return {*numbers, *long, "rahasia", SCHOOL.lower(), "kedundung", w.PASSPHRASE}


_WORDS = [n for n in needles() if not n.isdigit()]
_NUMBERS = {n for n in needles() if n.isdigit()}
_CODES = ("utf-8", "utf-16-le", "utf-16-be")


def found_in(data: bytes) -> set[str]:
    """What of anybody stands in `data`, in any coding, also packed."""
    found: set[str] = set()
    for code in _CODES:
        text = data.lower()
        found |= {word for word in _WORDS if word.encode(code) in text}
        found |= _numbers_in(data.replace(b"\x00", b"") if code != "utf-8" else data)
    for inner in _unpacked(data):
        found |= found_in(inner)
    return found


def _numbers_in(data: bytes) -> set[str]:
    """Known numbers among the runs of digits."""
    runs = "".join(chr(byte) if 48 <= byte <= 57 else " " for byte in data).split()
    return {
        run[at : at + size]
        for run in runs
        for size in (10, 16)
        for at in range(len(run) - size + 1)
        if run[at : at + size] in _NUMBERS
    }


def _unpacked(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            yield from (parts.read(name) for name in parts.namelist())
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        yield zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_search_finds_what_lies_open(tmp_path: Path) -> None:
    nik = PUPILS[3]["nik"]
    for code in _CODES:
        assert found_in(f"x{nik} LESTARI".encode(code)) == {nik, "lestari"}
    assert found_in(zstandard.compress(nik.encode())) == {nik}
    lists.write_dapodik(tmp_path / "a.xlsx", PUPILS)
    assert found_in((tmp_path / "a.xlsx").read_bytes()) >= {nik, "lestari"}
    assert found_in(os.urandom(1 << 20)) == set()


def test_work_leaves_nothing_to_be_read(machine: Machine) -> None:
    code, said = machine.run("work")
    assert code == 0, said.decode()
    assert found_in(said) == set()
    homes = machine.story / "homes"
    for name in ("office/fieldapp.db", "office/keys.json", "A/fieldapp.db", f"A/{LOG}"):
        assert (homes / name).stat().st_size > 0, name
    log = (homes / "A" / LOG).read_text()
    assert log.count("builtins.RuntimeError") == 4, log
    assert "rest_story.py" in log
    assert "task failed" in log
    assert machine.leaks() == {}
    assert list((machine.folder / "tmp").iterdir()) == []
    made = {path.name for path in (machine.story / "outside").iterdir()}
    assert made >= {"recap.xlsx", "recap.pdf", "problems.xlsx"}
    for name in ("recap.xlsx", "problems.xlsx"):
        left = found_in((machine.story / "outside" / name).read_bytes())
        assert not {n for n in left if n.isdigit() and len(n) == 16}


@linux
@pytest.mark.parametrize("part", ["import", "export", "workbook"])
def test_a_kill_in_the_middle_leaves_nothing_to_be_read(machine: Machine, part: str) -> None:
    with machine.killed(part):
        assert machine.leaks() == {}, "while it runs"
    assert machine.leaks() == {}
    assert list((machine.folder / "tmp").iterdir()) == []
    if part == "import":
        log = machine.story / "homes" / "office" / "fieldapp.db-wal"
        assert log.stat().st_size > 100_000, "it was killed with unfinished work on the disk"


@linux
def test_long_data_set_aside_cannot_be_read_while_they_lie_there(machine: Machine) -> None:
    with machine.killed("spool") as process:
        opened = list(Path(f"/proc/{process}/fd").iterdir())
        held = [link for link in opened if str(machine.folder / "tmp") in str(link.readlink())]
        assert len(held) == 1
        data = held[0].read_bytes()
        assert len(data) > 500_000
        assert found_in(data) == set()
    assert machine.files() == []


def test_a_command_that_fails_unexpectedly_names_nobody(machine: Machine) -> None:
    code, said = machine.run("command")
    assert code == 1
    assert found_in(said) == set()
    assert b"Traceback" not in said
    assert said.decode().startswith("Something went wrong inside the program.")
    assert str(machine.story / "homes" / "office" / LOG) in said.decode()
    log = (machine.story / "homes" / "office" / LOG).read_text()
    assert "builtins.KeyError" in log, "also what it came from"
    assert machine.leaks() == {}


@linux
def test_the_program_leaves_no_image_of_its_memory(tmp_path: Path) -> None:
    code = (
        "import ctypes, resource\n"
        "from fieldapp.failures import leave_no_core\n"
        "leave_no_core()\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE))\n"
        "open('/proc/self/mountinfo').read()\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(TOP)},
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    assert said.split() == [b"0", b"0", b"0"]


def test_what_other_libraries_log_is_left_out() -> None:
    record = logging.makeLogRecord({
        "name": "openpyxl.reader", "levelname": "WARNING", "msg": "bad cell %s",
        "args": (PUPILS[0]["name"],),
    })  # fmt: skip
    assert Plain().format(record).endswith("openpyxl.reader WARNING")


def test_our_own_log_lines_are_fixed_texts() -> None:
    found = 0
    for package in ("fieldapp", "ui"):
        for path in (TOP / package).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if _logs(call):
                    found += 1
                    assert isinstance(call, ast.Call)
                    assert len(call.args) == 1, path
                    assert isinstance(call.args[0], ast.Constant), path
    assert found >= 3


def _logs(call: ast.AST) -> bool:
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return False
    of = call.func.value
    named = isinstance(of, ast.Call) and isinstance(of.func, ast.Attribute)
    return named and ast.unparse(of).startswith("logging.getLogger")
