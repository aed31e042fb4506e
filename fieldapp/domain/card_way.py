"""The way of a card from the recording to its owner's hand, as far as it is known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from fieldapp.domain import policy
from fieldapp.domain.people import CardStep, Status, Visitor

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
SILENT_DAYS = 14
_NO_DAYS: Mapping[str, date] = {}
_STEP_STAGE = {"printed": "printed", "handed_over": "issued"}


class Way(Struct, frozen=True):
    """How far a card came: when each stage was first known to be reached, and the last news.

    `stage` is empty before the recording, `status` the present one as it came. `moved` is the
    day of the last change, `heard` that of the last report. `again` is the status that asks to
    record once more, unless that was done since.
    """

    stage: str
    reached: dict[str, date]
    status: str
    moved: date | None
    heard: date | None
    again: str = ""


class Alarm(Struct, frozen=True):
    """What somebody has to look at: record_again or silent (since `since`)."""

    what: str
    since: date | None
    status: str = ""


def way(*entries: Visitor, days: Mapping[str, date] = _NO_DAYS) -> Way:
    """How far the card of a pupil came, by all that their entries in several visits say.

    `days` are the days of these visits: they count for a recording, whatever a laptop's clock
    said; without one, that clock does.
    """
    told = reports(*entries)
    recorded = sorted(_recorded(entries, days))
    steps = [step for entry in entries for step in entry.card]
    listed = [entry.fields["status"] for entry in entries if entry.fields.get("status")]
    status = told[-1][1] if told else max(listed, key=_rank, default="")
    now = policy.canonical_status(status)
    reached = _reached(recorded, told, steps)
    by_list = () if told else (_STAGE_OF.get(now),)
    known = [stage for stage in STAGES if stage in reached or stage in by_list]
    changes = [*recorded, *_changes(told), *(step.day for step in steps)]
    asked = next((day for day, text in told if policy.canonical_status(text) == now), None)
    again = now in RECORD_AGAIN and not (asked and any(day > asked for day in recorded))
    return Way(
        stage=known[-1] if known else "",
        reached=reached,
        status=status,
        moved=max(changes, default=None),
        heard=max((*changes, *(day for day, _text in told)), default=None),
        again=now if again else "",
    )


def reports(*entries: Visitor) -> list[tuple[date, str]]:
    """Every status reported, by its day; of one day, in the order in which they were written."""
    found = {
        (_told_on(told), told.stamp.at, told.status) for entry in entries for told in entry.statuses
    }
    return [(day, status) for day, _at, status in sorted(found)]


def _told_on(told: Status) -> date:
    return told.as_of or day_of(told.stamp.at[0])


def _recorded(entries: Iterable[Visitor], days: Mapping[str, date]) -> Iterator[date]:
    for entry in entries:
        for turn in entry.turns:
            if turn.service == "recording" and turn.outcome == "recorded" and turn.finished:
                yield days.get(entry.visit) or day_of(turn.finished)


def _reached(
    recorded: Sequence[date], told: Sequence[tuple[date, str]], steps: Iterable[CardStep]
) -> dict[str, date]:
    reached: dict[str, date] = {}
    if recorded:
        reached["captured"] = recorded[0]
    for day, status in told:
        stage = _STAGE_OF.get(policy.canonical_status(status))
        if stage:
            reached[stage] = min(day, reached.get(stage, day))
    for step in steps:
        if stage := _STEP_STAGE.get(step.step):
            reached[stage] = step.day
    return reached


def _changes(told: Sequence[tuple[date, str]]) -> Iterator[date]:
    """The days on which another status was told than before; none recorded is no news."""
    last = ""
    for day, status in told:
        now = policy.canonical_status(status)
        if now != last and now not in policy.NOT_RECORDED:
            yield day
        last = now


def _rank(status: str) -> int:
    """Of what several lists say, the furthest stage counts; nothing known counts least."""
    now = policy.canonical_status(status)
    stage = _STAGE_OF.get(now)
    if stage:
        return 1 + STAGES.index(stage)
    return 0 if now in RECORD_AGAIN else -1


def day_of(milliseconds: int) -> date:
    """The day of a moment (milliseconds since 1970), where the program runs."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone().date()


def alarm(found: Way, today: date, silent_days: int = SILENT_DAYS) -> Alarm | None:
    """What is wrong with the way of a card, if anything is."""
    if found.again:
        return Alarm("record_again", found.moved, found.again)
    under_way = found.stage in ("captured", "sent", "received")
    if under_way and found.moved and today - found.moved > timedelta(days=silent_days):
        return Alarm("silent", found.moved, found.status)
    return None
