"""Why a bundle is not taken in, each as its own kind, in plain words."""

from fieldapp.errors import KnownError
from fieldapp.texts import _


class BadBundle(KnownError):
    """A bundle that changes nothing; `detail` says for the log what was found, never content."""

    detail = ""


class NotABundle(BadBundle):
    """A file that is something else."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            _("This file is not a bundle."), _("Choose a file that ends in .bundle or .copy.")
        )
        self.detail = detail


class NotForUs(BadBundle):
    """A bundle that only another key opens."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            _("This bundle is for another device."),
            _("Take it to the device that it was written for, or have it written for this one."),
        )
        self.detail = detail


class Damaged(BadBundle):
    """A bundle that was cut off, altered, or not written as bundles are."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            _("This bundle is damaged."), _("Have it written again, on another stick if possible.")
        )
        self.detail = detail


class TooLarge(BadBundle):
    """A bundle beyond every size that the program writes."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            _("This bundle is larger than any that this program writes."),
            _("Do not use it; tell the office where it came from."),
        )
        self.detail = detail


class NewerFormat(BadBundle):
    """A bundle of a later format."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            _("This bundle was written by a newer version of the program."),
            _("Install the newer version here; the bundle can then be taken in."),
        )
        self.detail = detail


class Unreadable(BadBundle):
    """A file that the disk or the stick does not give."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            _("The file could not be read."),
            _("Check that the stick is plugged in and that the file is still there."),
        )
        self.detail = detail
