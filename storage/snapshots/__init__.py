"""Copies of the journal that it makes by itself, and the way back to one of them."""
