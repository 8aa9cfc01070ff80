"""SPDX 2 in JSON (https://spdx.github.io/spdx-spec/v2.3/)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from parity.declared.reading import head_of
from parity.declared.sbom import Document, hash_of, python_package, read_sbom
from parity.model.declaration import Declared
from parity.model.snapshot import Snapshot
from parity.parsers.json_document import array, mapping, text


class Spdx:
    """A bill of materials of the Linux Foundation's format."""

    schemes: ClassVar[Mapping[str, str]] = {"spdx": "FILE: an SPDX 2 bill of materials (JSON)"}
    fits = True

    def recognises(self, path: str) -> bool:
        return path.endswith(".json") and b'"spdxVersion"' in head_of(path)

    def read(self, path: str, other: Snapshot | None) -> Snapshot:
        return read_sbom(path, "spdx", other, _packages)


def _packages(document: Document) -> Iterator[Declared]:
    if "spdxVersion" not in document:
        raise ValueError("it is JSON, but no SPDX 2")
    for number, item in enumerate(array(document.get("packages"), "packages")):
        package = mapping(item, f"packages[{number}]")
        sums = (mapping(one, "checksums") for one in array(package.get("checksums"), "checksums"))
        named = (
            hash_of(text(one.get("algorithm"), "algorithm"), text(one.get("checksumValue"), "value")) for one in sums
        )
        hashes = [name for name in named if name]
        references = (mapping(one, "externalRefs") for one in array(package.get("externalRefs"), "externalRefs"))
        for reference in references:
            if reference.get("referenceType") == "purl":
                one = python_package(text(reference.get("referenceLocator"), "referenceLocator"), hashes)
                if one is not None:
                    yield one
