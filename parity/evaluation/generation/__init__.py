"""Inputs for two versions of a function, from how both use their parameters."""
