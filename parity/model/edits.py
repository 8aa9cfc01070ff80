"""What was seen inside the things that differ, when both sides' files were at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from parity.model.distribution import FileClass


class Effect(str, Enum):
    """What an edit of code does, as far as the code itself can tell. From harmless to harmful."""

    NONE = "none"  # proven: the same result at the same cost
    MESSAGE = "message"  # only texts for people: errors, logs, warnings
    SPEED = "speed"  # the same result at another cost
    LAST_BITS = "last-bits"  # the same up to rounding
    UNKNOWN = "unknown"  # cannot be decided from the code
    RESULT = "result"  # another result, or an exception, for some input


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A call that does not do the same on both sides, as Python writes it; each text at most some 160 characters."""

    input: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionEdit:
    """One function, class body, module's statements or notebook cell whose code is not the same on both sides.

    Attributes:
        name: dotted within the file ("Scaler.transform"); "<module>", "cell <n>".
        path: of the file, as in the fact's key or relative to site-packages; the after side's where both have it.
        kind: what was edited, in one standard term: "comparison", "constant", "default", "operator", "dtype",
            "argument", "order", "decorator", "container", "loop", "exception", "logging", "moved", "renamed",
            "added", "removed", "rewritten", ...
        effect: of the most harmful edit in it.
        confidence: probability that `effect` is right, 0 to 1.
        before_line, after_line: 1-based line of the first difference; None where that side has no such code.
        before, after: the smallest differing piece of code, unparsed, at most 200 characters; "" where there is none.
        origin: the before side's file, where it stood in another one; "" where in the same.
        example: arguments on which both sides were evaluated, and what each answered.
        tried: inputs that both sides were evaluated on and answered alike; 0 where they were not.
        steps: that before and after took on the same large input; () where they were not counted.
    """

    name: str
    path: str
    kind: str
    effect: Effect
    confidence: float
    before_line: int | None = None
    after_line: int | None = None
    before: str = ""
    after: str = ""
    origin: str = ""
    example: Example | None = None
    tried: int = 0
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEdits:
    """What differs inside one file of application code.

    Attributes:
        functions: sorted by effect, worst first, then by name.
        complete: False where a bound was reached, a side could not be parsed, or where only the functions that came
            from other files were compared.
        elsewhere: the other side's files in which its functions are, where in another one; sorted.
    """

    functions: tuple[FunctionEdit, ...] = ()
    complete: bool = True
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueEdit:
    """A value inside a document that is not what it was.

    Attributes:
        path: dotted ("model.threshold", "labels[3]"); "" of the document as a whole.
        before, after: as JSON, at most 80 characters, secrets marked; None where it is not there.
    """

    path: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEdits:
    """What differs inside one document (JSON, TOML, YAML).

    Attributes:
        values: at most 200, in the order of the document.
        complete: False where there are more.
    """

    values: tuple[ValueEdit, ...] = ()
    complete: bool = True


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
    tables: int = 0
    complete: bool = True

    def edited(self, *effects: Effect) -> int:
        """How many functions were edited with one of these effects; with none given, in all."""
        return sum(count for effect, count in self.effects if not effects or effect in effects)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AllCodeEdits:
    """What differs inside the application's files, by their names; sorted."""

    files: tuple[tuple[str, CodeEdits], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectComparison:
    """Whether two shared objects are the same once they are loaded."""

    same: bool = False


class VariableUse(str, Enum):
    """What code does with an environment variable that it reads."""

    IMPORT = "import"  # it decides which module is imported
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
class Inspection:
    """All that was seen inside. Empty where a side is only a stored snapshot.

    Attributes:
        packages: by the name of the distribution.
        code: by the name of the file, as in its key; of the after side where it was moved.
        documents: by the name of the file, as in its key.
        same_objects: names of native libraries that are the same once they are loaded, although their files are not.
        references: of both sides' application code, without duplicates, sorted by target, path, line.
        variables: environment variables that differ -> the places of either side's Python that read them, sorted.
        variables_seen: whether all Python that the application uses was looked through for them.
        importers: distributions that one side lacks -> the places of that side's Python that import them, sorted.
        standard_modules: system packages that one side lacks -> the extension modules of that side's standard library,
            with the sonames they ask for; where any could be seen.
        looked: whether both sides' files were at hand: only then does absence mean anything.
    """

    packages: Mapping[str, PackageEdits] = field(default_factory=dict)
    code: Mapping[str, CodeEdits] = field(default_factory=dict)
    documents: Mapping[str, DocumentEdits] = field(default_factory=dict)
    same_objects: frozenset[str] = frozenset()
    references: tuple[Reference, ...] = ()
    variables: Mapping[str, tuple[VariableReader, ...]] = field(default_factory=dict)
    variables_seen: bool = False
    importers: Mapping[str, tuple[Importer, ...]] = field(default_factory=dict)
    standard_modules: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    looked: bool = False
