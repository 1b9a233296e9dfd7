"""Where a journal lives, and all that differs with it: a folder of this device, or a browser's
private files.
"""
