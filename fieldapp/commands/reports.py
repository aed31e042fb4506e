"""Reports of the office: figures grouped, and the official report of a visit or a period."""

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import click
import msgspec

from fieldapp.cli import App, cli, with_json
from fieldapp.errors import KnownError
from fieldapp.reports import berita_acara, berita_acara_html, berita_acara_xlsx, dashboard
from fieldapp.reports import coverage as covering
from fieldapp.reports import dashboard_paper as paper
from fieldapp.reports import dashboard_words as words
from fieldapp.texts import _

_DATE = click.DateTime(["%Y-%m-%d"])
_FILE = click.Path(path_type=Path, dir_okay=False)


def grouped_recap(app: App, by: str, xlsx: Path | None, pdf: Path | None) -> None:
    """The figures of all visits in groups."""
    today = date.today()  # noqa: DTZ011 -- the local day
    with closing(app.session()) as session:
        board = dashboard.load(session.db)
    found, whole = dashboard.groups(board, by), dashboard.overall(board)
    if xlsx:
        paper.write(board, xlsx, today=today, first=by)
    if pdf:
        app.print_pdf(paper.page(board, by, today), pdf, _("Recap of all visits"))
    document = {
        "by": by,
        "groups": [msgspec.to_builtins(group) for group in found],
        "all": msgspec.to_builtins(whole),
        "more_than_once": len(dashboard.more_than_once(board, by)),
        "coverage": msgspec.to_builtins(covering.coverage(board)),
    }
    app.say(document, *words.terminal(board, found, whole, dashboard.COLUMNS, by))


@cli.command()
@click.option("--visit")
@click.option("--since", type=_DATE, help="A report of all visits of a period.")
@click.option("--until", type=_DATE)
@click.option("--pdf", type=_FILE)
@click.option("--xlsx", type=_FILE)
@with_json
@click.pass_obj
def report(
    app: App,
    visit: str | None,
    since: datetime | None,
    until: datetime | None,
    pdf: Path | None,
    xlsx: Path | None,
) -> None:
    """The official report (berita acara) of a visit, or of a period."""
    if bool(visit) == bool(since and until):
        raise click.UsageError("Give --visit, or both --since and --until.")
    with closing(app.session()) as session:
        if visit:
            made = berita_acara.of_visit(session.db, visit)
        else:
            assert since  # noqa: S101 -- narrows the type
            assert until  # noqa: S101 -- narrows the type
            made = berita_acara.of_period(session.db, since.date(), until.date())
    if not made.visits:
        raise KnownError(_("There were no visits in this period."), _("Choose other days."))
    if pdf:
        app.print_pdf(berita_acara_html.page(made), pdf, berita_acara.foot(made))
    if xlsx:
        berita_acara_xlsx.write(made, xlsx)
    app.say(msgspec.to_builtins(made), *berita_acara.lines(made))


@cli.command()
@click.argument("lines", nargs=-1)
@click.option("--default", "drop", is_flag=True, help="Go back to the office's own name.")
@with_json
@click.pass_obj
def letterhead(app: App, lines: tuple[str, ...], drop: bool) -> None:
    """What stands at the top of official reports; without LINES, what holds."""
    with closing(app.session()) as session:
        if lines or drop:
            berita_acara.set_letterhead(session, lines)
        kept = berita_acara.letterhead(session.db)
        app.say(list(kept), *kept)
