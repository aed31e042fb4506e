"""Windows are tested without a display, in English."""

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from fieldapp import texts

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_configure(config: pytest.Config) -> None:
    """The offscreen platform warns of every window with a smallest size; that is no fault."""
    config.addinivalue_line("qt_log_ignore", "does not support propagateSizeHints")
    # Neither sound, nor what would decode pictures quicker.
    for silent in (r"Couldn't (load|resolve) (pipewire|va\b)", "PulseAudioService"):
        config.addinivalue_line("qt_log_ignore", silent)
    config.addinivalue_line("qt_log_ignore", "No RHI backend")  # nor a graphics card


@pytest.fixture(autouse=True)
def _english_and_no_window_left() -> Iterator[None]:
    """Each test begins in English, and leaves no window behind to be styled by the next."""
    texts.use("en")
    yield
    for window in QApplication.topLevelWidgets():
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
