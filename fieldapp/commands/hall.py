"""The hall: check in, call, start, finish, and what takes a step back."""

from contextlib import closing

import click

from fieldapp import arrivals, present, queue, undoing
from fieldapp.cli import App, cli, with_json
from fieldapp.commands.people import line, on_person, pairs
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry

_service = click.option("--service", required=True)
_station = click.option("--station", default="", help="The desk.")


@cli.command(name="check-in")
@click.option("--service", "services", multiple=True, help="As the badge suggests if not given.")
@click.option("--document", "documents", multiple=True, help="kk, akta, student_card.")
@click.option("--ticket", is_flag=True, help="The number counts once `ticketed` says so.")
@on_person
def check_in(
    session: Session,
    visit: str,
    person: str,
    services: tuple[str, ...],
    documents: tuple[str, ...],
    *,
    ticket: bool,
) -> Entry:
    """Somebody came: give a number, and a turn for each service."""
    chosen = services or None
    return queue.check_in(
        session, visit, person, services=chosen, documents=documents, ticket=ticket
    )


@cli.command()
@click.argument("person", required=False)
@click.option("--visit", required=True)
@_service
@_station
@with_json
@click.pass_obj
def call(app: App, person: str | None, visit: str, service: str, station: str) -> None:
    """Call PERSON, or whoever is next."""
    with closing(app.session()) as session:
        meant = queries.meant(session.db, person, visit).visitor.person if person else None
        entry = queue.call(session, visit, service, meant, station)
        app.say(present.person(entry), line(entry))


@cli.command()
@_service
@_station
@on_person
def start(session: Session, visit: str, person: str, service: str, station: str) -> Entry:
    """A turn begins."""
    return queue.start(session, visit, person, service, station)


@cli.command()
@_service
@_station
@click.option("--outcome", required=True)
@click.option("--reason", default="")
@click.option("--missing", multiple=True, metavar="PART=WHY")
@on_person
def finish(
    session: Session,
    visit: str,
    person: str,
    service: str,
    station: str,
    outcome: str,
    reason: str,
    missing: tuple[str, ...],
) -> Entry:
    """A turn ends. A recording without --missing captured everything."""
    parts = pairs(missing, "left_thumb=bandaged")
    return queue.finish(
        session, visit, person, service, outcome, reason=reason, missing=parts, station=station
    )


@cli.command(name="no-show")
@_service
@on_person
def no_show(session: Session, visit: str, person: str, service: str) -> Entry:
    """Called, and did not come."""
    return queue.no_show(session, visit, person, service)


@cli.command()
@_service
@on_person
def requeue(session: Session, visit: str, person: str, service: str) -> Entry:
    """Back to the end of the queue."""
    return queue.requeue(session, visit, person, service)


@cli.command(name="send-to")
@_service
@click.option("--station", required=True, help="The desk that is to call them.")
@on_person
def send_to(session: Session, visit: str, person: str, service: str, station: str) -> Entry:
    """On to another desk, which alone is to call them; their place in the queue stays."""
    return queue.send_to(session, visit, person, service, station)


@cli.command()
@_service
@on_person
def hold(session: Session, visit: str, person: str, service: str) -> Entry:
    """Let somebody wait without being called."""
    return queue.hold(session, visit, person, service)


@cli.command()
@_service
@on_person
def resume(session: Session, visit: str, person: str, service: str) -> Entry:
    """Who was on hold waits again, where they stood."""
    return queue.resume(session, visit, person, service)


@cli.command()
@click.option("--reason", default="", help="exam, disability, ill, elderly; none takes it away.")
@on_person
def priority(session: Session, visit: str, person: str, reason: str) -> Entry:
    """Let somebody go before others, for a reason."""
    return queue.prioritise(session, visit, person, reason)


@cli.command()
@click.option("--waived", is_flag=True, help="They go on without one.")
@on_person
def ticketed(session: Session, visit: str, person: str, *, waived: bool) -> Entry:
    """The ticket of PERSON was printed: their number counts."""
    return arrivals.ticketed(session, visit, person, "waived" if waived else "printed")


@cli.command(name="check-in-group")
@click.argument("persons", nargs=-1, required=True)
@click.option("--visit", required=True)
@click.option("--document", "documents", multiple=True, help="kk, akta, student_card.")
@with_json
@click.pass_obj
def check_in_group(
    app: App, persons: tuple[str, ...], visit: str, documents: tuple[str, ...]
) -> None:
    """Several came together: their numbers in this order; `undo` takes back all of it."""
    with closing(app.session()) as session:
        meant = [queries.meant(session.db, one, visit).visitor.person for one in persons]
        found = arrivals.check_in_group(session, visit, meant, documents=documents)
        app.say([present.person(entry) for entry in found], *(line(entry) for entry in found))


@cli.command()
@_service
@click.option("--to", required=True, help="The other service.")
@on_person
def move(session: Session, visit: str, person: str, service: str, to: str) -> Entry:
    """Move a turn to another service."""
    return queue.move(session, visit, person, service, to)


@cli.command()
@click.argument("person", required=False)
@click.option("--visit", required=True)
@with_json
@click.pass_obj
def undo(app: App, person: str | None, visit: str) -> None:
    """Take back this device's last action in the visit, or the last about PERSON."""
    with closing(app.session()) as session:
        meant = queries.meant(session.db, person, visit).visitor.person if person else None
        event, entry = undoing.undo(session, visit, meant)
        document = {
            "undone": event.kind,
            "seq": event.seq,
            **(present.person(entry) if entry else {"person": event.person}),
        }
        app.say(document, event.kind, *([line(entry)] if entry else []))


@cli.command(name="queue")
@click.option("--visit", required=True)
@with_json
@click.pass_obj
def queue_(app: App, visit: str) -> None:
    """Everyone who checked in, with their turns and times."""
    with closing(app.session()) as session:
        queries.visit(session.db, visit)
        found = queries.queue(session.db, visit)
        app.say([present.person(entry) for entry in found], *map(line, found))
