"""What all screens are drawn with: colours, type, sky, and the parts that stand on
several of them.
"""
