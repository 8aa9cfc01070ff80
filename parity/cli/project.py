"""The project's configuration as commands use it: environments by name, the policy, and one judged comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from difflib import get_close_matches
from pathlib import Path

from parity import configuration, workflows
from parity.cli.knowledge import knowledge_scope
from parity.errors import UnknownReference
from parity.model.configuration import Configuration, EnvironmentSettings
from parity.model.knowledge import KnowledgeScope
from parity.model.report import Report
from parity.policy import DEFAULT_FAIL_ON, Policy, parse_domains, parse_fail_on
from parity.workflows import SnapshotOptions


@dataclass(frozen=True, slots=True)
class Project:
    """A configuration, and the directory that the command runs in."""

    configuration: Configuration
    directory: Path

    @property
    def base(self) -> Path:
        """What paths in the configuration are relative to."""
        file = self.configuration.file
        return Path(file).parent if file else self.directory

    @property
    def accepted_file(self) -> Path:
        """Where accepted differences are kept."""
        return configuration.accepted_file(self.configuration, self.directory)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the options of a command say of the policy; None and empty: the configuration's word counts."""

    fail_on: str | None = None
    only: Sequence[str] = ()
    ignore: Sequence[str] = ()
    require: Sequence[str] = ()
    knowledge: Sequence[Path] = ()
    strict_acceptances: bool = False


def open_project(config: Path | None) -> Project:
    """The configuration that the user named, or the nearest one upwards. Raises ConfigurationError."""
    directory = Path.cwd()
    return Project(configuration.load(config) if config else configuration.find(directory), directory)


def judged(
    before: str, after: str, options: tuple[SnapshotOptions, SnapshotOptions], choices: Choices, project: Project
) -> Report:
    """Compare two environments, given by name or reference, and judge them by the project's policy.

    Raises:
        ParityError: a reference or the configuration cannot be understood or read.
    """
    old, old_options = located(before, options[0], project)
    new, new_options = located(after, options[1], project)
    policy = policy_of(project, choices, (before, after))
    return workflows.check(old, new, policy, old_options, new_options, knowledge=knowledge_of(project, choices))


def located(name: str, options: SnapshotOptions, project: Project) -> tuple[str, SnapshotOptions]:
    """A configured environment's reference and how to look at it; what the options say goes first.

    Raises:
        UnknownReference: it is neither configured nor anything that could be a reference.
    """
    known = project.configuration.environments
    if name in known:
        return known[name].source, _with(options, known[name])
    near = get_close_matches(name, known, n=1) if name.isidentifier() else []
    if near and not Path(name).exists():
        raise UnknownReference("find the environment", name, "it is not configured", f"did you mean {near[0]!r}?")
    return name, options


def _with(options: SnapshotOptions, said: EnvironmentSettings) -> SnapshotOptions:
    return replace(
        options,
        platform=options.platform or said.platform,
        environment=options.environment or said.environment,
        code_roots=options.code_roots or said.code_roots,
        hardware=options.hardware or said.hardware,
    )


def policy_of(project: Project, choices: Choices, between: tuple[str, str]) -> Policy:
    """The policy in force: options, then the configuration, then what is the default. Raises ConfigurationError."""
    said = project.configuration
    fail_on = choices.fail_on or said.fail_on
    return Policy(
        fail_on=parse_fail_on(fail_on) if fail_on else DEFAULT_FAIL_ON,
        only=tuple(choices.only) or said.only,
        ignore=(*choices.ignore, *said.ignore),
        require=parse_domains([*choices.require, *said.require]),
        overrides=said.overrides,
        acceptances=configuration.acceptances(project.accepted_file),
        today=datetime.now(timezone.utc).date(),
        between=between,
        strict_acceptances=choices.strict_acceptances or said.strict_acceptances,
    )


def knowledge_of(project: Project, choices: Choices) -> KnowledgeScope:
    """The user's knowledge, that of the options first, beside what is shipped. Raises ConfigurationError."""
    return knowledge_scope([*choices.knowledge, *(project.base / place for place in project.configuration.knowledge)])
