"""The invitation as a workbook: who comes, who is too young, who is done; NIKs masked."""

from pathlib import Path

from fieldapp.domain import identity
from fieldapp.reports import listing
from fieldapp.reports.invitation import Group, Invitation, Pupil
from fieldapp.reports.invitation_html import bring, services, when
from fieldapp.reports.listing import Sheet
from fieldapp.texts import _, short_date
from fieldapp.wording import field_name

_Row = tuple[str, ...]


def write(made: Invitation, path: Path) -> None:
    """Write the workbook. Raises KnownError where `path` cannot be written."""
    name, born, class_ = (field_name("name"), 34), (field_name("birth_date"), 20), _class()
    nik, services_, bring_ = ("NIK", 20), (_("For"), 20), (_("Bring"), 20)
    above = (made.place, when(made))
    come = [(g.name, *_invited(p)) for g in made.classes for p in g.come]
    young = [
        (*_known(g, p), short_date(p.since) if p.since else "")
        for g in made.classes
        for p in g.young
    ]
    done = [_known(g, p) for g in made.classes for p in g.done]
    since = (_("Recording from"), 20)
    listing.write(
        [
            Sheet(_("Come"), above, (class_, name, nik, born, services_, bring_), come),
            Sheet(_("Still too young"), above, (class_, name, born, since), young),
            Sheet(_("Recorded by now"), above, (class_, name, born), done),
        ],
        path,
    )


def _class() -> tuple[str, int]:
    return field_name("class"), 20


def _known(group: Group, pupil: Pupil) -> _Row:
    return (group.name, pupil.name, short_date(pupil.born) if pupil.born else "")


def _invited(pupil: Pupil) -> _Row:
    born = short_date(pupil.born) if pupil.born else ""
    return (pupil.name, identity.mask(pupil.nik), born, services(pupil), bring(pupil))
