"""The program with somebody logged in; with a visit named, that one opened on every page."""

import gc
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from bench.window_until import usable

app = QApplication(sys.argv[:1])
home, *visits = sys.argv[1:]


def go_round() -> None:
    """Open every page of a hall on the visit, and search."""
    window = next(one for one in app.topLevelWidgets() if isinstance(one, Window))
    assert window.frame
    window.frame.work.choose(visits[0])
    for page in ("visits", "checkin", "desk", "queue", "stick", "checkin"):
        window.frame.open(page)
        app.processEvents()
    checkin = window.frame.pages["checkin"]
    assert isinstance(checkin, CheckIn)
    checkin.field.setText("sa")
    checkin.field.submitted.emit("sa")
    app.processEvents()
    gc.collect()


watch = usable(go_round if visits else lambda: None)

from tests import workplace  # noqa: E402 -- as the program itself begins
from ui.app import Window, show  # noqa: E402
from ui.pages.checkin import CheckIn  # noqa: E402

show(Path(home), (), f"Op {Path(home).name}", workplace.PASSPHRASE)
