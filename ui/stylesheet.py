"""The style sheet of the standard controls, written from the tokens."""

from collections.abc import Callable
from string import Template

from ui.marks import mark
from ui.tokens import Scheme

_CONTROLS = """
* { outline: none; }
QMainWindow, QDialog { background: $surface; }
QToolTip { background: $text; color: $surface; border: none; padding: $p4; font-size: $p13; }

QLabel { background: transparent; }
QLabel[step="13"] { font-size: $p13; }
QLabel[step="18"] { font-size: $p18; }
QLabel[step="24"] { font-size: $p24; }
QLabel[step="40"] { font-size: $p40; }
QLabel[strong="true"] { font-weight: 600; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="stop"] { color: $stop; }
QLabel[tone="ok"] { color: $ok; }
QFrame[kind="card"] { background: $raised; border: 1px solid $line; border-radius: $p8; }
QFrame[kind="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QPushButton {
  background: $raised; color: $text; border: 1px solid $edge; border-radius: $p8;
  padding: $b7 $b15; min-height: $p20;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $selection; }
QPushButton:focus { border: 2px solid $accent; padding: $b6 $b14; }
QPushButton[kind="primary"] { background: $accent; color: $accent_text; border-color: $accent;
  font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $pressed; border-color: $pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid $ring; }
QPushButton[kind="danger"] { background: $stop_bg; color: $stop; border-color: $stop; }
QPushButton[kind="danger"]:focus { border: 2px solid $text; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $accent; }
QPushButton[low="true"] { padding: 0 $b15; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; }
QPushButton:disabled { color: $off; background: $surface; border-color: $line; }
QPushButton[kind="quiet"]:disabled { background: transparent; border-color: transparent; }

QToolButton { background: transparent; color: $text; border: 2px solid transparent;
  border-radius: $p8; padding: $b4; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selection; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $off; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
  background: $raised; color: $text; border: 1px solid $edge; border-radius: $p8;
  padding: $b5 $b9; min-height: $p24;
  selection-background-color: $accent; selection-color: $accent_text;
  placeholder-text-color: $muted;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QComboBox:on,
QAbstractSpinBox:focus { border: 2px solid $accent; padding: $b4 $b8; }
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QComboBox:disabled,
QAbstractSpinBox:disabled { color: $off; background: $surface; border-color: $line; }
QLineEdit:read-only { background: $surface; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QAbstractSpinBox[wrong="true"],
QPlainTextEdit[wrong="true"] { border-color: $stop; }
QLineEdit[kind="search"] { font-size: $p18; min-height: $p32; }

QAbstractSpinBox QLineEdit, QComboBox QLineEdit { background: transparent; border: none;
  padding: 0; min-height: 0; }
QAbstractSpinBox { max-height: $p24; }
QComboBox::drop-down { border: none; width: $p28; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url($down); width: $p16; height: $p16; }
QComboBox QAbstractItemView { background: $raised; color: $text; border: 1px solid $edge;
  padding: $p4; selection-background-color: $selection; selection-color: $text; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: $p24;
  background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url($up); width: $p16; height: $p16; }
QAbstractSpinBox::down-arrow { image: url($down); width: $p16; height: $p16; }
QDateEdit::drop-down { border: none; width: $p28; subcontrol-position: center right; }

QSlider { border: 2px solid transparent; border-radius: $p8; min-height: $p24; }
QSlider:focus { border-color: $accent; }
QSlider::groove:horizontal { background: $edge; height: $p4; border-radius: $p2; }
QSlider::sub-page:horizontal { background: $accent; height: $p4; border-radius: $p2; }
QSlider::handle:horizontal { background: $accent; width: $p16; margin: -$p6 0;
  border-radius: $p8; }

QCheckBox, QRadioButton { background: transparent; color: $text; spacing: $p8;
  border: 2px solid transparent; border-radius: $p4; padding: $p4; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $off; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {
  width: $p16; height: $p16; background: $raised; border: 1px solid $edge; border-radius: $p4; }
QRadioButton::indicator { border-radius: $round; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked,
QAbstractItemView::indicator:checked { background: $accent; border-color: $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { image: url($check); }
QCheckBox::indicator:indeterminate { image: url($part); background: $accent;
  border-color: $accent; }
QRadioButton::indicator:checked { image: url($dot); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $line;
  background: $surface; }
QCheckBox::indicator:checked:disabled, QRadioButton::indicator:checked:disabled {
  background: $off; border-color: $off; }
"""

_VIEWS = """
QTableView, QListView, QTreeView {
  background: $raised; color: $text; border: 1px solid $line; border-radius: $p8;
  padding: 1px; gridline-color: $line;
  selection-background-color: $selection; selection-color: $text;
}
QTableView:focus, QListView:focus, QTreeView:focus { border: 2px solid $accent; padding: 0; }
QTableView::item { padding: 0 $cell; border: none; border-bottom: 1px solid $line; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected {
  background: $selection; color: $text; }
QListView::item { padding: $p4 $p8; border-radius: $p4; }
QListView::item:hover { background: $hover; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: $raised; color: $muted; border: none;
  border-bottom: 1px solid $edge; padding: $p4 $p8; font-size: $p13; }
QHeaderView::section:hover { color: $text; background: $hover; }
QHeaderView::up-arrow { image: url($up); width: $p16; height: $p16;
  subcontrol-position: center right; }
QHeaderView::down-arrow { image: url($down); width: $p16; height: $p16;
  subcontrol-position: center right; }
QTableCornerButton::section { background: $raised; border: none; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: $p12; }
QScrollBar:horizontal { height: $p12; }
QScrollBar::handle { background: $edge; border: $p3 solid $raised; border-radius: $p6; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:vertical { min-height: $p32; }
QScrollBar::handle:horizontal { min-width: $p32; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: $raised; border-radius: $p6; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }

QProgressBar { background: $line; color: transparent; border: none; border-radius: $p4;
  min-height: $p8; max-height: $p8; }
QProgressBar::chunk { background: $accent; border-radius: $p4; }

QCalendarWidget QWidget#qt_calendar_navigationbar { background: $raised; }
QCalendarWidget QAbstractItemView { border: none; border-radius: 0; padding: 0;
  selection-background-color: $accent; selection-color: $accent_text; }
QCalendarWidget QAbstractItemView:disabled { color: $off; }
QMenu { background: $raised; color: $text; border: 1px solid $edge; padding: $p4; }
QMenu::item { padding: $p6 $p16; border-radius: $p4; }
QMenu::item:selected { background: $selection; }
QMenu::separator { height: 1px; background: $line; margin: $p4; }
"""

_SIZES = (2, 3, 4, 6, 8, 9, 12, 13, 16, 18, 20, 24, 28, 32, 40)
_PADDINGS = (4, 5, 6, 7, 8, 9, 14, 15)

_MARK_COLORS = {
    "check": "accent_text",
    "part": "accent_text",
    "dot": "accent_text",
    "down": "muted",
    "up": "muted",
}


def stylesheet(scheme: Scheme, px: Callable[[float], int]) -> str:
    """The rules of every standard control, in the colours of `scheme` and sizes of `px`."""
    names: dict[str, str] = {
        key: value for key in Scheme.__slots__ if isinstance(value := getattr(scheme, key), str)
    }
    names |= {key: tone.foreground for key, tone in scheme.tones.items()}
    names |= {f"{key}_bg": tone.background for key, tone in scheme.tones.items()}
    names |= {f"p{size}": f"{px(size)}px" for size in _SIZES}
    names |= _paddings(px)
    names["round"] = f"{(px(16) + 2) // 2}px"
    # The delegate adds 3 px of its own; with them, cells stand under their headers.
    names["cell"] = f"{px(8) - 3}px"
    scale = px(1000) / 1000
    names |= {
        name: mark(name, getattr(scheme, token), scale) for name, token in _MARK_COLORS.items()
    }
    return Template(_CONTROLS + _VIEWS).substitute(names)


def _paddings(px: Callable[[float], int]) -> dict[str, str]:
    """Paddings that, with a border of 1 or 2 px, add up to the same at every scale."""
    border = {4: 2, 8: 2, 6: 2, 14: 2}
    return {
        f"b{size}": f"{px(size + border.get(size, 1)) - border.get(size, 1)}px"
        for size in _PADDINGS
    }
