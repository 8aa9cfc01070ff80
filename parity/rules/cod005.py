"""COD005: a file of code that only one side has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.quantities import listed
from parity.deduction.serving_code import importers, is_entry, may_be_told, module_name
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _file(imports: tuple[str, ...] = ()) -> SourceFile:
    return SourceFile(sha256="aa", size=10, language="python", meaning="m", imports=imports)


class COD005(Rule):
    """A Python file of the application is there on one side only.

    What it detects:
        A module that only one side has, and whether the other side's code imports a module of that name.
    Why it matters:
        Where it is imported and missing, the program ends with an ImportError, or takes a fallback; a module that only
        prod has is code that dev never ran.
    Known false alarms:
        Files that are never imported, where the start command does not tell. Files whose functions stand in another
        file of the other side are told by their edits (COD004, COD007), where both sides' files are at hand.
    What to do:
        Build both images from the same commit.
    """

    name = "code-on-one-side"
    domain = Domain.CODE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        gone = Change.of(Key(Domain.CODE, "features.py"), _file(), None)
        user = Fact(Key(Domain.CODE, "serve.py"), _file(("features",)))
        yield Example("imported there all the same", gone, Risk.BEHAVIOUR, Severity.HIGH, (user,), (user,))
        yield Example("nothing imports it", gone, Risk.BEHAVIOUR, Severity.LOW)
        text = SourceFile(sha256="aa", size=10, language="yaml")
        yield Example("no code", Change.of(Key(Domain.CODE, "config.yaml"), text, None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value, side = change.before or change.after, change.lacking
        if side is None or not isinstance(value, SourceFile):
            return
        if value.language not in ("python", "notebook"):
            return
        having, lacking = context.snapshot(side.other), context.snapshot(side)
        name = change.key.name
        users, here = importers(name, lacking), importers(name, having)
        entry = is_entry(name, having)
        looked = context.inspection.code.get(name)
        if looked is not None and looked.elsewhere and looked.complete and not users:
            return  # what it defines stands in another file of the other side
        if users:
            severity, confidence = Severity.HIGH, 0.6
            reason = f"{listed(users)} in {side} imports {module_name(name)}, which only {side.other} has"
        elif here or entry:
            severity, confidence = Severity.MEDIUM, 0.55
            reason = f"only {side.other} has it, and {'starts it' if entry else f'{listed(here)} there imports it'}"
        else:
            severity, confidence = Severity.LOW, 0.3
            told = "no file names it in an import" if may_be_told(name, having) else "which files import it is not told"
            reason = f"only {side.other} has it, and {told}"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=severity,
            confidence=confidence,
            reason=reason,
            remedy="build both images from the same commit",
            evidence=(Evidence(what=f"{name} only in {side.other}"),),
        )
