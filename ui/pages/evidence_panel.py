"""A photo and a signature of who came: Space takes the photo, and it is kept at once."""

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp import camera as cameras
from fieldapp import evidence, picture
from fieldapp.domain.people import CONSENTS
from fieldapp.errors import KnownError
from fieldapp.store import media, queries
from fieldapp.store.tables import Entry
from fieldapp.texts import _
from fieldapp.wording import word
from ui import pictures, theme
from ui.camera import Camera
from ui.widgets.badge import Chip
from ui.widgets.form import section_title
from ui.widgets.keys import KeyButton
from ui.widgets.label import ShortLabel, label
from ui.widgets.signature_pad import SignaturePad
from ui.widgets.viewfinder import Viewfinder
from ui.work import Work

_SHOW_EVERY = 0.06  # seconds between two pictures shown, and two looks at how good one is
_LOOK_EVERY = 0.25


class EvidencePanel(QWidget):
    """Takes what the visit wants of one person, one thing after the other; `left` to go back."""

    left = Signal()

    def __init__(self, work: Work, camera: Camera, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._camera = work, camera
        self.entry: Entry | None = None
        self.what = ""  # photo or signature: what is in hand
        self.consent = ""  # who agreed; stays for the next, until somebody chooses another
        self._wanted: tuple[str, ...] = ()
        self._live = QImage()
        self._still = False
        self._shown_at = self._looked_at = float("-inf")
        self._well = False
        self.name = ShortLabel("", 24, strong=True)
        self.number = ShortLabel("", 40, strong=True)
        self.title = section_title("")
        self.told = ShortLabel("", 15, "muted", lines=2)
        self.finder = Viewfinder(pictures.PORTRAIT)
        self.pad = SignaturePad()
        self._gap = QWidget()
        self.who = {
            who: KeyButton(word("consent", who), f"Alt+{place}")
            for place, who in enumerate(CONSENTS, 1)
        }
        self.declined = KeyButton(_("Not agreed"), "Alt+0", "quiet")
        self.hints = [Chip() for _place in range(4)]
        self.take = KeyButton("", "Space", "primary", "camera")
        self.keep = KeyButton("", "Return", "primary", "check")
        self.delete = KeyButton(_("Delete"), "Del")
        self.later = KeyButton(_("Not now"), "Esc")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self._connect()

    def begin(self, entry: Entry) -> None:
        """Begin with what is missing of somebody, or show what was taken."""
        self.entry = entry
        self._wanted = evidence.wanted(self._work.visit)
        missing = evidence.missing(entry, self._wanted)
        self.name.set_text(entry.visitor.fields.get("name", "") or _("(no name)"))
        self.number.set_text(entry.visitor.number)
        self._open((missing or self._wanted)[0])
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Show what holds now: Ctrl+Z may have taken something back; what is being signed stays."""
        if self.entry is None:
            return
        before, db = self.entry.visitor, self._work.session.db
        found = queries.entry(db, self._work.visit_id, before.person)
        if found is None or not found.visitor.number:
            self.left.emit()
            return
        self.entry = found
        if found.visitor.evidence != before.evidence:
            self._open(self.what)

    def leave(self) -> None:
        """Somebody else is next: what was signed is kept first."""
        if self.what != "signature" or not self.pad.is_signed():
            return
        if self.consent:
            self._keep_signature()
        else:
            what = _("The signature was not kept: nobody agreed.")
            self._work.say("wait", what, _("Open the person again and press Ctrl+P."))

    # -- one thing after the other

    def _open(self, what: str) -> None:
        self.what = what
        self.title.setText({"photo": _("Photo"), "signature": _("Their signature")}[what])
        self.told.set_text(_told(what))
        taken = self._taken(what)
        self._still = taken is not None
        self.pad.setVisible(what == "signature")
        self._gap.setVisible(what != "signature")
        self.finder.setVisible("photo" in self._wanted)
        if what == "signature":
            self._begin_signature(taken)
        elif taken is None:
            self._go_live()
        else:
            self._show_still(taken)
        self._say_consent()
        self._name_keys()

    def _begin_signature(self, taken: QImage | None) -> None:
        photo = self._taken("photo")
        if photo is None:
            self._camera.stop(self)
            self.finder.show_text(_("No photo was taken."))
            self._show_hints([])
        else:
            self._show_still(photo)
        self.pad.clear()
        if taken is not None:
            self.pad.show_still(taken)

    def _medium(self, what: str) -> str:
        """What was taken of them before, by its hash; empty where nothing was."""
        every = self.entry.visitor.evidence if self.entry else ()
        return next((one.medium for one in reversed(every) if one.what == what), "")

    def _taken(self, what: str) -> QImage | None:
        """What was taken of them before: null where the picture is on another device, or gone."""
        medium = self._medium(what)
        if not medium:
            return None
        data = media.data_of(self._work.session.db, medium)
        return pictures.decoded(data, "JPG" if what == "photo" else "PNG") if data else QImage()

    def _next(self) -> None:
        """Go on to what is still missing; back to the search where nothing is."""
        missing = evidence.missing(self.entry, self._wanted) if self.entry else ()
        later = [what for what in missing if what != self.what]
        if later:
            self._open(later[0])
        else:
            self.left.emit()

    def _go_live(self) -> None:
        self._still = False
        self._live = QImage()
        self.finder.show_text(_("The camera is being switched on …"))
        self._show_hints([])
        self._start()
        self._name_keys()

    def _start(self) -> None:
        if self.isVisible() and self.what == "photo" and not self._still:
            self._camera.start(self, cameras.chosen(self._work.session).name)

    def _show_still(self, taken: QImage) -> None:
        self._camera.stop(self)
        if taken.isNull():
            self.finder.show_text(_("Taken; the picture is kept on another device."))
        else:
            self.finder.show_still(taken)
        self._show_hints([])

    # -- the camera

    def _pictured(self, seen: QImage) -> None:
        now = time.monotonic()
        if self._still or not self._camera.is_for(self) or now - self._shown_at < _SHOW_EVERY:
            return
        self._shown_at = now
        first = self._live.isNull()
        self._live = pictures.portrait(seen)
        if now - self._looked_at >= _LOOK_EVERY:
            self._looked_at = now
            self._judge()
        self.finder.show_live(self._live, well=self._well)
        if first:
            self._name_keys()

    def _judge(self) -> None:
        seen = picture.look(pictures.small(self._live), pictures.patch(self._live))
        said = picture.hints(seen, self._background())
        self._well = all(hint.well for hint in said)
        self._show_hints(said)

    def _background(self) -> str:
        chips = self.entry.assessment.chips if self.entry else ()
        return next((chip[6:] for chip in ("photo_red", "photo_blue") if chip in chips), "")

    def _failed(self, error: KnownError) -> None:
        if self.isVisible() and self.what == "photo":
            self.finder.show_text(f"{error.what} {error.todo}")
            self._live = QImage()
            self._name_keys()

    # -- acting

    def _take(self) -> None:
        """Space: take the photo and keep it; again: take another in its place."""
        if self._still:
            self._go_live()
            return
        if not self._live.isNull() and self._agreed():
            self._record("photo", pictures.encoded(self._live, "JPG"))

    def _keep(self) -> None:
        """Enter: keep what was signed, and go on."""
        if self.what == "signature" and self.pad.is_signed() and not self._keep_signature():
            return
        self._next()

    def _keep_signature(self) -> bool:
        return self._agreed() and self._record(
            "signature", pictures.encoded(self.pad.picture(), "PNG")
        )

    def _record(self, what: str, data: bytes) -> bool:
        if self.entry is None:
            return False
        session, visit = self._work.session, self._work.visit_id
        person, consent = self.entry.visitor.person, self.consent
        kept = self._work.do(
            lambda: evidence.take(session, visit, person, what, data, consent), person
        )
        return kept is not None  # `refresh` has shown it by now

    def _agreed(self) -> bool:
        if not self.consent:
            self._work.say("wait", _("Who agrees?"), _("Alt+1, Alt+2 or Alt+3 says it."))
        return bool(self.consent)

    def _remove(self) -> None:
        """Del: empty the field, or delete what was kept."""
        if self.what == "signature" and self.pad.is_signed():
            self.pad.clear()
        elif self.entry and self._medium(self.what):
            session, visit, what = self._work.session, self._work.visit_id, self.what
            person = self.entry.visitor.person
            if self._work.do(lambda: evidence.remove(session, visit, person, what), person):
                self._work.say("info", _("Deleted."), _("Ctrl+Z takes it back."))

    def _decline(self) -> None:
        if self.entry:
            session, visit, by = self._work.session, self._work.visit_id, self.consent or "person"
            person = self.entry.visitor.person
            if self._work.do(lambda: evidence.decline(session, visit, person, by), person):
                self._work.say("info", _("Noted: not agreed."), _("Ctrl+Z takes it back."))
                self.left.emit()

    def _choose_consent(self, who: str) -> None:
        self.consent = who
        self._say_consent()
        self._work.hush()

    # -- what is shown

    def _say_consent(self) -> None:
        for who, button in self.who.items():
            button.set_look(button.text(), "primary" if who == self.consent else "")

    def _name_keys(self) -> None:
        photo = self.what == "photo"
        self.take.setVisible(photo)
        again, first = _("Take another"), _("Take the photo")
        self.take.set_look(again if self._still else first, "" if self._still else "primary")
        self.take.setEnabled(self._still or not self._live.isNull())
        taken = bool(self._medium(self.what))
        signed = not photo and self.pad.is_signed()
        kept = _("Keep the signature") if signed else _("Go on")
        self.keep.set_look(kept, "primary" if taken or signed else "")
        self.keep.setEnabled(taken or signed)
        self.delete.setEnabled(taken or signed)
        self.delete.setText(_("Clear") if signed else _("Delete"))

    def _show_hints(self, said: list[picture.Hint]) -> None:
        for chip in self.hints:
            chip.hide()
        for chip, hint in zip(self.hints, said, strict=False):
            chip.set(*(("ok", "check") if hint.well else ("wait", "check_data")), hint.text)
            chip.show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._camera.stop(self)
        super().hideEvent(event)

    def _connect(self) -> None:
        for who, button in self.who.items():
            button.clicked.connect(lambda _on=False, who=who: self._choose_consent(who))
        self._camera.pictured.connect(self._pictured)
        self._camera.failed.connect(self._failed)
        self.pad.changed.connect(self._name_keys)
        self.take.clicked.connect(self._take)
        self.keep.clicked.connect(self._keep)
        self.delete.clicked.connect(self._remove)
        self.declined.clicked.connect(self._decline)
        self.later.clicked.connect(self.left)

    def _lay_out(self) -> None:
        hints = QVBoxLayout()
        hints.setSpacing(theme.px(6))
        for chip in self.hints:
            hints.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.number)
        who = QHBoxLayout()
        who.setSpacing(theme.px(8))
        buttons = (*self.who.values(), self.declined, self.take, self.keep, self.delete, self.later)
        for button in buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for button in (*self.who.values(), self.declined):
            who.addWidget(button)
        who.addStretch()
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        for button in (self.take, self.keep, self.delete, self.later):
            foot.addWidget(button)
        foot.addStretch()
        right = QVBoxLayout()
        right.setSpacing(theme.px(8))
        right.addLayout(head)
        right.addWidget(label(_("Who agrees that a picture is kept?"), 13, strong=True))
        right.addLayout(who)
        right.addSpacing(theme.px(8))
        right.addWidget(self.title)
        right.addWidget(self.told)
        right.addLayout(hints)
        right.addWidget(self.pad, 1)
        right.addWidget(self._gap, 1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(4), 0, 0)
        row.setSpacing(theme.px(24))
        row.addWidget(self.finder, 2)
        row.addLayout(right, 5)


def _told(what: str) -> str:
    if what == "signature":
        return _("With a pen, a finger or the mouse. Enter keeps it; so does the next name.")
    return _("Space takes it, and it is kept at once.")
