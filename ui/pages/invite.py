"""The invitation for a school, written where the officer wants it: for print, or as a workbook."""

from pathlib import Path

from fieldapp.reports import invitation, invitation_html, invitation_xlsx
from fieldapp.store import queries
from fieldapp.texts import _
from ui import printing
from ui.pages.choose import SaveFile
from ui.pages.saving import Words, save_as
from ui.work import Work


def write_invitation(work: Work, choose_save: SaveFile) -> None:
    """Ask where to, and write the invitation of the visit in hand."""
    visit = work.visit
    if visit is None:
        return
    made = invitation.make(visit, queries.everyone(work.session.db, visit.visit))

    def write(path: Path, *_work: object) -> None:
        if path.suffix.lower() == ".xlsx":
            invitation_xlsx.write(made, path)
        else:
            printing.write_pdf(invitation_html.page(made), path)

    saved = _("The invitation was saved: {file}")
    words = Words(_("Save the invitation"), _("Writing the invitation"), saved)
    name = f"undangan-{visit.visit}"
    save_as(work, choose_save, words, (f"{name}.pdf", f"{name}.xlsx"), write)
