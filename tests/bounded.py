"""Run a piece of the program where memory and processor time have an end."""

import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
MEMORY = 2 << 30
SECONDS = 60  # of the processor: far above what any file here takes when it is read rightly


def run(code: str, *arguments: str, memory: int = MEMORY, seconds: int = SECONDS) -> str:
    """What `code` prints; a crash, a full memory or an endless loop fails the test."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=limit,
        env={"PYTHONPATH": str(ROOT), "FIELDAPP_LANGUAGE": "en", "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    return done.stdout
