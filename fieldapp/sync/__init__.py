"""Handing over events: keys and cards, sealed bundles out and in, drives."""
