"""What the fields of an event may hold: short texts, ids, counts, times."""

from typing import Annotated

from msgspec import Meta

Text = Annotated[str, Meta(max_length=500)]
Fields = dict[Annotated[str, Meta(max_length=40)], Text]
Texts = Annotated[tuple[Text, ...], Meta(max_length=20)]
VisitId = Annotated[str, Meta(pattern=r"^(-|[a-z0-9][a-z0-9-]{0,63})\Z")]
DeviceId = Annotated[str, Meta(pattern=r"^[a-z2-7]{10}\Z")]
PersonId = Annotated[str, Meta(pattern=r"^[a-z0-9]{0,32}\Z")]
Kind = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}\Z")]
Seq = Annotated[int, Meta(ge=1, le=2**53)]
LATEST = 4_102_444_799_999  # the end of 2099: no clock of this program runs on beyond it
MOST = 2**16 - 1
Millis = Annotated[int, Meta(ge=0, le=LATEST)]
Count = Annotated[int, Meta(ge=0, le=MOST)]
At = tuple[Millis, Count]  # hybrid logical clock: milliseconds since 1970 UTC, counter
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]  # SHA-256
Hour = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?\Z")]
Laptops = Annotated[tuple[DeviceId, ...], Meta(max_length=26)]
Setting = Annotated[str, Meta(pattern=r"^[a-z_]{1,20}\Z")]
Written = Annotated[str, Meta(pattern=r"^[a-z2-7]{10}(~[0-9a-f]{8})?\Z")]  # with a branch's label
Ref = tuple[Written, Seq]  # an event of the same visit
