"""Candidates: the registry's list in, compared with the visits, decided, called."""

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import click
import msgspec

from fieldapp import candidates as verbs
from fieldapp.cli import App, cli, with_json
from fieldapp.commands.people import FILE, columns
from fieldapp.domain import names
from fieldapp.errors import KnownError
from fieldapp.reports import candidates_xlsx
from fieldapp.roster import preview as lists
from fieldapp.store import pairs, queries
from fieldapp.store.pairs import Line, Side
from fieldapp.store.session import Session
from fieldapp.texts import _, number
from fieldapp.wording import iso, word

_PATH = click.Path(path_type=Path, dir_okay=False)


@cli.group()
def candidates() -> None:
    """Who of the registry's list is to be called where."""


@candidates.command(name="import")
@click.argument("file", type=FILE)
@click.option("--problems", type=_PATH)
@click.option("--column", "mapping", multiple=True, help="3=name: what column 3 holds.")
@with_json
@click.pass_obj
def import_(app: App, file: Path, problems: Path | None, mapping: tuple[str, ...]) -> None:
    """Take the registry's list in. A second time changes nothing."""
    with closing(app.session()) as session:
        listing = lists.read_list(file, columns(mapping))
        taken = verbs.take_in(session, listing, date.today())  # noqa: DTZ011 -- the local day
        if problems:
            lists.write_problems(taken.problems, problems)
        app.say(
            msgspec.to_builtins(taken),
            _("{read} rows read: {new} new, {changed} changed, {same} the same.").format(
                read=taken.read, new=taken.new, changed=taken.changed, same=taken.same
            ),
        )


@candidates.command(name="match")
@with_json
@click.pass_obj
def match_(app: App) -> None:
    """Compare the registry's list with everyone of all visits."""
    with closing(app.session()) as session:
        made = verbs.compare(session)
        document = {"listed": made.listed, "pupils": made.pupils, **pairs.counts(session.db)}
        app.say(document, *_figures(session))


def _figures(session: Session) -> list[str]:
    counted = pairs.counts(session.db)
    return [f"{number(counted[kind]):>8}  {word('candidate', kind)}" for kind in pairs.ON_LIST]


@candidates.command(name="list")
@click.option("--kind", type=click.Choice(pairs.KINDS), help="Only figures if not given.")
@click.option("--visit", help="Only those of this visit.")
@click.option("--village", help="Only those of this kelurahan, by name or code.")
@click.option("--xlsx", type=_PATH)
@with_json
@click.pass_obj
def list_(
    app: App, kind: str | None, visit: str | None, village: str | None, xlsx: Path | None
) -> None:
    """The figures, or the people of one kind."""
    with closing(app.session()) as session:
        verbs.require_compared(session)
        if kind is None:
            last = verbs.compared(session)
            document = {
                "compared": iso(last.at) if last else None,
                "stale": verbs.is_stale(session),
                **pairs.counts(session.db),
            }
            app.say(document, *_figures(session))
            return
        found = _narrowed(pairs.lines(session.db, kind), visit, village)
        if xlsx:
            candidates_xlsx.write(kind, found, xlsx)
        app.say([as_json(line) for line in found], *map(_text, found))


def _narrowed(found: list[Line], visit: str | None, village: str | None) -> list[Line]:
    if visit:
        found = [line for line in found if line.pupil and line.pupil.visit == visit]
    if village:
        found = [line for line in found if any(_lives_in(s, village) for s in line.sides)]
    return found


def _lives_in(side: Side, village: str) -> bool:
    return village == side.village or names.normal(village) == names.normal(side.village_name)


def as_json(line: Line) -> dict[str, Any]:
    """A line as the command prints it."""
    return {
        "kind": line.kind,
        "why": line.why or None,
        "score": line.score,
        "listed": _side(line.listed) if line.listed else None,
        "pupil": _side(line.pupil) if line.pupil else None,
    }


def _side(side: Side) -> dict[str, Any]:
    said = side.fields.get
    return {
        "person": side.person,
        "visit": side.visit,
        "place": side.place or None,
        **{name: said(name) for name in ("name", "nik", "nisn", "birth_date", "class")},
        "village": side.village or None,
        "village_name": side.village_name or None,
        "badge": side.badge,
    }


def _text(line: Line) -> str:
    parts: list[str] = []
    for side in line.sides:
        said = side.fields.get
        parts += [said("name", ""), said("birth_date", ""), side.place or side.village_name,
                  said("class", "")]  # fmt: skip
    group = "not_listed" if line.kind == "unlisted" else "match"
    return "  ".join(filter(None, (*parts, word(group, line.why) if line.why else "")))


@candidates.command()
@click.argument("person")
@click.argument("other")
@click.argument("answer", type=click.Choice(["yes", "no"]))
@click.option("--visit", help="The visit of OTHER, where that is not clear.")
@with_json
@click.pass_obj
def decide(app: App, person: str, other: str, answer: str, visit: str | None) -> None:
    """PERSON of the registry's list and OTHER of a visit: are they the same?"""
    with closing(app.session()) as session:
        own = pairs.registry(session.db)
        mine = queries.meant(session.db, person, own.visit if own else "").visitor
        place, theirs = _other(session, mine.person, other, visit)
        verbs.decide(session, mine.person, place, theirs, same=answer == "yes")
        document = {"person": mine.person, "visit": place, "other": theirs, "same": answer == "yes"}
        app.say(document, *_figures(session))


def _other(session: Session, person: str, text: str, visit: str | None) -> tuple[str, str]:
    """The visit and id of whom `text` means: one of those PERSON may be, else anybody."""
    if visit is None:
        found = {
            (line.pupil.visit, line.pupil.person)
            for line in pairs.lines(session.db, "doubtful")
            if line.pupil and line.listed and line.listed.person == person
            and text in (line.pupil.person, *map(line.pupil.fields.get, ("nik", "nisn")))
        }  # fmt: skip
        if len(found) == 1:
            return found.pop()
    entry = queries.meant(session.db, text, visit)
    return entry.visitor.visit, entry.visitor.person


@candidates.command(name="for-village")
@click.argument("visit")
@click.option("--village", help="Of which kelurahan, by name or code; all if not given.")
@with_json
@click.pass_obj
def for_village(app: App, visit: str, village: str | None) -> None:
    """Put those at no school on the list of a VISIT to their kelurahan."""
    with closing(app.session()) as session:
        verbs.require_compared(session)
        found = _narrowed(pairs.lines(session.db, "nowhere"), None, village)
        if village and not found:
            raise KnownError(
                _("Nobody of {village} is at no school.").format(village=village),
                _("Compare the lists, or choose another kelurahan."),
            )
        taken = verbs.list_for(session, visit, found)
        app.say(
            msgspec.to_builtins(taken),
            _("{count} people were put on the list of the visit.").format(count=number(taken.new)),
        )
