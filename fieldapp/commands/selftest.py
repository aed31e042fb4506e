"""Whether this copy of the program works on this machine."""

import sys

import click
import msgspec

from fieldapp import selftest as trying
from fieldapp import selftest_checks
from fieldapp.cli import App, cli, with_json
from fieldapp.texts import _


@cli.command()
@with_json
@click.pass_obj
def selftest(app: App) -> None:
    """Try everything in a temporary folder; exits with 1 where something does not work."""
    checks = []
    for one in trying.run(selftest_checks.CHECKS, app.screen.selftest):
        checks.append(one)
        if not app.json:
            click.echo(_line(one))
    ok = all(one.ok for one in checks)
    last = _("The program works here.") if ok else _("The program does not work as it should.")
    app.say({"ok": ok, "checks": [msgspec.to_builtins(one) for one in checks]}, last)
    if not ok:
        sys.exit(1)


def _line(one: trying.Found) -> str:
    state = _("works") if one.ok else _("FAILS")
    return f"{_titles().get(one.check, one.check)} ({state}): {one.found}"


def _titles() -> dict[str, str]:
    return {
        "program": _("Program"),
        "texts": _("Texts"),
        "resources": _("Data files"),
        "sounds": _("Sounds"),
        "older_data": _("Older data"),
        "devices": _("Office and laptop"),
        "list": _("School list"),
        "bundles": _("Bundles"),
        "workbook": _("Workbook"),
        "drives": _("Sticks"),
        "window": _("Window"),
        "fonts": _("Fonts"),
        "icons": _("Icons"),
        "start_pages": _("Start"),
        "office_pages": _("Pages of the office"),
        "field_pages": _("Pages of a laptop"),
        "papers": _("Papers"),
        "speaker": _("Speaker"),
        "printer": _("Printer"),
        "camera": _("Camera"),
    }
