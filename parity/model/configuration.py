"""What a project says of its environments and of what fails a check, as its configuration file has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from parity.model.finding import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentSettings:
    """One environment by name: `[tool.parity.environments.prod]`.

    Attributes:
        source: its reference: "docker:shop/serve:1.4".
        hardware, code_roots, platform, environment: as the options of these names say.
    """

    source: str
    hardware: str | None = None
    code_roots: tuple[str, ...] = ()
    platform: str | None = None
    environment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What findings of a rule, or on a subject, count as instead: `[[tool.parity.overrides]]`.

    Attributes:
        rule: code or prefix of one ("PKG103", "OSP"); None: any.
        subject: pattern, as --ignore takes it ("numpy", "env:HF_*"); None: any.
        severity: the severity they get; None with `ignore`.
        ignore: leave them out.
        reason: why; always given.
    """

    reason: str
    rule: str | None = None
    subject: str | None = None
    severity: Severity | None = None
    ignore: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A configuration file; None and empty where it says nothing.

    Attributes:
        file: its path, as found; None: there is none.
        fail_on: as --fail-on takes it.
        knowledge: directories of knowledge files, relative to the file.
        accepted: the file of accepted differences, relative to the file.
        strict_acceptances: expired and stale acceptances fail a check.
        hook_against: name of the environment that docker's hook checks new images against; None: the one called dev.
    """

    file: str | None = None
    fail_on: str | None = None
    only: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()
    accepted: str | None = None
    strict_acceptances: bool = False
    hook_against: str | None = None
    environments: Mapping[str, EnvironmentSettings] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A difference that somebody decided to live with, as it was then and until a day: `[[accepted]]`.

    Attributes:
        finding: the finding's identifier, which both sides' values are part of: it fits no other difference.
        rule, subject, risk: what the finding was; before and after: both values in words; all for the reader.
        between: the two sides as they were named ("dev", "prod"), so that it can be told when it fits nothing there.
        reason: why it may stay; by: who decided; until: the last day on which it counts.
    """

    finding: str
    rule: str
    subject: str
    risk: str
    before: str
    after: str
    between: tuple[str, ...]
    reason: str
    by: str
    until: date
