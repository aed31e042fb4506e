"""An office that is handed hostile bytes, and a laptop that writes them; made once."""

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from fieldapp import queue
from fieldapp.store import queries, trust
from fieldapp.store.session import Session
from fieldapp.sync import bundle_out, container
from tests import workplace as w


class Place:
    """Who is there, and what the laptop would rightly hand over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.office = w.device(folder / "office", "Kantor", "office")
        self.laptop = w.device(folder / "laptop", "Laptop A", letter="A")
        w.acquaint(self.office, self.laptop)
        self.visit = w.visit_with(self.office, 6)
        w.hand_over(self.office, self.laptop, self.stick)
        for person in w.ids(self.laptop, self.visit)[:3]:
            queue.check_in(self.laptop, self.visit, person)
        self.whole = self._rightly(self.laptop, self.office).read_bytes()

    def _rightly(self, giver: Session, taker: Session) -> Path:
        to = trust.devices(giver.db)[taker.device_id]
        return bundle_out.export(giver, self.stick, to=to).file

    @functools.cached_property
    def parts(self) -> tuple[bytes, bytes, list[bytes]]:
        """The manifest, its signature and the lines of the right bundle."""
        file = self.folder / "whole"
        file.write_bytes(self.whole)
        with container.open_container(file, self.office.device.keys.seal_identity) as opened:
            lines = list(opened.lines(next(opened.members())))
            return opened.manifest, opened.signature, lines

    @functools.cached_property
    def persons(self) -> list[str]:
        """The ids of the visit's people."""
        return [entry.visitor.person for entry in queries.everyone(self.office.db, self.visit)]


@functools.cache
def place() -> Place:
    """The place, for as long as the program runs."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Place(folder)
