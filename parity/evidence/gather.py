"""Looks inside everything that differs, where both sides' files are at hand."""

from __future__ import annotations

from collections.abc import Sequence

from parity.evidence.code import inspect_code
from parity.evidence.packages import inspect_package
from parity.evidence.references import references
from parity.interfaces import Target
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.edits import Inspection, PackageEdits
from parity.model.keys import Domain


def gather(changes: Sequence[Change], before: Target, after: Target) -> Inspection:
    """What is inside the differences: for distributions whose files differ, and for the application's code."""
    packages: dict[str, PackageEdits] = {}
    for change in changes:
        if isinstance(change.before, Distribution) and isinstance(change.after, Distribution):
            edits = inspect_package(change, before, after)
            if edits is not None:
                packages[change.key.name] = edits
    code = inspect_code([change for change in changes if change.key.domain is Domain.CODE], before, after)
    used = sorted(
        {*references(before), *references(after)},
        key=lambda reference: (reference.target, reference.path, reference.line, reference.keywords),
    )
    return Inspection(packages=packages, code=code, references=tuple(used), looked=True)
