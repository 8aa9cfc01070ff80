"""Native libraries of which one maker's is as good as another's, and which of them took another's place."""

from __future__ import annotations

from parity.interfaces import Context
from parity.model.change import Change, ChangeKind
from parity.model.keys import Domain
from parity.model.native import SharedLibrary

_EXCHANGEABLE = frozenset({"openmp", "mpi", "fft", "malloc", "libm", "crypto", "resampling", "solver"})
_SAME_SERVER = frozenset({"mysql", "mariadb"})  # clients of one database
# Families of which a process uses one: who it is says more than that its package came or went.
_ONE_IN_A_PROCESS = frozenset({"openmp", "mpi", "malloc"})


def in_its_place(value: SharedLibrary, change: Change, context: Context) -> SharedLibrary | None:
    """Another maker's library of a family of which one is as good as another, that only the other side has."""
    if value.family not in _EXCHANGEABLE and value.provider not in _SAME_SERVER:
        return None
    mine, other = (
        (context.before, context.after) if change.kind is ChangeKind.REMOVED else (context.after, context.before)
    )
    there, here = (
        {fact.value.provider: fact.value for fact in side.within(Domain.NATIVE)
         if isinstance(fact.value, SharedLibrary) and fact.value.family == value.family}
        for side in (other, mine)
    )  # fmt: skip
    alone = sorted(str(provider) for provider in there.keys() - here.keys())
    if value.provider in _SAME_SERVER:
        alone = [provider for provider in alone if provider in _SAME_SERVER]
    return there[alone[0]] if alone and value.provider not in there else None


def is_exchanged(value: SharedLibrary, change: Change, context: Context) -> bool:
    """Whether another maker's takes the place of a library of which a process uses one."""
    if value.family not in _ONE_IN_A_PROCESS or change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED):
        return False
    return in_its_place(value, change, context) is not None
