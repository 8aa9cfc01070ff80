"""Modules of Python's library that are written here: what evaluated code finds in their place."""
