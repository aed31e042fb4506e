"""The program's entry: commands, and the window where there is none given."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldapp import failures
from fieldapp.cli import Screen, cli
from fieldapp.texts import _

if TYPE_CHECKING:
    from fieldapp.readiness_words import Check
    from fieldapp.selftest import Trial


def _show(home: Path) -> int:
    from ui import app  # noqa: PLC0415 -- Qt is loaded for the window only

    return app.run(home)


def _pdf(html: str, path: Path, foot: str = "") -> None:
    from ui import printing  # noqa: PLC0415

    printing.write_pdf(html, path, foot)


def _probes() -> "list[Check]":
    from ui import printing, probes  # noqa: PLC0415

    printing.need_application()
    return probes.probed((probes.printer, probes.speaker))


def _selftest() -> "Sequence[Trial]":
    from ui import selftest as shown  # noqa: PLC0415

    return shown.CHECKS


def _watch(home: Path) -> None:
    def tell(_error: BaseException) -> None:
        click.echo(_("Something went wrong inside the program.") + " " + _told(home), err=True)

    failures.watch(home, tell)


def _told(home: Path) -> str:
    if not home.is_dir():
        return _("Repeat it; if it fails again, tell the office.")
    return _("Where, without any names, is in {file}; give it to the office.").format(
        file=home / failures.LOG
    )


def main() -> None:
    """Run the command line."""
    failures.leave_no_core()
    screen = Screen(show=_show, pdf=_pdf, watch=_watch, probes=_probes, selftest=_selftest)
    cli(obj=screen, prog_name="fieldapp")


if __name__ == "__main__":
    main()
