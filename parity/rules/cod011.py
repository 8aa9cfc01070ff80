"""COD011: a file that one side lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parity.deduction.code_changes import importers
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

KEY = Key(Domain.CODE, "features.py")


def _file(sha256: str, meaning: str | None, language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256 * 64, size=100, language=language, meaning=meaning)


class COD011(Rule):
    """A file of the application is on one side only.

    What it detects:
        A file without a counterpart of the same name or content on the other side.
    Why it matters:
        Where other code imports it, the side without it fails, or falls back to something else.
    Known false alarms:
        Files that only one side's tools use.
    What to do:
        Build both images from the same source tree.
    """

    name = "file-on-one-side"
    domain = Domain.CODE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        serve = Fact(Key(Domain.CODE, "serve.py"), replace(_file("s", "1"), imports=("features",)))
        lost = Change.of(KEY, _file("a", "11"), None)
        yield Example("serve.py imports it", lost, Risk.BEHAVIOUR, Severity.HIGH, before=(serve,), after=(serve,))
        yield Example("nothing imports it", lost, Risk.BEHAVIOUR, Severity.LOW, before=(serve,))
        settings = Change.of(Key(Domain.CODE, "config.yaml"), None, _file("a", None, "yaml"))
        yield Example("a configuration file", settings, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("on both sides", Change.of(KEY, _file("a", "11"), _file("b", "22")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before or change.after
        if change.kind not in (ChangeKind.ADDED, ChangeKind.REMOVED) or not isinstance(value, SourceFile):
            return
        lacking, without = (
            (context.before, "before (dev)") if change.kind is ChangeKind.ADDED else (context.after, "after (prod)")
        )
        users = importers(change.key.name, lacking)
        is_code = value.language in ("python", "notebook")
        if users:
            severity, confidence = Severity.HIGH, 0.8
            reason = f"{without} lacks it, and its {users[0]} imports it"
        elif is_code:
            severity, confidence = Severity.LOW, 0.4
            reason = f"{without} lacks it; no code there imports it by name"
        else:
            severity, confidence = Severity.MEDIUM, 0.5
            reason = f"{without} lacks this {value.language} file; what reads it will fail or use a default"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=severity,
            confidence=confidence,
            reason=reason,
            remedy=f"copy {change.key.name} into both images, or into neither",
            evidence=tuple(Evidence(what=f"imported by {user}") for user in users[:5]),
        )
