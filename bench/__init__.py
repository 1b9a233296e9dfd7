"""Measurements side by side with plain peers, each with its limit."""
