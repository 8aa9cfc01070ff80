"""How an environment's process is started, and what it says of itself while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from parity.model.setting import Healthcheck


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessConfig:
    """How an environment's process is started: of an image, a container, an OCI runtime bundle.

    Attributes:
        limits: resources that it may use: "cpu" in CPUs, "memory" in bytes, others by name; where something sets them.
        groups: that the process belongs to beside its user's own, as whoever starts it names or numbers them.
        node: labels that the machine must have, where something chooses it.
        read_only: whether nothing can be written to the root file system; volumes are told apart.
        complete: False where the place knows only part of it (a runtime bundle has no labels and no healthcheck).
    """

    env: Mapping[str, str] = field(default_factory=dict)
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    user: str = ""
    workdir: str = ""
    stop_signal: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    healthcheck: Healthcheck | None = None
    shm_size: int | None = None  # bytes
    ulimits: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)  # soft, hard; None: unlimited
    limits: Mapping[str, float] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    node: Mapping[str, str] = field(default_factory=dict)
    read_only: bool = False
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReport:
    """What the agent saw in a running environment: raw texts, parsed by the collectors.

    Attributes:
        files: kernel files ("/proc/cpuinfo", "/sys/fs/cgroup/cpu.max", ...) and their text.
        values: what only the process can tell, of JSON types: "machine", "cpu_count", "affinity", "kernel",
            "executable", "prefix", "base_prefix", "version", "implementation", "environ", "rlimits", "locale", ...
        errors: what could not be read, by name, and why.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class Runner(Protocol):
    """Runs the agent inside an environment. Only for places where that is the user's word."""

    def run_agent(self, interpreter: str | None) -> AgentReport:
        """Have the target's own interpreter run the agent.

        Args:
            interpreter: path of the serving environment's interpreter inside the root, where it was worked out; a
                runner that was opened for one interpreter knows better.

        Raises:
            SourceError: it cannot be run, or says nothing that can be understood.
        """
        ...
