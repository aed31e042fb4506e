"""The acts of the demo: lists in, visit after visit, answers of the national system, cards."""

from collections.abc import Sequence
from datetime import timedelta

from fieldapp import candidates, packing, people, visits
from fieldapp.demo import national, stage, stops
from fieldapp.demo.hall import Guest, Hall
from fieldapp.demo.lists import write_dapodik, write_registry
from fieldapp.demo.mishaps import BROKEN, Breakdown
from fieldapp.demo.people import Pupil, invent
from fieldapp.demo.registry import listed
from fieldapp.demo.stage import Stage
from fieldapp.demo.stops import STOPS, Stop
from fieldapp.domain import regions
from fieldapp.reports import follow_up, print_plan, recap
from fieldapp.roster.preview import write_problems
from fieldapp.store import pairs, queries
from fieldapp.sync import bundle_in
from fieldapp.texts import _, short_date

_TYPED = ("name", "nik", "birth_date", "sex", "village", "phone")  # what is typed at the door


def chosen(*, short: bool) -> list[Stop]:
    """The stops of the month, or of its short form."""
    return [stop for stop in STOPS if stop.short or not short]


def prepare(play: Stage, chosen_stops: Sequence[Stop], count: int, size: int) -> list[Pupil]:
    """Plan all visits, take in the lists and compare them. Returns the pupils of the schools."""
    used: set[str] = set()
    cast: list[Pupil] = []
    for number, stop in enumerate(chosen_stops):
        stage.plan(play, stop)
        if stop.setting == "school":
            pupils = invent(
                max(40, round(count * stop.share)), play.seed + number, day=stop.date,
                election=stops.ELECTION, used=used,
            )  # fmt: skip
            cast += pupils
            name = "dapodik.xlsx" if number == 0 else f"dapodik-{number + 1}.xlsx"
            write_dapodik(play.lists / name, stop.place, pupils, stops.PREPARED)
            taken = people.take_in(play.office, play.visits[stop], play.read(name))
            _tell(play, name, taken)
    national.before(play, cast)
    _registry(play, cast, size, used)
    return cast


def _tell(play: Stage, name: str, taken: people.Taken) -> None:
    write_problems(taken.problems, play.lists / name.replace(".xlsx", "-problems.xlsx"))
    play.say(
        _("{file}: {read} rows, {new} new, {changed} changed, {problems} problems.").format(
            file=name, read=taken.read, new=taken.new, changed=taken.changed,
            problems=len(taken.problems),
        )
    )  # fmt: skip


def _registry(play: Stage, cast: list[Pupil], size: int, used: set[str]) -> None:
    """Take in the registry's list, compare it, and list those at no school for the kelurahan."""
    own = listed(
        cast, size, play.seed + 1000, day=stops.PREPARED, election=stops.ELECTION, used=used
    )
    write_registry(play.lists / "registry.xlsx", own)
    taken = candidates.take_in(play.office, play.read("registry.xlsx"), stops.PREPARED)
    _tell(play, "registry.xlsx", taken)
    candidates.compare(play.office)
    for line in pairs.lines(play.office.db, "doubtful")[:20:2]:
        if line.listed and line.pupil:
            same = line.score >= 0.9
            candidates.decide(
                play.office, line.listed.person, line.pupil.visit, line.pupil.person, same=same
            )
    for stop, visit in play.visits.items():
        if stop.setting == "village":
            here = regions.village_code("3576", stop.place, "")
            lines = pairs.lines(play.office.db, "nowhere")
            candidates.list_for(
                play.office,
                visit,
                [one for one in lines if one.listed and one.listed.village == here],
            )


def pack(play: Stage, stop: Stop) -> None:
    """On the day before, the office packs the team's stick: the week's visits for its laptops."""
    play.clock.set(max(play.clock.time, stops.at(stop.date - timedelta(days=1), "15:00")))
    laptops = packing.laptops_of(play.office, stop.team, stop.date)
    for packed in packing.pack(play.office, play.stick, laptops, stop.date):
        (laptop,) = (one for one in play.team(stop) if one.device_id == packed.device.device)
        assert packed.written is not None  # noqa: S101 -- narrows the type
        bundle_in.merge(laptop, packed.written.file)


def visit(play: Stage, stop: Stop) -> None:
    """One day: the hall, and in the evening what was written comes to the office."""
    first = stop is STOPS[0]
    mishap = Breakdown(play) if stop is STOPS[1] else None
    pack(play, stop)
    if mishap:
        mishap.prepare()
    laptops, guests = play.team(stop), _guests(play, stop)
    hall = Hall(
        play.visits[stop], stop, laptops, play.clock, play.chance(stop.place), guests=guests,
        aside=mishap.copy if mishap else None,
    )  # fmt: skip
    if mishap:
        hall.until(stop.moment("10:30"))
        mishap.midday(laptops)
    hall.until(stop.moment(stop.closes))
    if first:
        hall.collide()
    play.clock.set(stops.at(stop.date, "21:30"))
    for laptop in laptops:
        if not (mishap and laptop is play.laptops[BROKEN]):
            play.give(laptop, play.office)
    if mishap:
        mishap.mend()
    if stop.closed:
        visits.close(play.office, play.visits[stop])
    _report(play, stop)


def _guests(play: Stage, stop: Stop) -> list[Guest]:
    """Who comes to a place open to all: those to be recorded still or again, and for IKD."""
    if stop.setting not in ("mall", "office"):
        return []
    dice = play.chance(f"guests {stop.place}")
    waiting = [
        line
        for line in follow_up.follow_up(play.office.db, stop.date)
        if line.since <= stop.date and line.nik and line.why != "check_data"
    ]
    again = [line for line in waiting if line.why == "record_again"]
    others = [line for line in waiting if line.why != "record_again"]
    count = min(len(others), max(12, round(len(others) * stop.share)))
    ready = [
        line
        for line in print_plan.plan(play.office.db, until=stop.date)
        if line.nik and line.stage in ("print_ready", "printed", "issued")
    ]
    return [
        *(_guest(play, one.visit, one.person) for one in again[: len(again) * 2 // 3]),
        *(_guest(play, one.visit, one.person) for one in dice.sample(others, count)),
        *(_guest(play, one.visit, one.person, ("ikd",)) for one in ready[::8]),
    ]


def _guest(play: Stage, visit: str, person: str, services: tuple[str, ...] | None = None) -> Guest:
    """What an officer types of somebody at the door, from the family card."""
    fields = queries.known(play.office.db, visit, person).visitor.fields
    return Guest({name: fields[name] for name in _TYPED if fields.get(name)}, services)


def _report(play: Stage, stop: Stop) -> None:
    made = recap.recaps(play.office.db, play.visits[stop])[0]
    play.say(
        _("{day}, {place}: {here} present, {recorded} recorded, {ikd} IKD, {conflicts} conflicts.")
        .format(day=short_date(stop.date), place=stop.place, here=made.checked_in,
                recorded=made.recorded, ikd=made.ikd_activated, conflicts=made.conflicts)
    )  # fmt: skip


def end(play: Stage) -> None:
    """Everyone gets what they lack, and the lists are compared once more."""
    play.clock.set(play.clock.time + timedelta(hours=2))
    for laptop in play.laptops.values():
        play.give(play.office, laptop)
        play.give(laptop, play.office)
    for laptop in play.laptops.values():
        play.give(play.office, laptop)
    candidates.compare(play.office)
