"""What is broken in the layout of a window, found by measuring what stands in it."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QTextEdit,
    QWidget,
)

from ui import theme
from ui.help import Help
from ui.pages.ask_parts import Offers
from ui.pages.badge_counts import Tile
from ui.pages.candidates_tiles import KindTile
from ui.pages.choice import Choice
from ui.pages.code_camera import CodeCamera
from ui.widgets.badge import Badge
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel
from ui.widgets.rail import SMALLEST_WORD, RailButton

_WHOLE = (
    QAbstractItemView,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTextEdit,
)  # fmt: skip -- what stands inside them is Qt's own
_OVER = (Help, CodeCamera, Offers)  # placed over others on purpose
_CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit,
    QTextEdit, QPlainTextEdit,
)  # fmt: skip
NO_FOCUS, TAB_FOCUS = Qt.FocusPolicy.NoFocus, Qt.FocusPolicy.TabFocus
_LOWER = (QAbstractScrollArea, QAbstractSpinBox)  # which are less high than they ask
_SLACK = 1  # px that rounding may take


def faults(window: QWidget, asked: QSize, whole: frozenset[str] | None = None) -> list[str]:
    """Everything wrong in `window`, which was asked to be that large.

    Controls elide what has no room. With `whole`, none of them may, nor any line that says one
    of these texts: only what people wrote is elided then.
    """
    found = []
    if window.size() != asked:
        found.append(f"the window grew to {window.width()} x {window.height()}")
    for widget in (window, *_seen(window)):
        found += _outside(widget)
        found += _over_each_other(widget)
        found += [f"{_named(widget)} {fault}" for fault in _cut(widget)]
        if whole is not None:
            found += [f"{_named(widget)} {fault}" for fault in _elided(widget, whole)]
    return found


def _seen(widget: QWidget) -> Iterator[QWidget]:
    """What stands in `widget`, but for the insides of Qt's own controls."""
    for child in _children(widget):
        yield child
        if not isinstance(child, _WHOLE):
            yield from _seen(child)


def _children(widget: QWidget) -> list[QWidget]:
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    return [each for each in widget.findChildren(QWidget, options=direct) if _stands(each)]


def _stands(widget: QWidget) -> bool:
    if not widget.isVisible() or widget.isWindow() or widget.size().isEmpty():
        return False
    return _is_viewport(widget) or not widget.objectName().startswith("qt_scrollarea")


def _is_viewport(widget: QWidget) -> bool:
    holder = widget.parentWidget()
    return isinstance(holder, QScrollArea) and holder.viewport() is widget and widget.isVisible()


def _outside(widget: QWidget) -> Iterator[str]:
    """A page that scrolls may be longer than what is seen of it, but not wider."""
    if isinstance(widget, _WHOLE):
        return
    room = widget.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
    for child in _children(widget):
        if _is_viewport(widget):
            if child.width() > widget.width() + _SLACK:
                yield f"{_named(child)} is {child.width() - widget.width()} px too wide to scroll"
        elif not room.contains(child.geometry()) and not isinstance(child, _OVER):
            yield f"{_named(child)} stands outside {_named(widget)}"


def _over_each_other(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, (*_WHOLE, QAbstractScrollArea)):
        return
    beside = [each for each in _children(widget) if not isinstance(each, _OVER)]
    for one, other in combinations(beside, 2):
        if one.geometry().intersects(other.geometry()):
            yield f"{_named(one)} and {_named(other)} overlap"


def _cut(widget: QWidget) -> Iterator[str]:
    """What cannot be read in full, and does not say that it is elided."""
    least = widget.minimumSizeHint().height()
    holds = widget.layout() is not None  # its parts are looked at one by one
    if widget.height() + _SLACK < least and not holds and not isinstance(widget, _LOWER):
        yield f"is {least - widget.height()} px too low"
    match widget:
        case QLabel():
            yield from _cut_label(widget)
        case KeyButton() | RailButton() | Tile() | Choice() | KindTile():
            pass
        case QAbstractButton():
            if widget.width() + _SLACK < widget.sizeHint().width():
                yield f"is cut: {widget.sizeHint().width() - widget.width()} px are missing"
        case _:
            pass


def _elided(widget: QWidget, whole: frozenset[str]) -> Iterator[str]:
    match widget:
        case ShortLabel():
            if widget.text() in whole and widget.toolTip():
                yield f"is elided in {widget.width()} px"
        case RailButton():
            if theme.metrics(SMALLEST_WORD).horizontalAdvance(widget.text()) > widget.width():
                yield "is elided"
        case QComboBox():
            yield from _cut_choice(widget)
        case QLineEdit():
            yield from _cut_hint(widget)
        case QAbstractItemView():
            yield from _cut_heads(widget)
        case QAbstractButton() | Badge() if not isinstance(widget, Choice):
            if widget.width() + _SLACK < widget.sizeHint().width():
                yield f"lacks {widget.sizeHint().width() - widget.width()} px of its width"
        case _:
            pass


def _cut_hint(field: QLineEdit) -> Iterator[str]:
    hint, room = field.placeholderText(), field.contentsRect().width() - theme.px(20)
    if not field.text() and field.fontMetrics().horizontalAdvance(hint) > room:
        yield f"cuts its hint in {field.width()} px: {hint}"


def _cut_label(label: QLabel) -> Iterator[str]:
    if not label.text():
        return
    if not label.wordWrap():
        if label.width() + _SLACK < label.sizeHint().width():
            yield f"is cut: {label.sizeHint().width() - label.width()} px are missing"
        return
    if label.height() + _SLACK < label.heightForWidth(label.width()):
        yield f"is cut: {label.heightForWidth(label.width()) - label.height()} px are too low"
    longest = max(map(label.fontMetrics().horizontalAdvance, label.text().split()), default=0)
    if longest > label.width():
        yield "is cut within a word"


def _cut_choice(choice: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = choice.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, choice)
    if choice.fontMetrics().horizontalAdvance(choice.currentText()) > room.width() + _SLACK:
        yield f"cuts its text in {room.width()} px"


def _cut_heads(view: QAbstractItemView) -> Iterator[str]:
    for header in view.findChildren(QHeaderView):
        if header.orientation() != Qt.Orientation.Horizontal or not header.isVisible():
            continue
        for place in range(header.count()):
            title = str(view.model().headerData(place, Qt.Orientation.Horizontal) or "")
            wide = theme.metrics(theme.CAPTION).horizontalAdvance(title) + theme.px(16)
            if not header.isSectionHidden(place) and header.sectionSize(place) + _SLACK < wide:
                yield f"cuts its heading {title} in {header.sectionSize(place)} px"


def _named(widget: QWidget) -> str:
    """What it is, what it says, and where it stands."""
    own = widget.text() if isinstance(widget, QLabel | QAbstractButton | ShortLabel) else ""
    said = own or (widget.currentText() if isinstance(widget, QComboBox) else "")
    chain, above = [type(widget).__name__], widget.parentWidget()
    while above is not None and len(chain) < 4:
        if type(above) is not QWidget:
            chain.append(type(above).__name__)
        above = above.parentWidget()
    return " < ".join(chain) + (f" ({said})" if said else "")


def long_texts(window: QWidget, most: int = 2) -> list[str]:
    """Each paragraph that takes more lines than `most` where it stands."""
    return [
        f"{_named(widget)} takes {lines} lines: {text}"
        for widget in _seen(window)
        for lines, text in _paragraphs(widget)
        if lines > most
    ]


def nameless(window: QWidget) -> list[str]:
    """Each control that a screen reader cannot name, or the keyboard cannot reach."""
    found = []
    for widget in _seen(window):
        if not isinstance(widget, _CONTROLS):
            continue
        told = QAccessible.queryAccessibleInterface(widget)
        if not (told and told.text(QAccessible.Text.Name).strip()):
            found.append(f"{_named(widget)} has no name")
        if isinstance(widget, QAbstractButton) and not _is_reached(widget):
            found.append(f"{_named(widget)} is reached by no key")
    return found


def _is_reached(button: QAbstractButton) -> bool:
    """By a key of its own, by Tab, or, as one of several of which one is chosen, by arrows."""
    group = button.group()
    return (
        (isinstance(button, KeyButton) and bool(button.keys()))
        or bool(button.focusPolicy() & TAB_FOCUS)
        or button.autoExclusive()
        or bool(group and group.exclusive())
    )


def _paragraphs(widget: QWidget) -> list[tuple[int, str]]:
    match widget:
        case Choice():
            text = widget.accessibleDescription()
            return [(_lines(theme.metrics(theme.CAPTION), widget.hint_width(), text), text)]
        case QLabel() if widget.wordWrap():
            metrics, room = widget.fontMetrics(), widget.contentsRect().width()
            return [(_lines(metrics, room, text), text) for text in widget.text().split("\n")]
        case ShortLabel():
            return [(len(widget.shown_lines()), widget.text())]
        case _:
            return []


def _lines(metrics: QFontMetrics, width: int, text: str) -> int:
    room = QRect(0, 0, max(1, width), 10_000)
    high = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height()
    return round(high / metrics.lineSpacing())
