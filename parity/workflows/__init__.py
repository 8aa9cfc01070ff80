"""The only corridor: reference to snapshot, two snapshots to findings, findings to a report.

Everything the command line does is one of these functions, and everything they do is done by the rooms beside them.
One file a corridor: what a new command needs of the rooms is a new file here.
"""

from parity.workflows.compare import Comparison, changes, check, compare
from parity.workflows.lock import Locked, LockOptions, NamedPlace, build_lock
from parity.workflows.lock_files import LockFiles, LockOutput, lay_out, outdated, write_files
from parity.workflows.observe import Observation, Place, SnapshotOptions, load_snapshot, named_host, take_snapshot

__all__ = [
    "Comparison",
    "LockFiles",
    "LockOptions",
    "LockOutput",
    "Locked",
    "NamedPlace",
    "Observation",
    "Place",
    "SnapshotOptions",
    "build_lock",
    "changes",
    "check",
    "compare",
    "lay_out",
    "load_snapshot",
    "named_host",
    "outdated",
    "take_snapshot",
    "write_files",
]
