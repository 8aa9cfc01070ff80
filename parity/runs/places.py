"""A reference to an executor: where it can be run, and why not where it cannot."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from parity.environments.aim import aim
from parity.errors import ConfigurationError
from parity.interfaces import OpenOptions, Source
from parity.model.measurement import Place
from parity.runs.container import ContainerExecutor
from parity.runs.guardian import Guardian
from parity.runs.job import Executor
from parity.runs.local import LocalExecutor
from parity.sources.daemon.connect import connect
from parity.sources.local_agent import LocalAgent, given_environment
from parity.sources.resolve import open_source

ATTEMPT = "run a probe in"
WHY_NOT = {
    "archive": ("an archive holds files, nothing that runs", "docker load -i FILE, then docker:NAME"),
    "oci": ("an image layout holds files, nothing that runs", "load it into a daemon, then docker:NAME"),
    "dir": ("a root file system on disk cannot be run in isolation", "docker import it, or say python:PATH"),
    "container": ("a running container serves; a probe would disturb it", "probe its image: docker:IMAGE"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How one side is run.

    Attributes:
        environment: prefix of the Python environment to use, instead of the one that the image's command uses.
        variables: set over the place's own.
        cwd: directory to run in; default: the image's, or on this host an empty one (`live`: the current one).
        docker_host: the daemon's address; None: as the docker client finds it.
    """

    environment: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    cwd: str | None = None
    docker_host: str | None = None


def open_executor(reference: str, options: RunOptions, guardian: Guardian, opened: ExitStack) -> tuple[Executor, Place]:
    """Where `reference` runs. What has to stay open is closed with `opened`.

    Raises:
        UnknownReference: it names nothing.
        ConfigurationError: it is a place that cannot be run.
    """
    source = opened.enter_context(open_place(reference, options))
    return executor_of(reference, source, options, guardian, opened)


def open_place(reference: str, options: RunOptions) -> Source:
    """A source that can be run. Raises as `open_executor`."""
    if reference.startswith("snapshot:") or (reference.endswith(".json") and Path(reference).is_file()):
        raise ConfigurationError(
            ATTEMPT, reference, "a snapshot holds facts, nothing that runs",
            "name the environment itself (docker:, venv:, python:, live), or a run saved with --save",
        )  # fmt: skip
    source = open_source(reference, OpenOptions(docker_host=options.docker_host))
    if source.origin.scheme in WHY_NOT:
        source.resources.close()
        raise ConfigurationError(ATTEMPT, reference, *WHY_NOT[source.origin.scheme])
    return source


def executor_of(
    reference: str, source: Source, options: RunOptions, guardian: Guardian, opened: ExitStack
) -> tuple[Executor, Place]:
    """Where an open source runs. Raises as `open_executor`."""
    if source.origin.scheme == "docker":
        return _container(reference, source, options, guardian, opened)
    return _local(source, options, guardian)


def _local(source: Source, options: RunOptions, guardian: Guardian) -> tuple[Executor, Place]:
    live = source.origin.scheme == "live"
    executable = source.runner.executable if isinstance(source.runner, LocalAgent) else sys.executable
    executor = LocalExecutor(
        executable=executable,
        environment={**with_its_programs(executable), **options.variables},
        guardian=guardian,
        cwd=str(Path(options.cwd).resolve()) if options.cwd else (str(Path.cwd()) if live else None),
    )
    return executor, Place(reference=str(source.origin), where=executor.where, host=host())


def _container(
    reference: str, source: Source, options: RunOptions, guardian: Guardian, opened: ExitStack
) -> tuple[Executor, Place]:
    serving = aim(source, prefix=options.environment).serving
    if serving is None or serving.executable is None:
        raise ConfigurationError(
            ATTEMPT, reference, "it has no Python interpreter that parity could find", "name one: --environment PREFIX"
        )
    api = connect(options.docker_host, opened)
    executor = ContainerExecutor(
        api=lambda: api,
        image=str(source.identity),
        name=str(source.origin),
        interpreter=serving.executable,
        guardian=guardian,
        environment=dict(options.variables),
        workdir=options.cwd or (source.config.workdir if source.config else ""),
    )
    place = Place(
        reference=str(source.origin), where=serving.executable, version=serving.version, host=host(),
        digest=source.origin.digest,
    )  # fmt: skip
    return executor, place


def with_its_programs(executable: str) -> dict[str, str]:
    """This process's environment, in which "python" is that interpreter."""
    given = given_environment()
    return {**given, "PATH": os.pathsep.join(filter(None, (str(Path(executable).parent), given.get("PATH"))))}


def host() -> str:
    """The machine that measures: its name and how many CPUs this process may use."""
    return f"{platform.node()} ({len(os.sched_getaffinity(0))} CPUs, {platform.machine()})"
