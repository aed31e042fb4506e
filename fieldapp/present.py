"""People, turns and events as the commands print them in JSON."""

from collections.abc import Mapping
from typing import Any

import msgspec

from fieldapp import undoing, wording
from fieldapp.domain import events as e
from fieldapp.domain.forks import device_of
from fieldapp.domain.people import Conflict, Fact, Turn
from fieldapp.domain.review import Case
from fieldapp.store import media, trust
from fieldapp.store.session import Session
from fieldapp.store.tables import Entry


def person(entry: Entry) -> dict[str, Any]:
    """A PERSON: who they are, how they are judged, and their turns."""
    v, judged = entry.visitor, entry.assessment
    return {
        "person": v.person,
        "visit": v.visit,
        "name": v.fields.get("name", ""),
        "nik": v.fields.get("nik"),
        "nisn": v.fields.get("nisn"),
        "birth_date": v.fields.get("birth_date"),
        "sex": v.fields.get("sex"),
        "class": v.fields.get("class"),
        "number": v.number or None,
        "ticket": v.ticket or None,
        "priority": v.priority or None,
        "badge": judged.badge,
        "record_from": judged.record_from.isoformat() if judged.record_from else None,
        "print_from": judged.print_from.isoformat() if judged.print_from else None,
        "chips": list(judged.chips),
        "reasons": [wording.reason(said) for said in judged.reasons],
        "turns": [turn(t) for t in v.turns],
    }


def turn(t: Turn) -> dict[str, Any]:
    """One turn with its times in ISO."""
    return {
        "service": t.service,
        "state": t.state,
        "outcome": t.outcome,
        "reason": t.reason,
        "missing": t.missing,
        "station": t.station or None,
        "wanted": t.wanted or None,
        "calls": t.calls,
        **{
            name: wording.iso(value) if value else None
            for name, value in (
                ("waiting", t.waiting), ("called", t.called), ("started", t.started),
                ("finished", t.finished),
            )
        },
    }  # fmt: skip


def whole_person(session: Session, entry: Entry) -> dict[str, Any]:
    """A PERSON with everything known and their history."""
    v = entry.visitor
    events = undoing.history(session, v.visit, v.person)
    return {
        **person(entry),
        "fields": v.fields,
        "doubts": v.doubts,
        "documents": list(v.documents),
        "evidence": [
            {
                "what": one.what,
                "at": wording.iso(one.stamp.at[0]),
                "consent": one.consent,
                "held": media.is_held(session.db, one.medium),
            }
            for one in v.evidence
        ],
        "evidence_declined": v.declined or None,
        "notes": list(v.notes),
        "conflicts": [conflict(session, entry, c) for c in v.conflicts],
        "history": [event(session, one, undone=undone) for one, undone in events],
    }


def event(session: Session, one: e.Event, *, undone: bool = False) -> dict[str, Any]:
    """An event as a line of a history."""
    device = device_of(one.device)
    body: dict[str, Any] = msgspec.to_builtins(one.body)
    return {
        "at": wording.iso(one.at[0]),
        "device": trust.names(session.db).get(device, device),
        "actor": one.actor,
        "kind": one.kind,
        "seq": one.seq,
        "undone": undone,
        **{key: value for key, value in body.items() if key not in ("at", "device", "kind")},
    }


def case(session: Session, one: Case) -> dict[str, Any]:
    """Something to decide: both sides, and the ways to decide it."""
    names = trust.names(session.db)
    return {
        "conflict": one.id,
        "person": one.person,
        "visit": one.visit,
        "kind": one.what,
        "field": one.field,
        "facts": [_fact(names, fact) for fact in one.facts],
        "weight": one.weight,
        "name": one.name,
        "other": one.other or None,
        "other_name": one.other_name or None,
        "choices": [{"code": each.code, "value": each.value} for each in one.choices],
        "device": names.get(device_of(one.device), one.device) if one.device else None,
        "since": wording.iso(one.since) if one.since else None,
        "until": wording.iso(one.until) if one.until else None,
        "persons": list(one.persons),
    }


def conflict(session: Session, entry: Entry, c: Conflict) -> dict[str, Any]:
    """A conflict with both sides: who, where, when, what."""
    names = trust.names(session.db)
    return {
        "conflict": c.id,
        "person": entry.visitor.person,
        "visit": entry.visitor.visit,
        "kind": c.what,
        "field": c.field,
        "facts": [_fact(names, fact) for fact in c.facts],
    }


def _fact(names: Mapping[str, str], fact: Fact) -> dict[str, Any]:
    return {
        "device": names.get(device_of(fact.stamp.device), fact.stamp.device),
        "actor": fact.stamp.actor,
        "at": wording.iso(fact.stamp.at[0]),
        "kind": fact.kind,
        "value": fact.value,
    }
