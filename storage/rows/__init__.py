"""The tables of the journal, and what is asked of them in SQL."""
