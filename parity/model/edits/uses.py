"""Who uses what differs: calls, readers of variables, importers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A place in the application's serving code that names something of a distribution.

    Attributes:
        target: dotted, resolved through imports and aliases ("pandas.to_datetime"); starting with "." where the
            receiver is not known (".value_counts" of something).
        path: of the file, as in the code fact's key.
        line: 1-based.
        call: whether it is called there.
        positional: number of positional arguments, of a call.
        keywords: names of keyword arguments, of a call, sorted.
        unpacks: whether * or ** hides some of the arguments.
    """

    target: str
    path: str
    line: int
    call: bool = False
    positional: int = 0
    keywords: tuple[str, ...] = ()
    unpacks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """All such places on one side, sorted."""

    found: tuple[Reference, ...] = ()


class VariableUse(str, Enum):
    """What code does with an environment variable that it reads."""

    IMPORT = "import"  # it decides which module is imported
    FEATURE = "feature"  # it decides whether one is imported at all, and a flag says so
    NUMBER = "number"  # it is a count or a quantity
    TEXT = "text"  # anything else


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableReader:
    """A place that reads an environment variable.

    Attributes:
        owner: the distribution; "" for the application itself.
        path: relative to site-packages, or as in the code fact's key.
        line: 1-based.
    """

    variable: str
    owner: str
    path: str
    line: int
    use: VariableUse


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableReaders:
    """All such places of the variables asked for on one side, sorted.

    Attributes:
        complete: False where a bound was reached or a file could not be read.
    """

    found: tuple[VariableReader, ...] = ()
    complete: bool = True


class ImportGuard(str, Enum):
    """What becomes of code that imports a module where the module is not there."""

    NONE = "none"  # the module that imports it cannot be imported either
    WHEN_USED = "when-used"  # it raises when what needs it is called
    ASKED = "asked"  # it only asks whether it is there; what follows stands elsewhere
    WITHOUT = "without"  # it goes on without
    STUB = "stub"  # a function that does nothing stands in
    FALLBACK = "fallback"  # it takes something else in its stead


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """A place that imports a module of a distribution that its side lacks.

    Attributes:
        distribution: the one that is not there.
        owner: the distribution that the place is in; "" for the application itself.
        path: relative to site-packages, or as in the code fact's key.
        line: 1-based.
        instead: the module that is imported in its stead; "" where none is.
    """

    distribution: str
    owner: str
    path: str
    line: int
    guard: ImportGuard
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importers:
    """All such places on one side, sorted.

    Attributes:
        complete: False where a bound was reached or a file could not be read.
    """

    found: tuple[Importer, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Summaries:
    """What distributions say of themselves: (name, one line), sorted."""

    found: tuple[tuple[str, str], ...] = ()
