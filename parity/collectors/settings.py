"""Settings: the image's configuration, or what a running process has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from parity.deduction.start_command import start_command
from parity.interfaces import AgentReport, ProcessConfig, Target
from parity.model.facts import Fact, Gap, Value
from parity.model.keys import Domain, Key
from parity.model.setting import Command, Limit, Size, Text, Variable
from parity.parsers.secrets import digest, is_secret, marked, marked_words, without_secrets
from parity.parsers.session import belongs_to_session
from parity.parsers.shell_command import expand

NOT_RUN = "only a running process has it; `parity check --run` asks inside the image"
ONLY_IN_IMAGES = "a process does not tell how it was started"
READ_ONLY = "root-filesystem"
MAX_HOSTS, MAX_NAME = 1000, 253  # entries; characters of a name in DNS
BUNDLE = "a runtime bundle does not carry it"


class Settings:
    """Environment variables, command, user, limits. Secrets are kept as short salted digests only."""

    domain = Domain.SETTING

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        if target.config is not None:
            yield from _facts(_configured(target.config))
            if not target.config.complete:
                yield from _gaps(("label:*", "healthcheck", "stop-signal"), BUNDLE)
        if target.agent is not None:
            yield from _facts(_of_process(target.agent, with_environment=target.config is None))
            yield from _untold(target.agent, target.config)
            if target.config is None:
                yield from _gaps(
                    ("command", "user", "workdir", "stop-signal", "healthcheck", "label:*"), ONLY_IN_IMAGES
                )
        elif target.config is not None:
            yield from _gaps(_unseen(target.config), NOT_RUN)


def _unseen(config: ProcessConfig) -> tuple[str, ...]:
    """What a configuration leaves to the host. Limits that it does not set have values all the same."""
    return ("locale", "ulimit:*", *(() if config.shm_size is not None else ("shm",)))


# What the agent tells of every process: its name there, its type, and the facts that come of it.
_TOLD = (("environ", dict, "env:*"), ("rlimits", dict, "ulimit:*"), ("shm_size", int, "shm"), ("locale", str, "locale"))


def _untold(agent: AgentReport, config: ProcessConfig | None) -> Iterator[Gap]:
    """What a running process has, and this one did not tell."""
    for look, kind, subject in _TOLD:
        known = config is not None and (look == "environ" or (look == "shm_size" and config.shm_size is not None))
        if not known and type(agent.values.get(look)) is not kind:
            reason = f"the running process did not tell it: {agent.errors.get(look, 'no such answer')}"
            yield Gap(domain=Domain.SETTING, subject=subject, reason=reason)


def _facts(named: Iterator[tuple[str, Value]]) -> Iterator[Fact]:
    return (Fact(Key(Domain.SETTING, name), value) for name, value in named)


def _gaps(subjects: tuple[str, ...], reason: str) -> Iterator[Gap]:
    return (Gap(domain=Domain.SETTING, subject=subject, reason=reason, inherent=True) for subject in subjects)


def _configured(config: ProcessConfig) -> Iterator[tuple[str, Value]]:
    own = dict(start_command((*config.entrypoint, *config.cmd)).variables)
    for name, value in {**config.env, **{name: expand(word, config.env) for name, word in own.items()}}.items():
        yield f"env:{name}", variable(name, value)
    yield "command", Command(argv=marked_words((*config.entrypoint, *config.cmd)))
    yield "user", Text(value=config.user or "root")
    if config.groups:
        yield "groups", Text(value=" ".join(sorted(set(config.groups))))
    yield "workdir", Text(value=config.workdir or "/")
    if config.stop_signal:
        yield "stop-signal", Text(value=config.stop_signal)
    for name, value in config.labels.items():
        yield f"label:{name}", Text(value=marked(value))
    if config.healthcheck is not None:
        yield "healthcheck", replace(config.healthcheck, test=marked_words(config.healthcheck.test))
    if config.shm_size is not None:
        yield "shm", Size(bytes=config.shm_size)
    if config.read_only:
        yield READ_ONLY, Text(value="read-only")
    for name, amount in config.limits.items():
        yield f"limit:{name}", Size(bytes=int(amount)) if name == "memory" else Text(value=f"{amount:g}")
    for name, value in config.node.items():
        yield f"node:{name}", Text(value=marked(value))
    for name, (soft, hard) in config.ulimits.items():
        yield f"ulimit:{name}", Limit(soft=soft, hard=hard)


def _of_process(agent: AgentReport, *, with_environment: bool) -> Iterator[tuple[str, Value]]:
    values = agent.values
    environ = values.get("environ")
    if with_environment and isinstance(environ, Mapping):
        for name, value in environ.items():
            if isinstance(value, str) and not belongs_to_session(str(name)):
                yield f"env:{name}", variable(str(name), value)
    rlimits = values.get("rlimits")
    if isinstance(rlimits, Mapping):
        for name, limits in rlimits.items():
            if isinstance(limits, list) and len(limits) == 2 and all(type(n) in (int, type(None)) for n in limits):
                yield f"ulimit:{name}", Limit(soft=limits[0], hard=limits[1])
    hosts = values.get("named_hosts")
    for name, address in list(hosts.items())[:MAX_HOSTS] if isinstance(hosts, Mapping) else ():
        if isinstance(name, str) and isinstance(address, str):
            yield f"host:{name[:MAX_NAME]}", Text(value=address[:MAX_NAME])
    size = values.get("shm_size")
    if type(size) is int:
        yield "shm", Size(bytes=size)
    locale = values.get("locale")
    if isinstance(locale, str):
        yield "locale", Text(value=locale)


def variable(name: str, value: str) -> Variable:
    """A variable's value, or of a secret only what tells whether two sides have the same."""
    if is_secret(name, value):
        return Variable(secret=digest(name, value))
    shown = without_secrets(value)
    return Variable(value=shown, secret=None if shown == value else digest(name, value))
