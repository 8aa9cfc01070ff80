"""How the same release of something was built on both sides."""

from __future__ import annotations

from dataclasses import dataclass

from parity.deduction.native_changes import owner_change, paired
from parity.interfaces import Context
from parity.model.change import Change
from parity.model.facts import Value
from parity.model.native import CompiledModules, SharedLibrary

FUSED = "fused-operations"
GPU = "gpu"
# Choices that count only where both sides show one of the two, the one that is told first: code that widens no bytes
# shows nothing of their sign, code that computes nothing shows nothing of NaN.
_OPPOSITES = (
    ("unsigned-characters", "signed-characters"),
    ("no-nan-checks", "nan-checks"),
    ("single-constants", "double-constants"),
    ("one-kernel", "many-kernels"),
    ("plain-kernels", "vector-kernels"),
)


@dataclass(frozen=True, slots=True)
class OneSided:
    """A choice that only one side's build shows."""

    name: str
    in_after: bool


def is_rebuilt(change: Change, context: Context) -> bool:
    """Whether it is the same version, compiled otherwise; not what another release of its owner brought along."""
    before, after = change.before, change.after
    if isinstance(before, CompiledModules) and isinstance(after, CompiledModules):
        return before.version == after.version
    pair = paired(change, context)
    return pair is not None and owner_change(pair, context) is None


def one_sided(before: Value | None, after: Value | None) -> tuple[OneSided, ...]:
    """Choices of the builders that differ, sorted by name."""
    old, new = _choices(before), _choices(after)
    paired = {name for pair in _OPPOSITES for name in pair}
    found = {name: name in new for name in (old ^ new) - paired}
    for told, other in _OPPOSITES:
        for one, two, in_after in ((old, new, False), (new, old, True)):
            if told in one and other in two and other not in one:
                found[told] = in_after
    return tuple(OneSided(name, in_after) for name, in_after in sorted(found.items()))


def _choices(value: Value | None) -> frozenset[str]:
    if not isinstance(value, (SharedLibrary, CompiledModules)):
        return frozenset()
    return frozenset((*value.choices, *((GPU,) if value.cuda else ())))
