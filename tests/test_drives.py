"""Which drives are offered to write to."""

import sys
import threading
from pathlib import Path

import pytest

from fieldapp.sync import drives
from fieldapp.sync.drives import Candidate, Drive, holding, removable_drives

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layout is Linux'")

USB = "pci0000:00/0000:00:14.0/usb2/2-1/host6/block/sdb"
DISK = "pci0000:00/0000:00:17.0/ata1/host0/block/sda"


class Computer:
    """A folder laid out like a Linux computer."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lines: list[str] = []
        (root / "proc/self").mkdir(parents=True)

    def device(self, number: str, where: str, removable: str = "0") -> Path:
        folder = self.root / "sys/devices" / where
        folder.mkdir(parents=True)
        disk = (
            folder
            if "/block/" in where and where.count("/", where.index("/block/")) == 2
            else folder.parent
        )
        (disk / "removable").write_text(removable + "\n")
        links = self.root / "sys/dev/block"
        links.mkdir(parents=True, exist_ok=True)
        (links / number).symlink_to(Path("../../devices") / where)
        return folder

    def mount(self, number: str, point: str, source: str, options: str = "rw") -> Path:
        path = self.root / point.lstrip("/")
        path.mkdir(parents=True, exist_ok=True)
        written = point.replace(" ", "\\040")
        self._lines.append(f"36 35 {number} / {written} {options} shared:1 - vfat {source} rw")
        (self.root / "proc/self/mountinfo").write_text("\n".join(self._lines) + "\n")
        return path


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


def test_a_usb_stick_is_offered_and_the_computer_s_disk_is_not(computer: Computer) -> None:
    computer.device("8:1", DISK + "/sda1")
    computer.mount("8:1", "/", "/dev/sda1")
    computer.mount("8:1", "/data", "/dev/sda1")
    computer.device("8:17", USB + "/sdb1", "1")
    path = computer.mount("8:17", "/media/me/MY STICK", "/dev/sdb1")
    (drive,) = removable_drives(computer.root)
    assert drive.path == path
    assert drive.label == "MY STICK"
    assert 0 < drive.free <= drive.total
    assert drive.writable


def test_a_stick_s_label_is_shown(computer: Computer) -> None:
    computer.device("8:17", USB + "/sdb1", "1")
    computer.mount("8:17", "/mnt/usb", "/dev/sdb1")
    labels = computer.root / "dev/disk/by-label"
    labels.mkdir(parents=True)
    (labels / "TIM\\x20SATU").symlink_to("../../sdb1")
    assert [drive.label for drive in removable_drives(computer.root)] == ["TIM SATU"]


def test_a_usb_disk_that_calls_itself_fixed_is_offered(computer: Computer) -> None:
    computer.device("8:17", USB + "/sdb1", "0")
    computer.mount("8:17", "/mnt/usb", "/dev/sdb1")
    assert len(removable_drives(computer.root)) == 1


def test_a_stick_without_partitions_is_offered(computer: Computer) -> None:
    computer.device("8:16", "pci0000:00/other/block/sdb", "1")
    computer.mount("8:16", "/mnt/usb", "/dev/sdb")
    assert len(removable_drives(computer.root)) == 1


def test_a_card_in_the_laptop_s_own_reader_is_offered(computer: Computer) -> None:
    folder = computer.device("179:1", "pci0000:00/mmc0/block/mmcblk0/mmcblk0p1")
    (folder.parent / "device").mkdir()
    (folder.parent / "device/type").write_text("SD\n")
    computer.mount("179:1", "/mnt/card", "/dev/mmcblk0p1")
    assert len(removable_drives(computer.root)) == 1


def test_an_encrypted_stick_is_seen_through_its_encryption(computer: Computer) -> None:
    stick = computer.device("8:17", USB + "/sdb1", "1")
    mapped = computer.device("253:0", "virtual/block/dm-0")
    (mapped / "slaves").mkdir()
    (mapped / "slaves/sdb1").symlink_to(stick)
    computer.mount("253:0", "/media/me/SAFE", "/dev/mapper/luks")
    assert [drive.label for drive in removable_drives(computer.root)] == ["SAFE"]


def test_a_write_protected_stick_says_so(computer: Computer) -> None:
    computer.device("8:17", USB + "/sdb1", "1")
    computer.mount("8:17", "/mnt/usb", "/dev/sdb1", options="ro,nosuid")
    assert [drive.writable for drive in removable_drives(computer.root)] == [False]


def test_one_stick_mounted_twice_is_one_drive(computer: Computer) -> None:
    computer.device("8:17", USB + "/sdb1", "1")
    computer.mount("8:17", "/mnt/one", "/dev/sdb1")
    computer.mount("8:17", "/mnt/two", "/dev/sdb1")
    assert len(removable_drives(computer.root)) == 1


def test_a_stick_that_has_just_gone_is_left_out(computer: Computer) -> None:
    computer.device("8:17", USB + "/sdb1", "1")
    computer.mount("8:17", "/mnt/usb", "/dev/sdb1").rmdir()
    assert removable_drives(computer.root) == []


def test_a_live_system_s_own_stick_is_not_offered(computer: Computer) -> None:
    computer.device("8:17", USB + "/sdb1", "1")
    computer.mount("8:17", "/", "/dev/sdb1")
    assert removable_drives(computer.root) == []


def test_an_unreadable_or_odd_system_offers_nothing(computer: Computer) -> None:
    assert removable_drives(computer.root) == []
    (computer.root / "proc/self/mountinfo").write_text("\n \nnonsense - x\n1 2 3 / /a rw - t s\n")
    assert removable_drives(computer.root) == []


def test_this_computer_can_be_asked() -> None:
    assert isinstance(removable_drives(), list)


class Hanging:
    """A double of asking a drive: those called so do not answer until they are let."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.let = threading.Event()
        self.asked: list[str] = []

    def __call__(self, one: Candidate) -> Drive | None:
        self.asked.append(one.path.name)
        if one.path.name in self.names:
            self.let.wait(30)
        return drives.ask_drive(one)


def test_a_drive_that_hangs_hides_no_other_and_holds_one_thread(computer: Computer) -> None:
    for number, name in (("8:17", "sdb1"), ("8:33", "sdc1"), ("8:49", "sdd1")):
        computer.device(number, USB + "/" + name, "1")
        computer.mount(number, f"/mnt/{name}", f"/dev/{name}")
    hanging = Hanging("sdc1")
    before = threading.active_count()
    for _time in range(3):
        found = removable_drives(computer.root, hanging, patience=0.1)
        answering = [(drive.path.name, drive.answers) for drive in found]
        assert answering == [("sdb1", True), ("sdc1", False), ("sdd1", True)]
        assert not found[1].writable
    assert hanging.asked.count("sdc1") == 1
    assert threading.active_count() == before + 1
    hanging.let.set()
    found = removable_drives(computer.root, hanging, patience=10)
    assert all(drive.answers for drive in found)


def test_a_network_drive_is_never_asked(computer: Computer) -> None:
    computer.mount("0:52", "/mnt/server", "server:/share")
    asked = Hanging()
    assert removable_drives(computer.root, asked) == []
    assert asked.asked == []


def test_a_folder_is_known_to_lie_on_a_stick_or_on_none(tmp_path: Path) -> None:
    outer = Drive(tmp_path / "STICK", "STICK", 1, 1, writable=True)
    inner = Drive(tmp_path / "STICK/inner", "INNER", 1, 1, writable=True)
    assert holding(tmp_path / "STICK/a/b", [outer, inner]) is outer
    assert holding(tmp_path / "STICK/inner/b", [outer, inner]) is inner
    assert holding(tmp_path / "STICK/../elsewhere", [outer, inner]) is None
    assert holding(tmp_path / "STICKER", [outer, inner]) is None
