"""What keeps the data when a laptop does not: the safety copy, backups, and their restoring."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from fieldapp.cli import App, cli, passphrase, with_json
from fieldapp.store.session import Session
from fieldapp.sync import backup, restore, safety_copy
from fieldapp.sync.copy_out import Copier
from fieldapp.sync.safety_copy import State
from fieldapp.texts import _


@cli.command(name="safety-copy")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="The folder on a stick or second disk.")  # fmt: skip
@click.option("--same-disk", is_flag=True, help="Also where it is the disk of the data.")
@click.option("--off", is_flag=True, help="Copy no more.")
@click.option("--status", is_flag=True, help="Bring it up to date, and say how it stands.")
@with_json
@click.pass_obj
def safety_copy_(app: App, to: Path | None, same_disk: bool, off: bool, status: bool) -> None:
    """Let what happens follow, sealed for the office, onto a stick or second disk."""
    if (to is not None) + off + status != 1:
        raise click.UsageError("give one of --to, --off, --status")
    with closing(app.session()) as session:
        if to is not None:
            safety_copy.choose(session, to, same_disk=same_disk)
        elif off:
            safety_copy.turn_off(session)
        state = stepped(session)
        app.say(_document(state), *safety_copy.words(state))


def stepped(session: Session) -> State:
    """Bring the copy up to date once, unless a window that is open does it."""
    copier = Copier()
    try:
        return copier.step(session)
    finally:
        copier.close()


def _document(state: State) -> dict[str, Any]:
    return {
        "state": state.kind,
        "behind": state.behind,
        "folder": str(state.folder) if state.folder else None,
        "file": str(state.file) if state.file else None,
    }


@cli.command(name="backup")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False, exists=True), required=True)
@with_json
@click.pass_obj
def backup_(app: App, to: Path) -> None:
    """Write a backup of everything here, as it is now, into a folder."""
    with closing(app.session()) as session:
        made = backup.back_up(session, to)
        app.say(
            {"file": made.file, "records": made.records},
            _("A backup was written and read back: {file}").format(file=made.file),
        )


@cli.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@with_json
@click.pass_obj
def restore_(app: App, file: Path) -> None:
    """Make this device again from a backup, in a new folder."""
    restore.refuse_data(app.home)
    operators = restore.look_at(file).operators
    operator = app.operator or operators[0].name
    told = restore.restore(file, app.home, operator, passphrase())
    app.say(
        {"device": told.device, "name": told.name, "role": told.role, "records": told.records},
        _("{name} was restored; it goes on as a new device of the same name.").format(
            name=told.name
        ),
    )
