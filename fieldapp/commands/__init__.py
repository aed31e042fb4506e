"""The commands, one module for each kind of work."""

from fieldapp.commands import device, hall, handover, people, visit

__all__ = ["device", "hall", "handover", "people", "visit"]
