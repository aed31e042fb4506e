"""The invitation for a school."""

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from fieldapp.cli import App, cli, with_json
from fieldapp.errors import KnownError
from fieldapp.reports import invitation as inviting
from fieldapp.reports import invitation_html, invitation_xlsx
from fieldapp.reports.invitation import Pupil
from fieldapp.store import queries
from fieldapp.texts import _, number

_PATH = click.Path(path_type=Path, dir_okay=False)


@cli.command()
@click.option("--visit", required=True)
@click.option("--xlsx", type=_PATH)
@click.option("--pdf", type=_PATH)
@with_json
@click.pass_obj
def invitation(app: App, visit: str, xlsx: Path | None, pdf: Path | None) -> None:
    """Who of a school comes when with what, who is too young, who is done; by class."""
    with closing(app.session()) as session:
        found = queries.visit(session.db, visit)
        made = inviting.make(found, queries.everyone(session.db, visit))
        if xlsx:
            invitation_xlsx.write(made, xlsx)
        if pdf:
            if app.screen.pdf is None:
                raise KnownError(_("PDF cannot be made here."), _("Install the whole program."))
            app.screen.pdf(invitation_html.page(made), pdf)
        lines = (
            f"{invitation_html.class_name(group)}: {number(len(group.come))} + "
            f"{number(len(group.young))} + {number(len(group.done))}"
            for group in made.classes
        )
        heads = f"{_('Come')} + {_('Still too young')} + {_('Recorded by now')}"
        app.say(_document(made), invitation_html.when(made), heads, *lines)


def _document(made: inviting.Invitation) -> dict[str, Any]:
    return {
        "visit": made.visit,
        "place": made.place,
        "date": made.day.isoformat(),
        "opens": made.opens or None,
        "closes": made.closes or None,
        "come": made.count("come"),
        "young": made.count("young"),
        "done": made.count("done"),
        "classes": [
            {
                "class": group.name,
                **{part: [_pupil(p) for p in getattr(group, part)]
                   for part in ("come", "young", "done")},
            }
            for group in made.classes
        ],
    }  # fmt: skip


def _pupil(pupil: Pupil) -> dict[str, Any]:
    return {
        "person": pupil.person,
        "name": pupil.name,
        "nik": pupil.nik or None,
        "birth_date": pupil.born.isoformat() if pupil.born else None,
        "services": list(pupil.services),
        "bring": list(pupil.bring),
        "from": pupil.since.isoformat() if pupil.since else None,
        "badge": pupil.badge,
    }
