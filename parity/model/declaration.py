"""A declaration: what a file says an environment is to hold."""

from __future__ import annotations

from dataclasses import dataclass

from parity.model.facts import Gap

LAYOUT = "declared"  # of a Distribution that nobody has seen installed
ANY = "any version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One package that is to be installed.

    Attributes:
        name: PEP 503 normalised.
        version: where it is pinned to one.
        specifier: PEP 440 specifiers where it is not, "" for any version.
        hashes: "sha256:<hex>" of the files that it may come from, sorted; empty where none are given.
        url: where it is to come from, where that is no index; without credentials.
        conda: named as conda channels name it, which need not be how an index does.
    """

    name: str
    version: str | None = None
    specifier: str = ""
    hashes: tuple[str, ...] = ()
    url: str | None = None
    conda: bool = False

    @property
    def wanted(self) -> str:
        """The version as it is declared, for people: "2.1.0", ">=2,<3", "any version"."""
        return self.version or self.specifier or (f"from {self.url}" if self.url else ANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """Everything that a file declares.

    Attributes:
        python: a version ("3.11.4") or PEP 440 specifiers (">=3.10"); None where nothing is said.
        gaps: what the file itself leaves open.
    """

    packages: tuple[Declared, ...] = ()
    python: str | None = None
    gaps: tuple[Gap, ...] = ()
