"""The dashboard in words: what its columns and groupings are called, the lines for a terminal."""

from collections.abc import Iterable, Sequence

from fieldapp.reports import coverage as covering
from fieldapp.reports.coverage import Coverage
from fieldapp.reports.dashboard import Board, Group, Person, more_than_once
from fieldapp.texts import _, ngettext, number


def column_name(column: str) -> str:
    """A column's words."""
    return {
        "listed": _("Listed"),
        "walk_ins": _("At the door"),
        "target": _("Target"),
        "present": _("Present"),
        "absent": _("Absent"),
        "recorded": _("Recorded"),
        "failed": _("Failed"),
        "deferred": _("Deferred"),
        "refused": _("Refused"),
        "already_recorded": _("Had one already"),
        "too_young": _("Too young"),
        "ikd": "IKD",
    }[column]


def grouping_name(by: str) -> str:
    """What a grouping is called."""
    return {
        "visit": _("Visit"),
        "school": _("School or place"),
        "village": _("Kelurahan"),
        "team": _("Team"),
        "day": _("Day"),
    }[by]


def overlap(board: Board, by: str) -> str:
    """Why the groups add up to more than the whole; empty where they do not."""
    several = len(more_than_once(board, by))
    if not several:
        return ""
    text = ngettext(
        "{count} person counts in more than one line, once in the total.",
        "{count} people count in more than one line, once in the total.",
        several,
    )
    return text.format(count=number(several))


def coverage_line(coverage: Coverage) -> str:
    """How far the registry's list is worked off, in a sentence."""
    if not coverage.listed:
        return _("No list of the registry was taken in.")
    text = _("{recorded} of {target} of the registry's list are recorded, {share} %.")
    share = share_of(coverage)
    line = text.format(
        recorded=number(coverage.recorded), target=number(coverage.target), share=number(share)
    )
    if coverage.elsewhere:
        line += " " + _("{count} were recorded elsewhere before.").format(
            count=number(coverage.elsewhere)
        )
    return line


def share_of(coverage: Coverage) -> float:
    """The part of the target that is recorded, in hundredths."""
    return round(100 * coverage.recorded / coverage.target, 1) if coverage.target else 0.0


def table(found: Sequence[Group], columns: Sequence[str]) -> list[list[str]]:
    """Head and lines of the groups for a terminal."""
    head = ["", *(column_name(column) for column in columns)]
    lines = [[one.name, *(number(one.counts[column]) for column in columns)] for one in found]
    return [head, *lines]


def terminal(board: Board, found: Sequence[Group], whole: Group, columns: Sequence[str],
             by: str) -> list[str]:  # fmt: skip
    """The groups with the whole below them, and what has to be said of both."""
    made = table([*found, whole], columns)
    wide = [max(len(line[place]) for line in made) for place in range(len(made[0]))]
    lines = [
        "  ".join([line[0].ljust(wide[0]), *(cell.rjust(w) for cell, w in _pairs(line, wide))])
        for line in made
    ]
    said = [overlap(board, by), coverage_line(covering.coverage(board))]
    return [*lines, *filter(None, said)]


def _pairs(line: Sequence[str], wide: Sequence[int]) -> Iterable[tuple[str, int]]:
    return zip(line[1:], wide[1:], strict=True)


def persons(people: Sequence[Person]) -> set[int]:
    """The rows by which these people are found: the last visit that knows each."""
    return {one.at[-1].key for one in people}
