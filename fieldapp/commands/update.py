"""Newer versions of the program, brought on a stick; each command says what it did, none starts it.

The publisher's commands are `key` and `pack`; those of a laptop `check` and `unpack`.
"""

import re
import sys
from pathlib import Path

import click

from fieldapp import __version__
from fieldapp.cli import App, cli, passphrase, with_json
from fieldapp.errors import KnownError
from fieldapp.texts import _
from fieldapp.update import contents, package, publisher

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
_METADATA = re.compile(r"fieldapp-(.+)\.dist-info")


@cli.group()
def update() -> None:
    """Newer versions of the program on a stick: made by the publisher, checked before use."""


@update.command()
@click.option("--to", type=FOLDER, required=True)
@with_json
@click.pass_obj
def key(app: App, to: Path) -> None:
    """Make the publisher's keys, the secret one under a passphrase."""
    public = publisher.make(to, passphrase(confirm=True))
    words = publisher.words(public)
    document = {"public": str(to / publisher.PUBLIC), "secret": str(to / publisher.SECRET),
                "words": words}  # fmt: skip
    app.say(
        document,
        _("The publisher's words: {words}").format(words=words),
        _("Put {public} into resources/ and build the program; keep {secret} apart, with its "
          "passphrase.").format(public=publisher.PUBLIC, secret=publisher.SECRET),
    )  # fmt: skip


@update.command()
@click.argument("program", type=FOLDER)
@click.option("--key", "secret", type=FILE, required=True, help="The publisher's secret key.")
@click.option("--to", type=FOLDER, required=True)
@click.option("--system", default=contents.this_system(), show_default=True,
              help="What the program was built for.")  # fmt: skip
@with_json
@click.pass_obj
def pack(app: App, program: Path, secret: Path, to: Path, system: str) -> None:
    """Sign and pack the folder of a built program."""
    signing = publisher.unlock(secret, passphrase())
    version = _version_of(program)
    written = package.pack(program, version, system, signing, to)
    document = {"file": str(written), "version": version, "system": system}
    app.say(
        document,
        _("Version {version} for {system}, signed and read back: {file}").format(
            version=version, system=system, file=written
        ),
        *_trust(program, signing.public_key().public_bytes_raw()),
    )


def _version_of(program: Path) -> str:
    found = [_METADATA.fullmatch(path.name) for path in program.glob("*/fieldapp-*.dist-info")]
    if len(found) != 1 or found[0] is None:
        raise KnownError(
            _("This folder holds no built program."), _("Give the folder that was built.")
        )
    return found[0][1]


def _trust(program: Path, public: bytes) -> list[str]:
    """What the packed program itself will believe later."""
    place = next(program.glob(f"*/resources/{publisher.PUBLIC}"), None)
    inside = publisher.read_public(place) if place else None
    if inside == public:
        return []
    if inside is None:
        return [_("This version knows no publisher: it will take no update after this one.")]
    return [_("This version knows another publisher: the next update needs the other key.")]


@update.command()
@click.argument("file", type=FILE)
@with_json
@click.pass_obj
def check(app: App, file: Path) -> None:
    """Whether a package is whole, of the known publisher, newer, and for this computer."""
    trusted = publisher.known()
    found = package.check(file, trusted, __version__, contents.this_system())
    words = publisher.words(trusted)
    app.say(
        _document(found, words),
        _("Version {version} for {system}, whole, published by: {words}").format(
            version=found.version, system=found.system, words=words
        ),
    )


@update.command()
@click.argument("file", type=FILE)
@click.option("--to", type=FOLDER, help="Where the new folder is made; beside this program's.")
@with_json
@click.pass_obj
def unpack(app: App, file: Path, to: Path | None) -> None:
    """Check a package, and put the program into a new folder; this one stays as it is."""
    beside = to or _beside()
    trusted = publisher.known()
    made = package.unpack(file, beside, trusted, __version__, contents.this_system())
    app.say(
        {"folder": str(made)},
        _("The new version is in {folder}. Nothing was started.").format(folder=made),
        _("Run selftest there, then start it; this version can be deleted once that works."),
    )


def _beside() -> Path:
    if not getattr(sys, "frozen", False):
        raise KnownError(
            _("This program does not run from a folder of its own."), _("Say where: --to FOLDER.")
        )
    return Path(sys.executable).resolve().parent.parent


def _document(found: contents.Contents, words: str) -> dict[str, object]:
    return {
        "version": found.version,
        "system": found.system,
        "files": len(found.files),
        "size": found.size,
        "publisher": words,
    }
