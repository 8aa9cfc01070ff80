"""What changed inside a distribution."""

from __future__ import annotations

from dataclasses import dataclass

from parity.model.distribution import FileClass
from parity.model.edits.compiled import CompiledEdit
from parity.model.edits.functions import Effect, FunctionEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiEdit:
    """A public object that is not what it was.

    Attributes:
        object: dotted public path ("pandas.DataFrame.to_csv").
        kind: "removed", "parameter-removed", "parameter-required", "parameter-moved", "default-changed" or
            "value-changed".
        parameter: of the function; None where the object itself is concerned.
        before, after: defaults or values as source text, at most 200 characters.
        path: of the defining file, relative to site-packages.
        line: 1-based, on the older side.
        position: of the parameter among those that may be given by position, from 0; None: by name only.
    """

    object: str
    kind: str
    parameter: str | None = None
    before: str | None = None
    after: str | None = None
    path: str = ""
    line: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VanishedWarning:
    """A FutureWarning or DeprecationWarning that one side's code gives and the other's does not.

    Attributes:
        function: dotted public path of the function that warns.
        category: "FutureWarning", "DeprecationWarning", "PendingDeprecationWarning" or a subclass by name.
        text: the constant part of its message, at most 200 characters.
    """

    function: str
    category: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledEdit:
    """A library that a distribution carries inside itself, in another version on each side.

    Attributes:
        name: as it names itself ("openssl"), or as the bill of materials does; "cargo:openssl" of other ecosystems.
        before, after: versions of the side with the older distribution and of the other.
        told_by: "its software bill of materials" (PEP 770) or "its constants".
    """

    name: str
    before: str
    after: str
    told_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreEdit:
    """The extension modules of a distribution where none of the older side's is among the newer side's.

    Attributes:
        older, newer: names of modules without package and tag, sorted, at most 5.
    """

    older: tuple[str, ...]
    newer: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEdits:
    """How many files of one class differ between two installations of a distribution, and the first few by name.

    Attributes:
        inert: of those that changed, shared objects that are the same once they are loaded.
    """

    kind: FileClass
    changed: int = 0
    added: int = 0
    removed: int = 0
    examples: tuple[str, ...] = ()
    inert: int = 0

    @property
    def acts(self) -> bool:
        """Whether what differs can act: not where every file that changed is the same once it is loaded."""
        return self.kind.runs and bool(self.added or self.removed or self.changed > self.inert)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageEdits:
    """What differs inside one distribution between the two sides.

    Attributes:
        older: which side has the lower version: "before" or "after"; what vanished is gone from the newer one.
        files: per class that differs, in the order of `FileClass`; tests, docs, stubs and metadata included.
        compared: functions of the public and private code that both sides have.
        effects: how many functions were edited, by effect; sorted.
        functions: the worst of these edits, at most 200.
        api: at most 500, public objects only, sorted by object.
        warnings: that the older side gives and the newer does not; at most 200.
        bundled: libraries inside it that have another version; at most 200.
        core: where other extension modules have taken the place of all that were there.
        compiled: functions of shared objects that differ beyond what a compiler may choose; of one release only.
        tables: bytes of the changed modules that are data written as Python, on the newer side.
        complete: False where a bound was reached or files could not be parsed.
    """

    older: str
    files: tuple[FileEdits, ...] = ()
    compared: int = 0
    effects: tuple[tuple[Effect, int], ...] = ()
    functions: tuple[FunctionEdit, ...] = ()
    api: tuple[ApiEdit, ...] = ()
    warnings: tuple[VanishedWarning, ...] = ()
    bundled: tuple[BundledEdit, ...] = ()
    core: CoreEdit | None = None
    compiled: tuple[CompiledEdit, ...] = ()
    tables: int = 0
    complete: bool = True

    def edited(self, *effects: Effect) -> int:
        """How many functions were edited with one of these effects; with none given, in all."""
        return sum(count for effect, count in self.effects if not effects or effect in effects)
