"""The files that no list can be read from: one sentence each, and what to do about it."""

from fieldapp.errors import KnownError
from fieldapp.texts import _


def _save_again() -> str:
    return _("Open it in the spreadsheet program, save it as .xlsx, and choose it again.")


def cannot_open() -> KnownError:
    """The file is gone, locked, or not ours to read."""
    return KnownError(
        _("This file could not be opened."),
        _("Check that it is still there and that no other program keeps it open."),
    )


def lock_file() -> KnownError:
    """The mark beside a file that is open in Excel."""
    return KnownError(
        _("This is only the mark that a file is open in another program."),
        _("Choose the file of that name without ~$ in front."),
    )


def empty() -> KnownError:
    """Nothing in the file."""
    return KnownError(_("This file is empty."), _("Choose the file that holds the list."))


def protected() -> KnownError:
    """The file is encrypted."""
    return KnownError(
        _("This file is protected by a password."),
        _("Open it in the spreadsheet program, save it without a password, and choose it again."),
    )


def other_kind() -> KnownError:
    """Not a table at all: a picture, a PDF, a program, a text document."""
    return KnownError(
        _("This file is not a spreadsheet."),
        _("Choose an Excel, OpenDocument or CSV file with the list."),
    )


def web_page() -> KnownError:
    """HTML that carries a spreadsheet's name."""
    return KnownError(_("This file is a web page that is named like a spreadsheet."), _save_again())


def damaged() -> KnownError:
    """A spreadsheet that cannot be read to its end."""
    return KnownError(_("This file is damaged or incomplete."), _save_again())


def too_large() -> KnownError:
    """A file that would fill the memory."""
    return KnownError(
        _("This file is far larger than a list of people can be."),
        _("Copy only the rows of the list into a new file, and choose that one."),
    )


def too_wide() -> KnownError:
    """More columns than any list has."""
    return KnownError(
        _("This file has more than 2,000 columns."),
        _("Copy only the columns of the list into a new file, and choose that one."),
    )


def bad_quotes(line: int) -> KnownError:
    """A CSV file whose quotation marks do not pair up."""
    return KnownError(
        _("The quotation marks near line {line} do not match.").format(line=line), _save_again()
    )


def nameless() -> KnownError:
    """A list in which no column holds names."""
    return KnownError(
        _("No column with names was recognised in this list."),
        _("Choose the column with the names, or open another file."),
    )


def pupils_who_left() -> KnownError:
    """Dapodik's report of former pupils."""
    return KnownError(
        _("This is the report of pupils who have left the school."),
        _("Ask the school for the report “Daftar Peserta Didik”, and choose that one."),
    )


def chosen_twice() -> KnownError:
    """Two columns mapped to one field."""
    return KnownError(
        _("Two columns were chosen for the same thing."), _("Choose one column for each.")
    )
