"""Photo and signature as evidence of who came."""

from contextlib import closing
from pathlib import Path

import click

from fieldapp import evidence, present
from fieldapp.cli import App, cli, with_json
from fieldapp.commands.people import line
from fieldapp.domain.people import CONSENTS, EVIDENCE, LARGEST_MEDIUM
from fieldapp.errors import KnownError
from fieldapp.regular import NotAFileError, open_regular
from fieldapp.store import queries
from fieldapp.texts import _, ngettext, number

_consent = click.option("--consent", type=click.Choice(CONSENTS), required=True)
_what = click.argument("what", type=click.Choice(EVIDENCE))
_visit = click.option("--visit", required=True)


@cli.group(name="evidence")
def evidence_group() -> None:
    """Photo and signature of those who came, where the visit wants them."""


@evidence_group.command()
@click.argument("person")
@_what
@click.argument("file", type=click.Path(path_type=Path))
@_visit
@_consent
@with_json
@click.pass_obj
def take(app: App, person: str, what: str, file: Path, visit: str, consent: str) -> None:
    """Keep a photo (JPEG) or signature (PNG) of PERSON; one taken before is replaced."""
    data = _read(file)
    with closing(app.session()) as session:
        meant = queries.meant(session.db, person, visit).visitor.person
        entry = evidence.take(session, visit, meant, what, data, consent)
        app.say(present.whole_person(session, entry), line(entry))


@evidence_group.command()
@click.argument("person")
@_visit
@_consent
@with_json
@click.pass_obj
def decline(app: App, person: str, visit: str, consent: str) -> None:
    """Note that --consent did not agree: nothing is taken of PERSON."""
    with closing(app.session()) as session:
        meant = queries.meant(session.db, person, visit).visitor.person
        entry = evidence.decline(session, visit, meant, consent)
        app.say(present.whole_person(session, entry), line(entry))


@evidence_group.command()
@click.argument("person")
@_what
@_visit
@with_json
@click.pass_obj
def remove(app: App, person: str, what: str, visit: str) -> None:
    """Delete the photo or signature of PERSON, here and wherever it was handed to."""
    with closing(app.session()) as session:
        meant = queries.meant(session.db, person, visit).visitor.person
        entry = evidence.remove(session, visit, meant, what)
        app.say(present.whole_person(session, entry), line(entry))


@evidence_group.command(name="remove-all")
@_visit
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
