"""The folder with a device's data: what lies in it, and whether it is one."""

import os
from pathlib import Path

import platformdirs

DATABASE, KEYS = "fieldapp.db", "keys.json"


def is_home(home: Path) -> bool:
    """Whether a first start was made in `home`."""
    return (home / KEYS).exists() and (home / DATABASE).exists()


def default_home() -> Path:
    """Where the data lie if nobody says otherwise."""
    chosen = os.environ.get("FIELDAPP_HOME")
    return Path(chosen) if chosen else platformdirs.user_data_path("fieldapp", appauthor=False)
