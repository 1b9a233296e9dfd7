"""When a glimmer happened, and what people say for it."""
