"""Windows are tested without a display."""

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_configure(config: pytest.Config) -> None:
    """The offscreen platform warns of every window with a smallest size; that is no fault."""
    config.addinivalue_line("qt_log_ignore", "does not support propagateSizeHints")
