"""The probes that come with parity: one file each, found by themselves, sent to both sides as text.

A probe file has a docstring whose first line is its title, a `run(data)` that is measured and whose result is compared,
and may have `setup(seed)` that makes the data, REQUIRES (modules without which it cannot run) and SETTLES (patterns of
findings' subjects that it exercises). It runs on the Python of the target: 3.7 and newer.
"""
