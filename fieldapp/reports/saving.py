"""Saving a paper or workbook where somebody chose: whole under its name, or not at all."""

import errno
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter.exceptions import XlsxWriterException

from fieldapp.errors import KnownError
from fieldapp.store.durable import replace_durably
from fieldapp.sync.safe_write import refusal
from fieldapp.texts import _

_OF_THE_STICK = {
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO, errno.ENODEV, errno.ENXIO,
}  # fmt: skip


def save(make: Callable[[Path], object], path: Path) -> None:
    """Have `make` write a file, and put it to `path`; KnownError leaves what was there."""
    try:
        with TemporaryDirectory() as folder:
            made = Path(folder) / "made"
            make(made)
            replace_durably(path, made.read_bytes())
    except XlsxWriterException as error:
        raise _not_written(path) from error
    except OSError as error:
        of_the_stick = error.errno in _OF_THE_STICK
        raise (refusal(error) if of_the_stick else _not_written(path)) from error


def _not_written(path: Path) -> KnownError:
    return KnownError(
        _("{name} could not be written.").format(name=path.name),
        _("Close the file if it is open elsewhere, or choose another folder."),
    )
