"""Make the vectors: a laptop's bundle for its office, and the office's for another laptop."""

import tempfile
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from fieldapp import evidence, people, queue, visits
from fieldapp.domain.policy import Policy
from fieldapp.store import trust
from fieldapp.store.session import Session
from fieldapp.sync import bundle_in, bundle_out, container, enrol
from tests import workplace as w
from tests.vectors import HERE, Recipient, Vector
from tests.vectors.seen import people as seen

_EIGHT = 1_721_350_800_000  # 19 July 2024, 8:00 in Mojokerto


def main() -> None:
    """Put new vectors in the place of those that are there."""
    for old in (*HERE.glob("*.bundle"), *HERE.glob("*.card"), *HERE.glob("*.key")):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        made = _vectors(Path(folder))
    _put("inside.json", made)


def _vectors(folder: Path) -> list[Vector]:
    ticks = count(_EIGHT, 20_000)
    office, laptop, other = (
        replace(w.device(folder / name, name, role, letter), clock=lambda: next(ticks))
        for name, role, letter in (
            ("Kantor", "office", "K"), ("Laptop A", "field", "A"), ("Laptop B", "field", "B"),
        )
    )  # fmt: skip
    w.acquaint(office, laptop, other)
    _work(laptop)
    first = _vector(laptop, office, "office.key")
    _correct(office)
    second = _vector(office, other, "laptop-b.key")
    _put("recipients.json", [_recipient(office), _recipient(other)])
    for session in (office, laptop, other):
        session.close()
    return [first, second]


def _work(laptop: Session) -> None:
    """One pupil recorded with a photo and a signature, one who does not agree, one absent."""
    visit = visits.plan(
        laptop, "SMAN 1 Kota Mojokerto", w.DAY, policy=Policy(election=w.ELECTION),
        evidence=("photo", "signature"),
    ).visit  # fmt: skip
    people.take_in(laptop, visit, w.listing([w.pupil(number) for number in (1, 2, 3)]))
    first, second, _absent = w.ids(laptop, visit)
    queue.check_in(laptop, visit, first, services=("recording", "ikd"), documents=("kk",))
    evidence.take(laptop, visit, first, "photo", _picture("JPEG", "#b00020"), "guardian")
    evidence.take(laptop, visit, first, "signature", _picture("PNG", "#ffffff"), "guardian")
    queue.call(laptop, visit, "recording", first, station="1")
    queue.start(laptop, visit, first, "recording", station="1")
    queue.finish(laptop, visit, first, "recording", "recorded", missing={"left_little": "bandaged"})
    queue.check_in(laptop, visit, second, services=("recording",))
    evidence.decline(laptop, visit, second, "person")


def _correct(office: Session) -> None:
    """What the office adds, so that its bundle holds streams of two devices in one visit."""
    (visit,) = {entry["visit"] for entry in _events_of(office)} - {"-"}
    people.correct(office, visit, w.ids(office, visit)[2], {"class": "XII IPS 2"})


def _events_of(session: Session) -> list[dict[str, Any]]:
    rows = session.db.execute("SELECT line FROM event").fetchall()
    return [msgspec.json.decode(line) for (line,) in rows]


def _picture(kind: str, color: str) -> bytes:
    """A small picture of nobody: one colour, and a stroke across."""
    image = QImage(60, 80, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    for step in range(40):
        image.setPixelColor(10 + step, 20 + step, QColor("#203040"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(data.data())


def _vector(giver: Session, taker: Session, key: str) -> Vector:
    """The giver's bundle for the taker, who merges it."""
    card = enrol.give_card(giver, HERE)
    identity = taker.device.keys.seal_identity
    (HERE / key).write_text(f"# {taker.device.name}, {taker.device_id}\n{identity}\n", "utf-8")
    written = bundle_out.export(giver, HERE, to=trust.devices(giver.db)[taker.device_id])
    bundle_in.merge(taker, written.file)
    with container.open_container(written.file, identity) as opened:
        manifest = msgspec.json.decode(opened.manifest)
        members = opened.members()
        events = [msgspec.json.decode(line) for line in opened.lines(next(members))]
        media = {one.name.removeprefix("media/"): len(one.read()) for one in members}
    return Vector(
        written.file.name, card.name, taker.device_id, key, manifest, events, media, seen(taker)
    )


def _recipient(session: Session) -> Recipient:
    device = session.device
    return Recipient(device.keys, device.name, device.role, device.letter)


def _put(name: str, value: object) -> None:
    data = msgspec.json.format(msgspec.json.encode(value), indent=1)
    (HERE / name).write_bytes(data + b"\n")


if __name__ == "__main__":
    main()
