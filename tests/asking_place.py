"""An office with people of every kind, to be asked about; all of them invented."""

from datetime import date, timedelta
from pathlib import Path

from fieldapp import people, queue, statuses, visits
from fieldapp.domain import events as e
from fieldapp.domain.policy import Policy
from fieldapp.store.session import Session
from tests import workplace as w

PLACES = ("SMAN 1 Kota Mojokerto", "SMKN 2 Kota Mojokerto", "Kelurahan Kedundung", "Daftar Dinas")
SETTINGS = ("school", "school", "village", "registry")
STATUSES = ("", "PRINT_READY_RECORD", "ENROLL_FAILURE_AT_CENTRAL", "DICEK DINAS", "UNREGISTERED")
VILLAGES = ("Kedundung", "Miji", "Sooko", "")
NAMES = ("Dewi Lestari", "Budi Santoso", "Dewi Wijaya Kusuma", "Rizky Maulana", "Muh. Lestari")


def prepare(folder: Path, count: int = 24) -> Session:
    """Three visits and the registry's list with `count` people each."""
    office = w.device(folder / "office", "Kantor", "office", "K")
    for number, (place, setting) in enumerate(zip(PLACES, SETTINGS, strict=True)):
        day = w.DAY + timedelta(days=number)
        visit = visits.plan(office, place, day, policy=Policy(election=w.ELECTION)).visit
        team = f"Tim {number % 2 + 1}"
        office.record(visit, ("", e.VisitChanged(setting=setting, team=team)))
        told = [pupil(number * count + n) for n in range(count)]
        people.take_in(office, visit, w.listing(told))
        if setting != "registry":
            _play(office, visit)
    return office


def pupil(number: int) -> dict[str, str]:
    """Somebody invented, different from the one before in almost everything."""
    village = VILLAGES[number % 4]
    return w.pupil(
        number,
        name=f"{NAMES[number % 5]} {w.NAMES[number // 3 % 10]}",
        sex="LP"[number % 2],
        status=STATUSES[number % 5],
        village=village,
        district="Sooko" if village == "Sooko" else "",
        **{"class": f"{('X', 'XI', 'XII')[number % 3]} {('IPA', 'IPS')[number % 2]} 1"},
        birth_date=(date(2005, 1, 5) + timedelta(days=61 * (number % 29))).isoformat(),
    )


def _play(office: Session, visit: str) -> None:
    """Half come; most are recorded, some fail, some only wait."""
    for number, person in enumerate(w.ids(office, visit)):
        if number % 2:
            continue
        queue.check_in(office, visit, person, services=("recording", "ikd"))
        if number % 6 == 0:
            queue.finish(office, visit, person, "recording", "recorded")
        elif number % 6 == 2:
            queue.finish(office, visit, person, "recording", "failed", reason="iris")
        if number % 4 == 0:
            queue.finish(office, visit, person, "ikd", "activated")
        if number % 12 == 0:
            statuses.step(office, visit, [person], "handed_over", w.DAY, "")
