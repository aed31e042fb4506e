"""The field program without a screen: rules, storage, lists, bundles, reports and commands."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("fieldapp")
except PackageNotFoundError:  # a built program without its metadata
    __version__ = "0"
