"""`python -m tests.fuzz TARGET MINUTES FOLDER`: one target under atheris, which goes by coverage.

`make fuzz` runs them all. FOLDER keeps what was found worth keeping, and each finding.
"""

import os
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["fieldapp"]):
    from tests.fuzz import targets


def main() -> None:
    """Run until the time is over or something is found."""
    name, minutes, folder = sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])
    corpus, findings = folder / name, folder / "findings"
    for made in (corpus, findings):
        made.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(targets.seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = {
        "max_total_time": round(minutes * 60),
        "timeout": 30,
        "rss_limit_mb": 3000,
        "max_len": 65536,
        "print_final_stats": 1,
        "artifact_prefix": f"{findings}/{name}-",
    }
    arguments = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup([sys.argv[0], str(corpus), *arguments], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    os.environ.setdefault("FIELDAPP_LANGUAGE", "en")
    main()
