"""The update's commands: what the publisher runs, and what a laptop runs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.update_place import listed, program

TOP = Path(__file__).parent.parent


@pytest.fixture
def knowing(tmp_path: Path) -> Path:
    """A program that knows a publisher, whose secret key is there too."""
    shutil.copytree(TOP / "resources", tmp_path / "knowing/resources")
    run(tmp_path, "update", "key", "--to", str(tmp_path))
    shutil.copy(tmp_path / "publisher.key", tmp_path / "knowing/resources/publisher.key")
    return tmp_path / "knowing"


def run(folder: Path, *words: str, first: Path | None = None, code: int = 0) -> Any:
    """What a command answers, or the line it refuses with; `first` is found before the program."""
    path = os.pathsep.join(str(one) for one in (first, TOP) if one)
    environment = {**os.environ, "PYTHONPATH": path, "FIELDAPP_PASSPHRASE": "empat kata yang aneh"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "fieldapp", "--json", "--language", "en", *words],
        check=False, capture_output=True, text=True, env=environment, cwd=folder,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if code == 0 else done.stderr


def test_an_update_goes_from_the_publisher_to_a_laptop(tmp_path: Path, knowing: Path) -> None:
    new = program(tmp_path / "dist")
    secret, there = str(tmp_path / "publisher.secret"), str(tmp_path)
    made = run(tmp_path, "update", "pack", str(new), "--key", secret, "--to", there)
    assert made["version"] == "0.2.0"
    file = made["file"]
    said = run(tmp_path, "update", "check", file, first=knowing)
    assert (said["version"], said["files"]) == ("0.2.0", len(listed(new)))
    assert len(said["publisher"].split()) == 4
    done = run(tmp_path, "update", "unpack", file, "--to", there, first=knowing)
    assert listed(Path(done["folder"])) == listed(new)


def test_a_program_without_a_publisher_believes_nobody(tmp_path: Path, knowing: Path) -> None:
    assert knowing.is_dir()
    new, secret = program(tmp_path / "dist"), str(tmp_path / "publisher.secret")
    made = run(tmp_path, "update", "pack", str(new), "--key", secret, "--to", str(tmp_path))
    said = run(tmp_path, "update", "check", made["file"], code=1)
    assert "knows nobody who may publish updates" in said


def test_only_a_built_program_is_packed(tmp_path: Path, knowing: Path) -> None:
    secret = str(tmp_path / "publisher.secret")
    said = run(tmp_path, "update", "pack", str(knowing), "--key", secret, "--to", str(tmp_path),
               code=1)  # fmt: skip
    assert "no built program" in said


def test_a_program_from_source_has_no_folder_to_unpack_beside(
    tmp_path: Path, knowing: Path
) -> None:
    new, secret = program(tmp_path / "dist"), str(tmp_path / "publisher.secret")
    made = run(tmp_path, "update", "pack", str(new), "--key", secret, "--to", str(tmp_path))
    assert "--to" in run(tmp_path, "update", "unpack", made["file"], first=knowing, code=1)
