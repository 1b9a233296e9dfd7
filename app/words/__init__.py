"""What Glimmers says, in English as its source, chosen when it is shown."""
