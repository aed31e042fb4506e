"""A visit in which each kind of case happened, at an office and two laptops."""

from dataclasses import replace
from datetime import UTC, datetime

from fieldapp import people, queue, review
from fieldapp.domain import clocks
from fieldapp.domain import events as e
from fieldapp.domain.review import Case, Choice
from fieldapp.store import queries, tables
from fieldapp.store.session import Session
from tests import workplace as w

MORNING = round(datetime(2024, 7, 19, 1, tzinfo=UTC).timestamp() * 1000)  # 08:00 WIB
MINUTE = 60_000
SHARED = "3576010203079123"


class Watch:
    """A clock for the laptops that the tests move."""

    def __init__(self) -> None:
        self.ms = MORNING

    def now(self) -> int:
        return self.ms

    def wait(self, minutes: float = 1) -> None:
        self.ms += round(minutes * MINUTE)


def timed(team: w.Team) -> Watch:
    """Let the whole team work on the visit's morning."""
    watch = Watch()
    team.office = replace(team.office, clock=watch.now)
    team.laptops = [replace(each, clock=watch.now) for each in team.laptops]
    return watch


def odd_pupils() -> list[dict[str, str]]:
    """A list with two people of one NIK, and one who may stand in it twice."""
    return [
        w.pupil(1, name="Dewi Lestari", nik=SHARED, birth_date="2007-03-02"),
        w.pupil(2, name="Bagus Prasetyo", nik=SHARED, birth_date="2007-03-02"),
        w.pupil(3, name="Siti Rahayu", nisn="0070000333"),
        w.pupil(3, name="Siti Rahayu", nisn="0070000334", nik="", **{"class": "XII IPS 2"}),
        w.pupil(4, name="Rizky Hidayat"),
        w.pupil(5, name="Budi Kusuma"),
        w.pupil(6, name="Wahyu Saputra", sex="P"),
        w.pupil(7, name="Ayu Maulana"),
        w.pupil(8, name="Joko Wijaya"),
        w.pupil(9, name="Tono Santoso"),
    ]


def visit_of(team: w.Team, pupils: list[dict[str, str]] | None = None) -> str:
    """A visit that everyone has."""
    visit = w.visit_with(team.office, 0)
    people.take_in(team.office, visit, w.listing(pupils or odd_pupils()))
    for laptop in team.laptops:
        team.bring(team.office, laptop)
    return visit


def person(session: Session, visit: str, name: str) -> str:
    """Who has this name; the first of two."""
    found = (x.visitor for x in queries.everyone(session.db, visit))
    return next(one.person for one in found if one.fields["name"] == name)


def serve(
    session: Session,
    watch: Watch,
    visit: str,
    who: str,
    outcome: str = "recorded",
    reason: str = "",
) -> None:
    """Somebody comes, is called, served for three minutes, and done."""
    queue.check_in(session, visit, who, services=("recording",))
    watch.wait()
    queue.call(session, visit, "recording", who, "1")
    watch.wait()
    queue.start(session, visit, who, "recording", "1")
    watch.wait(3)
    queue.finish(session, visit, who, "recording", outcome, reason=reason)
    watch.wait()


def everything(team: w.Team, watch: Watch) -> str:
    """A visit with a case of each kind but doubtful clocks, all of it at the office."""
    visit = visit_of(team)
    a, b = team.laptops
    rizky, budi = (person(a, visit, name) for name in ("Rizky Hidayat", "Budi Kusuma"))
    serve(a, watch, visit, rizky)
    serve(b, watch, visit, rizky, "failed", "iris")
    people.correct(a, visit, budi, {"birth_place": "Mojokerto"})
    watch.wait()
    people.correct(b, visit, budi, {"birth_place": "Kab. Mojokerto"})
    ayu, joko = (person(a, visit, name) for name in ("Ayu Maulana", "Joko Wijaya"))
    queue.check_in(a, visit, ayu, services=("recording",))
    queue.finish(a, visit, ayu, "recording", "recorded")
    watch.wait()
    queue.check_in(b, visit, joko, services=("recording",))
    queue.call(b, visit, "recording", joko)
    queue.start(b, visit, joko, "recording")
    watch.wait(4 * 60)
    queue.finish(b, visit, joko, "recording", "recorded")
    team.meet()
    return visit


def doubt_clock(session: Session, watch: Watch, visit: str) -> None:
    """The laptop notes that its clock was set, and works on."""
    watch.wait()
    session.record(visit, ("", e.ClockDoubted(clocks.JUMP, watch.ms, 2 * 60 * MINUTE)))
    watch.wait()


def of(found: list[Case], what: str) -> Case:
    """The one case of a kind."""
    (case,) = (one for one in found if one.what == what)
    return case


def kinds(session: Session, visit: str | None = None) -> list[str]:
    """The kinds of all cases, in their order."""
    return [case.what for case in review.cases(session, visit)]


def decide(session: Session, what: str, code: str, value: str = "", number: int = 0) -> e.Event:
    """Decide the one case of a kind by a code, and by which of the facts."""
    case = of(review.cases(session), what)
    fitting = [one for one in case.choices if one.code == code]
    choice = fitting[number]
    return review.decide(session, case, Choice(code, value or choice.value))


def tables_of(team: w.Team) -> list[dict[str, object]]:
    """What every device of the team shows."""
    return [dict(tables.dump(one.db)) for one in team.everyone]
