"""Whether what an artifact was written by, and what loading it imports, fits what a side has installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from parity.model.artifact import Artifact
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.finding import Severity
from parity.model.keys import Domain
from parity.model.snapshot import Snapshot
from parity.parsers.versions import parse_version

# Formats that hold a program's own objects; the others are described by documents and read by every release.
OBJECTS = frozenset({"pickle", "joblib", "torch", "dill", "cloudpickle"})
# Modules that Python itself brings and that pickles name often.
_STANDARD = frozenset({
    "builtins", "__builtin__", "copyreg", "copy_reg", "collections", "_codecs", "functools", "operator", "datetime",
    "decimal", "fractions", "pathlib", "types", "typing", "abc", "enum", "uuid", "array", "io", "re", "random",
    "math", "itertools", "threading", "logging", "os", "posix", "string", "dataclasses", "ipaddress", "argparse",
    "codecs", "time", "warnings", "weakref", "struct", "json", "pickle", "_pickle", "_io", "numbers", "statistics",
    "queue", "zoneinfo", "inspect", "contextlib", "_operator", "_collections", "_functools", "_struct", "heapq",
    "bisect", "csv", "urllib", "xml", "html", "hashlib", "secrets", "zlib", "copy", "platform", "sys", "subprocess",
    "socket", "unittest", "_thread",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A library that wrote an artifact, in another version than the one that would load it.

    Attributes:
        severity, confidence: of loading failing or the answers being others.
    """

    library: str
    written: str
    installed: str
    severity: Severity
    confidence: float


def misfits(artifact: Artifact, snapshot: Snapshot) -> Iterator[Misfit]:
    """The producers that a side has in another version."""
    for name, written in artifact.producers:
        library = canonicalize_name(name)
        value = snapshot.find(Domain.DISTRIBUTION, library)
        if not isinstance(value, Distribution) or value.version == written:
            continue
        weighed = _weigh(artifact.format, written, value.version)
        if weighed is not None:
            yield Misfit(
                library=library,
                written=written,
                installed=value.version,
                severity=weighed[0],
                confidence=weighed[1],
            )


def missing_modules(artifact: Artifact, snapshot: Snapshot) -> tuple[str, ...]:
    """Modules that loading the artifact imports and that a side does not have; none where its packages are unseen."""
    present: set[str] = set(_STANDARD)
    seen = False
    for fact in snapshot.within(Domain.DISTRIBUTION):
        if isinstance(fact.value, Distribution):
            seen = True
            present.update(fact.value.top_level or (fact.key.name.replace("-", "_"),))
    for fact in snapshot.within(Domain.CODE):
        if isinstance(fact.value, SourceFile):
            parts = fact.key.name.split("/")
            present.update(part.removesuffix(".py") for part in parts)
    if not seen:
        return ()
    return tuple(module for module in artifact.modules if module not in present and module != "__main__")


def _weigh(form: str, written: str, installed: str) -> tuple[Severity, float] | None:
    """How bad it is to load what one version wrote with another; None: nothing to say."""
    old, new = parse_version(written), parse_version(installed)
    if old is None or new is None or old == new:
        return None
    if form not in OBJECTS:
        # Documented formats are read by later releases; only an older reader meets what it does not know.
        return (Severity.MEDIUM, 0.4) if new.release[:2] < old.release[:2] else (Severity.LOW, 0.2)
    if old.release[:2] == new.release[:2]:
        return Severity.LOW, 0.3
    if old.major != new.major or abs(old.minor - new.minor) > 1:
        return Severity.HIGH, 0.75
    return Severity.MEDIUM, 0.6
