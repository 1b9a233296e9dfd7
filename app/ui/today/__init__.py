"""The first screen, and the card that follows a tap."""
