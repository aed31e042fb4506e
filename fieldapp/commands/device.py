"""First start, cards, enrolment, and the check of everything stored."""

from contextlib import closing
from datetime import date
from pathlib import Path

import click

from fieldapp.cli import App, cli, passphrase, with_json
from fieldapp.errors import KnownError
from fieldapp.reports import loss
from fieldapp.store import trust
from fieldapp.store import verify as verification
from fieldapp.store.session import init as first_start
from fieldapp.sync import bundle_out, cards, enrol
from fieldapp.texts import _


@cli.command()
@click.option("--role", type=click.Choice(["field", "office"]), required=True)
@click.option("--name", required=True, help="What the device is called: Laptop A.")
@click.option("--operator", required=True, help="Who works on it, its coordinator.")
@click.option("--letter", default="", help="The letter of its numbers: A-014.")
@with_json
@click.pass_obj
def init(app: App, role: str, name: str, operator: str, letter: str) -> None:
    """First start: make this device's keys and its encrypted database."""
    with closing(
        first_start(
            app.home, role=role, name=name, operator=operator, letter=letter,
            passphrase=passphrase(confirm=True),
        )
    ) as session:  # fmt: skip
        device = session.device
        document = {
            "device": session.device_id,
            "name": device.name,
            "role": device.role,
            "letter": device.letter,
        }
        app.say(document, _("{name} is ready.").format(name=device.name))


@cli.command()
@click.option("--to", type=click.Path(path_type=Path, file_okay=False, exists=True), required=True)
@with_json
@click.pass_obj
def card(app: App, to: Path) -> None:
    """Write this device's card into a folder."""
    with closing(app.session()) as session:
        path = enrol.give_card(session, to)
        words = cards.words(enrol.own_card(session))
        app.say(
            {"file": str(path), "words": words},
            str(path),
            _("Its four words: {words}").format(words=words),
        )


@cli.command(name="enrol")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@with_json
@click.pass_obj
def enrol_card(app: App, file: Path) -> None:
    """Trust another device by its CARD."""
    with closing(app.session()) as session:
        found = enrol.look_at(file)
        words = cards.words(found)
        if not app.json:
            click.echo(
                _("{name} ({role}). Its four words: {words}").format(
                    name=found.name, role=found.role, words=words
                )
            )
            click.confirm(_("Are these the words that the other side reads aloud?"), abort=True)
        known = enrol.enrol(session, found)
        app.say(
            {"device": known.device, "name": known.name, "role": known.role, "words": words},
            _("{name} is enrolled.").format(name=known.name),
        )


@cli.command()
@with_json
@click.pass_obj
@click.pass_context
def verify(ctx: click.Context, app: App) -> None:
    """Check chains, seals, and that the tables equal the fold of the events."""
    with closing(app.session()) as session:
        found = verification.verify(session)
        document = {
            "ok": not found.problems,
            "events": found.events,
            "streams": found.streams,
            "problems": found.problems,
        }
        app.say(
            document,
            _("{events} records in {streams} streams.").format(
                events=found.events, streams=found.streams
            ),
            *(found.problems or [_("Everything is in order.")]),
        )
        ctx.exit(1 if found.problems else 0)


@cli.command(name="loss-report")
@click.argument("device", required=False)
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False))
@with_json
@click.pass_obj
def loss_report(app: App, device: str | None, pdf: Path | None) -> None:
    """What a lost DEVICE (its id, name or letter; this one if not given) is known to have held."""
    today = date.today()  # noqa: DTZ011 -- the local day
    with closing(app.session()) as session:
        own = trust.devices(session.db)[session.device_id]
        lost = bundle_out.recipient(session, device) if device else own
        found = loss.loss(session, lost, today)
        if pdf:
            if app.screen.pdf is None:
                raise KnownError(_("PDF cannot be made here."), _("Install the whole program."))
            app.screen.pdf(loss.page(found, today), pdf)
        app.say(
            loss.as_json(found),
            *(f"{what}: {how}" for what, how in loss.lines(found)),
            "",
            _("To be written by hand"),
            *(f"- {text}" for text in loss.by_hand()),
        )
