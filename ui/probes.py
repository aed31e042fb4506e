"""What only the screen's side can try before departure; each is quick, and on the screen's thread.

The parts that speak and print add what they know of themselves; each is one line in PROBES.
"""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication

from fieldapp.readiness_words import Check, note, ready, todo
from fieldapp.texts import _


def printer() -> Check:
    """Whether the system has a printer to print tickets and slips on."""
    from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415 -- only where it is used

    title, found = _("Printer"), QPrinterInfo.defaultPrinter()
    if not found.isNull():
        return ready("printer", title, _("The system prints on {name}.").format(
            name=found.description() or found.printerName()))  # fmt: skip
    names = QPrinterInfo.availablePrinterNames()
    if names:
        return ready("printer", title, _("Printers: {names}.").format(names=", ".join(names)))
    return note("printer", title, _("No printer is set up: numbers are written by hand."))


def speaker() -> Check:
    """Whether the system has something to speak through."""
    title = _("Speaker")
    try:
        from PySide6.QtMultimedia import QMediaDevices  # noqa: PLC0415 -- may be missing
    except ImportError:
        return todo("speaker", title, _("Sound cannot be played on this computer."),
                    _("Let the office install what is missing."))  # fmt: skip
    found = QMediaDevices.defaultAudioOutput()
    if found.isNull():
        return note("speaker", title, _("No speaker is there: call out by mouth."))
    return ready("speaker", title, _("Sound comes from {name}.").format(name=found.description()))


def second_screen() -> Check:
    """Whether a screen for the hall is plugged in."""
    title, screens = _("Second screen"), QGuiApplication.screens()
    if len(screens) > 1:
        text = _("{count} screens are plugged in.").format(count=len(screens))
        return ready("second_screen", title, text)
    return note("second_screen", title, _("None is plugged in; in the hall it is found by itself."))


PROBES: tuple[Callable[[], Check], ...] = (
    printer,
    speaker,
    second_screen,
)


def probed(probes: Sequence[Callable[[], Check]] = PROBES) -> list[Check]:
    """What came of each."""
    return [probe() for probe in probes]
