"""Containers that a Kubernetes manifest or a compose file starts: their image, started as the file says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import ClassVar, TypeVar

from parity.errors import LimitExceeded, SourceError, UnknownReference
from parity.interfaces import OpenOptions, Source
from parity.parsers.compose_file import parse_compose
from parity.parsers.container_settings import ContainerSettings
from parity.parsers.kubernetes_manifest import parse_manifest
from parity.parsers.yaml_document import MAX_YAML_BYTES

ATTEMPT = "read the manifest"
Parsed = TypeVar("Parsed")


class KubernetesOpener:
    """Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, Pod, and Knative's Service."""

    schemes: ClassVar[Mapping[str, str]] = {
        "k8s": "FILE[#CONTAINER][@IMAGE]: a container of a Kubernetes manifest; IMAGE: where its image is to be had"
    }

    def recognises(self, reference: str) -> bool:
        return False  # a YAML file can be anything

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        asked = _Asked.of(reference)
        found = _read(asked, parse_manifest)
        named = [(one.name, f"{workload}/{one.name}", one) for workload, one in found]
        return _open(scheme, reference, asked, named, options)


class ComposeOpener:
    """Services of compose.yaml."""

    schemes: ClassVar[Mapping[str, str]] = {
        "compose": "FILE[#SERVICE][@IMAGE]: a service of a compose file; IMAGE: where its image is to be had"
    }

    def recognises(self, reference: str) -> bool:
        path = Path(reference.partition("#")[0])
        return fnmatch(path.name, "*compose*.y*ml") and path.is_file()

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        asked = _Asked.of(reference)
        project = Path(asked.path).resolve().parent.name.lower()
        found = _read(asked, lambda data: parse_compose(data, project))
        return _open(scheme, reference, asked, [(one.name, one.name, one) for one in found], options)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The parts of a reference: "deployment.yaml#serve@oci:image"."""

    path: str
    name: str
    image: str

    @classmethod
    def of(cls, reference: str) -> _Asked:
        head, _, image = reference.partition("@")
        path, _, name = head.partition("#")
        return cls(path, name, image)


def _read(asked: _Asked, parse: Callable[[bytes], Parsed]) -> Parsed:
    path = Path(asked.path)
    if not asked.path or not path.is_file():
        raise UnknownReference(ATTEMPT, asked.path, "there is no such file")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_YAML_BYTES + 1)
        if len(data) > MAX_YAML_BYTES:
            raise LimitExceeded(ATTEMPT, asked.path, f"it is larger than {MAX_YAML_BYTES >> 20} MiB")
        return parse(data)
    except OSError as error:
        raise SourceError(ATTEMPT, asked.path, error.strerror or str(error)) from error
    except ValueError as error:
        raise SourceError(ATTEMPT, asked.path, " ".join(str(error).split())) from error


def _open(
    scheme: str,
    reference: str,
    asked: _Asked,
    containers: Sequence[tuple[str, str, ContainerSettings]],
    options: OpenOptions,
) -> Source:
    settings = _choose(asked, containers)
    from parity.sources.resolve import open_source  # noqa: PLC0415 - it asks this opener among others

    image = open_source(asked.image or f"docker:{settings.image}", options)
    method = f"the image is {image.origin}, started as {Path(asked.path).name} says"
    origin = replace(image.origin, scheme=scheme, reference=reference, method=method)
    said = hashlib.sha256(repr(settings).encode()).hexdigest()
    return replace(
        image,
        origin=origin,
        config=settings.over(image.config),
        runner=None,  # what runs is the image alone, not what the file makes of it
        gaps=(*image.gaps, *settings.gaps),
        identity=f"{image.identity}+{said}" if image.identity else None,
    )


def _choose(asked: _Asked, containers: Sequence[tuple[str, str, ContainerSettings]]) -> ContainerSettings:
    fits = [one for short, full, one in containers if asked.name in ("", short, full)]
    if len(fits) == 1:
        return fits[0]
    if not containers:
        raise SourceError(ATTEMPT, asked.path, "it starts no container that parity knows")
    names = ", ".join(sorted({full for _, full, _ in containers}))
    problem = f"{len(fits)} of its containers could be meant" if fits else f"it has no container {asked.name!r}"
    raise UnknownReference("open the container", f"{asked.path}#{asked.name}", problem, f"name one of {names}")
