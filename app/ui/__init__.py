"""What is on the screen: components that draw state and call its verbs."""
