"""A package that is on one side only because another one, which itself differs, requires it there."""

from __future__ import annotations

from parity.interfaces import Context
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.keys import Domain
from parity.model.snapshot import Snapshot
from parity.reach import uses


def brought_by(change: Change, context: Context) -> tuple[str, ...]:
    """Names of distributions that require it where it is, and that the other side has otherwise or not at all; sorted.

    What such a package does is what those do with it, and their own difference is told. Empty where the other side
    has code or a distribution that needs it, whatever extras: then it is missed there.
    """
    side = change.lacking
    if side is None:
        return ()
    having, lacking = side.other.of(uses(context)), side.of(uses(context))
    name = change.key.name
    if any(not requirer.optional for requirer in lacking.requirers.get(name, ())):
        return ()
    value = change.before or change.after
    modules = value.top_level if isinstance(value, Distribution) else ()
    if any(module in lacking.modules for module in modules or (name.replace("-", "_"),)):
        return ()
    bringing = [one.name for one in having.requirers.get(name, ()) if not one.optional]
    return tuple(sorted(one for one in bringing if _differs(one, context.snapshot(side.other), context.snapshot(side))))


def _differs(name: str, having: Snapshot, lacking: Snapshot) -> bool:
    here, there = having.find(Domain.DISTRIBUTION, name), lacking.find(Domain.DISTRIBUTION, name)
    if not isinstance(here, Distribution) or not isinstance(there, Distribution):
        return isinstance(here, Distribution)
    return (here.version, here.requires) != (there.version, there.requires)
