"""Photo and signature as evidence of who came."""

from contextlib import closing
from pathlib import Path

import click

from fieldapp import evidence
from fieldapp.cli import App, cli, with_json
from fieldapp.commands.people import on_person
from fieldapp.domain.people import CONSENTS, EVIDENCE, LARGEST_MEDIUM
from fieldapp.errors import KnownError
from fieldapp.regular import NotAFileError, open_regular
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry
from fieldapp.texts import _, ngettext, number

_consent = click.option("--consent", type=click.Choice(CONSENTS), required=True)
_what = click.argument("what", type=click.Choice(EVIDENCE))


@cli.group(name="evidence")
def evidence_group() -> None:
    """Photo and signature of those who came, where the visit wants them."""


@evidence_group.command()
@on_person
@_what
@click.argument("file", type=click.Path(path_type=Path))
@_consent
def take(session: Session, visit: str, person: str, what: str, file: Path, consent: str) -> Entry:
    """Keep a photo (JPEG) or signature (PNG) of PERSON; one taken before is replaced."""
    return evidence.take(session, visit, person, what, _read(file), consent)


@evidence_group.command()
@on_person
@_consent
def decline(session: Session, visit: str, person: str, consent: str) -> Entry:
    """Note that --consent did not agree: nothing is taken of PERSON."""
    return evidence.decline(session, visit, person, consent)


@evidence_group.command()
@on_person
@_what
def remove(session: Session, visit: str, person: str, what: str) -> Entry:
    """Delete the photo or signature of PERSON, here and wherever it was handed to."""
    return evidence.remove(session, visit, person, what)


@evidence_group.command(name="remove-all")
@click.option("--visit", required=True)
@with_json
@click.pass_obj
def remove_all(app: App, visit: str) -> None:
    """Delete every photo and signature of a closed visit."""
    with closing(app.session()) as session:
        count = evidence.remove_all(session, visit)
    text = ngettext("{count} picture was deleted.", "{count} pictures were deleted.", count)
    app.say({"visit": visit, "deleted": count}, text.format(count=number(count)))


def _read(file: Path) -> bytes:
    try:
        with open_regular(file) as source:
            return source.read(LARGEST_MEDIUM + 1)
    except (OSError, NotAFileError) as error:
        raise KnownError(
            _("{file} cannot be read.").format(file=file.name), _("Choose another file.")
        ) from error
