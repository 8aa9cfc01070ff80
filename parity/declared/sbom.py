"""Python packages of a software bill of materials: what CycloneDX and SPDX have in common here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from packageurl import PackageURL
from packaging.utils import canonicalize_name

from parity.declared.fitting import fit
from parity.declared.reading import MAX_LOCK_BYTES, MAX_PACKAGES, malformed, read_declared
from parity.model.declaration import Declaration, Declared
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.parsers.json_document import load, mapping

Document = Mapping[str, object]
ALGORITHMS = {"sha-256": "sha256", "sha256": "sha256", "sha-512": "sha512", "sha512": "sha512"}


def read_sbom(
    path: str, scheme: str, other: Snapshot | None, packages: Callable[[Document], Iterable[Declared]]
) -> Snapshot:
    """A bill as a snapshot. Raises SourceError and UnknownReference."""
    try:
        document = mapping(load(read_declared(path, MAX_LOCK_BYTES)), "the document")
        found = {one.name: one for one in packages(document)}
    except ValueError as error:
        raise malformed(path, error) from error
    if len(found) > MAX_PACKAGES:
        raise malformed(path, ValueError(f"it lists more than {MAX_PACKAGES} packages"))
    origin = Origin(scheme=scheme, reference=path, method="its Python packages")
    return fit(Declaration(packages=tuple(found.values())), origin, other)


def python_package(purl: str, hashes: Iterable[str]) -> Declared | None:
    """The Python package that a package URL names; None where it names something else. Raises ValueError."""
    if not purl.startswith(("pkg:pypi/", "pkg:conda/")):
        return None
    url = PackageURL.from_string(purl)
    return Declared(
        name=canonicalize_name(url.name), version=url.version, hashes=tuple(sorted(hashes)), conda=url.type == "conda"
    )


def hash_of(algorithm: str, digest: str) -> str | None:
    """ "sha256:<hex>", where the algorithm is one that indexes give."""
    name = ALGORITHMS.get(algorithm.lower())
    return f"{name}:{digest.lower()}" if name else None
