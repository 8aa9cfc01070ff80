"""A snapshot as a CycloneDX bill of materials, for tools that read those. The room of cyclonedx-python-lib.

The same snapshot gives the same bytes: the serial number is made of the content, and the only time is the snapshot's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import singledispatch
from typing import Any
from uuid import UUID

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.tool import ToolRepository
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from parity.declared.markers import environment_for
from parity.model.artifact import Artifact
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain
from parity.model.native import SharedLibrary
from parity.model.snapshot import Snapshot
from parity.model.system import Package, Release
from parity.reporters.printable import printable
from parity.version import __version__

SYSTEM_TYPES = {"dpkg": "deb", "apk": "apk", "rpm": "rpm"}
CONTAINERS = frozenset({"docker", "container", "archive", "oci", "k8s", "compose"})
OWN = "parity:"  # prefix of properties that CycloneDX has no words for


def render_bom(snapshot: Snapshot) -> str:
    """CycloneDX 1.6 in JSON."""
    components = dict(_components(snapshot))
    subject = _subject(snapshot)
    seen = hashlib.sha256(repr((snapshot.facts, snapshot.gaps)).encode()).digest()
    bom = Bom(
        components=components.values(),
        metadata=BomMetaData(component=subject, tools=ToolRepository(components=[_tool()])),
        serial_number=UUID(bytes=seen[:16], version=5),
    )
    bom.register_dependency(subject, components.values())
    for name, needed in _dependencies(snapshot, components):
        bom.register_dependency(components[name], [components[one] for one in needed])
    document: dict[str, Any] = json.loads(JsonV1Dot6(bom).output_as_string())
    document["metadata"].pop("timestamp", None)
    if snapshot.origin.taken:
        document["metadata"]["timestamp"] = snapshot.origin.taken
    return json.dumps(document, indent=2, ensure_ascii=True, sort_keys=True) + "\n"


def _subject(snapshot: Snapshot) -> Component:
    origin = snapshot.origin
    kind = ComponentType.CONTAINER if origin.scheme in CONTAINERS else ComponentType.APPLICATION
    properties = [("origin", str(origin)), ("platform", origin.platform), ("python", origin.environment)]
    gaps = [("gap", f"{gap.domain} {gap.subject or ''}: {gap.reason}") for gap in snapshot.gaps]
    return Component(
        name=printable(origin.tag or origin.reference or origin.scheme), type=kind, version=origin.digest,
        bom_ref="environment", properties=_properties([*properties, *gaps]),
    )  # fmt: skip


def _tool() -> Component:
    return Component(name="envparity", version=__version__, type=ComponentType.APPLICATION, bom_ref="envparity")


def _components(snapshot: Snapshot) -> Iterator[tuple[str, Component]]:
    release = snapshot.find(Domain.SYSTEM, "release")
    system = release if isinstance(release, Release) else None
    for fact in snapshot.facts:
        component = _component(fact, system)
        if component is not None:
            yield str(fact.key), component


def _component(fact: Fact, system: Release | None) -> Component | None:
    reference, name = printable(str(fact.key)), printable(fact.key.name)
    if isinstance(fact.value, Package):
        return _package(name, fact.value, reference, system)
    return _described(fact.value, name, reference)


@singledispatch
def _described(value: object, name: str, reference: str) -> Component | None:
    return None  # settings, hardware and the like are no components


@_described.register
def _(value: Release, name: str, reference: str) -> Component | None:
    return Component(
        name=printable(value.id), version=value.version, type=ComponentType.OPERATING_SYSTEM, bom_ref=reference,
        description=printable(value.name) if value.name else None,
    )  # fmt: skip


@_described.register
def _(value: Interpreter, name: str, reference: str) -> Component | None:
    return Component(
        name=printable(value.implementation), version=value.version, type=ComponentType.PLATFORM, bom_ref=reference,
        properties=_properties([("soabi", value.soabi), ("location", value.location)]),
    )  # fmt: skip


@_described.register
def _(value: SharedLibrary, name: str, reference: str) -> Component | None:
    return Component(
        name=printable(value.soname or name), version=value.version, type=ComponentType.LIBRARY, bom_ref=reference,
        properties=_properties([("path", name), ("build-id", value.build_id), ("provider", value.provider)]),
    )  # fmt: skip


@_described.register
def _(value: Artifact, name: str, reference: str) -> Component | None:
    made = [("producer", f"{library} {version}") for library, version in value.producers]
    return Component(
        name=name, type=ComponentType.MACHINE_LEARNING_MODEL, bom_ref=reference, hashes=_sha256(value.sha256),
        properties=_properties([("format", value.format), *made]),
    )  # fmt: skip


@_described.register
def _(value: SourceFile, name: str, reference: str) -> Component | None:
    return Component(name=name, type=ComponentType.FILE, bom_ref=reference, hashes=_sha256(value.sha256))


@_described.register
def _(value: Distribution, name: str, reference: str) -> Component | None:
    url = value.direct_url
    places = [ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(printable(url.url)))] if url else []
    files = [(f"files:{files.kind.value}", files.digest) for files in value.files]
    record = [("record", value.record)]
    return Component(
        name=name, version=printable(value.version), type=ComponentType.LIBRARY, bom_ref=reference,
        purl=PackageURL(type="pypi", name=name, version=value.version), external_references=places,
        properties=_properties([("layout", value.layout), ("installer", value.installer), *record, *files]),
    )  # fmt: skip


def _package(name: str, value: Package, reference: str, system: Release | None) -> Component:
    manager, _, package = name.partition(":")
    distro = f"{system.id}-{system.version}" if system and system.version else None
    qualifiers = {"arch": value.architecture or "", "distro": distro or ""}
    purl = PackageURL(
        type=SYSTEM_TYPES.get(manager, "generic"), namespace=system.id if system else None, name=package,
        version=value.version, qualifiers={key: text for key, text in qualifiers.items() if text},
    )  # fmt: skip
    return Component(
        name=package, version=printable(value.version), type=ComponentType.LIBRARY, bom_ref=reference, purl=purl
    )


def _sha256(digest: str) -> list[HashType]:
    return [HashType(alg=HashAlgorithm.SHA_256, content=digest)]


def _properties(pairs: Iterable[tuple[str, str | None]]) -> list[Property]:
    return [Property(name=f"{OWN}{name}", value=printable(value)) for name, value in pairs if value]


def _dependencies(snapshot: Snapshot, components: dict[str, Component]) -> Iterator[tuple[str, list[str]]]:
    """Which distribution needs which, as its markers say here."""
    environment = environment_for(snapshot)
    for fact in snapshot.within(Domain.DISTRIBUTION):
        if not isinstance(fact.value, Distribution):
            continue
        needed = set()
        for line in fact.value.requires:
            try:
                requirement = Requirement(line)
            except InvalidRequirement:
                continue
            name = f"{Domain.DISTRIBUTION}:{canonicalize_name(requirement.name)}"
            if name in components and environment.includes(requirement):
                needed.add(name)
        yield str(fact.key), sorted(needed)
