"""INT008: Python environments that do not serve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import ImportPath, OtherEnvironment
from parity.model.keys import Domain, Key


class INT008(Rule):
    """A Python environment that is present but does not serve differs.

    What it detects:
        Another environment of the image (the system's Python beside a virtual environment, a second conda environment)
        is on one side only or holds other packages.
    Why it matters:
        It does not, as long as nothing starts it. It is listed so that a wrong guess of the serving one can be seen.
    Known false alarms:
        An application that starts a second interpreter by its path.
    What to do:
        Nothing. If it is the one that serves, name it with --environment.
    """

    name = "other-environment"
    domain = Domain.INTERPRETER
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        system = OtherEnvironment(version="3.11.2", kind="system", distributions=("pip==23.0",))
        gone = Change.of(Key(Domain.INTERPRETER, "environment:/usr"), system, None)
        yield Example("the system's Python beside a virtual environment", gone, Risk.NONE, Severity.INFO)
        path = Change.of(Key(Domain.INTERPRETER, "import-path"), None, ImportPath(entries=("a",)))
        yield Example("the import path", path, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if not isinstance(change.before or change.after, OtherEnvironment):
            return
        yield self.harmless(
            change,
            confidence=0.8,
            reason="this Python environment is not the one that serves",
            evidence=(Evidence(what="environment", before=_words(change.before), after=_words(change.after)),),
        )


def _words(value: object) -> str | None:
    if not isinstance(value, OtherEnvironment):
        return None
    return f"{value.kind} Python {value.version} with {len(value.distributions)} packages"
