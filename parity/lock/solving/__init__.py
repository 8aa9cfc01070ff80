"""Choosing versions: the only room with a solver. What is asked is a value, what is answered is proven least."""
