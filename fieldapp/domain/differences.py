"""Where two values differ, sign by sign: what the eye is led to when they stand side by side."""

from difflib import SequenceMatcher


def marks(left: str, right: str) -> tuple[frozenset[int], frozenset[int]]:
    """The places in each of two values that the other does not share; case does not count.

    Values of equal length that are numbers are compared place by place; of those that have less
    than half in common everything differs.
    """
    if not (left and right):
        return frozenset(), frozenset()
    if is_number_pair(left, right):
        places = frozenset(n for n, (a, b) in enumerate(zip(left, right, strict=True)) if a != b)
        return places, places
    mine, theirs = set(range(len(left))), set(range(len(right)))
    found = SequenceMatcher(None, _plain(left), _plain(right), autojunk=False)
    for same in found.get_matching_blocks():
        mine.difference_update(range(same.a, same.a + same.size))
        theirs.difference_update(range(same.b, same.b + same.size))
    if len(mine) + len(theirs) > (len(left) + len(right)) / 2:  # single signs would mislead
        return frozenset(range(len(left))), frozenset(range(len(right)))
    return frozenset(mine), frozenset(theirs)


def is_number_pair(left: str, right: str) -> bool:
    """Whether both are numbers of one length, so that digits can be compared one by one."""
    return len(left) == len(right) and all(text.isascii() and text.isdigit() for text in
                                           (left, right))  # fmt: skip


def _plain(text: str) -> str:
    """In small letters, each sign in its place."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
