"""Small plain programs that do the same with nothing around it; never slowed."""
