"""Data files shipped with the program, found alike in a checkout, a wheel and a built program."""

from importlib.resources import files
from pathlib import Path


def path(name: str) -> Path:
    """The file `name` (slashes between folders) of the shipped resources."""
    return Path(str(files(__name__).joinpath(name)))
