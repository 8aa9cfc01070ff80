"""Package indexes: which ones pip would ask, what they list, and which of their files is the one that is installed.

The only room with an HTTP client. It never downloads a wheel to look into it where the server can send a part.
"""
