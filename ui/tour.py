"""Play the demo and show it: in the window, or as pictures where there is no display.

`python -m ui.tour --run FOLDER` is what `make run` calls; `--pictures FOLDER` makes the pictures
of the documents again.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from fieldapp import texts
from fieldapp.demo import play
from fieldapp.store import queries
from fieldapp.store.session import open_home
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from ui import theme
from ui.app import Dialogs, Window, show
from ui.officer import CTRL, Officer
from ui.pages.ask import AskPage
from ui.pages.checkin import CheckIn
from ui.pages.desk import Desk
from ui.pages.stick import StickPage
from ui.pages.visits import Visits

Key = Qt.Key
SIZE = (1366, 728)  # a 1366x768 screen less its task bar


@click.command()
@click.option("--run", "folder", type=click.Path(path_type=Path), help="Play and open the window.")
@click.option("--pictures", type=click.Path(path_type=Path), help="Only make pictures there.")
@click.option("--few", is_flag=True, help="Only one picture of each page.")
def main(folder: Path | None, pictures: Path | None, few: bool) -> None:
    """Show the program with invented people."""
    if pictures is not None:
        with TemporaryDirectory() as scratch:
            _take(Path(scratch) / "demo", pictures, few=few)
        return
    folder = folder or Path("demo")
    played = play.play(folder, say=click.echo)
    if _has_display():
        click.echo(_("The window opens on Laptop A. The passphrase: {passphrase}").format(
            passphrase=play.PASSPHRASE))  # fmt: skip
        sys.exit(show(played.laptops[0], play.SCHOOLS, "Bagus", play.PASSPHRASE))
    click.echo(_("There is no display: the demo is played through the windows offscreen."))
    taken = tour(played, folder / "pictures", few=few)
    click.echo(
        _("{pictures} pictures and {bundles} bundles are in {folder}.").format(
            pictures=len(taken), bundles=len(list((folder / "stick").glob("*.bundle"))),
            folder=folder.resolve(),
        )
    )  # fmt: skip


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _take(demo: Path, pictures: Path, *, few: bool) -> None:
    for picture in tour(play.play(demo), pictures, few=few):
        click.echo(picture.name)


def tour(played: play.Played, pictures: Path, *, few: bool = False) -> list[Path]:
    """Go through every page of the office and of a laptop by keyboard, taking pictures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 -- narrows the type
    taken: list[Path] = []
    theme.apply(app, "light")
    taken += _starts(played, pictures)
    taken += _office(played, pictures)
    taken += _laptop(played, pictures, "")
    if not few:
        theme.apply(app, "dark")
        taken += _laptop(played, pictures, "-dark")
        theme.apply(app, "light")
        before = texts.language()
        texts.use("en" if before == "id" else "id")
        taken += _laptop(played, pictures, f"-{texts.language()}")
        texts.use(before)
    return taken


def _open(home: Path, operator: str, pictures: Path, dialogs: Dialogs) -> Officer:
    window = Window(home, play.SCHOOLS, dialogs)
    window.resize(*SIZE)
    window.show()
    officer = Officer(window, pictures)
    officer.wait(officer.has_keyboard)
    if operator:
        window.enter(open_home(home, operator, play.PASSPHRASE))
    return officer


def _close(officer: Officer) -> list[Path]:
    officer.window.close()
    officer.window.finish()
    officer.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return officer.taken


def _starts(played: play.Played, pictures: Path) -> list[Path]:
    """First start and login."""
    first = _open(played.folder / "new", "", pictures, Dialogs())
    first.type("Laptop C")
    first.picture("first-start")
    taken = _close(first)
    login = _open(played.laptops[0], "", pictures, Dialogs())
    login.type("salah semua")
    login.press(Key.Key_Return)
    login.picture("login-wrong")
    return taken + _close(login)


def _office(played: play.Played, pictures: Path) -> list[Path]:
    lists = played.folder / "lists"
    stick = played.folder / "stick"
    dialogs = Dialogs(
        list_file=lambda _parent: lists / "dapodik.xlsx",
        files=lambda _title, _kinds: sorted(stick.glob("*.bundle"))[:3],
        folder=lambda _title: stick,
    )
    officer = _open(played.office, "Ratna", pictures, dialogs)
    work = officer.window.frame.work if officer.window.frame else None
    visits = officer.open("visits")
    assert work is not None  # noqa: S101 -- narrows the type
    assert isinstance(visits, Visits)  # noqa: S101 -- narrows the type
    work.choose(played.visit)
    officer.picture("visits")
    officer.press(Key.Key_N, CTRL)
    officer.type("SMK PGRI Kota Mojokerto")
    officer.picture("plan")
    officer.press(Key.Key_Escape)
    officer.press(Key.Key_O, CTRL)
    officer.wait(lambda: work.task is None)
    officer.picture("list-preview")
    officer.press(Key.Key_Return)
    officer.wait(lambda: work.task is None)
    officer.picture("list-taken-in")
    officer.press(Key.Key_Escape)
    officer.open("queue")
    officer.picture("queue")
    _stick_pictures(officer)
    for page in ("device", "calendar", "candidates", "review", "plan"):
        officer.open(page)
        if page == "calendar":  # the months of the demo lie behind
            officer.press(Key.Key_U, CTRL)
        officer.picture(page)
    asking = officer.open("ask")
    assert isinstance(asking, AskPage)  # noqa: S101 -- narrows the type
    officer.wait(lambda: asking.ready)
    officer.picture("ask")
    return _close(officer)


def _stick_pictures(officer: Officer) -> None:
    page = officer.open("stick")
    work = officer.window.frame.work if officer.window.frame else None
    assert work is not None  # noqa: S101 -- narrows the type
    assert isinstance(page, StickPage)  # noqa: S101 -- narrows the type
    officer.press(Key.Key_M, CTRL)
    officer.wait(lambda: work.task is None)
    officer.picture("stick")
    page.cards_button.click()
    officer.picture("cards")
    page.bundles_button.click()


def _laptop(played: play.Played, pictures: Path, suffix: str) -> list[Path]:
    stick = played.folder / "stick"
    officer = _open(played.laptops[0], "Bagus", pictures, Dialogs(folder=lambda _title: stick))
    frame = officer.window.frame
    assert frame is not None  # noqa: S101 -- narrows the type
    frame.work.choose(played.visit)
    _checkin_pictures(officer, played.visit, suffix)
    _desk_pictures(officer, suffix)
    return _close(officer)


def _absent(officer: Officer, visit: str, badge: str) -> Entry:
    session = officer.window.session
    assert session is not None  # noqa: S101 -- narrows the type
    return next(
        entry
        for entry in queries.everyone(session.db, visit)
        if entry.assessment.badge == badge and not entry.visitor.number
        and entry.visitor.fields.get("nisn")
    )  # fmt: skip


def _checkin_pictures(officer: Officer, visit: str, suffix: str) -> None:
    page = officer.open("checkin")
    assert isinstance(page, CheckIn)  # noqa: S101 -- narrows the type
    officer.picture(f"checkin-empty{suffix}")
    voter = _absent(officer, visit, "first_voter")
    officer.type(voter.visitor.fields["name"].split()[0][:5])
    officer.wait(lambda: bool(page.results.rows()))
    officer.picture(f"checkin-results{suffix}")
    officer.fill(voter.visitor.fields["nisn"])
    officer.wait(lambda: len(page.results.rows()) == 1)
    officer.picture(f"checkin-card{suffix}")
    officer.press(Key.Key_F2)
    officer.press(Key.Key_Return)
    if not page.card.number.number():
        officer.press(Key.Key_Return)
    officer.picture(f"checkin{suffix}")
    officer.press(Key.Key_Return)
    officer.picture(f"checkin-again{suffix}")
    for badge in ("too_young", "check_data"):
        officer.fill(_absent(officer, visit, badge).visitor.fields["nisn"])
        officer.wait(lambda: len(page.results.rows()) == 1)
        officer.press(Key.Key_Return)
        officer.picture(f"checkin-{badge.replace('_', '-')}{suffix}")
    officer.press(Key.Key_Escape)
    officer.press(Key.Key_F6)
    officer.type("Putri")
    officer.press(Key.Key_Tab)
    officer.type("31-02-2007")
    officer.press(Key.Key_Return)
    officer.picture(f"walk-in{suffix}")
    officer.press(Key.Key_Escape)


def _desk_pictures(officer: Officer, suffix: str) -> None:
    page = officer.open("desk")
    assert isinstance(page, Desk)  # noqa: S101 -- narrows the type
    officer.picture(f"desk-free{suffix}")
    officer.press(Key.Key_Space)
    officer.picture(f"desk-called{suffix}")
    officer.press(Key.Key_Return)
    officer.press(Key.Key_6)
    officer.picture(f"desk{suffix}")
    officer.press(Key.Key_G)
    officer.picture(f"desk-reasons{suffix}")
    officer.press(Key.Key_Escape)
    officer.press(Key.Key_Return)
    officer.picture(f"desk-finished{suffix}")


if __name__ == "__main__":
    main()
