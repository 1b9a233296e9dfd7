"""Days, people, places and tags, and the bin."""
