"""How long an office takes to merge many bundles: 50 visits of 500 pupils, one laptop each.

`python bench/merge_many.py [BUNDLES] [PUPILS]` makes an office and one laptop, whose visits each
listed, checked in and recorded their pupils; writes one bundle a visit; merges all of them, twice.
"""

import sys
import tempfile
import time
from pathlib import Path

from fieldapp import people, queue, visits
from fieldapp.store import trust
from fieldapp.store.session import Session
from fieldapp.sync import bundle_out, take_all
from tests import workplace as w


def main(bundles: int = 50, pupils: int = 500) -> None:
    """Make, merge, and say how long it took."""
    with tempfile.TemporaryDirectory() as name, w.team(Path(name), "A") as team:
        laptop = team.laptops[0]
        begun = time.perf_counter()
        for number in range(bundles):
            _play(laptop, number, pupils)
            office = trust.devices(laptop.db)[team.office.device_id]
            # each bundle as from a laptop that knows what the office holds
            with laptop.writing():
                bundle_out.export(laptop, team.stick, to=office)
                laptop.db.execute("DELETE FROM held")
                laptop.db.execute(
                    "INSERT INTO held SELECT ?, id, last FROM stream", (office.device,)
                )
        say(f"made {bundles} bundles in {time.perf_counter() - begun:.1f} s")
        for _again in range(2):
            begun = time.perf_counter()
            taken = take_all.take_all(team.office, [team.stick])
            spent = time.perf_counter() - begun
            say(f"{take_all.total_words(taken)} {spent:.2f} s")


def say(text: str) -> None:
    """Tell a figure as soon as it is known."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _play(laptop: Session, number: int, pupils: int) -> None:
    """A visit at which everyone is listed, comes and is recorded."""
    with laptop.writing():
        visit = visits.plan(laptop, f"SMA {number}", w.DAY).visit
        rows = [w.pupil(each) for each in range(1, pupils + 1)]
        people.take_in(laptop, visit, w.listing(rows))
        for person in w.ids(laptop, visit):
            queue.check_in(laptop, visit, person, services=["recording"])
            queue.call(laptop, visit, "recording", person)
            queue.start(laptop, visit, person, "recording")
            queue.finish(laptop, visit, person, "recording", "recorded")


if __name__ == "__main__":
    main(*[int(each) for each in sys.argv[1:]])
