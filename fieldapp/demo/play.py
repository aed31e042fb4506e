"""The demo: an office and two laptops with invented pupils play a whole visit.

Everything goes through the program's own verbs and files; only the clock is played, so that a
morning in the hall takes seconds. The same seed plays the same morning.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from msgspec import Struct

from fieldapp import people, visits
from fieldapp.demo.hall import Clock, Hall
from fieldapp.demo.lists import write_dapodik, write_registry
from fieldapp.demo.people import invent
from fieldapp.domain.policy import Policy
from fieldapp.errors import KnownError
from fieldapp.reports import recap, recap_xlsx
from fieldapp.roster.preview import read_list, write_problems
from fieldapp.store import keyfile, trust
from fieldapp.store.session import Session, init
from fieldapp.sync import bundle_in, bundle_out, enrol
from fieldapp.texts import _

SCHOOL = "SMAN 1 Kota Mojokerto"
SCHOOLS = (
    SCHOOL,
    "SMAN 3 Kota Mojokerto",
    "SMKN 2 Kota Mojokerto",
    "SMA Katholik Kota Mojokerto",
    "SMK PGRI Kota Mojokerto",
    "SMK Taman Siswa Kota Mojokerto",
)
DAY = date(2024, 7, 19)
ELECTION = date(2024, 11, 27)
LATER = date(2024, 7, 30)
RULES = Policy(election=ELECTION)
PASSPHRASE = "kereta pagi berangkat sepi"  # noqa: S105 -- of the demo, printed with it
OPEN = datetime(2024, 7, 19, 0, 30, tzinfo=UTC)  # 07:30 in Mojokerto
_MARK = "demo.txt"

Say = Callable[[str], None]


class Played(Struct, frozen=True):
    """What the demo left in its folder."""

    folder: Path
    visit: str
    office: Path
    laptops: tuple[Path, ...]
    recap: recap.Recap
    bundles: tuple[Path, ...]


def play(
    folder: Path,
    *,
    count: int = 400,
    seed: int = 2024,
    say: Say = lambda _line: None,
    cost: keyfile.Cost = keyfile.DEFAULT_COST,
) -> Played:
    """Play the visit into `folder`, which is made anew if an earlier demo left it."""
    _clear(folder)
    stick = folder / "stick"
    stick.mkdir(parents=True)
    (folder / _MARK).write_text(_readme(), encoding="utf-8")
    clock = Clock(OPEN - timedelta(days=1))
    office, *laptops = _devices(folder, clock, cost)
    try:
        _acquaint(office, laptops, stick, say)
        visit = _prepare(office, folder, count, seed, say)
        _hand_over(office, laptops, stick, say)
        clock.set(OPEN)
        say(_("The hall opens: pupils are checked in, recorded, and activate IKD."))
        Hall(visit, laptops, clock, Random(seed)).run()  # noqa: S311 -- a play, not a secret
        _bring_back(office, laptops, stick, say)
        made = recap.recaps(office.db, visit)[0]
        recap_xlsx.write([made], folder / "recap.xlsx", today=DAY)
        for line in recap.lines(made):
            say(line)
    finally:
        for session in (office, *laptops):
            session.close()
    return Played(
        folder, visit, office.home, tuple(laptop.home for laptop in laptops), made,
        tuple(sorted(stick.glob("*.bundle"))),
    )  # fmt: skip


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
        "  fieldapp --home office        (or laptop-a, laptop-b)\n"
        "and this passphrase: {passphrase}\n"
    ).format(passphrase=PASSPHRASE)


def _devices(folder: Path, clock: Clock, cost: keyfile.Cost) -> list[Session]:
    made = []
    for home, name, role, operator, letter in (
        ("office", "Dispendukcapil Kota Mojokerto", "office", "Ratna", "K"),
        ("laptop-a", "Laptop A", "field", "Bagus", "A"),
        ("laptop-b", "Laptop B", "field", "Wulan", "B"),
    ):
        session = init(
            folder / home, role=role, name=name, operator=operator, letter=letter,
            passphrase=PASSPHRASE, cost=cost,
        )  # fmt: skip
        made.append(replace(session, clock=clock.now))
    return made


def _acquaint(office: Session, laptops: list[Session], stick: Path, say: Say) -> None:
    for laptop in laptops:
        enrol.enrol(office, enrol.look_at(enrol.give_card(laptop, stick)))
        enrol.enrol(laptop, enrol.look_at(enrol.give_card(office, stick)))
    say(_("Office and laptops exchanged their cards."))


def _prepare(office: Session, folder: Path, count: int, seed: int, say: Say) -> str:
    """The office plans the visit and takes in the school's list and its own.

    A second visit lies ahead, on a day on which some may be recorded early.
    """
    lists = folder / "lists"
    lists.mkdir()
    invented = invent(count, seed, day=DAY, election=ELECTION)
    write_dapodik(lists / "dapodik.xlsx", SCHOOL, invented, DAY)
    write_registry(lists / "registry.xlsx", [pupil for pupil in invented if pupil.status])
    visit = visits.plan(office, SCHOOL, DAY, policy=RULES).visit
    for name in ("dapodik", "registry"):
        _take_in(office, visit, lists / f"{name}.xlsx", say)
    following = invent(max(50, count // 4), seed + 1, day=LATER, election=ELECTION)
    write_dapodik(lists / "later.xlsx", SCHOOLS[2], following, LATER)
    _take_in(
        office, visits.plan(office, SCHOOLS[2], LATER, policy=RULES).visit,
        lists / "later.xlsx", say,
    )  # fmt: skip
    return visit


def _take_in(office: Session, visit: str, path: Path, say: Say) -> None:
    taken = people.take_in(office, visit, read_list(path))
    write_problems(taken.problems, path.with_name(f"{path.stem}-problems.xlsx"))
    say(
        _("{file}: {read} rows, {new} new, {changed} changed, {problems} problems.").format(
            file=path.name, read=taken.read, new=taken.new, changed=taken.changed,
            problems=len(taken.problems),
        )
    )  # fmt: skip


def _give(giver: Session, taker: Session, stick: Path) -> bundle_in.Merged:
    to = trust.devices(giver.db)[taker.device_id]
    return bundle_in.merge(taker, bundle_out.export(giver, stick, to=to).file)


def _hand_over(office: Session, laptops: list[Session], stick: Path, say: Say) -> None:
    for laptop in laptops:
        merged = _give(office, laptop, stick)
        say(
            _("{name} took in {count} records from the office.").format(
                name=laptop.device.name, count=merged.new
            )
        )


def _bring_back(office: Session, laptops: list[Session], stick: Path, say: Say) -> None:
    """Each laptop hands its work to the office, and the office tells them that it arrived."""
    for laptop in laptops:
        merged = _give(laptop, office, stick)
        say(
            _("The office took in {count} records from {name}; conflicts: {conflicts}.").format(
                count=merged.new, name=laptop.device.name, conflicts=merged.conflicts
            )
        )
    for laptop in laptops:
        _give(office, laptop, stick)
