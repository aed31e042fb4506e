"""Work in a process of its own, for the search through what it leaves on the disk.

`python -m tests.rest_story PART FOLDER`. The parts that are to be killed say `ready` on their
output at the moment for it, and then wait.
"""

import gc
import sys
import threading
from pathlib import Path

import click
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from fieldapp import cli, people, queue, visits, workbook
from fieldapp.__main__ import main as program
from fieldapp.domain.policy import Policy
from fieldapp.errors import KnownError
from fieldapp.reports import recap, recap_html, recap_xlsx
from fieldapp.roster.preview import read_list, write_problems
from fieldapp.store import queries, trust
from fieldapp.store.session import Session, open_home
from fieldapp.sync import bundle_in, bundle_out
from fieldapp.sync.spool import Spool
from tests import lists
from tests import workplace as w
from ui import app, printing
from ui.frame import Frame
from ui.pages import choose
from ui.pages.checkin import CheckIn
from ui.tasks import Progress

PUPILS = lists.pupils(40)
MANY = 3000
SCHOOL = "SMAN Rahasia Mojokerto"
WHO = f"{PUPILS[0]['name']} {PUPILS[0]['nik']}"


def ready() -> None:
    """Say that now is the moment to be killed, and wait for it."""
    print("ready", flush=True)  # noqa: T201 -- the other process reads it
    sys.stdin.read()


def plan(session: Session, path: Path, count: int) -> str:
    """A visit, and its list as a file."""
    lists.write_dapodik(path, lists.pupils(count), title=SCHOOL)
    return visits.plan(session, SCHOOL, w.DAY, policy=Policy(election=w.ELECTION)).visit


def work(folder: Path) -> None:
    """A whole visit: list in, bundles, check-in, desk, recap, a refused bundle, the window."""
    outside = folder / "outside"
    started = QApplication(sys.argv[:1])
    with w.team(folder / "homes", "A") as team:
        office, laptop = team.office, team.laptops[0]
        visit = plan(office, outside / "list.xlsx", len(PUPILS))
        listing = read_list(outside / "list.xlsx")
        taken = people.take_in(office, visit, listing)
        write_problems(taken.problems, outside / "problems.xlsx")
        team.bring(office, laptop)
        for person in w.ids(laptop, visit)[:6]:
            queue.check_in(laptop, visit, person, services=["recording"], documents=["kk"])
            queue.call(laptop, visit, "recording", person, "1")
            queue.start(laptop, visit, person, "recording", "1")
            queue.finish(laptop, visit, person, "recording", "recorded", station="1")
        people.note(laptop, visit, w.ids(laptop, visit)[0], f"{WHO} comes later")
        merged = team.bring(laptop, office)
        refuse(office, merged.file)
        write_recaps(office, visit, outside)
    window(folder, laptop.home, laptop.actor)
    assert started is QApplication.instance()


def refuse(office: Session, bundle: Path) -> None:
    """A bundle that is not taken in."""
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    broken = bundle.with_name("broken.bundle")
    broken.write_bytes(data)
    try:
        bundle_in.merge(office, broken)
    except KnownError:
        return
    raise AssertionError("a damaged bundle was taken in")


def write_recaps(office: Session, visit: str, outside: Path) -> None:
    """The recap on paper and as a workbook."""
    made = recap.recaps(office.db, visit)
    recap_xlsx.write(made, outside / "recap.xlsx", today=w.DAY)
    printing.write_pdf(recap_html.page(made), outside / "recap.pdf")


def window(folder: Path, home: Path, operator: str) -> None:
    """The window: somebody is found and copied, dialogs are used, and everything fails once."""
    QTimer.singleShot(0, lambda: _use(folder))
    app.show(home, [], operator, w.PASSPHRASE)


def _use(folder: Path) -> None:
    frame = next(x for x in QApplication.topLevelWidgets() if isinstance(x, app.Window)).frame
    assert frame
    frame.open("checkin")
    page = frame.pages["checkin"]
    assert isinstance(page, CheckIn)
    page.field.setText(PUPILS[0]["nik"])
    page.field.typed.emit(PUPILS[0]["nik"])
    page.results.copy()
    named = folder / "outside" / SCHOOL
    named.mkdir()
    (named / "list.xlsx").write_bytes(b"")
    QTimer.singleShot(0, lambda: _answer(named))
    chosen = choose.open_file(frame, "Choose", "Lists (*.xlsx)")
    assert chosen == named / "list.xlsx"
    _fail_everywhere(frame)


def _answer(folder: Path) -> None:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    dialog.setDirectory(str(folder))
    dialog.selectFile("list.xlsx")
    dialog.accept()


class Unraisable:
    """Fails where Python can only complain."""

    def __del__(self) -> None:
        raise RuntimeError(WHO)


def _fail_everywhere(frame: Frame) -> None:
    broken = threading.Thread(target=_fail)
    broken.start()
    broken.join()
    Unraisable()
    gc.collect()
    QTimer.singleShot(0, _fail)

    def long(_session: Session, _progress: Progress) -> None:
        _fail()

    frame.work.said.connect(lambda *_: QTimer.singleShot(0, QApplication.quit))
    frame.work.run("Failing", long, lambda _done: None)


def _fail() -> None:
    try:
        raise KeyError(WHO)
    except KeyError as error:
        raise RuntimeError(f"about {WHO}") from error


def import_(folder: Path) -> None:
    """Killed while a list is being taken in."""
    session = w.device(folder / "homes" / "office", "Kantor", "office", "K")
    visit = plan(session, folder / "outside" / "list.xlsx", MANY)
    listing = read_list(folder / "outside" / "list.xlsx")

    def told(done: int, total: int) -> None:
        if done > total * 3 // 4:
            ready()

    people.take_in(session, visit, listing, told)


def export(folder: Path) -> None:
    """Killed while a bundle is being written."""
    with w.team(folder / "homes", "A") as team:
        visit = plan(team.office, folder / "outside" / "list.xlsx", MANY)
        people.take_in(team.office, visit, read_list(folder / "outside" / "list.xlsx"))
        to = trust.devices(team.office.db)[team.laptops[0].device_id]

        def told(done: int, total: int) -> None:
            if done > total // 2:
                ready()

        bundle_out.export(team.office, team.stick, to=to, progress=told)


def spool(_folder: Path) -> None:
    """Killed while long data are set aside on the disk."""
    with Spool(compress=False, memory=1000) as held:
        for pupil in lists.pupils(MANY):
            held.write(str(pupil).encode())
        ready()


def workbook_(folder: Path) -> None:
    """Killed while a workbook is being made."""

    def fill(page: workbook.Page) -> None:
        for row, pupil in enumerate(lists.pupils(MANY)):
            page.put(row, 0, str(pupil))
        ready()

    workbook.write(folder / "outside" / "made.xlsx", SCHOOL[:20], fill)


@click.pass_obj
def break_(given: cli.App) -> None:
    """A command that fails in a way that nobody expected."""
    session = open_home(given.home, "Op Kantor", w.PASSPHRASE)
    assert queries.visits(session.db) == []
    _fail()


def command(folder: Path) -> None:
    """The program as started from a terminal, with a command that fails."""
    cli.cli.command(name="break")(break_)
    home = folder / "homes" / "office"
    w.device(home, "Kantor", "office", "K").close()
    sys.argv = ["fieldapp", "--home", str(home), "--language", "en", "break"]
    program()


PARTS = {
    "work": work, "import": import_, "export": export, "spool": spool, "workbook": workbook_,
    "command": command,
}  # fmt: skip

if __name__ == "__main__":
    for name in ("homes", "outside"):
        (Path(sys.argv[2]) / name).mkdir()
    PARTS[sys.argv[1]](Path(sys.argv[2]))
