"""Review: what has to be decided, and deciding it."""

from contextlib import closing

import click

from fieldapp import people, present, review, wording
from fieldapp.cli import App, cli, with_json
from fieldapp.commands.people import line
from fieldapp.domain import identity
from fieldapp.domain.review import DISAGREEING, Case, Choice
from fieldapp.errors import KnownError
from fieldapp.store import queries
from fieldapp.store.session import Session
from fieldapp.texts import _

NOBODY = "-"  # stands for the person where the times of a laptop are meant


@cli.command()
@click.option("--visit")
@click.option("--all", "everything", is_flag=True, help="Also what only looks odd.")
@with_json
@click.pass_obj
def conflicts(app: App, visit: str | None, everything: bool) -> None:
    """What disagrees and has to be decided, the most consequential first."""
    with closing(app.session()) as session:
        found = [
            case for case in review.cases(session, visit) if everything or case.what in DISAGREEING
        ]
        lines = [_line(case) for case in found]
        app.say([present.case(session, case) for case in found], *(lines or [_("No conflicts.")]))


def _line(case: Case) -> str:
    values = (identity.mask_field(case.field, fact.value) for fact in case.facts)
    return f"{case.person or NOBODY}  {case.id}: " + " | ".join(
        [wording.word("conflict", case.what), *values]
    )


@cli.command()
@click.argument("person")
@click.argument("conflict")
@click.option("--visit", required=True)
@click.option("--value", help="The value that holds.")
@click.option("--choice", help="How to decide: a number or a code as told by conflicts --json.")
@with_json
@click.pass_obj
def resolve(
    app: App, person: str, conflict: str, visit: str, value: str | None, choice: str | None
) -> None:
    """Decide a CONFLICT about a PERSON (- for the times of a laptop)."""
    with closing(app.session()) as session:
        meant = ""
        if person != NOBODY:
            meant = queries.meant(session.db, person, visit).visitor.person
        _decide(session, visit, meant, conflict, value, choice)
        entry = queries.entry(session.db, visit, meant)
        if entry is None:
            app.say({"visit": visit, "conflict": conflict}, _("Decided."))
        else:
            app.say(present.person(entry), line(entry))


def _decide(
    session: Session, visit: str, person: str, conflict: str, value: str | None, choice: str | None
) -> None:
    session.require_coordinator()
    found = review.cases(session, visit)
    case = next((one for one in found if (one.person, one.id) == (person, conflict)), None)
    if case is None or (choice is None and case.choices[0].code == "fact"):
        chosen = _by_value(case, value) if case else None
        if case and chosen:
            review.decide(session, case, chosen)
        else:
            people.resolve(session, visit, person, conflict, value)
    else:
        review.decide(session, case, _chosen(case, choice or "accept", value))


def _by_value(case: Case, value: str | None) -> Choice | None:
    """The outcome or number named; fields and plain agreement are left to `people.resolve`."""
    if value is None or case.what == "field":
        return None
    named = {review.value_of(case, one): one for one in case.choices}
    if value not in named:
        raise KnownError(
            _("This cannot be decided so."),
            _("Possible are: {names}.").format(names=", ".join(named)),
        )
    return named[value]


def _chosen(case: Case, said: str, value: str | None) -> Choice:
    if said.isascii() and said.isdigit():
        numbered = case.choices[int(said) - 1 : int(said)] if int(said) else ()
        if not numbered:
            raise KnownError(
                _("There is no choice {number}.").format(number=said),
                _("Choices are numbered from 1 to {count}.").format(count=len(case.choices)),
            )
        one = numbered[0]
        return Choice(one.code, value or one.value)
    return Choice(said, value or "")
