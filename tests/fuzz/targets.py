"""One function for each reader, and bytes to begin from."""

import contextlib
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pyrage
import zstandard

from fieldapp.domain import events as e
from fieldapp.domain import names
from fieldapp.domain.fold import fold, fold_visit
from fieldapp.errors import KnownError
from fieldapp.roster.preview import preview, read_list
from fieldapp.store import keyfile, queries, search, tables
from fieldapp.sync import bundle_in, cards, enrol, manifest, ustar
from fieldapp.update import package
from tests import forging, lists
from tests import update_place as u
from tests.fuzz.place import place

VISIT = "20240719-x-0001"
DEVICE = "a" * 10
PERSON = "p"
KINDS: dict[str, object] = {
    "visit_planned": {"place": "SMAN 1", "date": "2024-07-19", "policy": {"card_years": 17}},
    "visit_changed": {"date": "2024-07-20", "services": ["recording"]},
    "listed": {"fields": {"name": "Dewi", "birth_date": "2007-07-01", "nik": "3576014107070001"},
               "row": 7, "flags": ["nik_shared"], "doubts": {"kk": "x"}},
    "corrected": {"fields": {"name": "Dewi A."}, "was": {"name": "Dewi"}},
    "linked": {"same_as": "p"},
    "checked_in": {"number": "A-001", "documents": ["kk"], "services": ["recording", "ikd"]},
    "called": {"service": "recording", "station": "1"},
    "started": {"service": "recording"},
    "finished": {"service": "recording", "outcome": "failed", "reason": "iris"},
    "requeued": {"service": "recording"},
    "no_show": {"service": "ikd"},
    "moved": {"service": "ikd", "to": "recording"},
    "undone": {"event": [DEVICE, 3]},
    "noted": {"text": "x"},
    "status_reported": {"status": "CARD_ISSUED", "as_of": "2024-01-01"},
    "resolved": {"conflict": "field:name", "facts": [[DEVICE, 3]], "field": "name", "value": "D"},
    "device_enrolled": {"card": "{}"},
    "operator_added": {"name": "W", "role": "operator"},
    "visit_deleted": {"visit": VISIT, "events": 1},
    "future": {"x": [1, 2]},
    "visit_closed": {},
}  # fmt: skip

Target = Callable[[bytes], None]
HAND = [["Nama", "NIK", "Tanggal Lahir"], ["Dewi Anjani", "3576014107070001", "01-07-2007"]]


def a_list(data: bytes) -> None:
    """Any file as a list."""
    path = place().folder / "list.xlsx"
    path.write_bytes(data)
    with contextlib.suppress(KnownError):
        preview(path)
        read_list(path)


def a_worksheet(data: bytes) -> None:
    """A workbook around any worksheet."""
    a_list(_archive({**_parts("xlsx"), "xl/worksheets/sheet1.xml": data}))


def an_ods(data: bytes) -> None:
    """An OpenDocument file around any content."""
    a_list(_archive({**_parts("ods"), "content.xml": data}))


def a_bundle(data: bytes) -> None:
    """A bundle that is hostile in the layer which the first byte chooses."""
    here = place()
    try:
        path = _packed(data[:1], data[1:])
    except ValueError:  # a line too long to be packed
        return
    db = here.office.db
    db.execute("BEGIN")
    try:
        bundle_in.merge(here.office, path)
        taken = tables.dump(db)
        tables.rebuild(db)
        if tables.dump(db) != taken:
            raise AssertionError("the tables are not what the records say")
        for entry in queries.everyone(db, here.visit):
            names.sounds(entry.visitor.fields.get("name", ""))
    except KnownError:
        pass
    finally:
        db.execute("ROLLBACK")
        path.unlink()


def _packed(layer: bytes, data: bytes) -> Path:
    here = place()
    office, laptop = here.office, here.laptop
    path = here.stick / "hostile.bundle"
    match (layer or b"\0")[0] % 6:
        case 0:
            path.write_bytes(data)
        case 1:
            _seal(path, data)
        case 2:
            _seal(path, zstandard.compress(data))
        case 3:
            _manifest, _signature, lines = here.parts
            return forging.signed(laptop, office, here.stick, data, lines)
        case 4:
            return forging.bundle(laptop, office, here.stick, VISIT, data.split(b"\n"))
        case _:
            made = [_in_place(line) for line in data.split(b"\n")[:50]]
            return forging.bundle(laptop, office, here.stick, VISIT, made)
    return path


def _seal(path: Path, data: bytes) -> None:
    key = pyrage.x25519.Recipient.from_str(cards.seal_key(place().office.device.keys))
    path.write_bytes(pyrage.encrypt(data, [key]))


def _in_place(line: bytes) -> dict[str, object] | bytes:
    """The line with the visit and device that it must have, so that its body is reached."""
    try:
        said = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return line
    if not isinstance(said, dict):
        return line
    said.pop("seq", None)
    made = forging.fact(place().laptop, VISIT, "noted", {"text": "x"})
    fixed = {"visit": made["visit"], "device": made["device"]}
    try:
        msgspec.json.encode({**made, **said, **fixed})
    except (UnicodeEncodeError, OverflowError, ValueError):
        return line
    return {**made, **said, **fixed}


def some_events(data: bytes) -> None:
    """Lines of events through the fold."""
    read: dict[e.Ref, e.Event] = {}  # the journal holds one event under one name
    for line in data.split(b"\n"):
        with contextlib.suppress(e.InvalidEventError):
            event = e.decode(line)
            read.setdefault(event.ref, event)
    found = list(read.values())
    if fold(found, "v", "p") != fold(found[::-1], "v", "p"):
        raise AssertionError("the order of arrival mattered")
    fold_visit(found, "v")
    for event in found:
        if e.decode(e.encode(event)) != event and not isinstance(event.body, e.Unknown):
            raise AssertionError("an event changed by being written")


def a_manifest(data: bytes) -> None:
    """What a bundle says of itself."""
    with contextlib.suppress(KnownError):
        manifest.decode(data)


def an_archive(data: bytes) -> None:
    """The tar within a bundle."""
    source = io.BytesIO(data)
    with contextlib.suppress(KnownError):
        while member := ustar.next_member(source):
            member.skip()


def an_update(data: bytes) -> None:
    """An update of the program that is hostile in the layer which the first byte chooses."""
    folder = place().folder / "programs"
    folder.mkdir(exist_ok=True)
    path = folder.with_suffix(".update")
    match (data[:1] or b"\0")[0] % 3:
        case 0:
            path.write_bytes(data[1:])
        case 1:
            path.write_bytes(zstandard.compress(data[1:]))
        case _:
            u.written(path, data[1:], [u.member_of(b"x")])
    try:
        made = package.unpack(path, folder, u.PUBLIC, "0.1.0", u.SYSTEM)
    except KnownError:
        made = None
    if list(folder.iterdir()) != ([made] if made else []):
        raise AssertionError("something was left")
    shutil.rmtree(folder)


def _whole_update() -> bytes:
    path = place().folder / "whole.update"
    return u.written(path, _update_manifest(), [u.member_of(b"x")]).read_bytes()


def _update_manifest() -> bytes:
    return u.manifest_of(u.file_of("fieldapp"), u.file_of("_internal/fieldapp/a-b.so.6"))


def a_card(data: bytes) -> None:
    """A card."""
    with contextlib.suppress(KnownError):
        card = cards.read_card(data)
        if not card.file_name.isascii() or "/" in card.file_name:
            raise AssertionError(card.file_name)


def a_key_file(data: bytes) -> None:
    """The file of the keys."""
    (place().folder / keyfile.FILE).write_bytes(data)
    with contextlib.suppress(KnownError):
        keyfile.operators(place().folder)
        keyfile.recover(place().folder, place().office.device.keys.seal_identity)


def a_search(data: bytes) -> None:
    """What is typed into the field of the search."""
    typed = data.decode("utf-8", "surrogateescape")  # also halves of signs, as keys may send
    search.find(place().office.db, typed, place().visit)
    search.find(place().office.db, typed)
    with contextlib.suppress(KnownError):
        queries.meant(place().office.db, typed)


def a_name(data: bytes) -> None:
    """Names as lists and bundles hold them."""
    one, _, other = data.decode("utf-8", "replace")[:500].partition("|")
    if names.alike(one, other) != names.alike(other, one):
        raise AssertionError("not the same both ways")


def _archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def _parts(kind: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(_file(kind))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _file(kind: str) -> bytes:
    return table_file(kind, HAND)


def table_file(kind: str, rows: list[list[str]]) -> bytes:
    """A table as a file of any kind; where a cell cannot be written, without it."""
    path = place().folder / f"table.{kind}"
    match kind:
        case "xlsx":
            lists.write_xlsx(path, rows)
        case "ods":
            lists.write_ods(path, rows)
        case "xls":
            lists.write_xls(path, rows)
        case "csv":
            path.write_bytes("".join(";".join(row) + "\n" for row in rows).encode(errors="replace"))
        case _:
            path.write_bytes(lists.spreadsheetml(rows).encode(errors="replace"))
    return path.read_bytes()


def seeds(target: str) -> list[bytes]:
    """Right bytes for a target to begin from."""
    here = place()
    said, _signature, _lines = here.parts
    key = pyrage.x25519.Identity.from_str(here.office.device.keys.seal_identity)
    inner = pyrage.decrypt(here.whole, [key])
    tar = zstandard.ZstdDecompressor().decompressobj().decompress(inner)
    every = [
        forging.fact(here.laptop, VISIT, kind, body, person="" if "visit" in kind else PERSON)
        for kind, body in KINDS.items()
    ]
    listed = b"\n".join(forging.lines(every))
    made: dict[str, list[bytes]] = {
        "a_list": [_file(kind) for kind in ("xlsx", "ods", "xls", "csv", "xml")],
        "a_worksheet": [_parts("xlsx")["xl/worksheets/sheet1.xml"]],
        "an_ods": [_parts("ods")["content.xml"]],
        "a_bundle": [
            b"\0" + here.whole, b"\1" + inner, b"\2" + tar, b"\3" + said, b"\4" + listed,
            b"\5" + listed,
        ],
        "some_events": [listed],
        "a_manifest": [said],
        "an_archive": [tar],
        "an_update": [
            b"\0" + _whole_update(),
            b"\1" + zstandard.ZstdDecompressor().decompressobj().decompress(_whole_update()),
            b"\2" + _update_manifest(),
        ],
        "a_card": [msgspec.json.encode(enrol.own_card(here.laptop))],
        "a_key_file": [(here.laptop.home / keyfile.FILE).read_bytes()],
        "a_search": [b"Dewi", b"3576", b"A-001", b'"a" OR b*'],
        "a_name": [b"R.M. Dr. Budi Santoso, S.Pd., M.Si.|Budi Santosa"],
    }  # fmt: skip
    return made[target]


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        a_list, a_worksheet, an_ods, a_bundle, some_events, a_manifest, an_archive, an_update,
        a_card, a_key_file, a_search, a_name,
    )
}  # fmt: skip
