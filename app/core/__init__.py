"""The words and rules of Glimmers: plain Python, nothing in, nothing out."""
