"""The corridors: reference to snapshot, two snapshots to findings, findings to a report; locks; measurements.

Everything the command line does is a function here, and everything they do is done by the rooms beside them. One file a
corridor: what a new command needs of the rooms is a new file. Those that need much (an index, a solver, statistics) are
imported by their own names, where they are used.
"""

from parity.declared.stored import load_snapshot
from parity.workflows.compare import Comparison, changes, check, compare
from parity.workflows.observe import Observation, Place, SnapshotOptions, named_host, take_snapshot

__all__ = [
    "Comparison",
    "Observation",
    "Place",
    "SnapshotOptions",
    "changes",
    "check",
    "compare",
    "load_snapshot",
    "named_host",
    "take_snapshot",
]
