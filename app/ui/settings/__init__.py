"""What can be chosen: look, reminders, prompts; where things are kept; about."""
