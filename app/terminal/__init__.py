"""The same journal from a terminal: its commands, and how they answer."""
