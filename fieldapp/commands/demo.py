"""The demo as a command."""

from pathlib import Path

import click

from fieldapp.cli import App, cli, with_json
from fieldapp.demo import play
from fieldapp.reports import recap
from fieldapp.texts import _


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo")
@click.option("--seed", default=2024, show_default=True)
@click.option("--pupils", type=click.IntRange(50, 20_000), help="At the first school.")
@click.option("--short", is_flag=True, help="Fewer visits and people.")
@with_json
@click.pass_obj
def demo(app: App, folder: Path, seed: int, pupils: int | None, short: bool) -> None:
    """An office and four laptops with invented people play a month of visits into FOLDER."""
    say = (lambda _line: None) if app.json else click.echo
    played = play.play(folder, count=pupils, short=short, seed=seed, say=say)
    document = {
        "folder": str(played.folder),
        "visit": played.visit,
        "visits": list(played.visits),
        "office": str(played.office),
        "laptops": [str(home) for home in played.laptops],
        "passphrase": play.PASSPHRASE,
        "recap": recap.as_json(played.recap),
        "bundles": [str(path) for path in played.bundles],
    }
    app.say(
        document,
        _("Everything is in {folder}. The passphrase is: {passphrase}").format(
            folder=folder, passphrase=play.PASSPHRASE
        ),
    )
