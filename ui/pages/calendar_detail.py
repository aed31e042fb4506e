"""The visit that is chosen in the calendar: everything that is missing, and its laptops."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.schedule import Laptop, Standing
from fieldapp.texts import _, clock, long_date, short_date
from fieldapp.wording import moment, word
from ui import theme
from ui.pages.calendar_rows import Row, hours_text
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel

_HIGH = 128  # px
_WIDE = 236  # px, of a button
_SHOWN = 2  # lines of what is missing


class CalendarDetail(QFrame):
    """Below the table: what the row had no room for, and what can be done with the visit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setFixedHeight(theme.px(_HIGH))
        self.title = ShortLabel("", 18, strong=True)
        self.about = ShortLabel("", 15, "muted")
        self.laptops = ShortLabel("", 15, "muted")
        self.missing = ShortLabel("", 15, "wait", lines=_SHOWN)
        self.open = KeyButton(_("Open the visit"), "Enter", "primary")
        self.pack = KeyButton(_("Pack a stick"), "Ctrl+E", "", "usb")
        self.change = KeyButton(_("Change the plan"), "F2", "", "calendar")
        self.again = KeyButton(_("Duplicate"), "Ctrl+D", "", "copy")
        self._lay_out()

    def show_row(self, row: Row | None, *, may_plan: bool) -> None:
        """Tell of one visit, or of none."""
        for button in (self.open, self.change, self.again):
            button.setEnabled(row is not None and (may_plan or button is self.open))
        self.pack.setEnabled(may_plan)
        if row is None:
            for part in (self.title, self.about, self.laptops, self.missing):
                part.set_text("")
            return
        standing = row.standing
        plan = standing.visit.plan
        self.title.set_text(plan.place)
        when = ", ".join(filter(None, (long_date(plan.date), hours_text(row))))
        services = ", ".join(word("service", each) for each in plan.services)
        what = (when, word("setting", plan.setting), plan.team, services)
        self.about.set_text(" · ".join(filter(None, what)))
        self.laptops.set_text(" · ".join(_laptop_text(each, standing) for each in standing.laptops))
        self.missing.set_text(" ".join(standing.missing))

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.px(4))
        for part in (self.title, self.about, self.laptops, self.missing):
            words.addWidget(part)
        words.addStretch()
        keys = QGridLayout()
        keys.setSpacing(theme.px(8))
        for place, button in enumerate((self.open, self.pack, self.change, self.again)):
            button.setFixedWidth(theme.px(_WIDE))
            keys.addWidget(button, place // 2, place % 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(8))
        row.setSpacing(theme.px(24))
        row.addLayout(words, 1)
        row.addLayout(keys)
        row.setAlignment(keys, Qt.AlignmentFlag.AlignTop)


def _laptop_text(laptop: Laptop, standing: Standing) -> str:
    name = laptop.device.name
    if laptop.back:
        return _("{laptop} is back").format(laptop=name)
    if standing.state in ("planned", "packed", "running") and laptop.packed:
        at = moment(laptop.packed)
        return _("{laptop} packed on {date} at {time}").format(
            laptop=name, date=short_date(at.date()), time=clock(at)
        )
    if laptop.last:
        at = moment(laptop.last)
        return _("{laptop} last seen on {date} at {time}").format(
            laptop=name, date=short_date(at.date()), time=clock(at)
        )
    return name
