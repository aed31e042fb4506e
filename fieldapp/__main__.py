"""The program's entry: commands, and the window where there is none given."""

from pathlib import Path

from fieldapp import commands
from fieldapp.cli import Screen, cli


def _show(home: Path) -> int:
    from ui import app  # noqa: PLC0415 -- Qt is loaded for the window only

    return app.run(home)


def _pdf(html: str, path: Path) -> None:
    from ui import printing  # noqa: PLC0415

    printing.write_pdf(html, path)


def main() -> None:
    """Run the command line."""
    assert commands  # noqa: S101 -- importing them is what registers them
    cli(obj=Screen(show=_show, pdf=_pdf), prog_name="fieldapp")


if __name__ == "__main__":
    main()
