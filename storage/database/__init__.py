"""One file, opened as a journal: whose it is, whether it is whole, who holds it, and what is put
aside.
"""
