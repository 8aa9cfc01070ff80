"""All that was seen inside the things that differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parity.model.edits.documents import DocumentEdits
from parity.model.edits.functions import CodeEdits
from parity.model.edits.packages import PackageEdits
from parity.model.edits.uses import Importer, Reference, VariableReader


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectComparison:
    """Whether two shared objects are the same once they are loaded."""

    same: bool = False


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
        summaries: distributions that one side lacks -> what they say of themselves in one line, where they do.
        standard_modules: system packages that one side lacks -> the extension modules of that side's standard library,
            with the sonames they ask for; where any could be seen.
    """

    packages: Mapping[str, PackageEdits] = field(default_factory=dict)
    code: Mapping[str, CodeEdits] = field(default_factory=dict)
    documents: Mapping[str, DocumentEdits] = field(default_factory=dict)
    same_objects: frozenset[str] = frozenset()
    references: tuple[Reference, ...] = ()
    variables: Mapping[str, tuple[VariableReader, ...]] = field(default_factory=dict)
    variables_seen: bool = False
    importers: Mapping[str, tuple[Importer, ...]] = field(default_factory=dict)
    summaries: Mapping[str, str] = field(default_factory=dict)
    standard_modules: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
