"""The sticks that are plugged in, and letting one go."""

from pathlib import Path

import click

from fieldapp.cli import App, cli, with_json
from fieldapp.errors import KnownError
from fieldapp.sync import drives as sticks
from fieldapp.sync.eject import eject as let_go
from fieldapp.texts import _


@cli.command()
@with_json
@click.pass_obj
def drives(app: App) -> None:
    """The removable drives that are in use."""
    found = sticks.removable_drives()
    documents = [
        {
            "path": str(each.path), "name": each.label, "free": each.free, "total": each.total,
            "writable": each.writable, "answers": each.answers,
        }
        for each in found
    ]  # fmt: skip
    app.say(documents, *([f"{d.path}  {d.label}" for d in found] or [_("No stick found")]))


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@with_json
@click.pass_obj
def eject(app: App, path: Path) -> None:
    """Let go of the stick that PATH lies on."""
    stick = sticks.holding(path, sticks.removable_drives())
    if stick is None:
        raise KnownError(
            _("{path} lies on no stick.").format(path=path), _("Choose one that is plugged in.")
        )
    let_go(stick.path, stick.label)
    app.say(
        {"path": str(stick.path), "name": stick.label},
        _("{name} is safe to remove.").format(name=stick.label),
    )
