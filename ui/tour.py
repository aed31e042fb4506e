"""Play the demo and show it: in the window, or as pictures where there is no display.

`python -m ui.tour --run FOLDER` is what `make run` calls; `--pictures FOLDER` makes the pictures
of the documents again.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldapp import texts
from fieldapp.demo import play
from fieldapp.texts import _
from ui import theme, tour_laptop, tour_office
from ui.app import Dialogs, show
from ui.display import has_display
from ui.tour_stage import act, window

Key = Qt.Key


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
    if has_display():
        click.echo(_("The window opens on Laptop A. The passphrase: {passphrase}").format(
            passphrase=play.PASSPHRASE))  # fmt: skip
        sys.exit(show(played.laptops[0], play.SCHOOLS, play.OPERATOR, play.PASSPHRASE))
    click.echo(_("There is no display: the demo is played through the windows offscreen."))
    taken = tour(played, folder / "pictures", few=few)
    click.echo(
        _("{pictures} pictures and {bundles} bundles are in {folder}.").format(
            pictures=len(taken), bundles=len(list((folder / "stick").glob("*.bundle"))),
            folder=folder.resolve(),
        )
    )  # fmt: skip


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
    _starts(played, pictures, taken)
    _office(played, pictures, taken)
    _laptop(played, pictures, taken, "")
    if not few:
        theme.apply(app, "dark")
        _laptop(played, pictures, taken, "-dark")
        theme.apply(app, "light")
        before = texts.language()
        texts.use("en" if before == "id" else "id")
        _laptop(played, pictures, taken, f"-{texts.language()}")
        texts.use(before)
    return taken


def _starts(played: play.Played, pictures: Path, taken: list[Path]) -> None:
    """First start and login."""
    with window(played.folder / "new", "", pictures, Dialogs(), taken) as first:
        first.type("Laptop E")
        first.picture("first-start")
    with window(played.laptops[0], "", pictures, Dialogs(), taken) as login:
        login.type("salah semua")
        login.press(Key.Key_Return)
        login.picture("login-wrong")


def _office(played: play.Played, pictures: Path, taken: list[Path]) -> None:
    answers = tour_office.dialogs(played)
    with window(played.office, play.OFFICER, pictures, answers, taken) as officer:
        act(tour_office.STAGES, officer, played)


def _laptop(played: play.Played, pictures: Path, taken: list[Path], suffix: str) -> None:
    answers = tour_laptop.dialogs(played)
    with window(played.laptops[0], play.OPERATOR, pictures, answers, taken) as officer:
        act(tour_laptop.STAGES, officer, played, suffix)


if __name__ == "__main__":
    main()
