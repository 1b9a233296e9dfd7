"""Pictures that leave: how a collage is laid out, and a list in numbers of all that is drawn."""
