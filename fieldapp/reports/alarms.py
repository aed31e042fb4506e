"""Alarms on the way to the card: record again, or nothing moved for too long."""

from collections.abc import Iterable
from datetime import date

from fieldapp.domain import card_way
from fieldapp.domain.card_way import Alarm, Way
from fieldapp.reports import pupils
from fieldapp.reports.pupils import Progress, Pupil, Who
from fieldapp.store.connect import Connection

KINDS = ("record_again", "silent")


class Line(Who, frozen=True):
    """Somebody whose card has to be looked at: what is wrong, and since when."""

    what: str  # of KINDS
    status: str
    stage: str
    since: date | None


class Standing(Who, frozen=True):
    """Somebody whose card is under way: how far, and what is wrong with it, if anything."""

    way: Way
    alarm: Alarm | None

    @property
    def group(self) -> str:
        """The alarm, else the stage, else that nothing is known by a name of ours."""
        return self.alarm.what if self.alarm else self.way.stage or "other"


GROUPS = (*KINDS, *card_way.STAGES, "other")


def standings(everyone: Iterable[Pupil], today: date, silent_days: int) -> list[Standing]:
    """How the card of each pupil stands who was recorded, or of whom a status was told."""
    found = [
        Standing(
            **pupils.fields(one.who(one.latest)),
            way=one.way,
            alarm=card_way.alarm(one.way, today, silent_days),
        )
        for one in everyone
        if one.way.stage or one.way.again or one.way.heard
    ]
    return sorted(found, key=lambda one: (GROUPS.index(one.group), one.name, one.person))


def alarms(
    db: Connection, today: date, silent_days: int, progress: Progress | None = None
) -> list[Line]:
    """Everyone to be looked at, those to record again first, then by how long it lasts."""
    return lines(pupils.everyone(db, progress), today, silent_days)


def lines(everyone: Iterable[Pupil], today: date, silent_days: int) -> list[Line]:
    """The alarms of these pupils."""
    found = (_line(pupil, today, silent_days) for pupil in everyone)
    return sorted(
        (line for line in found if line),
        key=lambda line: (KINDS.index(line.what), line.since or today, line.name, line.person),
    )


def _line(pupil: Pupil, today: date, silent_days: int) -> Line | None:
    alarm = card_way.alarm(pupil.way, today, silent_days)
    if alarm is None:
        return None
    who = pupil.who(pupil.latest)
    return Line(
        **pupils.fields(who),
        what=alarm.what,
        status=alarm.status,
        stage=pupil.way.stage,
        since=alarm.since,
    )
