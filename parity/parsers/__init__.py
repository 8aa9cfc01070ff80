"""Bytes to values: one file per format, no I/O, every bound checked."""
