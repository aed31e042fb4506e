"""Newer versions of the program, brought on a stick: packed by the office, checked before use."""
