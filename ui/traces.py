"""File dialogs leave no trace: which files and folders were chosen is remembered nowhere.

The system's own dialogs put what is chosen into its list of recent files, and so does the Qt
library into its settings; a list is often called after its school, or its pupils.
"""

import os
import sys

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog

_SCOPE = QSettings.Scope.UserScope


def remember_nothing() -> None:
    """Keep Qt's settings nowhere; on Windows, where they are not in a file, see `forget`."""
    QSettings.setPath(QSettings.Format.NativeFormat, _SCOPE, os.devnull)


def without_traces(dialog: QFileDialog) -> QFileDialog:
    """Have Qt draw `dialog`, so that the system does not learn what is chosen."""
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    return dialog


def forget() -> None:
    """Take what a dialog wrote into the registry of Windows out again."""
    if sys.platform == "win32":
        QSettings(_SCOPE, "QtProject").remove("FileDialog")
