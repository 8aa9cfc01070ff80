"""COD003: files that the service does not run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.serving_code import is_served
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import category_of
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Command


def _file(sha256: str, imports: tuple[str, ...] = (), language: str = "python") -> SourceFile:
    return SourceFile(sha256=sha256, size=10, language=language, meaning=sha256, imports=imports)


class COD003(Rule):
    """A file differs that the service does not run: tests, documentation, training code.

    What it detects:
        Tests, documentation and build files by their place; Python files that nothing reached from the start command
        imports, on both sides; notebooks.
    Why it matters:
        What is not imported cannot change an answer. Training code decides about the next model, not about this one.
    Known false alarms:
        Modules that are imported by a name made up at run time (plug-ins, importlib).
    What to do:
        Nothing for this deployment; keep such files out of the image.
    """

    name = "not-served"
    domain = Domain.CODE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        test = Change.of(Key(Domain.CODE, "tests/test_serve.py"), _file("aa"), _file("bb"))
        yield Example("a test", test, Risk.NONE, Severity.INFO)
        command = Fact(Key(Domain.SETTING, "command"), Command(argv=("python", "serve.py")))
        serve = Fact(Key(Domain.CODE, "serve.py"), _file("cc", ("features",)))
        train = Change.of(Key(Domain.CODE, "train.py"), _file("aa"), _file("bb"))
        sides = (command, serve)
        yield Example("training code", train, Risk.NONE, Severity.INFO, sides, sides)
        features = Change.of(Key(Domain.CODE, "features.py"), _file("aa"), _file("bb"))
        yield Example("imported by the service", features, None, None, sides, sides)
        yield Example("nothing tells what is started", train, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before if change.before is not None else change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(value, SourceFile):
            return
        kind = category_of("code", "files", change.key.name)
        if kind is not None and kind.risk is Risk.NONE:
            reason, confidence = kind.sentence, kind.confidence
        elif value.language in ("python", "notebook") and is_served(change.key.name, context) is False:
            reason, confidence = "nothing that the start command leads to imports it", 0.8
        else:
            return
        yield self.harmless(
            change,
            confidence=confidence,
            reason=reason,
            evidence=(Evidence(what=f"{change.key.name} {change.kind}"),),
            sources=(kind.source,) if kind else (),
        )
