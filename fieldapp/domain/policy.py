"""The rules' numbers: values with defaults, stored with each visit, never constants in code."""

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated

from msgspec import Meta, Struct

NOT_RECORDED = frozenset({"", "UNREGISTERED"})
RECORD_AGAIN = frozenset(
    {
        "ENROLL_FAILURE_AT_CENTRAL",
        "ENROLL_FAILURE_AT_REGIONAL",
        "SEARCH_FAILURE_AT_CENTRAL",
        "ADJUDICATE_RECORD",
    }
)
PRINT_READY = (
    "PRINT_READY_RECORD",
    "SENT_FOR_CARD_PRINTING",
    "CARD_PRINTED",
    "CARD_SHIPPED",
    "CARD_ISSUED",
)
RECORDED = frozenset(
    {
        "BIO_CAPTURED",
        "PROCESSING",
        "SENT_FOR_ENROLLMENT",
        "RECEIVED_AT_CENTRAL",
        "REQUEST_VALIDATION",
        "DUPLICATE_RECORD",
        *PRINT_READY,
    }
)
_BETWEEN = re.compile(r"[()_/.\-\s]+")
_SHORT = {"PRR": "PRINT_READY_RECORD", "SFE": "SENT_FOR_ENROLLMENT"}


class Service(StrEnum):
    """What a visit offers."""

    RECORDING = "recording"
    IKD = "ikd"


@lru_cache(maxsize=1 << 8)
def canonical_status(text: str) -> str:
    """A status as the national system spells it, with underscores; unknown ones as they came."""
    spelled = "_".join(_BETWEEN.sub(" ", text.upper()).split())
    for short, full in _SHORT.items():
        if spelled in (short, f"{full}_{short}"):
            return full
    known = NOT_RECORDED | RECORD_AGAIN | RECORDED
    return spelled if spelled in known else text.strip()


Status = Annotated[str, Meta(max_length=60)]


class Policy(Struct, frozen=True, omit_defaults=True):
    """One city's rules for one visit. Ages are (years, months) completed."""

    card_years: Annotated[int, Meta(ge=0, le=99)] = 17
    record_years: Annotated[int, Meta(ge=0, le=99)] = 16
    record_months: Annotated[int, Meta(ge=0, le=11)] = 8
    ikd_years: Annotated[int, Meta(ge=0, le=99)] = 17
    ikd_statuses: Annotated[tuple[Status, ...], Meta(max_length=40)] = PRINT_READY
    city: Annotated[str, Meta(max_length=10)] = "3576"
    election: date | None = None
