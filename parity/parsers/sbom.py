"""The components that a wheel says it carries: software bills of materials in .dist-info/sboms (PEP 770).

Read are CycloneDX (https://cyclonedx.org/docs/1.6/json/) and SPDX 2 (https://spdx.github.io/spdx-spec/v2.3/) in JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parity.parsers.json_document import array, load, mapping, text

MAX_COMPONENTS = 5_000
LIBRARIES = ("", "generic", "rpm", "deb", "apk", "github", "conan", "vcpkg", "conda", "brew")
MAX_DEPTH = 8  # components inside components


def parse_sbom(data: bytes) -> tuple[tuple[str, str], ...]:
    """(name, version) of every component that has both; sorted. Raises ValueError: neither format, or damaged.

    Names of other ecosystems carry theirs in front ("cargo:openssl"), since they say nothing of a library of that name.
    """
    document = mapping(load(data), "the document")
    if document.get("bomFormat") == "CycloneDX":
        found = _cyclonedx(document, MAX_DEPTH)
    elif "spdxVersion" in document:
        found = _spdx(document)
    else:
        raise ValueError("it is neither CycloneDX nor SPDX")
    names: set[tuple[str, str]] = set()
    for name, version in found:
        if name and version and len(names) < MAX_COMPONENTS:
            names.add((name, version))
    return tuple(sorted(names))


def _cyclonedx(document: Mapping[str, object], depth: int) -> Iterator[tuple[str, str]]:
    for number, item in enumerate(array(document.get("components"), "components")):
        component = mapping(item, f"components[{number}]")
        name = _named(text(component.get("name"), "name"), text(component.get("purl"), "purl"))
        yield name, text(component.get("version"), "version")
        if depth:
            yield from _cyclonedx(component, depth - 1)


def _spdx(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for number, item in enumerate(array(document.get("packages"), "packages")):
        package = mapping(item, f"packages[{number}]")
        references = (mapping(one, "externalRefs") for one in array(package.get("externalRefs"), "externalRefs"))
        purl = next((str(one.get("referenceLocator")) for one in references if one.get("referenceType") == "purl"), "")
        yield _named(text(package.get("name"), "name"), purl), text(package.get("versionInfo"), "versionInfo")


def _named(name: str, purl: str) -> str:
    """By the purl's type (https://github.com/package-url/purl-spec): of systems and of nothing in particular: none."""
    kind = purl.removeprefix("pkg:").partition("/")[0] if purl.startswith("pkg:") else ""
    return name if not name or kind in LIBRARIES else f"{kind}:{name}"
