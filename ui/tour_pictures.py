"""Pictures of a window: one of each state, or one in every size."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui.officer import Look
from ui.tour_stage import SIZE, fit

SCREENS = {"1366x768": SIZE, "1920x1080": (1920, 1040)}  # less their task bar


def one(folder: Path, taken: list[Path]) -> Look:
    """A picture of each state into `folder`, added to `taken`."""

    def look(name: str, window: QWidget) -> None:
        _save(window, folder, name, taken)

    return look


def sizes(folder: Path, taken: list[Path]) -> Look:
    """Each state in every size, into `folder`-size."""

    def look(name: str, window: QWidget) -> None:
        for screen, size in SCREENS.items():
            fit(window, size)
            _save(window, folder.with_name(f"{folder.name}-{screen}"), name, taken)
        fit(window, SIZE)

    return look


def _save(window: QWidget, folder: Path, name: str, taken: list[Path]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    window.grab().save(str(path))
    taken.append(path)
