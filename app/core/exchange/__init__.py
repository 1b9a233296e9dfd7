"""What leaves this journal and what comes into it: the record of a glimmer, and taking
records in.
"""
