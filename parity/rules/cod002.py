"""COD002: the same bytes, another mode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain, Key

KEY = Key(Domain.CODE, "features.py")


def _file(sha256: str, meaning: str | None, language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256 * 64, size=100, language=language, meaning=meaning)


class COD002(Rule):
    """Only a file's execute bit differs.

    What it detects:
        Equal content, of which one side may be executed as a program and the other may not.
    Why it matters:
        A script that is the start command, or that one calls by its name, does not start without it.
    Known false alarms:
        Files that are only imported or read.
    What to do:
        chmod +x in the Dockerfile, or COPY --chmod=755, where the file is started by its name.
    """

    name = "execute-bit"
    domain = Domain.CODE
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        plain = _file("a", None, "shell")
        yield Example(
            "no longer a program", Change.of(KEY, replace(plain, executable=True), plain), Risk.NONE, Severity.INFO
        )
        yield Example("other bytes", Change.of(KEY, plain, _file("b", None, "shell")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, SourceFile) and isinstance(after, SourceFile)):
            return
        if before.executable != after.executable and before.sha256 == after.sha256:
            side = "before (dev)" if before.executable else "after (prod)"
            yield self.finding(
                change,
                risk=Risk.NONE,
                severity=Severity.INFO,
                confidence=0.9,
                reason=f"its content is the same; only in {side} it may be executed by its name",
                remedy=f"COPY --chmod=755 {change.key.name} on both sides, where it is started by its name",
            )
