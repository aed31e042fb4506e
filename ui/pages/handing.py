"""What handing over says: the long work of writing and merging, and its outcome in words."""

from collections.abc import Sequence
from pathlib import Path

from fieldapp.errors import Cancelled, KnownError
from fieldapp.store.session import Session
from fieldapp.store.trust import KnownDevice
from fieldapp.sync import bundle_out, scope, take_all
from fieldapp.sync.drives import Drive
from fieldapp.sync.eject import NotEjected, eject
from fieldapp.sync.take_all import Refused
from fieldapp.texts import _, ngettext, number
from ui.pages.outcomes import Outcome
from ui.tasks import Progress

Merged = take_all.Outcome
Written = bundle_out.Written | Refused


def write_all(
    session: Session,
    folder: Path,
    recipients: Sequence[KnownDevice],
    visit: str | None,
    progress: Progress,
) -> list[Written]:
    """Write a bundle for each of `recipients`, one after the other."""
    found: list[Written] = []
    for place, to in enumerate(recipients):
        try:
            written = bundle_out.export(session, folder, to=to, visit=visit, progress=progress)
        except Cancelled as error:
            return [*found, *(Refused(left.name, error) for left in recipients[place:])]
        except KnownError as error:
            found.append(Refused(to.name, error))
        else:
            found.append(written)
    return found


def taking_part(
    session: Session, recipients: Sequence[KnownDevice], visit: str
) -> list[KnownDevice]:
    """Those of the laptops that take part in a visit."""
    return [each for each in recipients if visit in scope.taking_part(session, each.device)]


def merged_outcome(one: Merged) -> Outcome:
    """What a bundle brought, in words."""
    if isinstance(one, Refused):
        return _refusal(one)
    text = _("{name}: {new} new, {known} known already").format(
        name=one.sender.name, new=number(one.new), known=number(one.known)
    )
    people = ngettext("It is about {count} person.", "It is about {count} people.", one.people)
    said = [people.format(count=number(one.people))] if one.people else []
    if one.conflicts:
        conflicts = ngettext("{count} conflict to decide.", "{count} conflicts to decide.",
                             one.conflicts)  # fmt: skip
        said.append(conflicts.format(count=number(one.conflicts)))
    more = (" ".join(said), *one.gaps, *one.notes, one.file.name)
    tone = "wait" if one.gaps or one.conflicts or one.notes else "ok"
    return Outcome(tone, text, tuple(line for line in more if line))


def taken_outcomes(taken: take_all.Taken) -> list[Outcome]:
    """What each bundle brought, in words; where there are several, all of them first."""
    each = [merged_outcome(one) for one in taken.outcomes]
    if not each:
        return [Outcome("info", take_all.nothing_words(taken.found))]
    if len(each) == 1 or all(_stopped(one) for one in taken.outcomes):
        return each
    tones = {one.tone for one in each}
    tone = tones.pop() if len(tones) == 1 else "wait"
    return [Outcome(tone, take_all.total_words(taken)), *sorted(each, key=_urgency)]


def _stopped(one: Merged) -> bool:
    return isinstance(one, Refused) and isinstance(one.error, Cancelled)


def _urgency(outcome: Outcome) -> int:
    return ("stop", "wait", "info", "ok").index(outcome.tone)


def written_outcome(one: Written, stick: Drive | None = None) -> Outcome:
    """What was written, in words; only what is true. `stick`: what it was written to."""
    if isinstance(one, Refused):
        return _refusal(one)
    if one.events:
        text = ngettext(
            "{count} record for {name} was written to {file} and read back.",
            "{count} records for {name} were written to {file} and read back.",
            one.events,
        )
    else:
        text = _(
            "Nothing is new for {name}. A bundle that says what this device holds was written "
            "to {file} and read back."
        )
    what = text.format(count=number(one.events), name=one.recipient.name, file=one.file.name)
    todo = _("Eject the stick before you pull it: Ctrl+U.")
    return Outcome("ok", what, (todo,) if stick else ())


def let_go(stick: Drive) -> NotEjected | None:
    """Eject a stick; why not, where it was not."""
    try:
        eject(stick.path, stick.label)
    except NotEjected as error:
        return error
    return None


def ejected_outcome(stick: Drive, error: NotEjected | None) -> Outcome:
    """Whether a stick may be pulled, in words."""
    if error is None:
        return Outcome("ok", _("{name} is safe to remove.").format(name=stick.label))
    return Outcome("wait", error.what, (error.todo,))


def _refusal(one: Refused) -> Outcome:
    tone = "info" if isinstance(one.error, Cancelled) else "stop"
    return Outcome(tone, f"{one.name}: {one.error.what}", (one.error.todo,) * bool(one.error.todo))
