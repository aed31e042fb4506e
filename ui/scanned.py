"""What a scan does in the window: the page in hand acts on it, or check-in shows who it is."""

from collections.abc import Sequence

from fieldapp import codes
from fieldapp.texts import _
from ui.frame import Frame
from ui.pages.checkin import CheckIn


def take(frame: Frame, readings: Sequence[str]) -> None:
    """Find whom the readings of one scan mean in the visit in hand, and go there."""
    work = frame.work
    visit = work.visit
    if visit is None:
        work.say("wait", _("No visit chosen"), _("Choose or plan one under Visits (Ctrl+1)."))
        return
    found = codes.first_known(work.session.db, visit.visit, visit.plan.date, readings)
    if not found.entries:
        error = codes.nobody(found.code, visit.plan.date)
        work.say("wait", error.what, error.todo)
        return
    if frame.page().take_scan(found):
        return
    checkin = frame.pages["checkin"]
    if isinstance(checkin, CheckIn):
        frame.open("checkin")
        checkin.show_found(found)
