"""Who works on a device, forgotten passphrases, and when the screen locks."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from fieldapp import operators, wording
from fieldapp.cli import App, cli, new_passphrase, passphrase, with_json
from fieldapp.store import keyfile
from fieldapp.sync import recovery
from fieldapp.texts import _, short_date

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


@cli.group()
def operator() -> None:
    """Who works on this device."""


def _document(one: operators.Operator) -> dict[str, Any]:
    return {
        "name": one.name,
        "role": one.role,
        "since": wording.iso(one.since) if one.since else None,
        "passphrase_since": wording.iso(one.passphrase_since) if one.passphrase_since else None,
    }


def _line(one: operators.Operator) -> str:
    day = short_date(wording.moment(one.since).date()) if one.since else ""
    return "  ".join(part for part in (one.name, wording.word("role", one.role), day) if part)


@operator.command(name="list")
@with_json
@click.pass_obj
def list_(app: App) -> None:
    """Everyone who can unlock this device."""
    with closing(app.session()) as session:
        found = operators.everyone(session)
        app.say([_document(one) for one in found], *map(_line, found))


@operator.command()
@click.argument("name")
@click.option("--role", type=click.Choice(keyfile.ROLES), default="operator")
@with_json
@click.pass_obj
def add(app: App, name: str, role: str) -> None:
    """Let NAME work on this device; FIELDAPP_NEW_PASSPHRASE or a prompt gives the passphrase."""
    with closing(app.session()) as session:
        made = operators.add(session, name, new_passphrase(), role)
        app.say(_document(made), _("{name} can log in now.").format(name=made.name))


@operator.command()
@click.argument("name")
@with_json
@click.pass_obj
def remove(app: App, name: str) -> None:
    """Let NAME unlock this device no more."""
    with closing(app.session()) as session:
        operators.remove(session, name)
        app.say({"name": name}, _("{name} cannot log in any more.").format(name=name))


@operator.command(name="passphrase")
@click.argument("name", required=False)
@with_json
@click.pass_obj
def passphrase_(app: App, name: str | None) -> None:
    """Change one's own passphrase; with NAME, a coordinator gives that operator a new one."""
    old = passphrase()
    with closing(app.session(old)) as session:
        who = name or session.actor
        if keyfile.same_name(who, session.actor):
            operators.change_passphrase(session, old, new_passphrase())
        else:
            session.require_coordinator()
            operators.reset_passphrase(session, who, new_passphrase())
        app.say({"name": who}, _("{name} has a new passphrase.").format(name=who))


@cli.command(name="lock-after")
@click.argument("minutes", type=int, required=False)
@with_json
@click.pass_obj
def lock_after(app: App, minutes: int | None) -> None:
    """After how many MINUTES without a touch the screen locks: 2 to 30."""
    with closing(app.session()) as session:
        if minutes is not None:
            operators.set_lock_minutes(session, minutes)
        now = operators.lock_minutes(session)
        app.say({"minutes": now}, str(now))


@cli.group()
def recover() -> None:
    """A passphrase that is forgotten: the laptop asks, its office answers, the laptop takes."""


@recover.command()
@click.argument("name")
@click.option("--to", type=FOLDER, required=True)
@with_json
@click.pass_obj
def ask(app: App, name: str, to: Path) -> None:
    """On the laptop: ask the office for a new passphrase for NAME."""
    asked = recovery.ask(app.home, name, new_passphrase(), to)
    app.say(
        {"file": str(asked.file), "words": asked.words},
        str(asked.file),
        _("Its four words: {words}").format(words=asked.words),
    )


@recover.command()
@click.argument("file", type=FILE)
@click.option("--to", type=FOLDER, required=True)
@with_json
@click.pass_obj
def allow(app: App, file: Path, to: Path) -> None:
    """In the office: answer a laptop's request, once its four words were compared."""
    with closing(app.session()) as session:
        asking = recovery.look_at(session, file)
        name, device = asking.request.operator, asking.device.name
        if not app.json:
            text = _("{device} asks for a new passphrase for {name}. Its four words: {words}")
            click.echo(text.format(device=device, name=name, words=asking.words))
            click.confirm(_("Are these the words that the other side reads aloud?"), abort=True)
        answer = recovery.allow(session, asking, to)
        app.say(
            {"file": str(answer), "device": asking.device.device, "name": device,
             "operator": name, "words": asking.words},
            _("The answer for {name} was written: {file}").format(name=name, file=answer),
        )  # fmt: skip


@recover.command()
@click.argument("file", type=FILE)
@with_json
@click.pass_obj
def take(app: App, file: Path) -> None:
    """On the laptop: take the office's answer; the passphrase is the new one."""
    with closing(recovery.take(app.home, file, passphrase())) as session:
        app.say(
            {"operator": session.actor, "role": session.actor_role},
            _("{name} can log in now.").format(name=session.actor),
        )
