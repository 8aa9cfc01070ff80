"""Containers of the Docker daemon, running or not: what they are now, not what their image was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from parity.errors import UnknownReference
from parity.interfaces import FileSystem, OpenOptions, ProcessConfig, Source
from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.sources.daemon.connect import connect, explained
from parity.sources.daemon.container_agent import RunningContainer
from parity.sources.daemon.spool import DaemonFiles, exported
from parity.sources.daemon.store import METHOD as IN_PLACE
from parity.sources.daemon.store import in_place, layers_in_place
from parity.sources.docker import configuration, export_of_container

if TYPE_CHECKING:
    from docker import APIClient

NOT_RUNNING = Gap(
    domain=Domain.HARDWARE,
    reason="the container does not run; start it, or give the host with --hardware",
    inherent=True,
)
EXPORT = "export of the container"
NAME = re.compile(r"/?[A-Za-z0-9][\w.-]*")


class ContainerOpener:
    """Its files as they are now, its limits from its configuration, and the agent where it runs."""

    schemes: ClassVar[Mapping[str, str]] = {"container": "name: a container of the Docker daemon"}

    def recognises(self, reference: str) -> bool:
        return False

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        if not NAME.fullmatch(reference):
            problem = "that is no container's name" if reference else "it names no container"
            raise UnknownReference("open", f"{scheme}:{reference}", problem, "write container:NAME")
        with ExitStack() as opened:
            api = connect(options.docker_host, opened)
            container = _inspect(api, reference)
            resources = opened.pop_all()
        identity = str(container["Id"])
        running = bool((container.get("State") or {}).get("Running"))
        config = _limits(configuration(container, reference), container.get("HostConfig") or {})
        layers = layers_in_place(api, container)

        def export() -> FileSystem:
            return exported(
                reference, lambda: export_of_container(api, identity, reference, options.progress), resources
            )

        return Source(
            origin=Origin(
                scheme=scheme,
                reference=reference,
                digest=container.get("Image"),
                tag=(container.get("Config") or {}).get("Image"),
                method=IN_PLACE if layers else EXPORT,
            ),
            files=DaemonFiles(lambda: in_place(layers, export) if layers else export()),
            config=config,
            runner=RunningContainer(lambda: api, identity) if running else None,
            gaps=(*(() if running else (NOT_RUNNING,)), *_mounted(container, config.workdir)),
            resources=resources,
        )


def _mounted(container: Mapping[str, Any], workdir: str) -> Iterator[Gap]:
    """An export leaves out what is mounted: application code that lies there is not seen."""
    for mount in container.get("Mounts") or []:
        place = str(mount.get("Destination") or "").rstrip("/")
        overlapping = f"{workdir}/".startswith(f"{place}/") or f"{place}/".startswith(f"{workdir}/")
        if place and workdir.strip("/") and overlapping:
            reason = f"{place} is mounted into the container ({mount.get('Type')}), and an export leaves it out"
            for domain in (Domain.CODE, Domain.ARTIFACT):
                yield Gap(domain=domain, reason=reason)


def _limits(config: ProcessConfig, host: Mapping[str, Any]) -> ProcessConfig:
    """What was given to `docker run` beside the image's configuration. A limit of -1 is none."""
    size = host.get("ShmSize")
    limits = {
        str(limit.get("Name")): (_bound(limit.get("Soft")), _bound(limit.get("Hard")))
        for limit in host.get("Ulimits") or []
        if isinstance(limit, dict)
    }
    return replace(
        config,
        shm_size=size if isinstance(size, int) and size > 0 else None,
        ulimits=limits,
        groups=tuple(str(group) for group in host.get("GroupAdd") or []),
        read_only=host.get("ReadonlyRootfs") is True,
    )


def _bound(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _inspect(api: APIClient, reference: str) -> dict[str, Any]:
    from docker.errors import NotFound  # noqa: PLC0415 - slow to import

    with explained("look up the container", reference):
        try:
            return dict(api.inspect_container(reference))
        except NotFound as error:
            names = sorted(name.lstrip("/") for one in api.containers(all=True) for name in one.get("Names") or [])
            known = f"it has {', '.join(names[:10])}" if names else "it has no container at all"
            raise UnknownReference(
                "find the container", reference, f"the Docker daemon has none of that name; {known}"
            ) from error
