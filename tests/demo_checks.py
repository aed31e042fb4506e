"""What must hold of a played demo, short or whole."""

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from fieldapp import candidates
from fieldapp.demo import play, stage
from fieldapp.domain import identity
from fieldapp.domain.eligibility import BADGES, CHIPS
from fieldapp.reports import follow_up, print_plan, recap
from fieldapp.store import journal, pairs, queries, trust
from fieldapp.store.session import Session, open_home
from fieldapp.store.verify import verify
from fieldapp.sync import bundle_out
from tests import month_count as counted

ELECTION = date(2024, 11, 27)
AFTER = date(2024, 12, 3)


@contextlib.contextmanager
def office(played: play.Played) -> Iterator[Session]:
    session = open_home(played.office, play.OFFICER, play.PASSPHRASE)
    try:
        yield session
    finally:
        session.close()


@contextlib.contextmanager
def laptops(played: play.Played) -> Iterator[list[Session]]:
    with contextlib.ExitStack() as stack:
        found = []
        for home, letter in zip(played.laptops, "ABCD", strict=True):
            session = open_home(home, stage.OPERATORS[letter], play.PASSPHRASE)
            stack.callback(session.close)
            found.append(session)
        yield found


def recaps_equal_the_count(session: Session) -> None:
    raw = counted.visits(session)
    made = recap.recaps(session.db)
    assert {one.visit for one in made} == {
        name for name, visit in raw.items() if visit.plan.get("setting") != "registry"
    }
    for one in made:
        wanted = counted.recap(raw[one.visit], ELECTION)
        for name in (
            "listed", "walk_ins", "checked_in", "absent", "recorded", "incomplete", "failed",
            "deferred", "refused", "voters_recorded", "ikd_activated", "ikd_failed",
            "ikd_deferred", "waiting", "no_show",
        ):  # fmt: skip
            assert getattr(one, name) == wanted[name], (one.place, name)
        assert one.reasons == {name: n for name, n in sorted(wanted.items()) if "/" in name}
    assert recap.total(made).recorded == sum(one.recorded for one in made) > 0


def the_print_plan_equals_the_count(session: Session) -> None:
    wanted = counted.print_plan(counted.visits(session))
    made = {
        line.person: (line.visit, line.print_from, line.stage, tuple(sorted(line.steps)))
        for line in print_plan.plan(session.db)
    }
    assert made == wanted
    until = date(2024, 8, 31)
    early = {line.person for line in print_plan.plan(session.db, until=until)}
    assert early == {person for person, line in wanted.items() if line[1] <= until}
    steps = Counter(step for line in wanted.values() for step in line[3])
    assert steps["requested"] > steps["printed"] > steps["handed_over"] > 0
    assert {"captured", "sent", "print_ready", "printed", "issued"} <= {
        line[2] for line in wanted.values()
    }


def the_follow_up_equals_the_count(session: Session) -> None:
    raw = counted.visits(session)
    for today in (date(2024, 7, 23), date(2024, 9, 1), AFTER):
        wanted = counted.follow_up(raw, today, ELECTION)
        made = Counter(
            (f"{line.name} {line.born}", line.why.replace("check_data", "absent"))
            for line in follow_up.follow_up(session.db, today)
        )
        assert made == wanted, today
    whys = {why for _name, why in wanted}
    assert {"record_again", "failed", "deferred", "absent", "too_young"} <= whys


def candidates_agree_with_the_lists(session: Session, listed: int) -> None:
    """Each of the registry's list is counted once; who has the NIK of a pupil is at a visit."""
    raw = counted.visits(session)
    (registry,) = [v for v in raw.values() if v.plan.get("setting") == "registry"]
    assert len(registry.people) == listed == sum(pairs.counts(session.db).values())
    assert not candidates.is_stale(session)
    seen = {
        (one.fields.get("nik"), one.fields.get("birth_date"))
        for visit in raw.values()
        if visit is not registry
        for one in visit.people.values()
    }
    both = {
        person
        for person, one in registry.people.items()
        if one.fields.get("nik") and (one.fields["nik"], one.fields.get("birth_date")) in seen
    }
    assert len(both) > listed / 20
    nowhere = {line.listed.person for line in pairs.lines(session.db, "nowhere") if line.listed}
    assert both & nowhere == set()
    assert nowhere


def every_home_is_clean(played: play.Played) -> None:
    with office(played) as session, laptops(played) as others:
        for one in (session, *others):
            assert verify(one).problems == [], one.device.name


def office_and_laptops_agree(played: play.Played) -> None:
    with office(played) as session, laptops(played) as others:
        for laptop in others:
            for visit in queries.visits(laptop.db):
                there, here = (
                    {(h.device, h.last, h.hash) for h in journal.heads(db, visit.visit)}
                    for db in (laptop.db, session.db)
                )
                assert there == here, (laptop.device.name, visit.plan.place)
                assert queries.everyone(laptop.db, visit.visit) == queries.everyone(
                    session.db, visit.visit
                )
            held = trust.office_of(laptop.db, laptop.device_id)
            assert held is not None
            assert bundle_out.unsent(laptop, held.device).events == 0
            assert queries.registries(laptop.db) == []


def no_number_can_be_a_real_persons(session: Session) -> None:
    for nik in counted.niks(counted.visits(session)):
        assert identity.nik_fault(nik) or 9001 <= int(nik[12:]) <= 9999


def events_carry_the_hours_of_the_story(session: Session) -> None:
    """What is done in a hall is done on its day, between opening and evening."""
    raw = counted.visits(session)
    for event in counted.raw_events(session):
        if event["kind"] in ("checked_in", "called", "started", "finished"):
            at = datetime.fromtimestamp(event["at"][0] / 1000).astimezone()
            plan = raw[event["visit"]].plan
            assert at.date().isoformat() == plan["date"]
            assert plan["opens"] <= f"{at:%H:%M}" <= plan["closes"]


def somebody_was_recorded_at_a_second_visit(session: Session) -> None:
    raw = counted.visits(session)
    recorded = Counter(
        person
        for v in raw.values()
        for person, one in v.people.items()
        if one.outcome == "recorded"
    )
    met = Counter(
        person for v in raw.values() if v.plan.get("setting") != "registry" for person in v.people
    )
    assert max(recorded.values()) > 1  # failed at the national system, and recorded again
    assert any(met[person] > 1 for person in recorded)


def statuses_came_in(session: Session) -> None:
    told = Counter(
        json.dumps([one["body"]["as_of"], one["body"]["status"].replace(" ", "_")])
        for one in counted.raw_events(session)
        if one["kind"] == "status_reported"
    )
    days = {json.loads(one)[0] for one in told}
    assert days == {"2024-07-16", "2024-08-02", "2024-08-30", "2024-12-02"}
    assert {"PRINT_READY_RECORD", "CARD_ISSUED", "CARD_PRINTED", "BIO_CAPTURED"} <= {
        json.loads(one)[1] for one in told
    }


def every_badge_and_every_chip_is_shown(session: Session) -> None:
    entries = [
        entry
        for visit in queries.visits(session.db)
        for entry in queries.everyone(session.db, visit.visit)
    ]
    assert {entry.assessment.badge for entry in entries} == set(BADGES)
    assert {chip for entry in entries for chip in entry.assessment.chips} == set(CHIPS)
