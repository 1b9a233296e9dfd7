"""Glimmers: a place for tiny moments of goodness."""

__version__ = "0.1.0"
