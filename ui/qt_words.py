"""The words of the dialogs and menus that Qt draws, from our own catalogue of texts."""

from functools import cache

from PySide6.QtCore import QTranslator

from fieldapp.texts import _, language


class QtWords(QTranslator):
    """Install it on the application; what it does not know stays as Qt has it."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self,
        context: str,  # noqa: ARG002 -- one word serves wherever Qt uses it
        text: str,
        disambiguation: str | None = None,  # noqa: ARG002
        n: int = -1,  # noqa: ARG002
    ) -> str:
        return _words(language()).get(text)  # type: ignore[return-value]  # None: not known


@cache
def _words(_language: str) -> dict[str, str]:
    return {
        "&Look in:": _("Look in:"),
        "File &name:": _("File name:"),
        "Files of &type:": _("Kind of file:"),
        "Directory:": _("Folder:"),
        "&Open": _("Open"),
        "Open": _("Open"),
        "&Choose": _("Choose"),
        "&Save": _("Save"),
        "Save": _("Save"),
        "Cancel": _("Cancel"),
        "&Yes": _("Yes"),
        "&No": _("No"),
        "Name": _("Name"),
        "Size": _("Size"),
        "Type": _("Kind"),
        "Kind": _("Kind"),
        "Date Modified": _("Changed"),
        "Computer": _("This computer"),
        "Drive": _("Drive"),
        "Folder": _("Folder"),

        "&New Folder": _("New folder"),
        "Create New Folder": _("New folder"),
        "Create a New Folder": _("New folder"),
        "New Folder": _("New folder"),
        "&Rename": _("Rename"),
        "&Delete": _("Delete"),
        "Show &hidden files": _("Show hidden files"),
        "All Files (*)": _("All files"),
        "Back": _("Back"),
        "Go back": _("Back"),
        "Forward": _("Forward"),
        "Go forward": _("Forward"),
        "Parent Directory": _("One folder up"),
        "Go to the parent directory": _("One folder up"),
        "List View": _("As a list"),
        "Change to list view mode": _("As a list"),
        "Detail View": _("With details"),
        "Change to detail view mode": _("With details"),
        "%1 already exists.\nDo you want to replace it?": _("{name} is there already. Replace it?")
        .format(name="%1"),
        "&Undo": _("Undo"),
        "&Redo": _("Redo"),
        "Cu&t": _("Cut"),
        "&Copy": _("Copy"),
        "&Paste": _("Paste"),
        "Select All": _("Select all"),
    }  # fmt: skip
