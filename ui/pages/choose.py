"""The dialogs for files and folders; pages take them as functions."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from ui import icons, theme, traces

SaveFile = Callable[[str, str, str], Path | None]  # title, suggested name, kinds
OpenFiles = Callable[[str, str], list[Path]]  # title, kinds
OpenFolder = Callable[[str], Path | None]  # title

_Mode = QFileDialog.FileMode
_ICONS = {
    "backButton": "back", "forwardButton": "next", "toParentButton": "up",
    "newFolderButton": "new_folder", "listModeButton": "tiles", "detailModeButton": "rows",
}  # fmt: skip


def save_file(parent: QWidget) -> SaveFile:
    """Ask where to save a file."""

    def ask(title: str, name: str, kinds: str) -> Path | None:
        dialog = QFileDialog(parent, title, "", kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(_Mode.AnyFile)
        dialog.selectFile(name)
        return _first(_chosen(dialog))

    return ask


def open_files(parent: QWidget) -> OpenFiles:
    """Ask which files to read."""

    def ask(title: str, kinds: str) -> list[Path]:
        dialog = QFileDialog(parent, title, "", kinds)
        dialog.setFileMode(_Mode.ExistingFiles)
        return _chosen(dialog)

    return ask


def open_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Ask for one file to read."""
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setFileMode(_Mode.ExistingFile)
    return _first(_chosen(dialog))


def open_folder(parent: QWidget) -> OpenFolder:
    """Ask for a folder."""

    def ask(title: str) -> Path | None:
        dialog = QFileDialog(parent, title)
        dialog.setFileMode(_Mode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return _first(_chosen(dialog))

    return ask


def _chosen(dialog: QFileDialog) -> list[Path]:
    traces.without_traces(dialog)
    dialog.resize(theme.px(880), theme.px(520))
    for button, icon in _ICONS.items():  # Qt's own are black on dark
        found = dialog.findChild(QToolButton, button)
        if isinstance(found, QToolButton):
            found.setIcon(icons.icon(icon))
    done = dialog.exec()
    chosen = [Path(each) for each in dialog.selectedFiles()] if done else []
    dialog.destroyed.connect(traces.forget)
    dialog.deleteLater()
    return chosen


def _first(found: list[Path]) -> Path | None:
    return found[0] if found else None
