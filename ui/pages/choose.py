"""The system's dialogs for files and folders; pages take them as functions."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

SaveFile = Callable[[str, str, str], Path | None]  # title, suggested name, kinds
OpenFiles = Callable[[str, str], list[Path]]  # title, kinds
OpenFolder = Callable[[str], Path | None]  # title


def save_file(parent: QWidget) -> SaveFile:
    """Ask where to save a file."""

    def ask(title: str, name: str, kinds: str) -> Path | None:
        chosen, _kind = QFileDialog.getSaveFileName(parent, title, name, kinds)
        return Path(chosen) if chosen else None

    return ask


def open_files(parent: QWidget) -> OpenFiles:
    """Ask which files to read."""

    def ask(title: str, kinds: str) -> list[Path]:
        chosen, _kind = QFileDialog.getOpenFileNames(parent, title, "", kinds)
        return [Path(each) for each in chosen]

    return ask


def open_folder(parent: QWidget) -> OpenFolder:
    """Ask for a folder."""

    def ask(title: str) -> Path | None:
        chosen = QFileDialog.getExistingDirectory(parent, title)
        return Path(chosen) if chosen else None

    return ask
