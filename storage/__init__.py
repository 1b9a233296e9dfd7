"""Everything kept on this device; the only code that touches SQLite or files."""
