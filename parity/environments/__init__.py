"""Python environments inside a root: found, the serving one chosen, its import path and distributions read."""
