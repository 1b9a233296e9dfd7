"""The file of a journal: how it is recognised, whether it is whole, its locks, and what is set
aside.
"""
