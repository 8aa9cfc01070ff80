"""How a manifest or a compose file starts a container: what it says on top of the image's own configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from parity.interfaces import ProcessConfig
from parity.model.facts import Gap

UNITS = {
    "": 1, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Ki": 1 << 10, "Mi": 1 << 20,
    "Gi": 1 << 30, "Ti": 1 << 40, "Pi": 1 << 50, "Ei": 1 << 60,
}  # fmt: skip
QUANTITY = re.compile(r"(\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?)([a-zA-Z]{0,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerSettings:
    """What a file says of one container.

    Attributes:
        name: of the container or service.
        image: as the file names it.
        env: variables that are set there.
        entrypoint, cmd: None: the image's.
        limits: "cpu" in CPUs, "memory" in bytes, other resources by their names.
        groups: that the process belongs to beside its user's own.
        node: labels that the node must have.
        read_only: whether its root file system is.
        gaps: what the file leaves to somebody else.
    """

    name: str
    image: str
    env: Mapping[str, str] = field(default_factory=dict)
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None
    user: str = ""
    workdir: str = ""
    stop_signal: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    shm_size: int | None = None
    limits: Mapping[str, float] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    node: Mapping[str, str] = field(default_factory=dict)
    read_only: bool = False
    gaps: tuple[Gap, ...] = ()

    def over(self, image: ProcessConfig | None) -> ProcessConfig:
        """The image's configuration with this on top; an entrypoint of its own leaves the image's command out."""
        base = image or ProcessConfig(complete=False)
        cmd = base.cmd if self.cmd is None and self.entrypoint is None else self.cmd or ()
        return replace(
            base,
            env={**base.env, **self.env},
            entrypoint=base.entrypoint if self.entrypoint is None else self.entrypoint,
            cmd=cmd,
            user=self.user or base.user,
            workdir=self.workdir or base.workdir,
            stop_signal=self.stop_signal or base.stop_signal,
            labels={**base.labels, **self.labels},
            shm_size=self.shm_size if self.shm_size is not None else base.shm_size,
            limits=self.limits,
            groups=self.groups,
            node=self.node,
            read_only=self.read_only,
        )


def quantity(value: object, name: str) -> float:
    """A quantity of Kubernetes ("500m", "2Gi", 4). Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(f"{name} is no quantity")
    found = QUANTITY.fullmatch(str(value).strip())
    if found is None or found[2] not in UNITS:
        raise ValueError(f"{name} is no quantity: {str(value)[:40]!r}")
    return float(found[1]) * UNITS[found[2]]


def words(value: object, name: str) -> tuple[str, ...] | None:
    """A list of words, None where nothing is said. Raises ValueError."""
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(word, (str, int, float)) for word in value):
        raise ValueError(f"{name} is no list of words")
    return tuple(str(word) for word in value)


def scalar(value: object, name: str) -> str:
    """What YAML read as a string, a number or a truth value, as the text that a program gets. Raises ValueError."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, (str, int, float)):
        return str(value)
    raise ValueError(f"{name} is no plain value")
