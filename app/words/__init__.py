"""What screens, errors and the doctor say, in English as its source, chosen when it is shown."""
