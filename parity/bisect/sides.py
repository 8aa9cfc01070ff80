"""What both sides have, as far as a trial can take it from one or the other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from packaging.utils import canonicalize_name

from parity.interfaces import InstalledDistribution, Source, Target
from parity.model.bisection import Unit, UnitKind
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.finding import Finding
from parity.model.keys import Domain
from parity.model.measurement import Place
from parity.model.native import SharedLibrary
from parity.model.snapshot import Snapshot
from parity.runs.job import Executor

INTEGRITY = "/integrity"
SEARCH_PATH = "PYTHONPATH"
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
OF_SESSIONS = ("DBUS_", "SSH_", "TERM_", "WINDOW", "XDG_")  # of whoever is logged in
BASE_DOMAINS = frozenset({Domain.INTERPRETER, Domain.SYSTEM, Domain.NATIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One environment: what is in it, how it is run, and its files.

    Attributes:
        interpreter: the base interpreter, links followed, inside its root.
        version: "3.11.2".
        variables: every variable that a process there gets.
        roots: code root -> what stands before the names of its files ("" where there is one root).
        code: name of a file of the application -> path inside the root. digests: hex sha256 by that path.
    """

    place: Place
    executor: Executor
    source: Source = field(repr=False)
    target: Target = field(repr=False)
    snapshot: Snapshot = field(repr=False)
    interpreter: str
    version: str
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    roots: Mapping[str, str] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict, repr=False)
    digests: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def distributions(self) -> dict[str, Distribution]:
        """By normalised name."""
        return {
            fact.key.name: fact.value
            for fact in self.snapshot.within(Domain.DISTRIBUTION)
            if isinstance(fact.value, Distribution)
        }

    @property
    def libraries(self) -> dict[str, SharedLibrary]:
        """The system's shared libraries by soname, without variants for some CPUs."""
        return {
            fact.key.name: fact.value
            for fact in self.snapshot.within(Domain.NATIVE)
            if isinstance(fact.value, SharedLibrary) and not {":", "/"} & set(fact.key.name)
            and not (fact.value.owner or "").startswith("dist:")
        }  # fmt: skip

    @property
    def base_identity(self) -> str:
        """Digest of all that is neither package, variable nor code."""
        if self.place.digest:
            return self.place.digest
        facts = [repr(fact) for fact in self.snapshot.facts if fact.key.domain in BASE_DOMAINS]
        return hashlib.sha256("\n".join((self.interpreter, self.version, *facts)).encode()).hexdigest()

    @property
    def installed(self) -> dict[str, InstalledDistribution]:
        """By normalised name; of several copies the first on the path."""
        found: dict[str, InstalledDistribution] = {}
        for one in self.target.installed:
            found.setdefault(str(canonicalize_name(one.name)), one)
        return found


def units_of(before: Side, after: Side, changes: Sequence[Change], findings: Sequence[Finding]) -> tuple[Unit, ...]:
    """Every difference that a trial can take by itself."""
    units = [
        *_distributions(before, after, changes),
        *_variables(before, after, changes),
        *_code(before, after, changes),
        *_base(before, after, changes),
    ]
    return tuple(with_findings(unit, findings) for unit in units)


def with_findings(unit: Unit, findings: Sequence[Finding]) -> Unit:
    """What the classifier says of a unit's changes, worst first."""
    keys = {change.key for change in unit.changes}
    found = [finding for finding in findings if finding.change.key in keys]
    found.sort(key=lambda finding: (-finding.severity.rank, -finding.confidence, finding.rule))
    return replace(unit, findings=tuple(found))


def relocated(text: str, sides: Sequence[Side], place: str) -> str:
    """A search path in which the code roots of both sides are directories below `place`."""
    labels = {root: label for side in sides for root, label in side.roots.items()}
    for root in sorted(labels, key=len, reverse=True):
        text = re.sub(rf"(?<![^:]){re.escape(root)}(?=$|[:/])", f"{place}/{labels[root]}".rstrip("/"), text)
    return text


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
        if name == SEARCH_PATH and old and new and relocated(old, (before,), "") == relocated(new, (after,), ""):
            continue  # it names the same code roots, each where its side has them
        if old != new and name not in OWN_VARIABLES:
            change = by_name.get(name)
            yield Unit(
                kind=UnitKind.VARIABLE, name=name, before=_shown(old), after=_shown(new),
                changes=(change,) if change else (),
            )  # fmt: skip


def _shown(value: str | None) -> str | None:
    return None if value is None else (value[:60] or "(empty)")


def _code(before: Side, after: Side, changes: Sequence[Change]) -> Iterator[Unit]:
    if not before.roots or not after.roots:
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
