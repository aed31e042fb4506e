"""People: lists in, find, show, add, correct, link."""

from collections.abc import Callable
from contextlib import closing
from functools import wraps
from pathlib import Path
from typing import Any

import click
import msgspec

from fieldapp import people, present, wording
from fieldapp.cli import App, cli, with_json
from fieldapp.domain import identity
from fieldapp.errors import KnownError
from fieldapp.roster import preview as lists
from fieldapp.store import queries, search
from fieldapp.store.tables import Entry
from fieldapp.texts import _, ngettext

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


def pairs(values: tuple[str, ...], example: str) -> dict[str, str]:
    """NAME=VALUE arguments as a dict."""
    found = {}
    for value in values:
        name, sign, said = value.partition("=")
        if not sign:
            raise KnownError(
                _("{value} is not of the form {example}.").format(
                    value=identity.mask_within(value), example=example
                )
            )
        found[name.strip()] = said.strip()
    return found


def columns(values: tuple[str, ...]) -> dict[int, str | None] | None:
    """--column 3=name: columns by their number from 1, as a mapping from 0; - ignores one."""
    said = pairs(values, "3=name")
    if not all(index.isascii() and index.isdigit() and int(index) for index in said):
        raise KnownError(_("Columns are numbered from 1."), _("Type for example 3=name."))
    return {int(index) - 1: field if field not in ("", "-") else None
            for index, field in said.items()} or None  # fmt: skip


Verb = Callable[..., Entry]


def on_person(verb: Verb) -> Callable[..., Any]:
    """Log in, find the PERSON, act, and show them after the change."""

    @wraps(verb)
    def run(app: App, person: str, visit: str, **options: Any) -> None:
        with closing(app.session()) as session:
            meant = queries.meant(session.db, person, visit).visitor.person
            entry = verb(session, visit, meant, **options)
            app.say(present.person(entry), line(entry))

    named = click.option("--visit", required=True)(with_json(click.pass_obj(run)))
    return click.argument("person")(named)


@cli.group()
def roster() -> None:
    """Lists of schools and of the registry."""


@roster.command()
@click.argument("file", type=FILE)
@click.option("--column", "mapping", multiple=True, help="3=name: what column 3 holds.")
@with_json
@click.pass_obj
def preview(app: App, file: Path, mapping: tuple[str, ...]) -> None:
    """What a list holds, and how its columns were recognised."""
    found = lists.preview(file, columns(mapping))
    app.say(
        msgspec.to_builtins(found),
        f"{found.file}: {wording.word('layout', found.layout)}, {found.total}",
        *(
            f"{c.index + 1:3}  {c.heading}  →  {wording.field_name(c.field) if c.field else '–'}"
            for c in found.columns
        ),
        *found.warnings,
    )


@roster.command(name="import")
@click.argument("file", type=FILE)
@click.option("--visit", required=True)
@click.option("--problems", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--column", "mapping", multiple=True, help="3=name: what column 3 holds.")
@with_json
@click.pass_obj
def import_(
    app: App, file: Path, visit: str, problems: Path | None, mapping: tuple[str, ...]
) -> None:
    """Take a list in. A second time changes nothing."""
    with closing(app.session()) as session:
        listing = lists.read_list(file, columns(mapping))
        taken = people.take_in(session, visit, listing)
        if problems:
            lists.write_problems(taken.problems, problems)
        app.say(
            msgspec.to_builtins(taken),
            _("{read} rows read: {new} new, {changed} changed, {same} the same.").format(
                read=taken.read, new=taken.new, changed=taken.changed, same=taken.same
            ),
            *(f"{p.row}: {p.reason}" for p in taken.problems[:50]),
            ngettext("{n} problem.", "{n} problems.", len(taken.problems)).format(
                n=len(taken.problems)
            ),
        )


def line(entry: Entry) -> str:
    """A person in one line."""
    v = entry.visitor
    fields = v.fields
    parts = (
        v.number or "–", fields.get("name", ""), fields.get("class", ""),
        fields.get("birth_date", ""), wording.word("badge", entry.assessment.badge),
        ", ".join(f"{wording.word('service', t.service)}: {wording.word('state', t.state)}"
                  for t in v.turns),
    )  # fmt: skip
    return "  ".join(part for part in parts if part)


@cli.command()
@click.argument("text")
@click.option("--visit")
@with_json
@click.pass_obj
def find(app: App, text: str, visit: str | None) -> None:
    """Search by name (misspelt too), NIK, NISN, or number."""
    with closing(app.session()) as session:
        if visit:
            queries.visit(session.db, visit)
        found = search.find(session.db, text, visit)
        app.say([present.person(entry) for entry in found], *map(line, found))


@cli.command()
@click.argument("person")
@click.option("--visit")
@with_json
@click.pass_obj
def show(app: App, person: str, visit: str | None) -> None:
    """Everything known about a PERSON (id, NIK, NISN or number)."""
    with closing(app.session()) as session:
        entry = queries.meant(session.db, person, visit)
        document: dict[str, Any] = present.whole_person(session, entry)
        history = [f"{h['at']}  {h['device']}  {h['actor']}  {h['kind']}" for h in
                   document["history"]]  # fmt: skip
        app.say(document, line(entry), *document["reasons"], *_known(entry), *history)


def _known(entry: Entry) -> list[str]:
    """What is held of somebody besides their way through the hall, numbers masked."""
    v = entry.visitor
    return [
        *(
            f"{wording.field_name(name)}: {identity.mask_field(name, value)}"
            for name, value in v.fields.items()
        ),
        *(
            f"{wording.word('evidence', one.what)}: {wording.word('consent', one.consent)}"
            for one in v.evidence
        ),
        *(identity.mask_within(note) for note in v.notes),
    ]


@cli.command()
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...", required=True)
@click.option("--visit", required=True)
@click.option("--although-alike", is_flag=True, help="Somebody else, although listed alike.")
@with_json
@click.pass_obj
def add(app: App, fields: tuple[str, ...], visit: str, although_alike: bool) -> None:
    """Add somebody who is on no list: name=..., birth_date=..., nik=..."""
    with closing(app.session()) as session:
        said = pairs(fields, "name=...")
        entry = people.walk_in(session, visit, said, although_alike=although_alike)
        app.say(present.person(entry), line(entry))


@cli.command()
@click.argument("person")
@click.argument("fields", nargs=-1, metavar="FIELD=VALUE...", required=True)
@click.option("--visit", required=True)
@with_json
@click.pass_obj
def correct(app: App, person: str, fields: tuple[str, ...], visit: str) -> None:
    """Put a PERSON's data right."""
    with closing(app.session()) as session:
        meant = queries.meant(session.db, person, visit).visitor.person
        entry = people.correct(session, visit, meant, pairs(fields, "name=..."))
        app.say(present.person(entry), line(entry))


@cli.command()
@click.argument("person")
@click.argument("same_as")
@click.option("--visit", required=True)
@with_json
@click.pass_obj
def link(app: App, person: str, same_as: str, visit: str) -> None:
    """PERSON and SAME_AS are one pupil, listed twice."""
    with closing(app.session()) as session:
        one = queries.meant(session.db, person, visit).visitor.person
        other = queries.meant(session.db, same_as, visit).visitor.person
        entry = people.link(session, visit, one, other)
        app.say(present.person(entry), line(entry))


@cli.command()
@click.argument("person")
@click.argument("text")
@click.option("--visit", required=True)
@with_json
@click.pass_obj
def note(app: App, person: str, text: str, visit: str) -> None:
    """Keep a remark about a PERSON."""
    with closing(app.session()) as session:
        meant = queries.meant(session.db, person, visit).visitor.person
        app.say(present.person(people.note(session, visit, meant, text)))
