"""The commands, one module for each kind of work."""

from fieldapp.commands import demo, device, drives, hall, handover, people, visit

__all__ = ["demo", "device", "drives", "hall", "handover", "people", "visit"]
