"""The words for what the rules, tables and events name by codes."""

from datetime import UTC, date, datetime
from functools import lru_cache

from fieldapp.domain import identity
from fieldapp.domain.eligibility import Assessment, Reason
from fieldapp.texts import _, language, long_date


@lru_cache
def _words(_language: str) -> dict[str, dict[str, str]]:
    return {
        "badge": {
            "record_and_print": _("Record and print"),
            "first_voter": _("First-time voter"),
            "record_early": _("Record early"),
            "too_young": _("Too young"),
            "already_recorded": _("Recorded already"),
            "check_data": _("Check data"),
        },
        "chip": {
            "voter": _("Votes"),
            "ikd_ready": _("Ready for IKD"),
            "outside_city": _("Outside the city"),
            "nik_mismatch": _("NIK disagrees"),
            "listed_twice": _("Listed twice"),
            "kk_missing": _("No KK"),
            "photo_red": _("Photo: RED"),
            "photo_blue": _("Photo: BLUE"),
        },
        "field": {
            "name": _("Name"),
            "nik": "NIK",
            "nisn": "NISN",
            "kk": _("KK number"),
            "birth_place": _("Birth place"),
            "birth_date": _("Birth date"),
            "sex": _("Sex"),
            "class": _("Class"),
            "nipd": "NIPD",
            "religion": _("Religion"),
            "address": _("Address"),
            "rt": "RT",
            "rw": "RW",
            "village": _("Village"),
            "district": _("District"),
            "phone": _("Phone"),
            "marital": _("Marital status"),
            "status": _("KTP-el status"),
        },
        "priority": {
            "exam": _("Exam"),
            "disability": _("Disability"),
            "ill": _("Ill"),
            "elderly": _("Elderly"),
        },
        "evidence": {"photo": _("photo"), "signature": _("signature")},
        "consent": {
            "person": _("The pupil"),
            "guardian": _("A parent or guardian"),
            "school": _("The school"),
        },
        "service": {"recording": _("Recording"), "ikd": "IKD"},
        "state": {
            "waiting": _("Waiting"),
            "held": _("On hold"),
            "called": _("Called"),
            "serving": _("Being served"),
            "finished": _("Finished"),
            "no_show": _("Did not come"),
            "here": _("Here"),
            "absent": _("Not here yet"),
        },
        "outcome": {
            "recorded": _("Recorded"),
            "activated": _("Activated"),
            "failed": _("Failed"),
            "already_recorded": _("Had one already"),
            "too_young": _("Too young"),
            "refused": _("Refused"),
            "deferred": _("Deferred"),
        },
        "reason": {
            "fingerprints": _("Fingerprints unreadable"),
            "iris": _("Iris unreadable (contact lenses)"),
            "device": _("Device broken"),
            "network": _("Network down"),
            "nik_not_found": _("NIK not found"),
            "photo": _("Refuses the photo"),
            "unwilling": _("Does not want to"),
            "no_kk": _("No KK with them"),
            "data_wrong": _("Data must be put right first"),
            "ill": _("Ill"),
            "left": _("Had to leave"),
            "power": _("Power failed"),
            "other_device": _("Account active on another device"),
            "internet": _("Internet unstable"),
            "data_mismatch": _("Data do not match"),
            "no_phone": _("No phone"),
            "camera": _("Camera broken"),
            "pin_locked": _("PIN locked"),
            "not_print_ready": _("Not print-ready yet"),
        },
        "part": {
            "photo": _("Photo"),
            "right_thumb": _("Right thumb"),
            "right_index": _("Right index finger"),
            "right_middle": _("Right middle finger"),
            "right_ring": _("Right ring finger"),
            "right_little": _("Right little finger"),
            "left_thumb": _("Left thumb"),
            "left_index": _("Left index finger"),
            "left_middle": _("Left middle finger"),
            "left_ring": _("Left ring finger"),
            "left_little": _("Left little finger"),
            "right_iris": _("Right iris"),
            "left_iris": _("Left iris"),
            "signature": _("Signature"),
        },
        "finger": {
            "thumb": _("Thumb"),
            "index": _("Index"),
            "middle": _("Middle"),
            "ring": _("Ring"),
            "little": _("Little"),
        },
        "why": {
            "bandaged": _("Bandaged"),
            "missing": _("Missing"),
            "worn": _("Unreadable"),
            "lens": _("Contact lens"),
            "unable": _("Not able to"),
        },
        "document": {
            "kk": "KK",
            "akta": _("Birth certificate"),
            "student_card": _("Student card"),
        },
        "conflict": {
            "field": _("Corrected differently"),
            "finished_twice": _("Finished on two laptops"),
            "checked_in_twice": _("Checked in on two laptops"),
            "finished_uncalled": _("Finished without being called"),
            "nik_shared": _("Two people with one NIK"),
            "resembles": _("One person listed twice?"),
            "times": _("Times that cannot be right"),
            "nik_mismatch": _("Data disagree with the NIK"),
            "listed_twice": _("Twice in one list"),
        },
        "doubt": {
            "order": _("Finished before it began"),
            "long": _("Longer than 3 hours"),
            "instant": _("Began and ended in one second"),
            "day": _("Not on the visit's day"),
            "jump": _("The clock was set while working"),
            "behind": _("The clock went back"),
            "dragged": _("The clock was behind another laptop's"),
        },
        "card_step": {
            "requested": _("Card requested"),
            "printed": _("Card printed"),
            "handed_over": _("Card handed over"),
        },
        "card_mark": {
            "requested": _("Mark as requested"),
            "printed": _("Mark as printed"),
            "handed_over": _("Mark as handed over"),
        },
        "card_done": {
            "requested": _("requested"),
            "printed": _("printed"),
            "handed_over": _("handed over"),
        },
        "stage": {
            "captured": _("Captured"),
            "sent": _("Sent"),
            "received": _("Received at the centre"),
            "print_ready": _("Print-ready"),
            "printed": _("Printed"),
            "issued": _("Issued"),
            "other": _("Another status"),
        },
        "election": {
            "before": _("By election day"),
            "after": _("After election day"),
        },
        "alarm": {
            "record_again": _("Record again"),
            "silent": _("No news"),
        },
        "alarm_count": {
            "record_again": _("to record again"),
            "silent": _("without news"),
        },
        "why_not": {
            "record_again": _("Record again"),
            "failed": _("Failed"),
            "deferred": _("Deferred"),
            "refused": _("Refused"),
            "left": _("Left before being served"),
            "absent": _("Absent"),
            "too_young": _("Too young"),
            "check_data": _("Check data"),
        },
        "bring": {
            "kk": _("Copy of the KK"),
            "akta": _("Birth certificate"),
            "phone": _("Own phone"),
        },
        "candidate": {
            "call": _("To be called"),
            "village": _("On a kelurahan's list"),
            "missed": _("Visit closed, not recorded"),
            "recorded": _("Recorded by now"),
            "doubtful": _("To be decided"),
            "nowhere": _("At no school"),
            "unlisted": _("Not on the registry's list"),
        },
        "match": {
            "nik": _("Same NIK"),
            "nisn": _("Same NISN"),
            "name_and_birth": _("Name and birth date"),
            "spelling": _("Name spelt otherwise"),
            "birth_date": _("Another birth date"),
            "nik_only": _("Same NIK, another name"),
            "decided": _("Decided by a person"),
        },
        "not_listed": {
            "recorded": _("Recorded by now"),
            "elsewhere": _("Lives outside the city"),
            "too_young": _("Too young"),
            "to_decide": _("To be decided"),
            "unknown": _("Ask the registry"),
        },
        "setting": {
            "school": _("School"),
            "village": _("Kelurahan"),
            "mall": _("Public service mall"),
            "office": _("Registry office"),
            "registry": _("Registry's list"),
        },
        "standing": {
            "planned": _("Planned"),
            "packed": _("Packed"),
            "running": _("Running"),
            "brought_back": _("Brought back"),
            "complete": _("Complete"),
            "closed": _("Closed"),
        },
        "role": {"operator": _("Operator"), "coordinator": _("Coordinator")},
        "kind": {
            "card_step": _("Step of the card"),
            "matched": _("Compared with another list"),
            "listed": _("Listed"),
            "corrected": _("Corrected"),
            "linked": _("Linked to the same person"),
            "checked_in": _("Checked in"),
            "called": _("Called"),
            "started": _("Started"),
            "finished": _("Finished"),
            "requeued": _("Back to the queue"),
            "held": _("Put on hold"),
            "resumed": _("Waits again"),
            "prioritised": _("Priority"),
            "ticketed": _("Ticket"),
            "no_show": _("Did not come"),
            "moved": _("Moved to another service"),
            "undone": _("Taken back"),
            "evidence_taken": _("Photo or signature taken"),
            "evidence_removed": _("Photo or signature deleted"),
            "evidence_declined": _("No photo or signature: not agreed"),
            "noted": _("Remark"),
            "status_reported": _("Status reported"),
            "resolved": _("Conflict decided"),
            "visit_closed": _("Visit closed"),
        },
        "layout": {
            "dapodik": _("Dapodik list of pupils"),
            "emis": _("EMIS list"),
            "registry": _("Registry's list of those not yet recorded"),
            "other": _("Other list"),
        },
    }


def word(group: str, code: str) -> str:
    """The word for `code` of a group such as badge, outcome, state; the code itself if none."""
    return _words(language())[group].get(code, code)


def field_name(name: str) -> str:
    """A field as officers call it."""
    return word("field", name)


def badge_line(assessment: Assessment) -> str:
    """What the badge means for this person: "Record now, KTP printed from 27 November 2024"."""
    day = assessment.print_from
    match assessment.badge:
        case "record_and_print":
            return _("Record now; the KTP can be printed")
        case "first_voter" | "record_early" if day:
            return _("Record now; KTP printed from {date}").format(date=long_date(day))
        case "too_young" if assessment.record_from:
            return _("Not before {date}").format(date=long_date(assessment.record_from))
        case "already_recorded":
            return _("Nothing to record")
        case _:
            return _("Check the data before recording")


def reason(said: Reason, *, full: bool = False) -> str:
    """A reason as a sentence with its date; numbers of people are masked unless `full`."""
    template = _reasons(language()).get(said.code, said.code)
    field = "nik" if said.code.startswith("nik") else ""
    text = said.text if full else identity.mask_field(field, said.text)
    return template.format(date=long_date(said.day) if said.day else "", text=text)


@lru_cache
def _reasons(_language: str) -> dict[str, str]:
    return {
        "status": _("The national system says {text}."),
        "record_again": _("The national system says {text}: record again."),
        "married": _("Married or once married: may hold a KTP at any age."),
        "adult": _("17 since {date}."),
        "adult_on_election": _("17 on {date}, in time for election day."),
        "early": _("Old enough to record; 17 on {date}."),
        "too_young": _("May be recorded from {date}."),
        "name_missing": _("The name is missing."),
        "birth_date_missing": _("The birth date is missing."),
        "birth_date_unusable": _("The list's birth date cannot be used: {text}."),
        "nik_missing": _("The NIK is missing."),
        "nik_unusable": _("The list's NIK cannot be used: {text}."),
        "nik_rounded": _("The NIK may have been rounded in the list; compare with the KK."),
        "nik_shared": _("Somebody else has the same NIK; compare with the KK."),
        "voter": _("Votes on {date}."),
        "ikd_ready": _("Recorded, print-ready and of age: IKD can be activated."),
        "outside_city": _("Lives outside the city: {text}."),
        "nik_birth_date": _("The NIK tells another birth date; compare with the KK."),
        "nik_sex": _("The NIK tells another sex; compare with the KK."),
        "nik_both": _("The NIK tells another birth date and sex; compare with the KK."),
        "listed_twice": _("Listed more than once."),
        "resembles": _("Somebody of the same name and birth date is listed."),
        "kk_missing": _("No valid KK number; ask for the family card."),
        "photo_red": _("Born in an odd year: red photo background."),
        "photo_blue": _("Born in an even year: blue photo background."),
    }


def moment(ms: int) -> datetime:
    """Milliseconds since 1970 as a time in the machine's own zone."""
    return datetime.fromtimestamp(ms / 1000, tz=UTC).astimezone()


def iso(ms: int) -> str:
    """Milliseconds since 1970 as ISO 8601 in UTC."""
    return datetime.fromtimestamp(ms / 1000, tz=UTC).isoformat(timespec="milliseconds")


def until(day: date | None) -> str:
    """A date in words, or a dash."""
    return long_date(day) if day else "–"
