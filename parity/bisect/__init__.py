"""Finds the minimal set of differences that causes what a probe shows: delta debugging over two environments."""
