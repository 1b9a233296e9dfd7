"""Collages: the kept ones, choosing photos for one, and making it."""
