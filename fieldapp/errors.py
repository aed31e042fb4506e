"""The one kind of refusal that users see as a sentence instead of a failure."""


class KnownError(Exception):
    """Something that the user can mend: one plain sentence, and what to do about it."""

    def __init__(self, what: str, todo: str = "") -> None:
        super().__init__(f"{what} {todo}".strip())
        self.what = what
        self.todo = todo


class Cancelled(KnownError):
    """Long work that the user stopped; nothing was changed."""
