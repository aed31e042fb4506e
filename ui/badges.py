"""How judgements and states look: a tone, an icon and a word each, never colour alone."""

from fieldapp.domain.people import Turn
from fieldapp.store.tables import Entry
from fieldapp.texts import _, short_date
from fieldapp.wording import word
from ui.widgets.pill import Mark

_BADGE_TONES = {
    "record_and_print": "ok",
    "first_voter": "info",
    "record_early": "early",
    "too_young": "neutral",
    "already_recorded": "neutral",
    "check_data": "wait",
}
_CHIP_TONES = {"outside_city": "wait", "nik_mismatch": "wait", "listed_twice": "wait",
               "kk_missing": "wait", "ikd_ready": "ok", "voter": "info"}  # fmt: skip
_STATE_TONES = {"waiting": "info", "held": "neutral", "called": "early", "serving": "early",
                "finished": "ok", "no_show": "wait", "absent": "neutral", "here": "ok"}  # fmt: skip


def badge(code: str) -> Mark:
    """A badge by its code."""
    return Mark(_BADGE_TONES.get(code, "neutral"), code, word("badge", code))


def badge_of(entry: Entry) -> Mark:
    """A person's badge; too young says until when."""
    mark = badge(entry.assessment.badge)
    day = entry.assessment.record_from
    if entry.assessment.badge == "too_young" and day:
        return Mark(mark.tone, mark.icon, _("Too young until {date}").format(date=short_date(day)))
    return mark


def chip(code: str) -> Mark:
    """A chip by its code."""
    return Mark(_CHIP_TONES.get(code, "neutral"), code, word("chip", code))


def state(code: str) -> Mark:
    """The state of a turn."""
    return Mark(_STATE_TONES.get(code, "neutral"), code, word("state", code))


def turn(one: Turn) -> Mark:
    """A turn: its outcome once it is finished, else its state."""
    if one.state != "finished" or not one.outcome:
        return state(one.state)
    tone = {"recorded": "ok", "activated": "ok", "failed": "stop"}.get(one.outcome, "neutral")
    return Mark(tone, "finished", word("outcome", one.outcome))


def person_state(entry: Entry) -> str:
    """Where a person stands in the visit, in one code: absent, here, or the state of a turn."""
    turns = entry.visitor.turns
    for code in ("serving", "called", "waiting", "held", "no_show"):
        if any(one.state == code for one in turns):
            return code
    if turns and all(one.state == "finished" for one in turns):
        return "finished"
    return "here" if entry.visitor.number else "absent"
