"""What the national system answers: lists of statuses that come in some weeks apart."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from fieldapp import statuses
from fieldapp.demo.lists import Told, write_statuses
from fieldapp.demo.people import Pupil
from fieldapp.demo.stage import Stage
from fieldapp.demo.stops import at
from fieldapp.domain import card_way
from fieldapp.reports import print_plan
from fieldapp.store import queries
from fieldapp.store.tables import Entry
from fieldapp.texts import _

BEFORE = date(2024, 7, 16)
ANSWERS = (date(2024, 8, 2), date(2024, 8, 30), date(2024, 12, 2))
# What becomes of a recording, by how many of a thousand, in each of the three answers. Spelled
# as it comes: with spaces or underscores; one status is known to nobody.
_FATES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (380, ("SENT_FOR_ENROLLMENT", "PRINT_READY_RECORD", "PRINT_READY_RECORD")),
    (380, ("BIO_CAPTURED", "PRINT READY RECORD", "PRINT READY RECORD")),
    (100, ("PROCESSING", "SENT FOR ENROLLMENT", "PRINT_READY_RECORD")),
    (30, ("BIO_CAPTURED", "RECEIVED_AT_CENTRAL", "RECEIVED_AT_CENTRAL")),
    (40, ("SENT_FOR_ENROLLMENT", "ENROLL_FAILURE_AT_CENTRAL", "ENROLL_FAILURE_AT_CENTRAL")),
    (15, ("SENT_FOR_ENROLLMENT", "ADJUDICATE_RECORD", "ADJUDICATE RECORD")),
    (15, ("SENT_FOR_ENROLLMENT", "DUPLICATE_RECORD", "DUPLICATE_RECORD")),
    (10, ("BIO_CAPTURED", "MENUNGGU_KONFIRMASI_DAERAH", "MENUNGGU_KONFIRMASI_DAERAH")),
    (30, ("", "", "")),  # nothing is ever heard of it
)
_STEP_STATUS = {"printed": "CARD_PRINTED", "handed_over": "CARD_ISSUED"}


def before(stage: Stage, pupils: list[Pupil]) -> None:
    """The list of those who were recorded, or failed, before the first visit."""
    told = [
        Told(p.name, p.nik, p.birth_place, p.birth_date.isoformat(), p.sex, p.status)
        for p in pupils
        if p.status
    ]
    _take_in(stage, told, BEFORE)


def answer(stage: Stage, number: int, strangers: list[Pupil]) -> None:
    """The next list of statuses; a few of its people are known to nobody here."""
    told = list(_told(stage, number))
    for one in strangers:
        born = one.birth_date.isoformat()
        told.append(Told(one.name, one.nik, one.birth_place, born, one.sex, "PROCESSING"))
    _take_in(stage, sorted(told, key=lambda one: (one.name, one.birth_date)), ANSWERS[number])


def _told(stage: Stage, number: int) -> Iterator[Told]:
    for entries in _recorded(stage, ANSWERS[number]).values():
        said = entries[0].visitor.fields.get
        status = _status(stage.seed, number, entries)
        if status:
            yield Told(
                said("name", ""), said("nik", ""), said("birth_place", ""), said("birth_date", ""),
                said("sex", ""), status,
            )  # fmt: skip


def _recorded(stage: Stage, day: date) -> dict[str, list[Entry]]:
    """Everyone recorded before `day`, with their entries of each visit."""
    found: dict[str, list[Entry]] = {}
    for visit in reversed(queries.visits(stage.office.db)):
        if visit.plan.date < day:
            for entry in queries.recorded(stage.office.db, visit.visit):
                found.setdefault(entry.visitor.person, []).append(entry)
    return found


def _status(seed: int, number: int, entries: list[Entry]) -> str:
    steps = [step.step for entry in entries for step in entry.visitor.card]
    if steps and steps[-1] in _STEP_STATUS:
        return _STEP_STATUS[steps[-1]]
    if any(card_way.way(one.visitor).again for one in entries) and len(entries) > 1:
        return "PRINT_READY_RECORD"  # recorded a second time
    said = entries[0].visitor.fields
    dice = Random(f"{seed} {said.get('name')} {said.get('birth_date')}").randrange(1000)  # noqa: S311
    for share, fate in _FATES:
        if dice < share:
            return fate[number]
        dice -= share
    return ""


def _take_in(stage: Stage, told: list[Told], day: date) -> None:
    name = f"status-{day:%Y%m%d}.xlsx"
    write_statuses(stage.lists / name, told, day)
    stage.clock.set(max(stage.clock.time, at(day, "09:00")))
    found = statuses.take_in(stage.office, stage.read(name), day)
    stage.say(
        _("{file}: {read} statuses, {unknown} of unknown people, {again} to be recorded again.")
        .format(file=name, read=found.read, unknown=found.unknown, again=found.again)
    )  # fmt: skip


def hand_over_cards(stage: Stage, first: date, until: date) -> None:
    """Who turned 17 and whose recording is ready asks for the card; most get it within days."""
    dice = stage.chance(f"cards {first}")
    by_visit: dict[str, list[str]] = {}
    for line in print_plan.plan(stage.office.db, until=until):
        if line.stage == "print_ready" and not line.steps and dice.random() < 0.9:
            by_visit.setdefault(line.visit, []).append(line.person)
    for step, days, part, to in _CARD_STEPS:
        day = first + timedelta(days=days)
        stage.clock.set(max(stage.clock.time, at(day, "10:00")))
        for visit, asked in by_visit.items():
            if persons := part(asked):
                statuses.step(stage.office, visit, persons, step, day, to)


def _printed(asked: list[str]) -> list[str]:
    return asked[: len(asked) * 4 // 5]


def _taken(asked: list[str]) -> list[str]:
    printed = _printed(asked)
    return printed[: len(printed) * 3 // 4]


_CARD_STEPS: tuple[tuple[str, int, Callable[[list[str]], list[str]], str], ...] = (
    ("requested", 0, lambda asked: asked, ""),
    ("printed", 2, _printed, ""),
    ("handed_over", 7, lambda asked: _taken(asked)[1::2], "pemilik"),
    ("handed_over", 8, lambda asked: _taken(asked)[::2], "ibu"),
)
