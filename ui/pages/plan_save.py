"""A paper written where the officer wants it: for print, or as a workbook."""

from pathlib import Path

from fieldapp.reports import paper
from fieldapp.reports.paper import Paper
from ui import printing
from ui.pages.choose import SaveFile
from ui.pages.saving import list_words, save_as
from ui.work import Work


def save_paper(work: Work, choose_save: SaveFile, made: Paper, name: str) -> None:
    """Ask where to, and write `made`; as a workbook unless PDF was chosen."""

    def write(path: Path, *_work: object) -> None:
        if path.suffix.lower() == ".pdf":
            printing.write_pdf(paper.page(made), path)
        else:
            paper.write_xlsx(made, path)

    save_as(work, choose_save, list_words(), (f"{name}.xlsx", f"{name}.pdf"), write)
