"""SET009: a variable that decides which of two implementations is loaded, or whether a feature is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import PREFIX, shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.variables import known
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.edits import Inspection, VariableReader, VariableUse
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Variable

_NATIVE = FileSet(kind=FileClass.NATIVE, digest="a" * 64, count=1, size=1)
_CHANGE = Change.of(Key(Domain.SETTING, f"{PREFIX}PACKER_PURE"), None, Variable(value="1"))


def _packer(*files: FileSet) -> tuple[Fact, ...]:
    value = Distribution(version="1.0", location="lib", layout="dist-info", files=files)
    return (Fact(Key(Domain.DISTRIBUTION, "packer"), value),)


def _read(use: VariableUse) -> Inspection:
    reader = VariableReader(variable="PACKER_PURE", owner="packer", path="packer/__init__.py", line=8, use=use)
    return Inspection(variables={"PACKER_PURE": (reader,)}, variables_seen=True)


class SET009(Rule):
    """A variable differs by which an installed package chooses between its compiled and its Python implementation.

    What it detects:
        Python of a package with compiled modules, in use by the application, where a condition on the variable decides
        what is imported; or where it decides whether a part is imported at all, and a flag tells the rest so.
    Why it matters:
        The Python fallback does the same many times slower: 7 to 98 times in packers, parsers and string metrics. A
        feature that is opt-in raises where the variable is not set.
    Known false alarms:
        A condition that imports something else than an implementation (a debugger, a plug-in), or values that come to
        the same.
    What to do:
        Set the variable alike on both sides, or on neither.
    """

    name = "variable-chooses-implementation"
    domain = Domain.SETTING
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        compiled, pure = _packer(_NATIVE), _packer()
        chosen, told = _read(VariableUse.IMPORT), _read(VariableUse.TEXT)
        yield Example("decides", _CHANGE, Risk.PERFORMANCE, Severity.HIGH, compiled, compiled, chosen)
        optional = _read(VariableUse.FEATURE)
        yield Example("a feature is opt-in", _CHANGE, Risk.BEHAVIOUR, Severity.HIGH, pure, pure, optional)
        yield Example("nothing compiled to lose", _CHANGE, None, None, pure, pure, chosen)
        yield Example("read for something else", _CHANGE, None, None, compiled, compiled, told)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        name = change.key.name.removeprefix(PREFIX)
        if change.kind is ChangeKind.UNKNOWN:
            return
        for reader in context.inspection.variables.get(name, ()):
            if reader.use is VariableUse.FEATURE and reader.owner and not known(name, context.knowledge):
                yield self._feature(change, name, reader)
                return
            if reader.use is VariableUse.IMPORT and _is_compiled(reader.owner, context):
                yield self.finding(
                    change,
                    risk=Risk.PERFORMANCE,
                    severity=Severity.HIGH,
                    confidence=0.75,
                    reason=f"{reader.owner} imports its compiled code or a Python fallback by {name}: the same "
                    "results, but many times slower from the fallback",
                    remedy=f"set {name} alike on both sides, or on neither",
                    evidence=_evidence(change, name, reader),
                )
                return

    def _feature(self, change: Change, name: str, reader: VariableReader) -> Finding:
        return self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.6,
            reason=f"{reader.owner} has a feature on one side only, by {name}: what asks for it fails on the other",
            remedy=f"set {name} alike on both sides, or on neither",
            evidence=_evidence(change, name, reader),
        )


def _evidence(change: Change, name: str, reader: VariableReader) -> tuple[Evidence, ...]:
    return (
        Evidence(what=name, before=shown(text_of(change.before)), after=shown(text_of(change.after))),
        Evidence(what=f"decides what {reader.owner} imports at {reader.path}:{reader.line}"),
    )


def _is_compiled(owner: str, context: Context) -> bool:
    """Whether a distribution has compiled files on both sides."""
    values = [side.find(Domain.DISTRIBUTION, owner) for side in (context.before, context.after)]
    return all(isinstance(value, Distribution) and value.file_set(FileClass.NATIVE) is not None for value in values)
