"""The words for what the rules, tables and events name by codes."""

from datetime import UTC, date, datetime

from fieldapp.domain import identity
from fieldapp.domain.eligibility import Assessment, Reason
from fieldapp.texts import _, long_date, mark

_WORDS: dict[str, dict[str, str]] = {
    "badge": {
        "record_and_print": mark("Record and print"),
        "first_voter": mark("First-time voter"),
        "record_early": mark("Record early"),
        "too_young": mark("Too young"),
        "already_recorded": mark("Recorded already"),
        "check_data": mark("Check data"),
    },
    "chip": {
        "voter": mark("Votes"),
        "ikd_ready": mark("Ready for IKD"),
        "outside_city": mark("Outside the city"),
        "nik_mismatch": mark("NIK disagrees"),
        "listed_twice": mark("Listed twice"),
        "kk_missing": mark("No KK"),
        "photo_red": mark("Photo: RED"),
        "photo_blue": mark("Photo: BLUE"),
    },
    "field": {
        "name": mark("Name"),
        "nik": "NIK",
        "nisn": "NISN",
        "kk": mark("KK number"),
        "birth_place": mark("Birth place"),
        "birth_date": mark("Birth date"),
        "sex": mark("Sex"),
        "class": mark("Class"),
        "nipd": "NIPD",
        "religion": mark("Religion"),
        "address": mark("Address"),
        "rt": "RT",
        "rw": "RW",
        "village": mark("Village"),
        "district": mark("District"),
        "phone": mark("Phone"),
        "marital": mark("Marital status"),
        "status": mark("KTP-el status"),
    },
    "priority": {
        "exam": mark("Exam"),
        "disability": mark("Disability"),
        "ill": mark("Ill"),
        "elderly": mark("Elderly"),
    },
    "evidence": {"photo": mark("photo"), "signature": mark("signature")},
    "consent": {
        "person": mark("The pupil"),
        "guardian": mark("A parent or guardian"),
        "school": mark("The school"),
    },
    "service": {"recording": mark("Recording"), "ikd": "IKD"},
    "state": {
        "waiting": mark("Waiting"),
        "held": mark("On hold"),
        "called": mark("Called"),
        "serving": mark("Being served"),
        "finished": mark("Finished"),
        "no_show": mark("Did not come"),
        "here": mark("Here"),
        "absent": mark("Not here yet"),
    },
    "outcome": {
        "recorded": mark("Recorded"),
        "activated": mark("Activated"),
        "failed": mark("Failed"),
        "already_recorded": mark("Had one already"),
        "too_young": mark("Too young"),
        "refused": mark("Refused"),
        "deferred": mark("Deferred"),
    },
    "reason": {
        "fingerprints": mark("Fingerprints unreadable"),
        "iris": mark("Iris unreadable (contact lenses)"),
        "device": mark("Device broken"),
        "network": mark("Network down"),
        "nik_not_found": mark("NIK not found"),
        "photo": mark("Refuses the photo"),
        "unwilling": mark("Does not want to"),
        "no_kk": mark("No KK with them"),
        "data_wrong": mark("Data must be put right first"),
        "ill": mark("Ill"),
        "left": mark("Had to leave"),
        "power": mark("Power failed"),
        "other_device": mark("Account active on another device"),
        "internet": mark("Internet unstable"),
        "data_mismatch": mark("Data do not match"),
        "no_phone": mark("No phone"),
        "camera": mark("Camera broken"),
        "pin_locked": mark("PIN locked"),
        "not_print_ready": mark("Not print-ready yet"),
    },
    "part": {
        "photo": mark("Photo"),
        "right_thumb": mark("Right thumb"),
        "right_index": mark("Right index finger"),
        "right_middle": mark("Right middle finger"),
        "right_ring": mark("Right ring finger"),
        "right_little": mark("Right little finger"),
        "left_thumb": mark("Left thumb"),
        "left_index": mark("Left index finger"),
        "left_middle": mark("Left middle finger"),
        "left_ring": mark("Left ring finger"),
        "left_little": mark("Left little finger"),
        "right_iris": mark("Right iris"),
        "left_iris": mark("Left iris"),
        "signature": mark("Signature"),
    },
    "finger": {
        "thumb": mark("Thumb"),
        "index": mark("Index"),
        "middle": mark("Middle"),
        "ring": mark("Ring"),
        "little": mark("Little"),
    },
    "why": {
        "bandaged": mark("Bandaged"),
        "missing": mark("Missing"),
        "worn": mark("Unreadable"),
        "lens": mark("Contact lens"),
        "unable": mark("Not able to"),
    },
    "document": {
        "kk": "KK",
        "akta": mark("Birth certificate"),
        "student_card": mark("Student card"),
    },
    "conflict": {
        "field": mark("Corrected differently"),
        "finished_twice": mark("Finished on two laptops"),
        "checked_in_twice": mark("Checked in on two laptops"),
        "finished_uncalled": mark("Finished without being called"),
        "nik_shared": mark("Two people with one NIK"),
        "resembles": mark("One person listed twice?"),
        "times": mark("Times that cannot be right"),
        "nik_mismatch": mark("Data disagree with the NIK"),
        "listed_twice": mark("Twice in one list"),
    },
    "doubt": {
        "order": mark("Finished before it began"),
        "long": mark("Longer than 3 hours"),
        "instant": mark("Began and ended in one second"),
        "day": mark("Not on the visit's day"),
        "jump": mark("The clock was set while working"),
        "behind": mark("The clock went back"),
        "dragged": mark("The clock was behind another laptop's"),
    },
    "card_step": {
        "requested": mark("Card requested"),
        "printed": mark("Card printed"),
        "handed_over": mark("Card handed over"),
    },
    "card_mark": {
        "requested": mark("Mark as requested"),
        "printed": mark("Mark as printed"),
        "handed_over": mark("Mark as handed over"),
    },
    "card_done": {
        "requested": mark("requested"),
        "printed": mark("printed"),
        "handed_over": mark("handed over"),
    },
    "stage": {
        "captured": mark("Captured"),
        "sent": mark("Sent"),
        "received": mark("Received at the centre"),
        "print_ready": mark("Print-ready"),
        "printed": mark("Printed"),
        "issued": mark("Issued"),
        "other": mark("Another status"),
    },
    "election": {
        "before": mark("By election day"),
        "after": mark("After election day"),
    },
    "alarm": {
        "record_again": mark("Record again"),
        "silent": mark("No news"),
    },
    "alarm_count": {
        "record_again": mark("to record again"),
        "silent": mark("without news"),
    },
    "why_not": {
        "record_again": mark("Record again"),
        "failed": mark("Failed"),
        "deferred": mark("Deferred"),
        "refused": mark("Refused"),
        "left": mark("Left before being served"),
        "absent": mark("Absent"),
        "too_young": mark("Too young"),
        "check_data": mark("Check data"),
    },
    "bring": {
        "kk": mark("Copy of the KK"),
        "akta": mark("Birth certificate"),
        "phone": mark("Own phone"),
    },
    "candidate": {
        "call": mark("To be called"),
        "village": mark("On a kelurahan's list"),
        "missed": mark("Visit closed, not recorded"),
        "recorded": mark("Recorded by now"),
        "doubtful": mark("To be decided"),
        "nowhere": mark("At no school"),
        "unlisted": mark("Not on the registry's list"),
    },
    "match": {
        "nik": mark("Same NIK"),
        "nisn": mark("Same NISN"),
        "name_and_birth": mark("Name and birth date"),
        "spelling": mark("Name spelt otherwise"),
        "birth_date": mark("Another birth date"),
        "nik_only": mark("Same NIK, another name"),
        "decided": mark("Decided by a person"),
    },
    "not_listed": {
        "recorded": mark("Recorded by now"),
        "elsewhere": mark("Lives outside the city"),
        "too_young": mark("Too young"),
        "to_decide": mark("To be decided"),
        "unknown": mark("Ask the registry"),
    },
    "setting": {
        "school": mark("School"),
        "village": mark("Kelurahan"),
        "mall": mark("Public service mall"),
        "office": mark("Registry office"),
        "registry": mark("Registry's list"),
    },
    "standing": {
        "planned": mark("Planned"),
        "packed": mark("Packed"),
        "running": mark("Running"),
        "brought_back": mark("Brought back"),
        "complete": mark("Complete"),
        "closed": mark("Closed"),
    },
    "role": {"operator": mark("Operator"), "coordinator": mark("Coordinator")},
    "kind": {
        "card_step": mark("Step of the card"),
        "matched": mark("Compared with another list"),
        "listed": mark("Listed"),
        "corrected": mark("Corrected"),
        "linked": mark("Linked to the same person"),
        "checked_in": mark("Checked in"),
        "called": mark("Called"),
        "started": mark("Started"),
        "finished": mark("Finished"),
        "requeued": mark("Back to the queue"),
        "held": mark("Put on hold"),
        "resumed": mark("Waits again"),
        "prioritised": mark("Priority"),
        "ticketed": mark("Ticket"),
        "no_show": mark("Did not come"),
        "moved": mark("Moved to another service"),
        "undone": mark("Taken back"),
        "evidence_taken": mark("Photo or signature taken"),
        "evidence_removed": mark("Photo or signature deleted"),
        "evidence_declined": mark("No photo or signature: not agreed"),
        "noted": mark("Remark"),
        "status_reported": mark("Status reported"),
        "resolved": mark("Conflict decided"),
        "visit_closed": mark("Visit closed"),
    },
    "layout": {
        "dapodik": mark("Dapodik list of pupils"),
        "emis": mark("EMIS list"),
        "registry": mark("Registry's list of those not yet recorded"),
        "other": mark("Other list"),
    },
}


def word(group: str, code: str) -> str:
    """The word for `code` of a group such as badge, outcome, state; the code itself if none."""
    text = _WORDS[group].get(code)
    return _(text) if text else code


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
    template = _(_REASONS[said.code]) if said.code in _REASONS else said.code
    field = "nik" if said.code.startswith("nik") else ""
    text = said.text if full else identity.mask_field(field, said.text)
    return template.format(date=long_date(said.day) if said.day else "", text=text)


_REASONS: dict[str, str] = {
    "status": mark("The national system says {text}."),
    "record_again": mark("The national system says {text}: record again."),
    "married": mark("Married or once married: may hold a KTP at any age."),
    "adult": mark("17 since {date}."),
    "adult_on_election": mark("17 on {date}, in time for election day."),
    "early": mark("Old enough to record; 17 on {date}."),
    "too_young": mark("May be recorded from {date}."),
    "name_missing": mark("The name is missing."),
    "birth_date_missing": mark("The birth date is missing."),
    "birth_date_unusable": mark("The list's birth date cannot be used: {text}."),
    "nik_missing": mark("The NIK is missing."),
    "nik_unusable": mark("The list's NIK cannot be used: {text}."),
    "nik_rounded": mark("The NIK may have been rounded in the list; compare with the KK."),
    "nik_shared": mark("Somebody else has the same NIK; compare with the KK."),
    "voter": mark("Votes on {date}."),
    "ikd_ready": mark("Recorded, print-ready and of age: IKD can be activated."),
    "outside_city": mark("Lives outside the city: {text}."),
    "nik_birth_date": mark("The NIK tells another birth date; compare with the KK."),
    "nik_sex": mark("The NIK tells another sex; compare with the KK."),
    "nik_both": mark("The NIK tells another birth date and sex; compare with the KK."),
    "listed_twice": mark("Listed more than once."),
    "resembles": mark("Somebody of the same name and birth date is listed."),
    "kk_missing": mark("No valid KK number; ask for the family card."),
    "photo_red": mark("Born in an odd year: red photo background."),
    "photo_blue": mark("Born in an even year: blue photo background."),
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
