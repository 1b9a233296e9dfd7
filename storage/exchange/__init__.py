"""The journal's way out and back: files that open elsewhere, and files that others have written."""
