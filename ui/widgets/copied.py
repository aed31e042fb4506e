"""What was copied from a table: on the clipboard until the work ends, and no longer."""

from PySide6.QtGui import QGuiApplication


class _Last:
    """The last text copied; platforms do not all tell who owns the clipboard."""

    text = ""


def copy(text: str) -> None:
    """Put `text` on the clipboard."""
    QGuiApplication.clipboard().setText(text)
    _Last.text = text


def forget() -> None:
    """Take it off again, unless something else was copied since."""
    clipboard = QGuiApplication.clipboard()
    if _Last.text and clipboard.text() == _Last.text:
        clipboard.clear()
    _Last.text = ""
