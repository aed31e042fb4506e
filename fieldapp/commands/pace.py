"""The figures that steer the day: each desk and hour, and the end against closing time."""

from collections.abc import Iterator
from contextlib import closing

import click
import msgspec

from fieldapp.cli import App, cli, with_json
from fieldapp.reports import desk_figures, pace_words
from fieldapp.reports.desk_figures import Figures, Line, Slot
from fieldapp.store import queries
from fieldapp.texts import _, number
from fieldapp.wording import moment


@cli.command()
@click.option("--visit", required=True)
@with_json
@click.pass_obj
def pace(app: App, visit: str) -> None:
    """How each desk and hour goes, when the visit will be done, and whether that is too late."""
    with closing(app.session()) as session:
        found = queries.visit(session.db, visit)
        made = desk_figures.figures(session.db, found, session.clock())
    app.say(_document(made), *_lines(made))


def _document(made: Figures) -> dict[str, object]:
    hall, *desks = made.lines
    return {
        "visit": made.visit,
        "now": moment(made.now).isoformat(),
        "end": _iso(made.outlook.end),
        "closes": _iso(made.outlook.closes),
        "late": made.outlook.late,
        "one_more": _iso(made.outlook.one_more),
        "services": {
            service: {**msgspec.to_builtins(one), "end": _iso(one.end)}
            for service, one in made.services.items()
        },
        "all": _slots(hall),
        "desks": [
            {"device": one.device, "station": one.station, "name": one.name, **_slots(one)}
            for one in desks
        ],
    }


def _slots(line: Line) -> dict[str, object]:
    hours = [
        {"from": _iso(begun), **msgspec.to_builtins(slot)} for begun, slot in line.hours.items()
    ]
    return {**msgspec.to_builtins(line.whole), "hours": hours}


def _iso(ms: int | None) -> str | None:
    return moment(ms).isoformat() if ms else None


def _lines(made: Figures) -> Iterator[str]:
    yield pace_words.end_words(made.outlook)
    for line in made.lines:
        yield f"{line.name}: {_told(line.whole)}"
        for begun, slot in line.hours.items():
            yield f"    {moment(begun):%H.%M}  {_told(slot)}"


def _told(slot: Slot) -> str:
    each = "–" if slot.each is None else number(slot.each)
    return _(
        "{served} served, {waiting} waiting, {each} min per person, {missing} did not come"
    ).format(
        served=number(slot.served), waiting=number(slot.waiting), each=each,
        missing=number(slot.no_shows),
    )  # fmt: skip
