"""The demo: an office and four laptops with invented people play a month of visits.

Everything goes through the program's own verbs and files; only the clock is played, so that a
month takes a minute. The same seed plays the same month.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from msgspec import Struct

from fieldapp.demo import month, national, stage, stops
from fieldapp.demo.people import Pupil, invent
from fieldapp.demo.stage import Say, Stage
from fieldapp.demo.stops import Stop
from fieldapp.errors import KnownError
from fieldapp.reports import recap, recap_xlsx
from fieldapp.store import keyfile
from fieldapp.texts import _

DAY = stops.STOPS[0].date
PASSPHRASE, SCHOOLS = stage.PASSPHRASE, stops.SCHOOLS
OFFICER, OPERATOR = stage.OPERATORS["K"], stage.OPERATORS["A"]  # of the office, of Laptop A
PUPILS, SHORT_PUPILS = 400, 100  # at the first school
_MARK = "demo.txt"


class Played(Struct, frozen=True):
    """What the demo left in its folder; `visit` and `recap` are the first school's."""

    folder: Path
    visit: str
    visits: tuple[str, ...]  # by date
    office: Path
    laptops: tuple[Path, ...]
    recap: recap.Recap
    bundles: tuple[Path, ...]


def play(
    folder: Path,
    *,
    count: int | None = None,
    short: bool = False,
    seed: int = 2024,
    say: Say = lambda _line: None,
    cost: keyfile.Cost = keyfile.DEFAULT_COST,
) -> Played:
    """Play into `folder`, which is made anew if an earlier demo left it.

    `count` pupils are at the first school. The `short` form has fewer visits and people.
    """
    _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text(_readme(), encoding="utf-8")
    pupils = count or (SHORT_PUPILS if short else PUPILS)
    size = pupils * 6 if short else stops.REGISTRY
    with _staged(folder, seed, say, cost) as made:
        chosen = month.chosen(short=short)
        month.prepare(made, chosen, pupils, size)
        _play_on(made, chosen)
        found = recap.recaps(made.office.db)
        recap_xlsx.write(found, folder / "recap.xlsx", today=national.ANSWERS[-1])
        for line in recap.lines(recap.total(found)):
            say(line)
        return _played(made, chosen, found)


@contextmanager
def _staged(folder: Path, seed: int, say: Say, cost: keyfile.Cost) -> Iterator[Stage]:
    made = stage.build(folder, seed, say, cost)
    try:
        yield made
    finally:
        made.close()


def _play_on(made: Stage, chosen: Sequence[Stop]) -> None:
    """Visit after visit, with the national system's answers on their days."""
    strangers = invent(40, made.seed + 500, day=DAY, election=stops.ELECTION)
    waiting = list(enumerate(national.ANSWERS))
    for stop in chosen:
        while waiting and waiting[0][1] < stop.date:
            _answer(made, *waiting.pop(0), strangers)
        month.visit(made, stop)
    for number, day in waiting:
        _answer(made, number, day, strangers)
    month.end(made)


def _answer(made: Stage, number: int, day: date, strangers: list[Pupil]) -> None:
    national.answer(made, number, strangers[number * 4 :][:4])
    if number:  # the first says of nobody that the card can be printed
        national.hand_over_cards(made, day, until=day)


def _played(made: Stage, chosen: Sequence[Stop], found: Sequence[recap.Recap]) -> Played:
    visits = tuple(made.visits[stop] for stop in chosen)
    first = next(one for one in found if one.visit == visits[0])
    homes = tuple(laptop.home for laptop in made.laptops.values())
    bundles = tuple(sorted(made.stick.glob("*.bundle")))
    return Played(made.folder, visits[0], visits, made.office.home, homes, first, bundles)


def _clear(folder: Path) -> None:
    """Make room, where the folder holds an earlier demo and nothing else."""
    if (folder / _MARK).exists():
        shutil.rmtree(folder)
    if folder.exists() and any(folder.iterdir()):
        raise KnownError(
            _("The folder {folder} holds other files.").format(folder=folder.name),
            _("Give a new or empty folder for the demo."),
        )


def _readme() -> str:
    return _(
        "A demo with invented people. Open a device with\n"
        "  fieldapp --home office        (or laptop-a to laptop-d)\n"
        "and this passphrase: {passphrase}\n"
    ).format(passphrase=PASSPHRASE)
