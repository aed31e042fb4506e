"""The invitation for a school, written where the officer wants it: for print, or as a workbook."""

from pathlib import Path

from fieldapp.errors import KnownError
from fieldapp.reports import invitation, invitation_html, invitation_xlsx
from fieldapp.store import queries
from fieldapp.texts import _
from ui import printing
from ui.pages.choose import SaveFile
from ui.work import Work


def write_invitation(work: Work, choose_save: SaveFile) -> None:
    """Ask where to, and write the invitation of the visit in hand."""
    visit = work.visit
    if visit is None:
        return
    kinds = ";;".join((_("PDF files (*.pdf)"), _("Excel files (*.xlsx)")))
    path = choose_save(_("Save the invitation"), f"undangan-{visit.visit}.pdf", kinds)
    if path is None:
        return
    path = path if path.suffix else path.with_suffix(".pdf")
    made = invitation.make(visit, queries.everyone(work.session.db, visit.visit))
    try:
        _write(made, path)
    except KnownError as error:
        work.refuse(error)
    else:
        work.say("ok", _("The invitation was saved: {file}").format(file=path))


def _write(made: invitation.Invitation, path: Path) -> None:
    if path.suffix.lower() == ".xlsx":
        invitation_xlsx.write(made, path)
    else:
        printing.write_pdf(invitation_html.page(made), path)
