"""Ask anything of all people of all visits."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from fieldapp import present, saved_filters
from fieldapp.asking_periods import period
from fieldapp.asking_terms import SETTINGS, Term, filter_of, terms_of
from fieldapp.cli import App, cli, with_json
from fieldapp.commands.people import line
from fieldapp.commands.visit import DATE
from fieldapp.domain import regions
from fieldapp.domain.eligibility import BADGES
from fieldapp.domain.people import CARD_STEPS, OUTCOMES
from fieldapp.domain.policy import Policy, canonical_status
from fieldapp.errors import KnownError
from fieldapp.reports import asked_xlsx
from fieldapp.store import asking
from fieldapp.store.facets import OUTSIDE, UNKNOWN
from fieldapp.texts import _, ngettext, number

_NONE = "none"
_OUTCOME = [f"{service}:{code}" for service in OUTCOMES for code in (*OUTCOMES[service], _NONE)]


@cli.command()
@click.option("--saved", help="Begin with a saved filter; the other options narrow it.")
@click.option("--list", "list_saved", is_flag=True, help="The saved filters.")
@click.option("--save", "save_as", help="Save the filter under this name.")
@click.option("--delete", "forget", help="Delete a saved filter.")
@click.option("--place", multiple=True)
@click.option("--visit", multiple=True)
@click.option("--setting", multiple=True, type=click.Choice(SETTINGS))
@click.option("--team", multiple=True)
@click.option("--from", "since", type=DATE, help="Visits from this day.")
@click.option("--to", "until", type=DATE, help="Visits until this day.")
@click.option("--badge", multiple=True, type=click.Choice(BADGES))
@click.option("--status", multiple=True, help="As the national system says it; or none.")
@click.option("--village", multiple=True, help="A kelurahan's name or code; outside, unknown.")
@click.option("--outcome", multiple=True, type=click.Choice(_OUTCOME))
@click.option("--card", multiple=True, type=click.Choice((*CARD_STEPS, _NONE)))
@click.option("--here/--absent", default=None, help="Came to the visit, or did not.")
@click.option("--sex", multiple=True, type=click.Choice(["L", "P"]))
@click.option("--class", "grade", multiple=True)
@click.option("--born", help="2007, 2007-11, 2007-11-27, or 2006..2007.")
@click.option("--print-from", "printing", help="From when the card may be printed; as --born.")
@click.option("--name", "words", default="", help="Words of the name, as they begin.")
@click.option("--sort", type=click.Choice(asking.ORDERS), default=None)
@click.option("--limit", type=click.IntRange(0), default=asking.PAGE)
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="All of them.")
@with_json
@click.pass_obj
def ask(
    app: App, /, limit: int, xlsx: Path | None, sort: str | None, saved: str | None,
    save_as: str | None, forget: str | None, *, list_saved: bool, **said: Any,
) -> None:  # fmt: skip
    """Who answers to all of these: how many, and the first of them."""
    with closing(app.session()) as session:
        if list_saved:
            found = [one.name for one in saved_filters.everything(session)]
            app.say(found, *found)
            return
        if forget is not None:
            gone = saved_filters.delete(session, forget)
            app.say({"deleted": gone.name}, _("Deleted: {name}").format(name=gone.name))
            return
        begun = saved_filters.named(session, saved) if saved else None
        wanted = filter_of([*(terms_of(begun.filter) if begun else ()), *_terms(**said)])
        order = sort or (begun.order if begun else "name")
        if save_as is not None:
            saved_filters.save(session, save_as, wanted, order)
        asked = asking.put(session.db, wanted)
        counted = asking.count(asked)
        people = asking.page(asked, order, limit=limit).entries if limit else []
        if xlsx:
            asked_xlsx.write(session.db, wanted, xlsx, order)
        app.say(
            {"count": counted, "people": [present.person(entry) for entry in people]},
            ngettext("{count} person.", "{count} people.", counted).format(count=number(counted)),
            *map(line, people),
        )


def _terms(
    since: datetime | None, until: datetime | None, here: bool | None, words: str,
    born: str | None, printing: str | None, **many: tuple[str, ...],
) -> list[Term]:  # fmt: skip
    terms = [
        Term(kind, _code(kind, value))
        for kind, values in many.items() if kind not in ("outcome", "grade") for value in values
    ]  # fmt: skip
    for value in many["outcome"]:
        service, _colon, code = value.partition(":")
        terms.append(Term(service, "" if code == _NONE else code))
    terms += [Term("class", value) for value in many["grade"]]
    if since or until:
        low, high = (day.date().isoformat() if day else "" for day in (since, until))
        terms.append(Term("day", f"{low}..{high}"))
    terms += [Term(kind, _period(text)) for kind, text in (("born", born), ("print", printing))
              if text]  # fmt: skip
    if here is not None:
        terms.append(Term("here", "yes" if here else "no"))
    return [*terms, Term("words", words)] if words else terms


def _code(kind: str, value: str) -> str:
    """What the tables hold for what was given."""
    if kind in ("status", "card") and value == _NONE:
        return ""
    if kind == "status":
        return canonical_status(value)
    if kind == "village" and value not in (OUTSIDE, UNKNOWN) and not value.isdigit():
        code = regions.village_code(Policy().city, value, "")
        if not code:
            raise KnownError(
                _("There is no kelurahan {name} in the city.").format(name=value),
                _("Give its name or code; or outside, or unknown."),
            )
        return code
    return value


def _period(text: str) -> str:
    found = period(text)
    if not found:
        raise KnownError(
            _("{text} is no year, month or day.").format(text=text),
            _("Write 2007, 2007-11, 2007-11-27, or 2006..2007."),
        )
    return found
