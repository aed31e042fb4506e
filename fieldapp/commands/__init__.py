"""The commands, one module for each kind of work."""

from fieldapp.commands import demo, device, hall, handover, keeping, operators, people, visit

__all__ = ["demo", "device", "hall", "handover", "keeping", "operators", "people", "visit"]
