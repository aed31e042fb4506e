"""Setting up the camera: which one, and whether it reads codes at check-in."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QImage
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import camera as cameras
from fieldapp.camera import Chosen
from fieldapp.errors import KnownError
from fieldapp.texts import _
from ui import camera, pictures, theme
from ui.camera import Camera
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.viewfinder import Viewfinder
from ui.work import Work


class CameraSection(QWidget):
    """The camera as it is set, and a look through it that also reads codes."""

    def __init__(self, work: Work, camera: Camera, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._camera = work, camera
        self._looking = False
        self.codes = QCheckBox(_("Read codes at check-in (Ctrl+K there)"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Camera"))
        self.trial = KeyButton(_("Try the camera"), "Alt+C", "", "camera")
        self.finder = Viewfinder(QSize(4, 3), frame=False)
        self.state = ShortLabel("", 13, "muted", lines=2)
        self._lay_out()
        self.codes.clicked.connect(self._keep)
        self.choice.activated.connect(self._keep)
        self.trial.clicked.connect(self._turn)
        camera.pictured.connect(self._pictured)
        camera.failed.connect(self._failed)
        self.refresh()

    def refresh(self) -> None:
        """Show how the camera is set."""
        how = cameras.chosen(self._work.session)
        self.codes.setChecked(how.codes)
        self.choice.clear()
        self.choice.addItem(_("The system's own choice"), "")
        if how.name:
            self.choice.addItem(how.name, how.name)
        self.choice.setCurrentIndex(max(0, self.choice.findData(how.name)))

    def _keep(self) -> None:
        how = Chosen(str(self.choice.currentData() or ""), self.codes.isChecked())
        cameras.choose(self._work.session, how)
        if self._looking:
            self._camera.stop(self)
            self._camera.start(self, how.name)

    def _turn(self) -> None:
        """Look through it, or no longer; only now the system is asked which cameras there are."""
        if self._looking:
            self._stop(_("The camera is off."))
            return
        for name in camera.names():
            if self.choice.findData(name) < 0:
                self.choice.addItem(name, name)
        self._looking = True
        self.finder.show()
        self.finder.show_text(_("The camera is being switched on …"))
        self.state.set_text(_("Hold a code before the camera"))
        self.trial.setText(_("Switch it off"))
        self._camera.start(self, cameras.chosen(self._work.session).name)

    def _stop(self, told: str) -> None:
        self._looking = False
        self._camera.stop(self)
        self.finder.hide()
        self.trial.setText(_("Try the camera"))
        self.state.set_text(told)

    def _pictured(self, seen: QImage) -> None:
        if self._camera.is_for(self):
            self.finder.show_live(seen)
            if cameras.read(*pictures.grey(seen)):
                self.state.set_text(_("A code was read: the camera is ready."))

    def _failed(self, error: KnownError) -> None:
        if self._looking:
            self._stop(f"{error.what} {error.todo}")

    def hideEvent(self, event: QHideEvent) -> None:
        if self._looking:
            self._stop("")
        super().hideEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), 0)
        column.setSpacing(theme.px(8))
        column.addWidget(section_title(_("Camera")))
        told = _("Reads codes where there is no scanner; takes photos where a visit wants them.")
        column.addWidget(label(told, 13, "muted"))
        column.addWidget(self.codes, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        policy = QSizePolicy.Policy
        self.choice.setSizePolicy(policy.Expanding, policy.Fixed)
        self.trial.setSizePolicy(policy.Preferred, policy.Fixed)
        row.addWidget(self.choice, 1)
        row.addWidget(self.trial)
        column.addLayout(row)
        self.finder.setFixedSize(theme.px(240), theme.px(180))
        self.finder.hide()
        column.addWidget(self.finder, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.state)
