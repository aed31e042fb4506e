"""Play the demo and show it: in the window, or as pictures where there is no display.

`python -m ui.tour --run FOLDER` is what `make run` calls; `--pictures FOLDER` makes the pictures
of the documents again, with `--all` every state in both languages and every look and size.
"""

import os
import shutil
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fieldapp import stretched, texts
from fieldapp.demo import play
from fieldapp.texts import _
from ui import theme, tour_laptop, tour_more, tour_office, tour_pictures
from ui.app import Dialogs, show
from ui.display import has_display
from ui.officer import Look
from ui.pages.login import Login
from ui.theme import SchemeName
from ui.tour_stage import Stage, act, window

Key = Qt.Key
LOOKS: tuple[SchemeName, ...] = ("light", "dark", "contrast")


@click.command()
@click.option("--run", "folder", type=click.Path(path_type=Path), help="Play and open the window.")
@click.option("--pictures", type=click.Path(path_type=Path), help="Only make pictures there.")
@click.option("--few", is_flag=True, help="Only one picture of each page.")
@click.option("--all", "every", is_flag=True, help="Pictures in each language, look and size.")
@click.option("--short", is_flag=True, help="Of a demo with fewer people.")
@click.option("--language", help="id, en, or xx: stretched texts that show layouts that break.")
def main(
    folder: Path | None,
    pictures: Path | None,
    few: bool,
    every: bool,
    short: bool,
    language: str | None,
) -> None:
    """Show the program with invented people."""
    if language:
        use(language)
    if pictures is not None:
        with TemporaryDirectory() as scratch:
            played = play.play(Path(scratch) / "demo", short=short)
            if every:
                spoken = [language] if language else texts.LANGUAGES
                taken = tour_all(played, pictures, spoken, LOOKS)
            else:
                taken = tour(played, pictures, few=few)
        for picture in taken:
            click.echo(picture.relative_to(pictures))
        return
    folder = folder or Path("demo")
    played = play.play(folder, short=short, say=click.echo)
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


def use(language: str) -> None:
    """Show texts in `language`, which may be the stretched one."""
    if language == stretched.LANGUAGE:
        stretched.use()
    else:
        texts.use(language)


def tour(played: play.Played, pictures: Path, *, few: bool = False) -> list[Path]:
    """Go through every page of the office and of a laptop by keyboard, taking pictures."""
    app = application()
    taken: list[Path] = []
    look = tour_pictures.one(pictures, taken)
    theme.apply(app, "light")
    walk(played, look)
    if not few and texts.language() in texts.LANGUAGES:
        theme.apply(app, "dark")
        _laptop(played, look, tour_laptop.STAGES, "-dark")
        theme.apply(app, "light")
        before = texts.language()
        texts.use("en" if before == "id" else "id")
        _laptop(played, look, tour_laptop.STAGES, f"-{texts.language()}")
        texts.use(before)
    return taken


def tour_all(
    played: play.Played, pictures: Path, languages: Sequence[str], looks: Sequence[SchemeName]
) -> list[Path]:
    """Take every state in each of the languages and looks, and in every size."""
    app = application()
    taken: list[Path] = []
    unspoilt = played.folder.with_name("unspoilt")
    shutil.copytree(played.folder, unspoilt)
    before = texts.language()
    for language, scheme in product(languages, looks):
        use(language)
        theme.apply(app, scheme)
        shutil.rmtree(played.folder)
        shutil.copytree(unspoilt, played.folder)
        walk(played, tour_pictures.sizes(pictures / f"{language}-{scheme}", taken), more=True)
    use(before)
    return taken


def walk(played: play.Played, look: Look, *, more: bool = False) -> None:
    """Go through the starts, the office and a laptop, with `more` through rarer states too."""
    _starts(played, look, more=more)
    _office(played, look, more=more)
    _laptop(played, look, (*tour_laptop.STAGES, *(tour_more.LAPTOP if more else ())))


def application() -> QApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 -- narrows the type
    return app


def _starts(played: play.Played, look: Look, *, more: bool) -> None:
    """First start and login."""
    with window(played.folder / "new", "", Dialogs(), look) as first:
        first.type("Laptop E")
        first.picture("first-start")
        if more:
            tour_more.restore(first)
    with window(played.laptops[0], "", Dialogs(), look) as login:
        login.type("salah semua")
        login.press(Key.Key_Return)
        page = login.window.findChild(Login)
        login.wait(lambda: bool(page and page.passphrase.error()))
        login.picture("login-wrong")
        if more:
            tour_more.forgotten(login)


def _office(played: play.Played, look: Look, *, more: bool) -> None:
    answers = tour_office.dialogs(played)
    with window(played.office, play.OFFICER, answers, look) as officer:
        act(tour_office.STAGES, officer, played)
        if more:  # a laptop has some of these too
            act(tour_more.OFFICE, officer, played, "-office")


def _laptop(played: play.Played, look: Look, stages: Sequence[Stage], suffix: str = "") -> None:
    answers = tour_laptop.dialogs(played)
    with window(played.laptops[0], play.OPERATOR, answers, look) as officer:
        act(stages, officer, played, suffix)


if __name__ == "__main__":
    main()
