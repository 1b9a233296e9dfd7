"""A journal that is damaged: looked over, and saved as far as it can be read."""
