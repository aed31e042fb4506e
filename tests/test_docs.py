"""The documents name every command and page, and only files that are there."""

import re
from pathlib import Path

import click
import pytest

from fieldapp import commands
from fieldapp.cli import cli

TOP = Path(__file__).parent.parent
LINK = re.compile(r"\]\(([^)#:]*)(?:#([^)]+))?\)")
PAGES = [
    *(TOP / name for name in ("README.md", "CHANGELOG.md")),
    *sorted((TOP / "docs").rglob("*.md")),
]


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


def _anchors(path: Path) -> set[str]:
    """How links name the headings of a page."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for name, anchor in LINK.findall(path.read_text(encoding="utf-8")):
        target = path.parent / name if name else path
        assert target.exists(), name
        assert not anchor or anchor in _anchors(target), anchor


@pytest.mark.parametrize(
    "path", [p for p in PAGES if p.name != "bundle-format.md"], ids=lambda path: path.name
)
def test_every_command_in_an_example_is_one(path: Path) -> None:
    """`fieldapp --home DIR COMMAND`, in the text and in blocks."""
    said = re.findall(
        r"(?:^|`)fieldapp ((?:--\w+ [^\s`]+ )*)([a-z][a-z-]*)", path.read_text("utf-8"), re.M
    )
    assert {command for _options, command in said} <= set(cli.commands)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_file_of_the_project_that_is_named_is_there(path: Path) -> None:
    places = "fieldapp|ui|tests|docs|resources|bench|[.]ci|[.]github"
    text = path.read_text(encoding="utf-8")
    named = re.findall(rf"`((?:{places})/[\w/-]+(?:\.[a-z]+\b|/)?)", text)
    assert [name for name in named if not _is_there(TOP / name)] == []


def _is_there(path: Path) -> bool:
    """A file, or a module named without its ending."""
    return path.exists() or path.with_name(f"{path.name}.py").exists()


def test_every_test_that_a_document_names_is_there() -> None:
    for path in (TOP / "docs").glob("*.md"):
        for file, name in re.findall(r"`(test_\w+\.py)::(\w+)`", path.read_text(encoding="utf-8")):
            assert f"def {name}(" in (TOP / "tests" / file).read_text(encoding="utf-8"), name


def test_every_decision_is_short() -> None:
    for path in (TOP / "docs/decisions").glob("*.md"):
        assert len(path.read_text(encoding="utf-8").split()) < 400, path.name
