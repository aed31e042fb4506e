"""How the safety copy stands, in the few words that are always in sight."""

from fieldapp.sync.safety_copy import State
from fieldapp.texts import _, clock, ngettext, number
from fieldapp.wording import moment
from ui.widgets.pill import Mark
from ui.work import Work


def copy_mark(state: State, work: Work) -> Mark:
    """Tone, icon and words; nothing for an office, which keeps no copy."""
    if work.session.device.role == "office":
        return Mark("neutral", "", "")
    if state.kind in ("off", "no_office"):
        visit = work.visit
        nudge = visit is not None and visit.state != "closed" and state.kind == "off"
        return Mark("wait" if nudge else "neutral", "shield", _("No safety copy"))
    if state.kind == "current":
        return Mark("ok", "shield", _current(state))
    if state.kind == "elsewhere":
        return Mark("info", "shield", _("Safety copy: in another window"))
    if state.kind == "writing":
        text = ngettext(
            "Safety copy: {count} action waits", "Safety copy: {count} actions wait", state.behind
        )
        return Mark("info", "shield", text.format(count=number(state.behind)))
    return Mark("stop", "warning", _behind(state))


def _current(state: State) -> str:
    if state.at is None:
        return _("Safety copy up to date")
    return _("Safety copy up to date, {time}").format(time=clock(moment(state.at)))


def _behind(state: State) -> str:
    why = {
        "gone": _("Safety copy: plug its stick in"),
        "full": _("Safety copy: its stick is full"),
        "locked": _("Safety copy: its stick is write-protected"),
    }.get(state.kind, _("Safety copy: its stick fails"))
    if not state.behind:
        return why
    return _("{why} ({count} behind)").format(why=why, count=number(state.behind))
