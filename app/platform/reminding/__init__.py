"""How reminders reach a person, one module for each platform."""
