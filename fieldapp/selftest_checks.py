"""What the self-test tries without a screen."""

import platform
import shutil
import sys
from contextlib import closing
from datetime import date, timedelta
from string import ascii_uppercase

from babel.messages.pofile import read_po

import resources
from fieldapp import __version__, people, queue, spoken, texts, visits
from fieldapp.demo.lists import write_dapodik
from fieldapp.demo.people import invent
from fieldapp.domain import regions
from fieldapp.domain.policy import Policy
from fieldapp.reports import recap, recap_xlsx
from fieldapp.roster import preview
from fieldapp.selftest import OPERATOR, PASSPHRASE, Place, Trial, require
from fieldapp.store import journal, queries, trust
from fieldapp.store.session import Session, init, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, bundle_out, cards, drives, enrol
from fieldapp.texts import _, number

PLACE = "SMA Percobaan"
OLDEST = "older/schema-1"  # a home as the first released schema left it
_OLDEST_OPERATOR, _OLDEST_PASSPHRASE, _OLDEST_PEOPLE = "Op Laptop A", "empat kata yang aneh", 12
_PUPILS = 60
_WORDS = 1024


def program(_place: Place) -> str:
    """Which program this is."""
    require(__version__ != "0", _("The program does not know its version."))
    kind = _("built") if getattr(sys, "frozen", False) else _("from source")
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"fieldapp {__version__} ({kind}), {system}"


def said() -> dict[str, list[str]]:
    """Every text of the program and its Indonesian forms, as the catalogue's source has them."""
    source = resources.path("locale/id/LC_MESSAGES/fieldapp.po")
    with source.open("rb") as file:
        kept = read_po(file, locale="id")
    found: dict[str, list[str]] = {}
    for message in kept:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            forms = message.string or ""
            found[key] = [forms] if isinstance(forms, str) else list(forms)
    return found


def translations(_place: Place) -> str:
    """Whether every text is there in Indonesian, and dates and numbers in both languages."""
    before, known = texts.language(), said()
    try:
        texts.use("id")
        lacking = [
            key for key, forms in known.items() if not all(forms) or not _is_said(key, forms)
        ]
        day = texts.long_date(date(2007, 7, 12)), number(1423)
        texts.use("en")
        other = texts.long_date(date(2007, 7, 12)), number(1423)
    finally:
        texts.use(before)
    require(not lacking, _("{count} texts have no Indonesian.").format(count=len(lacking)))
    written = (day, other) == (("12 Juli 2007", "1.423"), ("12 July 2007", "1,423"))
    require(written, _("Dates or numbers are not written as they should be."))
    return _("{count} texts in Indonesian; {date}, {number}").format(
        count=number(len(known)), date=day[0], number=day[1]
    )


def _is_said(key: str, forms: list[str]) -> bool:
    return all(forms) and (_(key) in forms or texts.ngettext(key, key, 1) in forms)


def shipped(_place: Place) -> str:
    """Whether the data files are there and can be read."""
    words = len(cards.word_list())
    require(words == _WORDS, _("The list of words for cards is damaged."))
    here = regions.city("3576")
    require(here is not None and bool(regions.regency("3578")), _("Regions are missing."))
    guide = resources.path("help/panduan-petugas.md").read_text(encoding="utf-8")
    require(guide.startswith("# "), _("The guide is damaged."))
    return _("{words} words for cards, the regions of {city}, the guide").format(
        words=number(words), city=here.name if here else ""
    )


def sounds(_place: Place) -> str:
    """Whether every sound is there that a call may need."""
    spans = [
        spoken.seconds(spoken.samples(spoken.sounds(f"{letter}-{count}", letter)))
        for letter, count in zip(ascii_uppercase, range(0, 1000, 37), strict=False)
    ]
    require(min(spans) > 1, _("A call would be silent."))
    return _("calls for every letter, the longest {seconds} seconds").format(
        seconds=number(round(max(spans), 1))
    )


def older_data(place: Place) -> str:
    """Whether data of the oldest released schema open, with their people."""
    home = place.folder / "older"
    home.mkdir()
    for name in ("keys.json", "fieldapp.db"):
        shutil.copyfile(resources.path(f"{OLDEST}/{name}"), home / name)
    with closing(open_home(home, _OLDEST_OPERATOR, _OLDEST_PASSPHRASE)) as session:
        found = sum(len(queries.everyone(session.db, v.visit)) for v in queries.visits(session.db))
        require(found == _OLDEST_PEOPLE, _("People are missing after the update of the data."))
        _require_verified(session)
        return _("{count} people of the first version's data").format(count=found)


def devices(place: Place) -> str:
    """Whether an office and a laptop can be set up and get to know each other."""
    for home, name, role in (("office", "Kantor Coba", "office"), ("laptop", "Laptop A", "field")):
        init(place.folder / home, role=role, name=name, operator=OPERATOR,
             passphrase=PASSPHRASE).close()  # fmt: skip
    with closing(place.open("office")) as office, closing(place.open("laptop")) as laptop:
        for one, other in ((office, laptop), (laptop, office)):
            enrol.enrol(one, enrol.look_at(enrol.give_card(other, place.folder)))
        return cards.words(enrol.own_card(office))


def a_list(place: Place) -> str:
    """Whether a school's workbook is read and taken in."""
    today = date.today()  # noqa: DTZ011 -- the local day
    election = today + timedelta(days=130)
    file = place.folder / "dapodik.xlsx"
    write_dapodik(file, PLACE, invent(_PUPILS, 1, day=today, election=election), today)
    with closing(place.open("office")) as session:
        plan = visits.plan(session, PLACE, today, policy=Policy(election=election))
        place.visit = plan.visit
        taken = people.take_in(session, place.visit, preview.read_list(file))
        require(taken.read == _PUPILS, _("Rows of the list are missing."))
        return _("{read} rows read, {new} people, {problems} problems named").format(
            read=taken.read, new=taken.new, problems=len(taken.problems)
        )


def bundles(place: Place) -> str:
    """Whether work travels: to the laptop, through the hall, and back to the office."""
    with closing(place.open("office")) as office, closing(place.open("laptop")) as laptop:
        _hand_over(office, laptop, place)
        person = queries.everyone(laptop.db, place.visit)[0].visitor.person
        queue.check_in(laptop, place.visit, person, services=("recording",))
        queue.finish(laptop, place.visit, person, "recording", "recorded")
        back = _hand_over(laptop, office, place)
        total = recap.total(recap.recaps(office.db, place.visit))
        require(total.recorded == 1, _("What was recorded did not arrive."))
        for session in (office, laptop):
            _require_verified(session)
        return _("{count} records back, all {events} verified").format(
            count=back.new, events=number(journal.count(office.db))
        )


def _hand_over(giver: Session, taker: Session, place: Place) -> bundle_in.Merged:
    to = trust.devices(giver.db)[taker.device_id]
    return bundle_in.merge(taker, bundle_out.export(giver, place.folder, to=to).file)


def _require_verified(session: Session) -> None:
    problems = verify(session).problems
    require(not problems, " ".join(problems))


def workbooks(place: Place) -> str:
    """Whether the recap is written as a workbook."""
    with closing(place.open("office")) as session:
        found = recap.recaps(session.db, place.visit)
        file = place.folder / "recap.xlsx"
        recap_xlsx.write(found, file, today=date.today())  # noqa: DTZ011 -- the local day
        return _("recap as a workbook, {size} bytes").format(size=number(file.stat().st_size))


def sticks(_place: Place) -> str:
    """Which removable drives are plugged in."""
    found = [drive.label for drive in drives.removable_drives()]
    return ", ".join(found) or _("none is plugged in")


CHECKS: tuple[Trial, ...] = (
    ("program", program), ("texts", translations), ("resources", shipped), ("sounds", sounds),
    ("older_data", older_data), ("devices", devices), ("list", a_list), ("bundles", bundles),
    ("workbook", workbooks), ("drives", sticks),
)  # fmt: skip
