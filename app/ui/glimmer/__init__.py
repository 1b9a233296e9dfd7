"""One glimmer, opened: its page, its photos as large as the screen, and its way out."""
