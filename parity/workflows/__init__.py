"""The only corridor: reference to snapshot, two snapshots to findings, findings to a report.

Everything the command line does is one of these functions, and everything they do is done by the rooms beside them.
One file a corridor: what a new command needs of the rooms is a new file here.
"""

from parity.workflows.compare import Comparison, changes, check, compare
from parity.workflows.observe import Observation, Place, SnapshotOptions, load_snapshot, named_host, take_snapshot

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
