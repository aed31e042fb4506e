"""Fields in a column: the label above, a hint and what is wrong below."""

from PySide6.QtWidgets import QFrame, QLabel, QSpinBox, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.label import label


def section_title(text: str) -> QLabel:
    """The title above a part of a page."""
    return label(text, 18, strong=True)


def rule() -> QFrame:
    """A line that divides."""
    line = QFrame()
    line.setProperty("kind", "line")
    return line


class NumberField(QSpinBox):
    """A whole number. Its text needs a margin of its own, which a style sheet cannot give."""

    def __init__(self, lowest: int = 0, highest: int = 99, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(lowest, highest)
        self.setFont(theme.number_font())
        self.lineEdit().setTextMargins(theme.px(8), 0, 0, 0)


class Field(QWidget):
    """One labelled control. The label is its accessible name; an error takes the hint's place."""

    def __init__(
        self, text: str, control: QWidget, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._hint = hint
        self._label = label(text, 13, strong=True)
        self._label.setBuddy(control)
        self._below = label(hint, 13, "muted")
        if not control.accessibleName():
            control.setAccessibleName(text)
        control.setAccessibleDescription(hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self._label)
        column.addWidget(control)
        column.addWidget(self._below)
        self.clear_error()

    def set_error(self, text: str) -> None:
        """Say what is wrong with what was entered."""
        self._say(text, wrong=True)

    def clear_error(self) -> None:
        """Nothing is wrong; the hint shows again."""
        self._say(self._hint, wrong=False)

    def error(self) -> str:
        """What is said to be wrong, or nothing."""
        return self._below.text() if self.control.property("wrong") else ""

    def _say(self, text: str, wrong: bool) -> None:
        self._below.setText(text)
        self._below.setVisible(bool(text))
        self._below.setProperty("tone", "stop" if wrong else "muted")
        self.control.setProperty("wrong", wrong)
        self.control.setAccessibleDescription(text)
        for widget in (self._below, self.control):
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class Form(QWidget):
    """A column of fields and sections, as wide as is read well."""

    def __init__(self, parent: QWidget | None = None, width: int = 480) -> None:
        super().__init__(parent)
        self.setMaximumWidth(theme.px(width))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(16))
        self._column.addStretch()

    def add(self, text: str, control: QWidget, hint: str = "") -> Field:
        """Add a control under its label."""
        field = Field(text, control, hint)
        self.add_widget(field)
        return field

    def section(self, title: str) -> QLabel:
        """Begin a part of the form."""
        made = section_title(title)
        if self._column.count() > 1:
            made.setContentsMargins(0, theme.px(8), 0, 0)
        self.add_widget(made)
        return made

    def add_widget(self, widget: QWidget) -> None:
        """Add anything else, such as a row of buttons."""
        self._column.insertWidget(self._column.count() - 1, widget)
