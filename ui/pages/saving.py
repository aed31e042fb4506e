"""One way to save what a page shows: ask where to, write it on the worker, say where it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fieldapp.store.session import Session
from fieldapp.texts import _
from ui.pages.choose import SaveFile
from ui.tasks import Progress
from ui.work import Work

Write = Callable[[Path, Session, Progress], object]


@dataclass(frozen=True)
class Words:
    """What is said when asking, while writing, and once it is there (of {file})."""

    title: str
    busy: str
    saved: str


def list_words() -> Words:
    """The words for lists of people."""
    return Words(_("Save the list"), _("Writing the list"), _("The list was saved: {file}"))


def save_as(
    work: Work,
    choose_save: SaveFile,
    words: Words,
    names: tuple[str, ...],
    write: Write,
) -> None:
    """Ask where to; `write` there, off the screen's thread. Nothing while other work runs.

    `names` suggests one file for each kind that can be written; the first is what is meant where
    no ending is typed.
    """
    if work.task is not None:
        return
    filters = {".xlsx": _("Excel files (*.xlsx)"), ".pdf": _("PDF files (*.pdf)")}
    endings = [Path(name).suffix for name in names]
    path = choose_save(words.title, names[0], ";;".join(filters[ending] for ending in endings))
    if path is None:
        return
    to = path if path.suffix else path.with_suffix(endings[0])

    def run(session: Session, progress: Progress) -> None:
        write(to, session, progress)

    def done(_nothing: None) -> None:
        work.say("ok", words.saved.format(file=to))

    work.run(words.busy, run, done)
