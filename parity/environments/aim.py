"""Aims at a source: finds its Python environments, the serving one among them, and what is installed there."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parity.environments import programs, serving
from parity.environments.discover import MAX_DIRECTORIES, Found, discover
from parity.environments.installed import installed
from parity.environments.inventory import environments
from parity.environments.reading import absolute, inside
from parity.environments.start import Start
from parity.interfaces import AgentReport, Host, ProcessConfig, PythonEnvironment, Source, Target
from parity.model.facts import Gap
from parity.model.keys import Domain

NO_PYTHON = "no Python environment was found"
MORE = f"more than {MAX_DIRECTORIES} directories could hold environments; the rest was not looked at"


def aim(
    source: Source,
    *,
    agent: AgentReport | None = None,
    prefix: str | None = None,
    code_roots: tuple[str, ...] = (),
    host: Host | None = None,
) -> Target:
    """The source with its serving Python environment, what is installed there, and the other environments.

    Args:
        agent: what the agent saw there.
        prefix: the environment that the user names, instead of the one that the command uses.
        code_roots: where the user says the application's code is.

    Raises:
        ConfigurationError: there is no environment at `prefix`.
    """
    start = _start(source, agent)
    # A prefix on this host is all that was asked for: the host is not searched.
    found = Found() if source.prefix else discover(source.files)
    present = tuple(environments(source.files, found, start.home))
    choice = _choose(source, prefix, agent, start, present)
    gaps = () if found.complete else (Gap(domain=Domain.INTERPRETER, subject="environment:*", reason=MORE),)
    if choice is None:
        nothing = tuple(Gap(domain=domain, reason=NO_PYTHON, inherent=True) for domain in _PYTHON_DOMAINS)
        return Target(
            files=source.files, config=source.config, agent=agent, host=host, gaps=(*gaps, *nothing),
            code_roots=_code_roots(source, code_roots, start, None),
        )  # fmt: skip
    chosen = _confirmed(choice.environment, agent)
    contents = installed(source.files, chosen)
    return Target(
        files=source.files,
        config=source.config,
        agent=agent,
        host=host,
        serving=chosen,
        chosen_by=choice.chosen_by,
        others=tuple(other for other in present if not _is_part_of(other, chosen)),
        installed=tuple(contents.distributions),
        code_roots=_code_roots(source, code_roots, choice.start, chosen),
        gaps=(*gaps, *contents.gaps),
    )


_PYTHON_DOMAINS = (Domain.DISTRIBUTION, Domain.INTERPRETER)


def _start(source: Source, agent: AgentReport | None) -> Start:
    """The state in which the command begins: the image's configuration, or what a running process has."""
    config = source.config or ProcessConfig()
    variables = dict(config.env) if source.config else _environ(agent)
    return Start(
        variables=variables,
        directory=absolute(config.workdir or "/"),
        home=programs.home_of(source.files, config.user, variables),
    )


def _environ(agent: AgentReport | None) -> dict[str, str]:
    environ = agent.values.get("environ") if agent else None
    if not isinstance(environ, Mapping):
        return {}
    return {str(name): value for name, value in environ.items() if isinstance(value, str)}


def _choose(
    source: Source,
    prefix: str | None,
    agent: AgentReport | None,
    start: Start,
    present: Sequence[PythonEnvironment],
) -> serving.Choice | None:
    if prefix or source.prefix:
        minor = _running_minor(agent) if source.prefix and not prefix else None
        said_by = "the user named it"
        if not prefix and source.origin.scheme == "live":
            said_by = "parity runs in it"
        return serving.named(source.files, prefix or source.prefix or "/", start, said_by, minor)
    config = source.config or ProcessConfig()
    return (
        serving.by_command(source.files, (*config.entrypoint, *config.cmd), start)
        or serving.the_only_one(present, start)
        or serving.by_search_path(source.files, start)
        or serving.by_size(source.files, present, start)
    )


def _running_minor(agent: AgentReport | None) -> str | None:
    version = agent.values.get("version") if agent else None
    return ".".join(version.split(".")[:2]) if isinstance(version, str) else None


def _confirmed(environment: PythonEnvironment, agent: AgentReport | None) -> PythonEnvironment:
    """Where the files tell only "3.11", a running interpreter's own word completes it."""
    version = agent.values.get("version") if agent else None
    if not isinstance(version, str) or environment.version.count(".") > 1:
        return environment
    full = version.split()[0] if version.split() else ""
    return replace(environment, version=full) if full.startswith(environment.version + ".") else environment


def _is_part_of(other: PythonEnvironment, chosen: PythonEnvironment) -> bool:
    """The serving environment itself; a directory on its import path; the base whose packages it sees."""
    if other.kind == "target":
        return other.prefix in chosen.path
    if chosen.system_site and other.prefix == chosen.base_prefix:
        return True
    return other.prefix == chosen.prefix and other.version == chosen.version


def _code_roots(
    source: Source, named: tuple[str, ...], start: Start, chosen: PythonEnvironment | None
) -> tuple[str, ...]:
    """The user's word, the source's, the working directory, else the directory of the script that is run."""
    workdir = absolute(source.config.workdir) if source.config and source.config.workdir else "/"
    if named or source.code_roots:
        start_of = workdir if workdir != "/" else source.directory
        return tuple(dict.fromkeys(absolute(root, start_of) for root in named or source.code_roots))
    if workdir != "/":
        return (workdir,)
    if start.script is None or chosen is None:
        return ()
    directory = posixpath.dirname(start.script)
    if directory == "/" or posixpath.basename(directory) in ("bin", "sbin") or inside(directory, "/usr"):
        return ()
    return (directory,)
