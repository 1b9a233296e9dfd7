"""Collages as models: the kept ones, choosing photos for one, and composing it."""
