"""Data flow one way: rules know nothing of storage, storage nothing of the screen."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b"
)
DATABASES = {"sqlite3", "sqlcipher3", "sqlite_utils"}


def _files(package: str) -> list[Path]:
    found = sorted((TOP / package).rglob("*.py"))
    assert found
    return found


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def _roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in _imports(path)}


def test_the_program_without_a_screen_knows_no_qt() -> None:
    entry = TOP / "fieldapp/__main__.py"
    wrong = [
        path.name
        for path in _files("fieldapp")
        if path != entry and _roots(path) & {"PySide6", "ui", "qtawesome"}
    ]
    assert wrong == []


def test_the_window_holds_no_sql() -> None:
    wrong = [
        path.name
        for path in _files("ui")
        if _roots(path) & DATABASES or SQL.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_nothing_of_the_program_can_speak_to_a_network() -> None:
    network = {"asyncio", "ftplib", "http", "requests", "smtplib", "socket", "ssl", "urllib"}
    wrong = {
        (path.name, name)
        for package in ("fieldapp", "ui")
        for path in _files(package)
        for name in _imports(path)
        if name.split(".")[0] in network or name.startswith("PySide6.QtNetwork")
    }
    assert wrong == set()


def test_the_rules_know_nothing_of_the_rest() -> None:
    allowed = {"resources"}  # the regions' names
    wrong = {
        (path.name, name)
        for path in _files("fieldapp/domain")
        for name in _imports(path)
        if (name.startswith("fieldapp") and not name.startswith("fieldapp.domain"))
        or name.split(".")[0] in DATABASES | {"PySide6", "time", "os", "socket"} - allowed
    }
    assert {pair for pair in wrong if pair[1] not in ("fieldapp",)} == set()


def test_the_readers_of_lists_know_no_database() -> None:
    wrong = {
        (path.name, name)
        for path in _files("fieldapp/roster")
        for name in _imports(path)
        if name.startswith(("fieldapp.store", "fieldapp.sync", "ui"))
    }
    assert wrong == set()


def test_a_file_has_one_subject_and_no_vague_name() -> None:
    vague = {"utils", "helpers", "manager", "common", "misc"}
    for package in ("fieldapp", "ui", "tests"):
        for path in _files(package):
            assert path.stem not in vague, path
            lines = len(path.read_text(encoding="utf-8").splitlines())
            assert package == "tests" or lines <= 400, path


@pytest.mark.skipif(sys.platform != "linux", reason="needs fork")
def test_every_module_of_the_store_can_be_imported_first() -> None:
    """No module needs another to have been there before: each in a process of its own."""
    files = (TOP / "fieldapp/store").glob("[a-z]*.py")
    names = sorted(f"fieldapp.store.{one.stem}" for one in files)
    code = (
        "import importlib, os, sys\n"
        "for name in sys.argv[1:]:\n"
        "    if os.fork() == 0:\n"
        "        try:\n"
        "            importlib.import_module(name)\n"
        "        except ImportError:\n"
        "            os._exit(1)\n"
        "        os._exit(0)\n"
        "    if os.wait()[1]:\n"
        "        print(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *names], check=True, capture_output=True, text=True, cwd=TOP
    )
    assert done.stdout == ""
