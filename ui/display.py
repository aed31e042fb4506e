"""Whether there is a display, and Qt's offscreen platform where there is none."""

import os
import sys


def has_display() -> bool:
    """Whether windows can be seen by somebody."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def need_platform() -> None:
    """Let Qt start without a display too; to be called before its application is made."""
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
