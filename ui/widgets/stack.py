"""Pages of which one is seen; how the others would break their lines is not asked."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Stack(QStackedWidget):
    """Takes the room it is given, and leaves the height to the page that is seen.

    Qt's own asks every page for its height at a width, and every label in them, whenever a word
    changes on one of them.
    """

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()
