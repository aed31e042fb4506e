"""A real file system on a real block device, where the machine lets a test mount one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MKFS, MOUNT, UMOUNT = (shutil.which(name) or "" for name in ("mkfs.ext4", "mount", "umount"))

needs_mounting = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not (MKFS and MOUNT and UMOUNT),
    reason="only root may mount an image",
)


@contextmanager
def stick(folder: Path, megabytes: int = 8) -> Iterator[Path]:
    """A mounted ext4 image, unmounted at the end unless it was ejected before."""
    image, point = folder / "stick.img", folder / "STICK"
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    subprocess.run([MKFS, "-q", image], check=True, capture_output=True)
    point.mkdir()
    mounted = subprocess.run([MOUNT, "-o", "loop", image, point], check=False)
    if mounted.returncode:
        pytest.skip("this machine mounts no image")
    try:
        yield point
    finally:
        if os.path.ismount(point):
            subprocess.run([UMOUNT, point], check=True)


@contextmanager
def holding_open(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another program that has `file` open."""
    program = "import sys; f = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        try:
            yield process
        finally:
            process.stdin.close()
            process.wait()
