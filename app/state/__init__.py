"""What the screens show, as observable models with verbs."""
