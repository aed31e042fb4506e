"""The commands, one module for each kind of work."""

from fieldapp.commands import cards, demo, device, hall, handover, people, visit

__all__ = ["cards", "demo", "device", "hall", "handover", "people", "visit"]
