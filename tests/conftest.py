"""Windows are tested without a display, in English."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["FIELDAPP_LANGUAGE"] = "en"  # the tests read the texts as the code writes them


def pytest_configure(config: pytest.Config) -> None:
    """The offscreen platform warns of every window with a smallest size; that is no fault."""
    config.addinivalue_line("qt_log_ignore", "does not support propagateSizeHints")
