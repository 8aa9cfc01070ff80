"""SET021: the directory that the process starts in."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from parity.deduction.variables import shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Text


def _workdir(before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Text(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, "workdir"), old, new)


class SET021(Rule):
    """The process starts in another directory.

    What it detects:
        Another WORKDIR.
    Why it matters:
        Relative paths of models and configuration files, and modules that are imported from the working directory,
        are other files there, or none.
    Known false alarms:
        The same code, copied to another place: the code itself is compared relative to the directory.
    What to do:
        Use one WORKDIR on both sides, or name files relative to the code's own place (`Path(__file__).parent`).
    References:
        https://docs.docker.com/reference/dockerfile/#workdir
    """

    name = "working-directory"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("another directory", _workdir("/app", "/srv/model"), Risk.BEHAVIOUR, Severity.MEDIUM)
        code = (Fact(Key(Domain.CODE, "serve.py"), SourceFile(sha256="aa", size=1, language="python")),)
        copied = _workdir("/app", "/srv/model")
        yield Example("with the code copied along", copied, Risk.BEHAVIOUR, Severity.LOW, code, code)
        yield Example("another spelling", _workdir("/app", "/app/"), Risk.NONE, Severity.INFO)
        user = Change.of(Key(Domain.SETTING, "user"), Text(value="a"), Text(value="b"))
        yield Example("another setting", user, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.key.name != "workdir" or change.kind is ChangeKind.UNKNOWN:
            return
        before, after = text_of(change.before), text_of(change.after)
        compared = all(next(side.within(Domain.CODE), None) for side in (context.before, context.after))
        same = posixpath.normpath(before or "/") == posixpath.normpath(after or "/")
        yield self.finding(
            change,
            risk=Risk.NONE if same else Risk.BEHAVIOUR,
            severity=Severity.INFO if same else Severity.LOW if compared else Severity.MEDIUM,
            confidence=0.95 if same else 0.35 if compared else 0.5,
            reason="the same directory, written differently"
            if same
            else "the process starts in another directory: relative paths and imports from it lead to other files"
            + ("; the code below it is compared on its own" if compared else ""),
            remedy="" if same else "use one WORKDIR on both sides, or name files relative to the code",
            evidence=(Evidence(what="working directory", before=shown(before), after=shown(after)),),
            sources=("https://docs.docker.com/reference/dockerfile/#workdir",),
        )
