"""The documents name every command and page, and only files that are there."""

import re
from pathlib import Path

import click
import pytest

from fieldapp import commands
from fieldapp.cli import cli

TOP = Path(__file__).parent.parent
LINK = re.compile(r"\]\(([^)#:]+)\)")


def _commands() -> list[str]:
    assert commands
    names = []
    for name, command in cli.commands.items():
        if isinstance(command, click.Group):
            names += [f"{name} {inner}" for inner in command.commands]
        else:
            names.append(name)
    return names


def test_every_command_is_documented() -> None:
    text = (TOP / "docs/commands.md").read_text(encoding="utf-8")
    assert [name for name in _commands() if f"`{name}" not in text] == []


@pytest.mark.parametrize(
    "path", [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))], ids=lambda path: path.name
)
def test_links_lead_somewhere(path: Path) -> None:
    targets = LINK.findall(path.read_text(encoding="utf-8"))
    assert [name for name in targets if not (path.parent / name).exists()] == []


def test_every_test_that_a_document_names_is_there() -> None:
    for path in (TOP / "docs").glob("*.md"):
        for file, name in re.findall(r"`(test_\w+\.py)::(\w+)`", path.read_text(encoding="utf-8")):
            assert f"def {name}(" in (TOP / "tests" / file).read_text(encoding="utf-8"), name


def test_every_decision_is_short() -> None:
    for path in (TOP / "docs/decisions").glob("*.md"):
        assert len(path.read_text(encoding="utf-8").split()) < 400, path.name
