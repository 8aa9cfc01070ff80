"""What both sides have, as far as a trial can take it from one or the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from packaging.utils import canonicalize_name

from parity.interfaces import InstalledDistribution, Source, Target
from parity.model.bisection import Unit, UnitKind
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.finding import Finding
from parity.model.keys import Domain
from parity.model.measurement import Place
from parity.model.snapshot import Snapshot
from parity.runs.job import Executor

INTEGRITY = "/integrity"
# Of a place, not of what it computes; what names the environment itself is set anew for every trial.
OWN_VARIABLES = frozenset(
    {
        "PATH",
        "HOME",
        "HOSTNAME",
        "PWD",
        "OLDPWD",
        "SHLVL",
        "_",
        "VIRTUAL_ENV",
        "TERM",
        "USER",
        "LOGNAME",
        "SHELL",
        "TMPDIR",
    }
)
BASE_DOMAINS = frozenset({Domain.INTERPRETER, Domain.SYSTEM, Domain.NATIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One environment: what is in it, how it is run, and its files.

    Attributes:
        interpreter: the base interpreter, links followed, inside its root.
        version: "3.11.2".
        variables: every variable that a process there gets.
        code: path below the code root -> path inside the root; the code root itself is `code_root`.
    """

    place: Place
    executor: Executor
    source: Source = field(repr=False)
    target: Target = field(repr=False)
    snapshot: Snapshot = field(repr=False)
    interpreter: str
    version: str
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    code_root: str | None = None
    code: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def distributions(self) -> dict[str, Distribution]:
        """By normalised name."""
        return {
            fact.key.name: fact.value
            for fact in self.snapshot.within(Domain.DISTRIBUTION)
            if isinstance(fact.value, Distribution)
        }

    @property
    def installed(self) -> dict[str, InstalledDistribution]:
        """By normalised name; of several copies the first on the path."""
        found: dict[str, InstalledDistribution] = {}
        for one in self.target.installed:
            found.setdefault(str(canonicalize_name(one.name)), one)
        return found


def units_of(before: Side, after: Side, changes: Sequence[Change], findings: Sequence[Finding]) -> tuple[Unit, ...]:
    """Every difference that a trial can take by itself."""
    said: dict[str, list[Finding]] = {}
    for finding in findings:
        said.setdefault(str(finding.change.key), []).append(finding)
    units = [
        *_distributions(before, after, changes),
        *_variables(before, after, changes),
        *_code(before, after, changes),
        *_base(before, after, changes),
    ]
    return tuple(_with_findings(unit, said) for unit in units)


def _with_findings(unit: Unit, said: Mapping[str, Sequence[Finding]]) -> Unit:
    found = [finding for change in unit.changes for finding in said.get(str(change.key), ())]
    found.sort(key=lambda finding: (-finding.severity.rank, -finding.confidence, finding.rule))
    return Unit(
        kind=unit.kind,
        name=unit.name,
        before=unit.before,
        after=unit.after,
        changes=unit.changes,
        findings=tuple(found),
    )


def _distributions(before: Side, after: Side, changes: Sequence[Change]) -> Iterator[Unit]:
    touched: dict[str, list[Change]] = {}
    for change in changes:
        if change.key.domain is Domain.DISTRIBUTION:
            touched.setdefault(change.key.name.removesuffix(INTEGRITY), []).append(change)
    old, new = before.distributions, after.distributions
    for name, found in sorted(touched.items()):
        versions = [side[name].version if name in side else None for side in (old, new)]
        if versions[0] is not None and versions[0] == versions[1]:
            versions = [f"{version} ({_build(side[name])})" for version, side in zip(versions, (old, new), strict=True)]
        if versions != [None, None]:
            yield Unit(
                kind=UnitKind.DISTRIBUTION, name=name, before=versions[0], after=versions[1], changes=tuple(found)
            )


def _build(distribution: Distribution) -> str:
    return distribution.tags[0] if distribution.tags else distribution.layout


def _variables(before: Side, after: Side, changes: Sequence[Change]) -> Iterator[Unit]:
    by_name = {c.key.name.partition(":")[2]: c for c in changes if c.key.domain is Domain.SETTING}
    for name in sorted(before.variables.keys() | after.variables.keys()):
        old, new = before.variables.get(name), after.variables.get(name)
        if old != new and name not in OWN_VARIABLES:
            change = by_name.get(name)
            yield Unit(
                kind=UnitKind.VARIABLE, name=name, before=_shown(old), after=_shown(new),
                changes=(change,) if change else (),
            )  # fmt: skip


def _shown(value: str | None) -> str | None:
    return None if value is None else (value[:60] or "(empty)")


def _code(before: Side, after: Side, changes: Sequence[Change]) -> Iterator[Unit]:
    if before.code_root is None or after.code_root is None:
        return
    for change in changes:
        name = change.key.name
        if change.key.domain not in (Domain.CODE, Domain.ARTIFACT) or (
            name not in before.code and name not in after.code
        ):
            continue
        words = ["as there" if name in side.code else None for side in (before, after)]
        yield Unit(kind=UnitKind.CODE, name=name, before=words[0], after=words[1], changes=(change,))


def _base(before: Side, after: Side, changes: Sequence[Change]) -> Iterator[Unit]:
    same_place = before.place.digest == after.place.digest and before.interpreter == after.interpreter
    if same_place:
        return
    touched = tuple(c for c in changes if c.key.domain in BASE_DOMAINS)
    yield Unit(
        kind=UnitKind.BASE, name="base", before=f"Python {before.version}{_image(before)}",
        after=f"Python {after.version}{_image(after)}", changes=touched,
    )  # fmt: skip


def _image(side: Side) -> str:
    return f" of {side.place.reference}" if side.place.digest else ""
