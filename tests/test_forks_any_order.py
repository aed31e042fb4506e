"""Whoever is cloned or restored, in whatever order work and bundles come: nothing is lost."""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from fieldapp import people
from fieldapp.errors import KnownError
from fieldapp.store import tables, trust
from fieldapp.store.session import open_home
from fieldapp.sync import bundle_in
from fieldapp.sync.continuing import continue_as_new
from tests import workplace as w
from tests.clones import assert_settled, bundle, cloned, copied, lines_of, settle
from tests.test_sync import ACTS

MOST = 5  # laptops and copies of laptops

numbers, persons, digits = st.integers(0, MOST - 1), st.integers(0, 3), st.integers(0, 9)
WORK = ("serve", "check_in", "finish", "undo", "undo_about", "rename", "note", "decide", "walk_in")
steps = st.one_of(
    st.tuples(st.sampled_from(WORK), numbers, persons, digits),
    st.tuples(st.sampled_from(["clone", "restore", "keep", "continue"]), numbers),
    st.tuples(st.sampled_from(["up", "up", "down", "old", "office"]), numbers, digits),
)


class Copies(Struct):
    """A team whose laptops are cloned and restored, and all that anybody ever wrote."""

    team: w.Team
    visit: str
    persons: list[str]
    kept: dict[int, Path] = {}  # copies of laptops' folders, to be restored
    bundles: list[tuple[int, Path]] = []  # for whom each was; 0 stands for the office
    written: set[bytes] = set()
    count: int = 0

    def step(self, what: str, number: int, *more: int) -> None:
        """One thing that happens; what the program refuses is no harm."""
        place = number % len(self.team.laptops)
        laptop = self.team.laptops[place]
        if what in ACTS:
            with suppress(KnownError):
                ACTS[what](laptop, self.visit, self.persons[more[0]], more[1])
        elif what == "clone" and len(self.team.laptops) < MOST:
            cloned(self.team, place)
        elif what == "keep":
            self.kept[place] = self._folder()
            copied(laptop, self.kept[place]).close()
        elif what == "restore" and place in self.kept:
            self._restore(place)
        elif what == "continue":
            continue_as_new(laptop)
        else:
            self._hand_over(what, place, *more)
        self._remember()

    def _folder(self) -> Path:
        self.count += 1
        return self.team.stick.parent / f"copy-{self.count}"

    def _restore(self, place: int) -> None:
        """The laptop is lost after its last bundle reached the office; an old copy goes on."""
        laptop = self.team.laptops[place]
        self.team.bring(laptop, self.team.office)
        laptop.close()
        copy = open_home(self.kept.pop(place), laptop.actor, w.PASSPHRASE)
        self.team.laptops[place] = copy

    def _hand_over(self, what: str, place: int, *more: int) -> None:
        office, laptop = self.team.office, self.team.laptops[place]
        if what == "up":
            self.bundles.append((0, bundle(laptop, office, self.team.stick)))
            if more[0] % 3:
                bundle_in.merge(office, self.bundles[-1][1])
        elif what == "down" and laptop.device_id in trust.devices(office.db):
            file = bundle(office, laptop, self.team.stick)
            self.bundles.append((place + 1, file))
            if more[0] % 3:
                bundle_in.merge(laptop, file)
        elif what == "old" and self.bundles:
            self._merge_old(*self.bundles[more[0] % len(self.bundles)])
        elif what == "office":
            people.note(office, self.visit, self.persons[more[0] % 4], f"kantor {more[0]}")

    def _merge_old(self, taker: int, file: Path) -> None:
        """A bundle from before, which a restored laptop may not be able to open any more."""
        session = self.team.office if not taker else self.team.laptops[taker - 1]
        with suppress(KnownError):
            bundle_in.merge(session, file)

    def _remember(self) -> None:
        for session in self.team.everyone:
            self.written |= lines_of(session)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(st.lists(steps, min_size=4, max_size=25))
def test_copies_of_laptops_end_in_the_same_tables_with_all_that_anybody_wrote(
    happened: list[tuple[str, int, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, w.team(Path(folder)) as team:
        visit = team.visit(4)
        copies = Copies(team, visit, w.ids(team.office, visit))
        for step in happened:
            copies.step(*step)
        settle(team)
        assert_settled(team)
        assert lines_of(team.office) >= copies.written
        for count, session in enumerate(team.laptops):
            people.note(session, visit, copies.persons[0], f"terakhir {count}")
        settle(team)
        assert_settled(team)
        ids = [session.device_id for session in team.everyone]
        assert len(set(ids)) == len(ids)  # each copy that wrote is a device of its own
        before = tables.dump(team.office.db)
        settle(team)
        assert tables.dump(team.office.db) == before
        assert [session.device_id for session in team.everyone] == ids
