"""Every sentence a person can read, in English as its source, chosen when it is shown."""
