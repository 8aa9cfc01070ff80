"""COD012: configuration or other text that says something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

KEY = Key(Domain.CODE, "features.py")


def _file(sha256: str, meaning: str | None, language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256 * 64, size=100, language=language, meaning=meaning)


class COD012(Rule):
    """A file that the application reads is not the same.

    What it detects:
        Configuration, templates, queries, word lists, scripts and other files that are neither Python nor a
        learned artifact, whose content differs; JSON and TOML only where they say something else.
    Why it matters:
        Thresholds, feature lists and paths live in such files: the same code computes something else with
        them.
    Known false alarms:
        Files that are meant to differ by environment: host names, log levels.
    What to do:
        Ship one version to both sides, and keep what must differ in environment variables.
    """

    name = "changed-configuration"
    domain = Domain.CODE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        before, after = _file("a", None, "yaml"), _file("b", None, "yaml")
        yield Example("a YAML file", Change.of(KEY, before, after), Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("code", Change.of(KEY, _file("a", "11"), _file("b", "22")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, SourceFile) and isinstance(after, SourceFile)):
            return
        if after.language in ("python", "notebook"):
            return
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.MEDIUM,
            confidence=0.6,
            reason=f"this {after.language} file says something else: whatever the application takes from it differs",
            remedy=f"compare both sides' {change.key.name}, and ship one version of it to both",
            evidence=(
                Evidence(what="sha256", before=before.sha256[:12], after=after.sha256[:12]),
                Evidence(what="bytes", before=str(before.size), after=str(after.size)),
            ),
        )
