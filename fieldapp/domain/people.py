"""What a person is in one visit, as folded from events."""

from datetime import date
from hashlib import sha256

from msgspec import Struct

from fieldapp.domain.events import At, Ref

FIELDS = (
    "name", "nik", "nisn", "kk", "birth_place", "birth_date", "sex", "class", "nipd", "religion",
    "address", "rt", "rw", "village", "district", "phone", "marital", "status",
)  # fmt: skip

DOCUMENTS = ("kk", "akta", "student_card")

PARTS = (
    "photo", "right_thumb", "right_index", "right_middle", "right_ring", "right_little",
    "left_thumb", "left_index", "left_middle", "left_ring", "left_little",
    "right_iris", "left_iris", "signature",
)  # fmt: skip

OUTCOMES: dict[str, tuple[str, ...]] = {
    "recording": ("recorded", "failed", "already_recorded", "too_young", "refused", "deferred"),
    "ikd": ("activated", "failed", "deferred"),
}
CARD_STEPS = ("requested", "printed", "handed_over")
PRIORITIES = ("exam", "disability", "ill", "elderly")
EVIDENCE = ("photo", "signature")
LARGEST_MEDIUM = 1 << 20  # bytes; a photo of 480 x 640 takes a twentieth
CONSENTS = ("person", "guardian", "school")  # who may consent to it
NEEDS_REASON = frozenset({"failed", "refused", "deferred"})

REASONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("recording", "failed"): ("fingerprints", "iris", "device", "network", "nik_not_found"),
    ("recording", "refused"): ("photo", "unwilling"),
    ("recording", "deferred"): ("no_kk", "nik_not_found", "data_wrong", "ill", "left", "power"),
    ("ikd", "failed"): (
        "other_device", "internet", "data_mismatch", "no_phone", "camera", "pin_locked",
    ),
    ("ikd", "deferred"): ("no_phone", "internet", "not_print_ready", "left"),
}  # fmt: skip


class Stamp(Struct, frozen=True):
    """Who wrote a fact, where, and when."""

    device: str
    seq: int
    at: At
    actor: str

    @property
    def ref(self) -> Ref:
        """The event, as others name it."""
        return (self.device, self.seq)


class Turn(Struct, frozen=True, omit_defaults=True):
    """One person's way through one service. Times are milliseconds since 1970, 0 = not yet."""

    service: str
    state: str  # waiting, held, called, serving, finished, no_show
    waiting: int = 0
    called: int = 0
    started: int = 0
    finished: int = 0
    calls: int = 0
    station: str = ""
    wanted: str = ""  # the desk that alone is to call them
    device: str = ""  # the laptop that called or served last
    outcome: str | None = None
    reason: str | None = None
    missing: dict[str, str] = {}


class Fact(Struct, frozen=True):
    """One side of a conflict."""

    stamp: Stamp
    kind: str
    value: str


class Conflict(Struct, frozen=True):
    """Facts that disagree, shown for review until someone decides."""

    id: str
    what: str  # field, checked_in_twice, finished_twice, finished_uncalled
    field: str  # the field, or the service
    facts: tuple[Fact, ...]


class Status(Struct, frozen=True, omit_defaults=True):
    """What the national system said of a person's card, and of which day."""

    status: str
    stamp: Stamp
    as_of: date | None = None


class CardStep(Struct, frozen=True, omit_defaults=True):
    """A step of the printed card: requested, printed, handed_over."""

    step: str
    day: date
    stamp: Stamp
    to: str = ""


class Decision(Struct, frozen=True):
    """Whether a person of another visit is this one."""

    visit: str
    person: str
    same: bool
    stamp: Stamp


class Evidence(Struct, frozen=True):
    """A photo or signature of who came: its medium, by its SHA-256 in hex, and who consented."""

    what: str  # photo, signature
    medium: str
    stamp: Stamp
    consent: str


class Visitor(Struct, frozen=True, omit_defaults=True):
    """A person in one visit: everything that the screens, searches and reports read."""

    visit: str
    person: str
    fields: dict[str, str] = {}
    doubts: dict[str, str] = {}  # what a list said of a field and could not be used
    flags: tuple[str, ...] = ()  # listed_twice, nik_shared, resembles, walk_in
    rows: tuple[int, ...] = ()  # the list's own row numbers
    numbers: tuple[str, ...] = ()  # every number ever given, also those taken back
    number: str = ""  # the one that holds
    checked_in: Stamp | None = None
    documents: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    priority: str = ""  # why they go before others
    ticket: str = ""  # pending, printed, waived; nothing where none was wanted
    evidence: tuple[Evidence, ...] = ()
    declined: str = ""  # who did not consent to a photo or signature
    conflicts: tuple[Conflict, ...] = ()
    oddities: tuple[Conflict, ...] = ()  # nothing disagrees, and yet somebody should look
    notes: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()  # as they were reported
    listed_status: str = ""  # what was said beside the reports, until they were recorded
    card: tuple[CardStep, ...] = ()
    matches: tuple[Decision, ...] = ()  # with people of other visits
    # what was accepted as it is, and as what: chip:NAME, times:REASON:SERVICE, pair:NAME:PERSON
    accepted: dict[str, str] = {}
    ids: tuple[str, ...] = ()  # further ids of the same pupil, linked to this one

    @property
    def listed(self) -> bool:
        """Whether anything is known of them beside the events of a desk."""
        return bool(self.fields)


def person_id(visit: str, *, nik: str = "", nisn: str = "", name: str = "", born: str = "") -> str:
    """The id of a person first met with these: the same on laptops that were never connected.

    `nik` and `nisn` only where valid, `name` normalised. It is kept afterwards, whatever is
    corrected. 16 characters of base 32 are enough for no two of a million people to meet.
    """
    if nik:
        said = f"nik:{nik}"
    elif nisn:
        said = f"nisn:{nisn}"
    else:
        said = f"name:{visit}:{name}:{born}"
    number = int.from_bytes(sha256(said.encode()).digest()[:10], "big")
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    return "".join(alphabet[number >> shift & 31] for shift in range(75, -5, -5))
