"""Measuring the program beside floors and peers; no part of it."""
