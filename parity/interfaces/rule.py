"""What a difference means."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from parity.model.change import Change
from parity.model.edits import Inspection
from parity.model.facts import Fact, Value
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain
from parity.model.knowledge import SHIPPED, KnowledgeScope
from parity.model.side import Side
from parity.model.snapshot import Snapshot


class Step(Enum):
    """The order in which rules are asked; for each risk, the first step that speaks of it has the word.

    A step that says "no risk" where no step before it saw one ends the questions: nothing later can overrule it.
    """

    CONTENT = 1  # identical or inert files: proof that nothing changes
    EVIDENCE = 2  # what really changed inside, where that proves something
    KNOWLEDGE = 3  # documented facts about these very versions
    KIND = 4  # what category of thing this is
    SIGNS = 5  # what changed inside, where that only makes a risk more or less likely
    VERSION = 6  # how far apart the version numbers are


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # by identity: what is worked out once is kept per context
class Context:
    """Both sides of a comparison, for rules that must look beyond their change.

    Attributes:
        inspection: what was seen inside what differs; empty where a side is only a stored snapshot.
        knowledge: which documented facts count.
    """

    before: Snapshot
    after: Snapshot
    inspection: Inspection = field(default_factory=Inspection)
    knowledge: KnowledgeScope = SHIPPED

    def snapshot(self, side: Side) -> Snapshot:
        """What one side is."""
        return side.of((self.before, self.after))

    def sides(self, change: Change) -> tuple[tuple[Side, Value | None, Snapshot], ...]:
        """Each side with its value in the change and all else that it is."""
        return ((Side.BEFORE, change.before, self.before), (Side.AFTER, change.after, self.after))


@dataclass(frozen=True, slots=True)
class Example:
    """A change and what the rule must say of it; a rule's examples are its documentation and its tests.

    Attributes:
        risk: None: the rule must stay silent.
    """

    title: str
    change: Change
    risk: Risk | None
    severity: Severity | None = None
    before: tuple[Fact, ...] = ()  # other facts of the two snapshots that the rule looks at
    after: tuple[Fact, ...] = ()
    inspection: Inspection = field(default_factory=Inspection)  # what was seen inside


class Rule(ABC):
    """One file of `parity/rules`: a stable code, a docstring that is its documentation, examples that are its tests.

    The class is named by its code (PKG003). Its docstring has a first line that names the difference, then sections
    headed "What it detects", "Why it matters", "Known false alarms", "What to do", "References" if any.
    """

    name: ClassVar[str]  # kebab-case: "pure-python-fallback"
    domain: ClassVar[Domain | None]  # None: changes of every domain
    step: ClassVar[Step]

    @property
    def code(self) -> str:
        return type(self).__name__

    @abstractmethod
    def examples(self) -> Iterable[Example]:
        """Changes with what this rule must say of them: at least one that it claims and one that it leaves alone."""

    @abstractmethod
    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        """Pure: the same change and context give the same findings. Yields nothing where it has nothing to say."""

    def finding(
        self,
        change: Change,
        *,
        risk: Risk,
        severity: Severity,
        confidence: float,
        reason: str,
        remedy: str,
        evidence: tuple[Evidence, ...] = (),
        sources: tuple[str, ...] = (),
    ) -> Finding:
        """A finding of this rule about `change`."""
        return Finding(
            rule=self.code, change=change, risk=risk, severity=severity, confidence=confidence,
            reason=reason, remedy=remedy, evidence=evidence, sources=sources,
        )  # fmt: skip

    def harmless(
        self,
        change: Change,
        *,
        confidence: float,
        reason: str,
        evidence: tuple[Evidence, ...] = (),
        sources: tuple[str, ...] = (),
    ) -> Finding:
        """A finding that nothing follows from `change`: there is nothing to be done either."""
        return self.finding(
            change, risk=Risk.NONE, severity=Severity.INFO, confidence=confidence, reason=reason, remedy="",
            evidence=evidence, sources=sources,
        )  # fmt: skip
