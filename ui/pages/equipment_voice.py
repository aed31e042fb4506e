"""Setting up the voice: on or off, how loud, how often, and a try."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from fieldapp import announcing
from fieldapp.board import Call
from fieldapp.texts import _, ngettext, number
from ui import theme
from ui.hall import Hall
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label

SAMPLE = Call(("sample", 1), "A-123", "2")
MOST_TIMES = 3


class VoiceSection(QWidget):
    """The voice as it is set, and how it went the last time."""

    def __init__(self, hall: Hall, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hall = hall
        self.on = QCheckBox(_("Speak the calls"))
        self.own = QCheckBox(_("Always use the program's own sounds"))
        self.cues = QCheckBox(_("Sounds at check-in: number given, look, not known"))
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.level = ShortLabel("", 15)
        self.times = QComboBox()
        self.test = KeyButton(_("Try the voice"), "Alt+V")
        self.state = ShortLabel("", 13, "muted", lines=2)
        self._lay_out()
        self.on.clicked.connect(lambda on: hall.calling.set_voice(on=on, muted=False))
        self.cues.clicked.connect(lambda cues: hall.calling.set_voice(cues=cues))
        self.own.clicked.connect(lambda own: hall.calling.set_voice(own=own))
        self.volume.valueChanged.connect(self._set_volume)
        self.volume.sliderMoved.connect(lambda level: self.level.set_text(f"{level} %"))
        self.times.activated.connect(
            lambda place: hall.calling.set_voice(times=self.times.itemData(place))
        )
        self.test.clicked.connect(self._try)
        hall.calling.shown.connect(self.refresh)
        hall.calling.voice.told.connect(self.refresh)
        hall.calling.voice.ended.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show how the voice is set and how it went."""
        setting = announcing.voice(self.hall.work.session)
        self.on.setChecked(setting.on)
        self.own.setChecked(setting.own)
        self.cues.setChecked(setting.cues)
        self.volume.blockSignals(True)
        self.volume.setValue(setting.volume)
        self.volume.blockSignals(False)
        self.level.set_text(f"{setting.volume} %")
        self.times.setCurrentIndex(self.times.findData(setting.times))
        self.test.setEnabled(not self.hall.calling.voice.speaking)
        trouble = self.hall.calling.voice.trouble
        self.state.set_tone("stop" if trouble else "muted")
        self.state.set_text(trouble or _state(setting))

    def _set_volume(self, volume: int) -> None:
        self.hall.calling.set_voice(volume=volume)

    def _try(self) -> None:
        """Say a call that nobody made, also while the voice is off."""
        setting = announcing.voice(self.hall.work.session)
        self.hall.calling.voice.say(SAMPLE, setting)
        self.refresh()

    def _lay_out(self) -> None:
        self.volume.setRange(0, 100)
        self.volume.setTracking(False)  # kept once it is let go, not at every step
        self.volume.setSingleStep(5)
        self.volume.setPageStep(20)
        self.volume.setAccessibleName(_("Volume"))
        self.volume.setMinimumWidth(theme.px(200))
        self.level.setFixedWidth(theme.px(60))
        self.times.setAccessibleName(_("How often a call is said"))
        for count in range(1, MOST_TIMES + 1):
            text = ngettext("Say each call once", "Say each call {count} times", count)
            self.times.addItem(text.format(count=number(count)), count)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), 0)
        column.setSpacing(theme.px(8))
        column.addWidget(section_title(_("Voice")))
        column.addWidget(self.on, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(label(_("Volume")))
        for widget in (self.volume, self.level, self.times, self.test):
            row.addWidget(widget)
        row.addStretch()
        column.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(theme.px(24))
        below.addWidget(self.own)
        below.addWidget(self.cues)
        below.addStretch()
        column.addLayout(below)
        column.addWidget(self.state)


def _state(setting: announcing.VoiceSetting) -> str:
    if not setting.on:
        return _("The voice is off.")
    if setting.muted:
        return _("The voice is muted (F12).")
    return _("F10 repeats the last call, F12 mutes.")
