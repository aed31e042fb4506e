"""The printers of this computer: the edge of the machine, which the tests replace by PDF."""

from typing import Protocol

from PySide6.QtGui import QImage

from fieldapp.errors import KnownError
from fieldapp.texts import _
from fieldapp.tickets import Paper
from ui import ticket_paper


class Printers(Protocol):
    """What prints; both are called on a thread of their own, for a spooler may hang."""

    def names(self) -> list[str]:
        """The printers that are installed."""

    def print(self, image: QImage, paper: Paper, name: str) -> None:
        """Print a picture on the printer of this name, or the default. Raises KnownError."""


class SystemPrinters:
    """Those that the system knows; its library is loaded once something is to be printed."""

    def names(self) -> list[str]:
        """The printers that are installed."""
        try:
            from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415 -- may be missing
        except ImportError:
            return []
        return list(QPrinterInfo.availablePrinterNames())

    def print(self, image: QImage, paper: Paper, name: str) -> None:
        """Print a picture on the printer of this name, or the default. Raises KnownError."""
        try:
            from PySide6.QtPrintSupport import (  # noqa: PLC0415 -- may be missing
                QPrinter,
                QPrinterInfo,
            )
        except ImportError as error:
            raise KnownError(
                _("This computer cannot print."), _("Its printing system is not installed.")
            ) from error
        info = QPrinterInfo.printerInfo(name) if name else QPrinterInfo.defaultPrinter()
        if info.isNull():
            raise KnownError(
                _("The printer {name} is not there.").format(name=name).replace("  ", " ")
                if name
                else _("No printer is installed."),
                _("Choose one under Device, Equipment; or go on without tickets."),
            )
        ticket_paper.put_on(QPrinter(info), image, paper)
