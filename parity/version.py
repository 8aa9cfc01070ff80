"""The version, in a place that anything may import."""

__version__ = "0.1.0"
