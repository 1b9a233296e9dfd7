"""Two journals become one."""
