"""A choice that narrows a list; its first entry lets everything through."""

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget


class FilterBox(QComboBox):
    """Offers codes by their words, after one entry that means all of them."""

    def __init__(
        self, all_of_them: str, items: Iterable[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._all = all_of_them
        self.setAccessibleName(all_of_them)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.offer(items)

    def offer(self, items: Iterable[tuple[str, str]]) -> None:
        """Offer these (code, word); what was chosen stays, where it is still there."""
        chosen, known = self.chosen(), [("", self._all), *items]
        if [(self.itemData(n), self.itemText(n)) for n in range(self.count())] == known:
            return
        self.blockSignals(True)
        self.clear()
        for code, text in known:
            self.addItem(text, code)
        self.setCurrentIndex(max(0, self.findData(chosen)))
        self.blockSignals(False)

    def set_all(self, text: str) -> None:
        """Call the entry that lets everything through otherwise."""
        self._all = text
        self.setAccessibleName(text)
        if self.count():
            self.setItemText(0, text)

    def chosen(self) -> str:
        """The code chosen, or nothing for all."""
        return str(self.currentData() or "")

    def choose(self, code: str) -> None:
        """Choose a code."""
        self.setCurrentIndex(max(0, self.findData(code)))
