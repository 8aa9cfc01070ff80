"""envparity: say what differs between two environments, and which difference will change answers or speed.

>>> import parity
>>> report = parity.compare("docker:shop:dev", "docker:shop:prod")     # doctest: +SKIP
>>> [(f.subject, f.risk, f.severity) for f in report.failing]          # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parity.version import __version__

__all__ = ["__version__", "compare", "snapshot"]

if TYPE_CHECKING:
    from parity.model.report import Report
    from parity.model.snapshot import Snapshot
    from parity.policy import Policy
    from parity.workflows import SnapshotOptions


def snapshot(reference: str, options: SnapshotOptions | None = None) -> Snapshot:
    """Look at one environment: an image, an archive, a directory, an interpreter, or ("live") this very process.

    Raises:
        parity.errors.ParityError: the reference names nothing, or what it names cannot be read.
    """
    from parity.workflows import take_snapshot  # noqa: PLC0415 - importing parity stays cheap

    return take_snapshot(reference, options)


def compare(
    before: str | Snapshot,
    after: str | Snapshot,
    policy: Policy | None = None,
    *,
    before_options: SnapshotOptions | None = None,
    after_options: SnapshotOptions | None = None,
) -> Report:
    """Say what differs between two environments, references or snapshots, and judge it by a policy.

    Raises:
        parity.errors.ParityError: a reference names nothing, or what it names cannot be read.
    """
    from parity.workflows import check  # noqa: PLC0415 - importing parity stays cheap

    return check(before, after, policy, before_options, after_options)
