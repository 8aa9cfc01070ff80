"""CycloneDX in JSON (https://cyclonedx.org/docs/1.6/json/)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from parity.declared.reading import head_of
from parity.declared.sbom import Document, hash_of, python_package, read_sbom
from parity.model.declaration import Declared
from parity.model.snapshot import Snapshot
from parity.parsers.json_document import array, mapping, text

MAX_DEPTH = 16  # components inside components


class CycloneDx:
    """A bill of materials of OWASP's format."""

    schemes: ClassVar[Mapping[str, str]] = {"cyclonedx": "FILE: a CycloneDX bill of materials (JSON)"}
    fits = True

    def recognises(self, path: str) -> bool:
        return path.endswith(".json") and b'"bomFormat"' in head_of(path)

    def read(self, path: str, other: Snapshot | None) -> Snapshot:
        return read_sbom(path, "cyclonedx", other, _packages)


def _packages(document: Document) -> Iterator[Declared]:
    if document.get("bomFormat") != "CycloneDX":
        raise ValueError("it is JSON, but no CycloneDX")
    yield from _components(document, MAX_DEPTH)


def _components(document: Document, depth: int) -> Iterator[Declared]:
    for number, item in enumerate(array(document.get("components"), "components")):
        component = mapping(item, f"components[{number}]")
        hashes = (mapping(one, "hashes") for one in array(component.get("hashes"), "hashes"))
        named = (hash_of(text(one.get("alg"), "alg"), text(one.get("content"), "content")) for one in hashes)
        if one := python_package(text(component.get("purl"), "purl"), [name for name in named if name]):
            yield one
        if depth:
            yield from _components(component, depth - 1)
