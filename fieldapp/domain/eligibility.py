"""Who may be recorded on a day, when the card may be printed, and why."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from fieldapp.domain import card_way, identity, periods, policy, regions
from fieldapp.domain.people import Visitor

BADGES = (
    "record_and_print", "first_voter", "record_early", "too_young", "already_recorded",
    "check_data",
)  # fmt: skip
CHIPS = (
    "voter", "ikd_ready", "outside_city", "nik_mismatch", "listed_twice", "kk_missing",
    "photo_red", "photo_blue",
)  # fmt: skip
MAY_RECORD = frozenset({"record_and_print", "first_voter", "record_early"})
MARRIED = frozenset({"married", "divorced", "widowed"})


class Reason(Struct, frozen=True, omit_defaults=True):
    """Why: a code that the texts put in words, with the date or text it speaks of."""

    code: str
    day: date | None = None
    text: str = ""


class Assessment(Struct, frozen=True, omit_defaults=True):
    """One badge, and chips, each with its reason.

    `record_from` is the first day on which recording is allowed; `print_from` the day from
    which the card may be printed, None where that is so already or not known. `village` is the
    code of the city's kelurahan that the address means.
    """

    badge: str
    record_from: date | None = None
    print_from: date | None = None
    chips: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    village: str = ""


class _Ages(Struct, frozen=True):
    adult: date  # the card may be printed
    early: date  # recording is accepted
    votes: bool  # of age on election day
    married: bool


def assess(
    person: Visitor, rules: policy.Policy, day: date, *, known_by: date | None = None
) -> Assessment:
    """Judge `person` on `day` (the visit's, not the clock's) by `rules`.

    With `known_by`, by the statuses that were known on that day: what became of a recording
    does not change whom the visit was for.
    """
    fields = person.fields
    born = periods.parse_date(fields.get("birth_date", ""))
    married = fields.get("marital", "") in MARRIED
    status = policy.canonical_status(_status(person, known_by))
    ages = _ages(born, married, rules) if born else None
    badge, reason = _badge(person, status, ages, married, rules, day)
    chips = dict(_chips(person, status, born, ages, married, rules, day))
    print_from = None
    if ages and not married and ages.adult > day:
        print_from = ages.adult
    return Assessment(
        badge=badge,
        record_from=_record_from(ages, rules) if ages else None,
        print_from=print_from,
        chips=tuple(chip for chip in CHIPS if chip in chips),
        reasons=(*reason, *(chips[chip] for chip in CHIPS if chip in chips)),
        village=regions.village_code(
            rules.city, fields.get("village", ""), fields.get("district", "")
        ),
    )


def _status(person: Visitor, known_by: date | None) -> str:
    """The present status, or the one of a day: what came in after a recording is news of it."""
    if known_by is None:
        return person.fields.get("status", "")
    recorded = [t.finished for t in person.turns if t.outcome == "recorded"]
    told = [
        (day, one.stamp.at, one.status)
        for one in person.statuses
        if (day := one.as_of or card_way.day_of(one.stamp.at[0])) <= known_by
        and not (recorded and one.stamp.at[0] > recorded[0])
    ]
    return max(told)[2] if told else person.listed_status


def compared_with_nik(fields: dict[str, str]) -> str:
    """What is compared with a NIK, and with which: as it is accepted, until it changes."""
    return " ".join(fields.get(name, "") for name in ("nik", "birth_date", "sex"))


def _ages(born: date, married: bool, rules: policy.Policy) -> _Ages:
    adult = periods.after(born, rules.card_years)
    return _Ages(
        adult=adult,
        early=periods.after(born, rules.record_years, rules.record_months),
        votes=rules.election is not None and (married or adult <= rules.election),
        married=married,
    )


def _record_from(ages: _Ages, rules: policy.Policy) -> date | None:
    """None where it is allowed already, because the age is reached on election day."""
    if ages.married or (rules.election is not None and ages.adult <= rules.election):
        return None
    return min(ages.early, ages.adult)


def _badge(
    person: Visitor,
    status: str,
    ages: _Ages | None,
    married: bool,
    rules: policy.Policy,
    day: date,
) -> tuple[str, list[Reason]]:
    if status in policy.RECORDED:
        return "already_recorded", [Reason("status", text=status)]
    again = [Reason("record_again", text=status)] if status in policy.RECORD_AGAIN else []
    doubts = list(_doubts(person, born_known=ages is not None or married))
    may, reason = _by_age(ages, married, rules, day)
    if may == "too_young":
        return may, [reason, *again]
    if doubts:
        return "check_data", [*doubts, *([reason] if ages else []), *again]
    return may, [reason, *again]


def _by_age(
    ages: _Ages | None, married: bool, rules: policy.Policy, day: date
) -> tuple[str, Reason]:
    if married:
        return "record_and_print", Reason("married")
    if ages is None:
        return "check_data", Reason("birth_date_missing")
    if day >= ages.adult:
        return "record_and_print", Reason("adult", ages.adult)
    if rules.election is not None and ages.adult <= rules.election:
        return "first_voter", Reason("adult_on_election", ages.adult)
    if day >= ages.early:
        return "record_early", Reason("early", ages.adult)
    return "too_young", Reason("too_young", min(ages.early, ages.adult))


def _doubts(person: Visitor, *, born_known: bool) -> Iterator[Reason]:
    """What has to be put right before anyone can be recorded."""
    fields, doubts = person.fields, person.doubts
    if not fields.get("name"):
        yield Reason("name_missing")
    if not born_known:
        said = doubts.get("birth_date", "")
        yield Reason("birth_date_unusable" if said else "birth_date_missing", text=said)
    nik = fields.get("nik", "")
    fault = identity.nik_fault(nik)
    if fault == identity.Fault.EMPTY:
        said = doubts.get("nik", "")
        yield Reason("nik_unusable" if said else "nik_missing", text=said)
    elif fault:
        yield Reason("nik_unusable", text=nik)
    elif doubts.get("nik") == nik:
        yield Reason("nik_rounded", text=nik)
    if "nik_shared" in person.flags:
        yield Reason("nik_shared")


def _chips(
    person: Visitor,
    status: str,
    born: date | None,
    ages: _Ages | None,
    married: bool,
    rules: policy.Policy,
    day: date,
) -> Iterator[tuple[str, Reason]]:
    fields = person.fields
    if rules.election and (married or (ages and ages.votes)):
        yield "voter", Reason("voter", rules.election)
    old_enough = born is not None and periods.after(born, rules.ikd_years) <= day
    if status in rules.ikd_statuses and (old_enough or married):
        yield "ikd_ready", Reason("ikd_ready")
    village, district = fields.get("village", ""), fields.get("district", "")
    if regions.is_outside(rules.city, village, district):
        yield (
            "outside_city",
            Reason("outside_city", text=", ".join(filter(None, (village, district)))),
        )
    nik = fields.get("nik", "")
    if nik and identity.nik_fault(nik) is None:
        wrong_date, wrong_sex = identity.nik_disagrees(nik, born, fields.get("sex", ""))
        accepted = person.accepted.get("chip:nik_mismatch") == compared_with_nik(fields)
        if (wrong_date or wrong_sex) and not accepted:
            what = "nik_birth_date" if wrong_date else "nik_sex"
            yield "nik_mismatch", Reason("nik_both" if wrong_date and wrong_sex else what)
    if person.flags and {"listed_twice", "nik_shared", "resembles"} & set(person.flags):
        code = "resembles" if "resembles" in person.flags else "listed_twice"
        yield "listed_twice", Reason(code)
    if "kk" not in person.documents and identity.kk_fault(fields.get("kk", "")):
        yield "kk_missing", Reason("kk_missing")
    if born:
        red = born.year % 2 == 1
        yield ("photo_red", Reason("photo_red")) if red else ("photo_blue", Reason("photo_blue"))
