"""Locks: several installed environments to one set of files that rebuilds each of them. Pure: no disk, no network."""
