"""Services of a compose file.

Format: https://github.com/compose-spec/compose-spec/blob/main/spec.md
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping

from parity.model.facts import Gap
from parity.model.keys import Domain
from parity.parsers.container_settings import ContainerSettings, quantity, scalar, words
from parity.parsers.json_document import mapping, text
from parity.parsers.yaml_document import load_yaml

Object = Mapping[str, object]
SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([bkmgt]?)b?", re.IGNORECASE)
VARIABLE = re.compile(r"\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?([-+?])([^{}]*))?\})")
NOT_HERE = "its value comes from the shell or the .env file of whoever starts it"
ENV_FILE = "it may be set by an env_file, which is not read"


class _Unset(Exception):
    """A variable without a default is needed."""


def parse_compose(data: bytes, project: str) -> tuple[ContainerSettings, ...]:
    """Every service, in order; one that is only built has the name that compose gives its image. Raises ValueError."""
    document = mapping(load_yaml(data), "the document")
    if "services" not in document:
        raise ValueError("it has no services")
    services = mapping(document.get("services"), "services")
    return tuple(_service(name, mapping(item, f"services.{name}"), project) for name, item in services.items())


def _service(name: str, service: Object, project: str) -> ContainerSettings:
    if "extends" in service:
        raise ValueError(f"services.{name} extends another, which is not followed; run `docker compose config` first")
    image = _known(text(service.get("image"), "image"), f"services.{name}.image") or f"{project}-{name}"
    gaps: list[Gap] = []
    env = dict(_variables(service, gaps))
    deploy = mapping(service.get("deploy"), "deploy")
    return ContainerSettings(
        name=name,
        image=image,
        env=env,
        entrypoint=_argv(service.get("entrypoint"), f"services.{name}.entrypoint"),
        cmd=_argv(service.get("command"), f"services.{name}.command"),
        user=_known(scalar(service.get("user"), "user"), f"services.{name}.user"),
        workdir=_known(text(service.get("working_dir"), "working_dir"), f"services.{name}.working_dir"),
        stop_signal=text(service.get("stop_signal"), "stop_signal"),
        labels=dict(_pairs(service.get("labels"), "labels")),
        groups=words(service.get("group_add"), "group_add") or (),
        read_only=service.get("read_only") is True,
        shm_size=_bytes(service["shm_size"], "shm_size") if "shm_size" in service else None,
        limits=dict(_limits(service, mapping(mapping(deploy.get("resources"), "resources").get("limits"), "limits"))),
        gaps=tuple(gaps),
    )


def _variables(service: Object, gaps: list[Gap]) -> Iterator[tuple[str, str]]:
    if service.get("env_file"):
        gaps.append(Gap(domain=Domain.SETTING, subject="env:*", reason=ENV_FILE, inherent=True))
    for name, value in _pairs(service.get("environment"), "environment", bare=None):
        try:
            if value is None:
                raise _Unset
            yield name, _interpolated(value)
        except _Unset:
            gaps.append(Gap(domain=Domain.SETTING, subject=f"env:{name}", reason=NOT_HERE, inherent=True))


def _pairs(value: object, name: str, bare: str | None = "") -> Iterator[tuple[str, str]]:
    """A mapping, or a list of "NAME=value"; a name alone has the value `bare`."""
    if isinstance(value, list):
        for item in value:
            key, equals, rest = scalar(item, name).partition("=")
            yield key, rest if equals else bare  # type: ignore[misc] # None only where the caller asked for it
        return
    for key, item in mapping(value, name).items():
        yield key, bare if item is None else scalar(item, f"{name}.{key}")  # type: ignore[misc] # likewise


def _argv(value: object, name: str) -> tuple[str, ...] | None:
    """A string is split as a shell would, and run without one."""
    if isinstance(value, str):
        try:
            return tuple(shlex.split(_known(value, name)))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
    found = words(value, name)
    return None if found is None else tuple(_known(word, name) for word in found)


def _known(value: str, name: str) -> str:
    try:
        return _interpolated(value)
    except _Unset as error:
        raise ValueError(f"{name}: {NOT_HERE}; run `docker compose config` first") from error


def _interpolated(value: str) -> str:
    """With defaults for what nobody here sets. Raises _Unset where there is none."""

    def replaced(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        if found[3] == "-":
            return str(found[4])
        if found[3] == "+":
            return ""
        raise _Unset

    return VARIABLE.sub(replaced, value)


def _limits(service: Object, limits: Object) -> Iterator[tuple[str, float]]:
    cpus = limits.get("cpus", service.get("cpus"))
    memory = limits.get("memory", service.get("mem_limit"))
    if cpus is not None:
        yield "cpu", quantity(cpus, "cpus")
    if memory is not None:
        yield "memory", float(_bytes(memory, "memory"))


def _bytes(value: object, name: str) -> int:
    """A size of compose: "512m", "2gb", 1048576. Raises ValueError."""
    found = SIZE.fullmatch(_known(scalar(value, name), name).strip())
    if found is None:
        raise ValueError(f"{name} is no size")
    return int(float(found[1]) * 1024 ** " kmgt".index(found[2].lower().replace("b", "") or " "))
