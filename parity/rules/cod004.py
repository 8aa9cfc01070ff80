"""COD004: code that serving does not reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parity.deduction.code_changes import served_files
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.facts import Fact
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Command

KEY = Key(Domain.CODE, "features.py")


def _file(sha256: str, meaning: str | None, language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256 * 64, size=100, language=language, meaning=meaning)


class COD004(Rule):
    """A Python file differs that the start command does not import, directly or not.

    What it detects:
        The start command names a script or module among the application's files; following imports from
        there, the file is reached on neither side.
    Why it matters:
        Training, notebooks and maintenance scripts often lie beside the code that serves, and differ
        without effect on it.
    Known false alarms:
        Modules that are loaded by a name made at run time (plug-ins, task queues that start another
        command).
    What to do:
        Nothing, where the file is really for training only.
    """

    name = "not-served"
    domain = Domain.CODE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        command = Fact(Key(Domain.SETTING, "command"), Command(argv=("python", "serve.py")))
        serve = Fact(Key(Domain.CODE, "serve.py"), replace(_file("s", "1"), imports=("features",)))
        train, other = Key(Domain.CODE, "train.py"), Fact(KEY, _file("f", "2"))
        sides = tuple((command, serve, other, Fact(train, _file(letter, letter))) for letter in ("a", "b"))
        trained = Change.of(train, _file("a", "a"), _file("b", "b"))
        yield Example("training beside serving", trained, Risk.NONE, Severity.INFO, before=sides[0], after=sides[1])
        imported = Change.of(KEY, _file("a", "a"), _file("b", "b"))
        yield Example("serve.py imports it", imported, None, before=sides[0], after=sides[1])
        yield Example("nobody says what is started", trained, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.after or change.before
        if not (isinstance(value, SourceFile) and value.language in ("python", "notebook")):
            return
        sides = [served_files(context.before), served_files(context.after)]
        if any(side is None or change.key.name in side for side in sides):
            return
        yield self.finding(
            change,
            risk=Risk.NONE,
            severity=Severity.INFO,
            confidence=0.8,
            reason="the start command does not import it, directly or not, on either side",
            remedy="",
        )
