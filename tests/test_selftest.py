"""The self-test finds a whole program working, and names what is broken in one that is not."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from fieldapp import selftest, selftest_checks
from fieldapp.commands.selftest import _titles
from ui import selftest as shown
from ui.pages.queue import QueuePage

TOP = Path(__file__).parent.parent


def run(folder: Path, *first: Path) -> tuple[int, Any]:
    """The command's exit code and document, with `first` before the program on Python's path."""
    path = os.pathsep.join(str(one) for one in (*first, TOP))
    environment = {**os.environ, "PYTHONPATH": path, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "fieldapp", "--home", str(folder / "home"),
         "--language", "en", "selftest", "--json"],
        check=False, capture_output=True, text=True, env=environment, cwd=folder,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


def test_the_program_finds_itself_working_and_leaves_nothing(tmp_path: Path) -> None:
    code, said = run(tmp_path)
    assert [one for one in said["checks"] if not one["ok"]] == []
    assert (code, said["ok"]) == (0, True)
    tried = [one["check"] for one in said["checks"]]
    assert tried == [name for name, _trial in (*selftest_checks.CHECKS, *shown.CHECKS)]
    assert list(tmp_path.iterdir()) == []  # the device's own home is not touched


def test_missing_files_are_named_and_the_other_checks_go_on(tmp_path: Path) -> None:
    broken = tmp_path / "broken/resources"
    shutil.copytree(TOP / "resources", broken)
    (broken / "locale/id/LC_MESSAGES/fieldapp.mo").unlink()
    (broken / "sounds/letter_q.wav").unlink()
    code, said = run(tmp_path, broken.parent)
    failed = {one["check"]: one["found"] for one in said["checks"] if not one["ok"]}
    assert (code, said["ok"]) == (1, False)
    assert set(failed) == {"texts", "sounds"}
    assert "have no Indonesian" in failed["texts"]
    assert "letter_q.wav" in failed["sounds"]


def test_a_page_that_fails_is_found(
    qapp: QApplication,  # noqa: ARG001 -- the check asks for it
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refresh(_page: QueuePage, _changes: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(QueuePage, "refresh", refresh)
    names = ("devices", "list", "bundles")
    before = [one for one in selftest_checks.CHECKS if one[0] in names]
    pages = [one for one in shown.CHECKS if one[0] == "field_pages"]
    *done, found = selftest.run(before, lambda: pages)
    assert [one for one in done if not one.ok] == []
    assert not found.ok
    assert "ZeroDivisionError" in found.found


def test_every_check_has_a_title() -> None:
    names = {name for name, _trial in (*selftest_checks.CHECKS, *shown.CHECKS)}
    assert names - set(_titles()) == set()
