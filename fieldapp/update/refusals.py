"""Why an update package is not used, each as its own kind, in plain words."""

from fieldapp.errors import KnownError
from fieldapp.texts import _


class BadPackage(KnownError):
    """A package that changes nothing."""


class NotAPackage(BadPackage):
    """A file that is something else."""

    def __init__(self) -> None:
        super().__init__(
            _("This file is not an update of the program."),
            _("Choose the file that ends in .update."),
        )


class Damaged(BadPackage):
    """Cut off, altered, or not written as packages are."""

    def __init__(self) -> None:
        super().__init__(
            _("This update is damaged or was altered."),
            _("Have it copied from the office again, on another stick if possible."),
        )


class Stranger(BadPackage):
    """Whole, but signed by somebody whom this program does not know."""

    def __init__(self) -> None:
        super().__init__(
            _("This update does not come from the office that this program belongs to."),
            _("Do not use it; tell the office where it came from."),
        )


class TooLarge(BadPackage):
    """Beyond every size that a program has."""

    def __init__(self) -> None:
        super().__init__(
            _("This update is larger than any program."),
            _("Do not use it; tell the office where it came from."),
        )


class NewerFormat(BadPackage):
    """Of a later format."""

    def __init__(self) -> None:
        super().__init__(
            _("This update is packed in a way that this version does not know."),
            _("Ask the office for the folder of the program itself."),
        )


class NotNewer(BadPackage):
    """The version that runs, or one before it."""

    def __init__(self, offered: str, running: str) -> None:
        super().__init__(
            _("The update is version {offered}; version {running} is running.").format(
                offered=offered, running=running
            ),
            _("Nothing has to be done."),
        )


class OtherSystem(BadPackage):
    """A program for another kind of computer."""

    def __init__(self, offered: str, running: str) -> None:
        super().__init__(
            _("The update is for {offered}; this computer needs {running}.").format(
                offered=offered, running=running
            ),
            _("Ask the office for the update of that name."),
        )
