"""Eight hours of a hall at full speed: does anything grow?

`python -m bench.soak [--pupils N] [--table FILE]`: three laptops check in, call and record in
turns, the first through its real window, whose pages are opened one after the other; every half
hour of their clock each hands a bundle to the office and takes one back.
"""

import argparse
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from msgspec import Struct
from PySide6.QtWidgets import QApplication

from bench import made, table
from fieldapp import people, queue, visits
from fieldapp.domain.eligibility import MAY_RECORD
from fieldapp.roster.preview import Listing, Row
from fieldapp.store import queries, trust
from fieldapp.store.session import Session
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_in, bundle_out
from tests import workplace as w
from ui import theme
from ui.app import Window
from ui.officer import Officer
from ui.tasks import collect_on_main_thread

HOURS, PARTS = 8, 2  # a bundle for each part of an hour
LISTED = 2_540  # of whom 1,216 may be recorded, and come
PAGES = ("checkin", "desk", "queue", "visits", "stick")
_STEP = 6_000  # milliseconds between two actions: 4,800 of them make eight hours
_HEADS = (
    "hour", "recorded so far", "memory, MB", "file handles", "threads",
    "an action in the window, ms (median, 99 of 100)", "a verb alone, ms", "a merge, ms",
)  # fmt: skip


class Hour(Struct):
    """What was seen at the end of an hour; times in seconds."""

    recorded: int = 0
    memory: float = 0
    handles: int = 0
    threads: int = 0
    window: list[float] = []
    verbs: list[float] = []
    merges: list[float] = []


class _Clock:
    """The hall's clock, which goes on with the work."""

    def __init__(self) -> None:
        self.now = 1_721_350_800_000  # 19 July 2024, 8:00 in Mojokerto

    def __call__(self) -> int:
        return self.now


class Soak:
    """The hall, the office, and the officer at the first laptop's window."""

    def __init__(self, team: w.Team, pupils: int) -> None:
        self.clock = _Clock()
        self.office, *self.laptops = [replace(one, clock=self.clock) for one in team.everyone]
        self.stick = team.stick
        self.visit = self._plan(pupils)
        self.window = Window(self.laptops[0].home)
        self.window.resize(1366, 728)
        self.window.show()
        self.officer = Officer(self.window)
        self.officer.wait(self.officer.has_keyboard)
        self.window.enter(self.laptops[0])
        assert self.window.frame
        self.work = self.window.frame.work
        self.work.choose(self.visit)
        self.recorded = 0

    def _plan(self, pupils: int) -> str:
        visit = visits.plan(self.office, "SMAN 1", made.DAY, policy=made.RULES).visit
        rows = [Row(number + 7, made.fields(number)) for number in range(pupils)]
        people.take_in(self.office, visit, Listing(rows, [], pupils, "dapodik", []))
        for laptop in self.laptops:
            self._bring(self.office, laptop)
        return visit

    def _bring(self, giver: Session, taker: Session) -> float:
        """A bundle from one to the other; seconds that the merge took."""
        to = trust.devices(giver.db)[taker.device_id]
        file = bundle_out.export(giver, self.stick, to=to).file
        begun = time.perf_counter()
        merged = bundle_in.merge(taker, file)
        assert not merged.gaps
        spent = time.perf_counter() - begun
        file.unlink()  # a stick holds a day of them; here it would only fill the disk
        return spent

    def hours(self) -> Iterator[Hour]:
        """Play it hour by hour."""
        everyone = queries.everyone(self.office.db, self.visit)
        coming = iter([e.visitor.person for e in everyone if e.assessment.badge in MAY_RECORD])
        share = sum(e.assessment.badge in MAY_RECORD for e in everyone) // (HOURS * PARTS)
        for _hour in range(HOURS):
            hour = Hour()
            for _part in range(PARTS):
                for person, laptop in zip(islice(coming, share), cycle(self.laptops), strict=False):
                    self._serve(laptop, person, hour)
                self._hand_round(hour)
            gc.collect()
            hour.recorded, hour.memory = self.recorded, table.resident()
            hour.handles, hour.threads = _entries("fd"), _entries("task")
            yield hour

    def _serve(self, laptop: Session, person: str, hour: Hour) -> None:
        visit = self.visit
        steps: tuple[Callable[[], object], ...] = (
            lambda: queue.check_in(laptop, visit, person, services=["recording"]),
            lambda: queue.call(laptop, visit, "recording", person, "1"),
            lambda: queue.start(laptop, visit, person, "recording", "1"),
            lambda: queue.finish(laptop, visit, person, "recording", "recorded", station="1"),
        )
        for place, step in enumerate(steps):
            self.clock.now += _STEP
            begun = time.perf_counter()
            if laptop is self.laptops[0]:
                if place == 0:
                    self.officer.open(PAGES[self.recorded // 3 % len(PAGES)])
                    begun = time.perf_counter()
                assert self.work.do(step, person)
                QApplication.processEvents()
                hour.window.append(time.perf_counter() - begun)
            else:
                step()
                hour.verbs.append(time.perf_counter() - begun)
        self.recorded += 1

    def _hand_round(self, hour: Hour) -> None:
        hour.merges += [self._bring(laptop, self.office) for laptop in self.laptops]
        hour.merges += [self._bring(self.office, laptop) for laptop in self.laptops]
        self.work.anything_changed()
        QApplication.processEvents()

    def finish(self) -> list[str]:
        """Close the window; what is wrong with the data of any device."""
        wrong = [text for one in (self.office, *self.laptops) for text in verify(one).problems]
        done = [len(queries.recorded(one.db, self.visit)) for one in (self.office, *self.laptops)]
        wrong += [
            f"{count} of {self.recorded} recorded" for count in done if count != self.recorded
        ]
        self.window.close()
        self.window.finish()
        return wrong


def _entries(name: str) -> int:
    """How many file handles (fd) or threads (task) this process has; only Linux tells."""
    place = Path("/proc/self") / name
    return len(list(place.iterdir())) if place.exists() else 0


def play(pupils: int) -> tuple[list[Hour], list[str]]:
    """Eight hours with so many pupils, and what is wrong at their end."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    with tempfile.TemporaryDirectory() as scratch, w.team(Path(scratch), "ABC") as team:
        soak = Soak(team, pupils)
        timer = collect_on_main_thread(soak.window)  # as the program does
        hours = []
        for hour in soak.hours():
            hours.append(hour)
            say(_line(len(hours), hour))
        timer.stop()
        gc.enable()
        return hours, soak.finish()


def _line(number: int, hour: Hour) -> str:
    window = f"{median(hour.window) * 1000:.1f}, {table.nearly_all(hour.window):.1f}"
    cells = (
        number, f"{hour.recorded:,}", f"{hour.memory:.0f}", hour.handles, hour.threads, window,
        f"{median(hour.verbs) * 1000:.1f}", f"{median(hour.merges) * 1000:.0f}",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def say(text: str) -> None:
    """Tell a line as soon as it is known."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(words: list[str]) -> None:
    """Play, check, and put the table where it is asked for."""
    known = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    known.add_argument("--pupils", type=int, default=LISTED)
    known.add_argument("--table", type=Path)
    asked = known.parse_args(words)
    begun = time.perf_counter()
    hours, wrong = play(asked.pupils)
    spent = (time.perf_counter() - begun) / 60
    lines = [_HEADS, ("---",) * len(_HEADS)]
    text = "\n".join(
        [
            f"{table.machine()}; {spent:.1f} minutes; wrong at the end: "
            f"{', '.join(wrong) or 'nothing'}.\n",
            *(f"| {' | '.join(line)} |" for line in lines),
            *(_line(number, hour) for number, hour in enumerate(hours, start=1)),
        ]
    )
    say(text)
    if asked.table:
        table.put(asked.table, text, "soak")


if __name__ == "__main__":
    main(sys.argv[1:])
