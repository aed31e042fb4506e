"""A paper written where the officer wants it: for print, or as a workbook."""

from pathlib import Path

from fieldapp.reports import paper
from fieldapp.reports.paper import Paper
from fieldapp.store.session import Session
from fieldapp.texts import _
from ui import printing
from ui.pages.choose import SaveFile
from ui.tasks import Progress
from ui.work import Work


def save_paper(work: Work, choose_save: SaveFile, made: Paper, name: str) -> None:
    """Ask where to, and write `made` on the worker; as a workbook unless PDF was chosen."""
    kinds = ";;".join((_("Excel files (*.xlsx)"), _("PDF files (*.pdf)")))
    path = choose_save(_("Save the list"), f"{name}.xlsx", kinds) if work.task is None else None
    if path is None:
        return
    to = path if path.suffix else path.with_suffix(".xlsx")

    def write(_session: Session, _progress: Progress) -> Path:
        if to.suffix.lower() == ".pdf":
            printing.write_pdf(paper.page(made), to)
        else:
            paper.write_xlsx(made, to)
        return to

    def done(written: Path) -> None:
        work.say("ok", _("The list was saved: {file}").format(file=written))

    work.run(_("Writing the list"), write, done)
