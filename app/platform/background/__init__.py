"""What the system itself starts every few minutes, so that reminders come with Glimmers closed."""
