"""Every action of the window as a command: for administrators, scripts and tests."""

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click
import sqlcipher3
from msgspec import Struct

import fieldapp
from fieldapp import texts
from fieldapp.errors import KnownError
from fieldapp.store.homes import default_home
from fieldapp.texts import _

if TYPE_CHECKING:  # read by the commands; the window opens before them
    from fieldapp.readiness_words import Check
    from fieldapp.selftest import Trial
    from fieldapp.store.session import Session


class Printer(Protocol):
    """Writes a page of HTML as PDF; `foot` stands below each sheet, beside its number."""

    def __call__(self, html: str, path: Path, foot: str = "") -> None: ...


class Screen(Struct):
    """What only a machine with Qt can do; the program's entry hands it in."""

    show: Callable[[Path], int] | None = None
    play: Callable[[Path], None] | None = None
    pdf: Printer | None = None
    watch: Callable[[Path], None] | None = None
    probes: "Callable[[], list[Check]] | None" = None
    selftest: "Callable[[], Sequence[Trial]] | None" = None


class App(Struct):
    """What all commands share."""

    home: Path
    json: bool
    operator: str | None
    screen: Screen
    opened: "Session | None" = None
    records: int = 0  # when it was opened

    def session(self, secret: str | None = None) -> "Session":
        """Log in as the operator asked for, or the first one there is."""
        from fieldapp import retention  # noqa: PLC0415 -- as all that only commands need
        from fieldapp.store import journal, keyfile  # noqa: PLC0415
        from fieldapp.store.session import open_home  # noqa: PLC0415

        entries = keyfile.operators(self.home) if (self.home / keyfile.FILE).exists() else []
        operator = self.operator or (entries[0].name if entries else "")
        secret = passphrase() if secret is None else secret
        self.opened = open_home(self.home, operator, secret)
        retention.finish(self.opened)
        self.records = journal.count(self.opened.db)
        return self.opened

    def copy(self) -> None:
        """Let the safety copy follow what the command recorded; what keeps it back is said."""
        if self.opened is None:
            return
        from fieldapp.store import journal  # noqa: PLC0415
        from fieldapp.sync import safety_copy  # noqa: PLC0415
        from fieldapp.sync.copy_out import Copier  # noqa: PLC0415

        with closing(self.opened.again()) as session:
            if journal.count(session.db) == self.records:
                return
            copier = Copier()
            state = copier.step(session)
            copier.close()
            if state.trouble:
                click.echo(" ".join(safety_copy.words(state)), err=True)

    def print_pdf(self, html: str, path: Path, foot: str = "") -> None:
        """Write a page as PDF. Raises KnownError where that cannot be done."""
        if self.screen.pdf is None:
            raise KnownError(_("PDF cannot be made here."), _("Install the whole program."))
        self.screen.pdf(html, path, foot)

    def say(self, document: Any, *lines: str) -> None:
        """Print the result: one JSON document, or lines for people."""
        if self.json:
            click.echo(json.dumps(document, ensure_ascii=False))
        else:
            for line in lines:
                click.echo(line)


def passphrase(*, confirm: bool = False) -> str:
    """The passphrase from the environment, else asked for."""
    import os  # noqa: PLC0415

    given = os.environ.get("FIELDAPP_PASSPHRASE")
    if given is not None:
        return given
    return str(click.prompt(_("Passphrase"), hide_input=True, confirmation_prompt=confirm))


def new_passphrase() -> str:
    """A passphrase that is to hold from now on, from the environment, else asked for twice."""
    import os  # noqa: PLC0415

    given = os.environ.get("FIELDAPP_NEW_PASSPHRASE")
    if given is not None:
        return given
    return str(click.prompt(_("New passphrase"), hide_input=True, confirmation_prompt=True))


class _Commands(click.Group):
    """Turns the refusals that a user can mend into one line and exit code 1.

    The commands are read when one is asked for: the window needs none of them.
    """

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        import_module("fieldapp.commands")
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        import_module("fieldapp.commands")
        return super().list_commands(ctx)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KnownError as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        except sqlcipher3.DatabaseError as error:
            from fieldapp.store.connect import database_trouble  # noqa: PLC0415

            known = database_trouble(error, ctx.obj.home) if isinstance(ctx.obj, App) else None
            if known is None:
                raise
            click.echo(str(known), err=True)
            sys.exit(1)
        except OSError as error:
            name = Path(error.filename).name if isinstance(error.filename, str) else ""
            what = _("{file}: {trouble}.").format(file=name, trouble=error.strerror)
            click.echo(f"{what} " + _("Check the file or folder and try again."), err=True)
            sys.exit(1)


def _tell_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"fieldapp, version {fieldapp.__version__}")
        ctx.exit()


@click.group(cls=_Commands, invoke_without_command=True)
@click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="The folder with this device's data.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--operator", default=None, help="Who works; the first operator if not given.")
@click.option("--language", type=click.Choice(texts.LANGUAGES), default=None)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_tell_version,
    help="Show the version and exit.",
)  # fmt: skip
@click.pass_context
def cli(
    ctx: click.Context, home: Path | None, as_json: bool, operator: str | None, language: str | None
) -> None:
    """Record KTP-el and activate IKD on the road. Without a command: opens the window."""
    if language:
        texts.use(language)
    screen = ctx.obj if isinstance(ctx.obj, Screen) else Screen()
    app = ctx.obj = App(home or default_home(), as_json, operator, screen)
    ctx.call_on_close(app.copy)
    if screen.watch is not None:
        screen.watch(app.home)
    if ctx.invoked_subcommand is None:
        if screen.show is None:
            raise KnownError(_("There is no window here."), _("Give a command, see --help."))
        ctx.exit(screen.show(app.home))


def with_json(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let --json stand behind the command too, where people type it."""

    def chosen(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
        if value:
            app = ctx.find_object(App)
            if app is not None:
                app.json = True

    return click.option(
        "--json", is_flag=True, expose_value=False, callback=chosen, help="Print one JSON document."
    )(command)
