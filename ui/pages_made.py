"""The pages of the frame, each made when it is first asked for."""

from collections.abc import Callable, Iterator, Mapping

from ui.pages.page import Page

Maker = Callable[[], Page]


class Pages(Mapping[str, Page]):
    """The pages by their keys, in the order of the rail; `added` gets each once it is made."""

    def __init__(self, makers: Mapping[str, Maker], added: Callable[[Page], object]) -> None:
        self._makers, self._added = dict(makers), added
        self._made: dict[str, Page] = {}

    def __getitem__(self, key: str) -> Page:
        if key not in self._made:
            self._made[key] = self._makers[key]()
            self._added(self._made[key])
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def is_made(self, key: str) -> bool:
        """Whether a page was asked for by now."""
        return key in self._made

    def made(self) -> list[Page]:
        """Those that were asked for by now."""
        return list(self._made.values())
