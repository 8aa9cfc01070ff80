"""What came of rebuilding the environments of a lock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFailure:
    """A module that cannot be imported in the rebuilt environment.

    Attributes:
        error: why not: "ImportError: libGL.so.1: cannot open shared object file".
        before: why it could not be imported where it was locked; "" where it could; None where that is not known.
    """

    module: str
    error: str
    before: str | None = None

    @property
    def old(self) -> bool:
        """Whether it failed there already, whatever it said."""
        return bool(self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """One environment of a lock, built in one way and compared with what was locked.

    Attributes:
        environment: its name.
        way: "selection by packaging 26.4", "pip 26.3", "uv 0.13.9".
        done: whether it could be built at all; if not, `problem` says why.
        failed: whether trying ended in an error, so that it is no proof; False where it was not tried for a reason.
        document: name of the file that was installed.
        interpreter: what it was built with, where that is not the very version that was locked.
        packages: how many were compared.
        differences: sentences: another version, other tags, another RECORD, too much or too little.
        expected: sentences on differences that the lock itself announces (built locally, another version chosen).
        broken: what `pip check` complains of here and did not where it was locked.
        broken_before: what it complained of there already.
        imported: how many modules were tried.
        imports: those that cannot be imported.
    """

    environment: str
    way: str
    done: bool
    problem: str = ""
    failed: bool = False
    document: str = ""
    interpreter: str = ""
    packages: int = 0
    differences: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    broken_before: tuple[str, ...] = ()
    imported: int = 0
    imports: tuple[ImportFailure, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether what was built is what was locked, and fails in nothing that worked."""
        return self.done and not self.differences and not self.broken and all(one.old for one in self.imports)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Every environment in every way that was tried, in the lock's order."""

    rebuilt: tuple[Rebuilt, ...]

    @property
    def disproven(self) -> bool:
        """Whether any way gave something else than what was locked."""
        return any((one.done and not one.proven) or one.failed for one in self.rebuilt)

    @property
    def proven(self) -> bool:
        """Whether nothing was disproven, and every environment was proven in at least one way."""
        names = {one.environment for one in self.rebuilt}
        return not self.disproven and names == {one.environment for one in self.rebuilt if one.proven}
