"""The way of a card from the recording to its owner's hand, as far as it is known."""

from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from fieldapp.domain import policy
from fieldapp.domain.people import Visitor

STAGES = ("captured", "sent", "received", "print_ready", "printed", "issued")
_STAGE_OF = {
    "BIO_CAPTURED": "captured",
    "PROCESSING": "captured",
    "SENT_FOR_ENROLLMENT": "sent",
    "RECEIVED_AT_CENTRAL": "received",
    "REQUEST_VALIDATION": "received",
    "PRINT_READY_RECORD": "print_ready",
    "SENT_FOR_CARD_PRINTING": "print_ready",
    "CARD_PRINTED": "printed",
    "CARD_SHIPPED": "printed",
    "CARD_ISSUED": "issued",
}
RECORD_AGAIN = policy.RECORD_AGAIN | {"DUPLICATE_RECORD"}
_STEP_STAGE = {"printed": "printed", "handed_over": "issued"}


class Way(Struct, frozen=True):
    """How far a card came: when each stage was first known to be reached, and the last news.

    `stage` is empty before the recording. `again` is the status that asks to record once more.
    """

    stage: str
    reached: dict[str, date]
    heard: date | None
    again: str = ""


class Alarm(Struct, frozen=True):
    """What somebody has to look at: record_again or silent (since `since`)."""

    what: str
    since: date | None
    status: str = ""


def way(person: Visitor) -> Way:
    """How far the card of `person` came."""
    reached: dict[str, date] = {}
    for turn in person.turns:
        if turn.service == "recording" and turn.outcome == "recorded" and turn.finished:
            reached["captured"] = day_of(turn.finished)
    for told in person.statuses:
        stage = _STAGE_OF.get(policy.canonical_status(told.status))
        day = told.as_of or day_of(told.stamp.at[0])
        if stage:
            reached[stage] = min(day, reached.get(stage, day))
    for step in person.card:
        if stage := _STEP_STAGE.get(step.step):
            reached[stage] = step.day
    now = policy.canonical_status(person.fields.get("status", ""))
    known = [stage for stage in STAGES if stage in reached or stage == _STAGE_OF.get(now)]
    heard = max((*reached.values(), *_days(person)), default=None)
    return Way(known[-1] if known else "", reached, heard, now if now in RECORD_AGAIN else "")


def _days(person: Visitor) -> list[date]:
    return [told.as_of or day_of(told.stamp.at[0]) for told in person.statuses]


def day_of(milliseconds: int) -> date:
    """The day of a moment (milliseconds since 1970), where the program runs."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone().date()


def alarm(person: Visitor, today: date, silent_days: int = 14) -> Alarm | None:
    """What is wrong with the way of a card, if anything is."""
    found = way(person)
    if found.again and not _recorded_since(person, found.heard):
        return Alarm("record_again", found.heard, found.again)
    under_way = found.stage in ("captured", "sent", "received")
    if under_way and found.heard and today - found.heard > timedelta(days=silent_days):
        return Alarm("silent", found.heard, person.fields.get("status", ""))
    return None


def _recorded_since(person: Visitor, day: date | None) -> bool:
    """Whether a recording came after the report that asked for one."""
    return day is not None and any(
        turn.outcome == "recorded" and turn.service == "recording" and day_of(turn.finished) > day
        for turn in person.turns
    )
