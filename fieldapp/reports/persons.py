"""Who is whom over all visits and the registry's list, so that nobody is counted twice."""

from collections.abc import Iterable, Mapping, Sequence

from fieldapp.store import trust
from fieldapp.store.connect import Connection
from fieldapp.store.tallies import Stand


def of(
    rows: Sequence[Stand],
    listed: Sequence[Stand],
    compared: Iterable[tuple[int, int, int | None]],
    links: Mapping[str, str],
) -> dict[int, str]:
    """The person behind each row of the visits (`rows`) and of the registry's list (`listed`).

    One person: rows of one id, and what a comparison or somebody's decision says is the same.
    Where no pair was compared, one id on both lists is the same; what is doubtful is not.
    """
    joined = _Joined()
    own = {row.key: _root(links, row.person) for row in rows}
    by_person: dict[str, list[int]] = {}
    for row in rows:
        by_person.setdefault(own[row.key], []).append(row.key)
    said: dict[int, dict[int, int | None]] = {}
    for key, other, same in compared:
        said.setdefault(key, {})[other] = same
    for row in listed:
        own[row.key] = f"list:{_root(links, row.person)}"
        known = said.get(row.key, {})
        theirs = [other for other, same in known.items() if same == 1]
        alike = by_person.get(_root(links, row.person), ())
        theirs += [other for other in alike if other not in known]
        for other in theirs:
            if other in own:
                joined.join(own[other], own[row.key])
    return {key: joined.root(who) for key, who in own.items()}


def device_names(db: Connection) -> dict[str, str]:
    """What each device is called."""
    return {each.device: each.name for each in trust.devices(db).values()}


def _root(links: Mapping[str, str], person: str) -> str:
    """Where a chain of links ends; in a ring, its smallest id."""
    seen = [person]
    while (following := links.get(seen[-1])) is not None:
        if following in seen:
            return min(seen)
        seen.append(following)
    return seen[-1]


class _Joined:
    """Ids that turned out to be one person's."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def root(self, who: str) -> str:
        while (above := self._up.get(who)) is not None:
            who = above
        return who

    def join(self, one: str, other: str) -> None:
        """The registry's id gives way to the other."""
        first, second = self.root(one), self.root(other)
        if first != second:
            self._up[second] = first
