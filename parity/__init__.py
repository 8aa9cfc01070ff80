"""envparity: say what differs between two environments, and which difference will change answers or speed."""

__version__ = "0.1.0"
