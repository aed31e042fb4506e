"""The field program without a screen: rules, storage, lists, bundles, reports and commands."""

from functools import cache


def __getattr__(name: str) -> str:
    """`__version__`, looked up when it is asked for: that takes longer than the login is to."""
    if name == "__version__":
        return _version()
    raise AttributeError(name)


@cache
def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version("fieldapp")
    except PackageNotFoundError:  # a built program without its metadata
        return "0"
