"""What every kind of event is."""

from typing import ClassVar

from msgspec import Struct


class Body(Struct, frozen=True, omit_defaults=True):
    """What an event of one kind says."""

    kind: ClassVar[str]
