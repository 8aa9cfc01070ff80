"""SET002: a variable that nothing installed reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import PREFIX, effects, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary
from parity.model.setting import Variable

_FLASK = Fact(Key(Domain.DISTRIBUTION, "flask"), Distribution(version="3.0", location="lib", layout="dist-info"))
_ZLIB = Fact(Key(Domain.NATIVE, "libz.so.1"), SharedLibrary(soname="libz.so.1", family="compression", provider="zlib"))
_CUDA = Fact(
    Key(Domain.NATIVE, "nvidia-cublas-cu12:libcublas.so"),
    SharedLibrary(soname="libcublas.so.12", family="cuda", provider="cublas"),
)


class SET002(Rule):
    """A variable differs that is read only by libraries which neither side has.

    What it detects:
        A variable whose readers are known (CUDA's by CUDA, MKL's by MKL), where packages and native libraries of both
        sides were seen and none of the readers is among them.
    Why it matters:
        It does not: knowing that saves looking. Base images set many variables for libraries that are not there.
    Known false alarms:
        A program that is not Python and was not looked at could read it.
    What to do:
        Nothing; removing it makes the images easier to read.
    """

    name = "variable-nobody-reads"
    domain = Domain.SETTING
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        knob = Change.of(Key(Domain.SETTING, "env:CUBLAS_WORKSPACE_CONFIG"), None, Variable(value=":4096:8"))
        yield Example("a CUDA variable without CUDA", knob, Risk.NONE, Severity.INFO, (_FLASK, _ZLIB), (_FLASK, _ZLIB))
        yield Example("a CUDA variable with CUDA", knob, None, None, (_FLASK, _CUDA), (_FLASK, _CUDA))
        yield Example("nothing was seen of the libraries", knob, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(before if before is not None else after, Variable):
            return
        name = change.key.name.removeprefix(PREFIX)
        old = text_of(before)
        new = text_of(after)
        found = effects(name, old, new, context)
        if not found or not all(effect.unread for effect in found):
            return
        wanted = sorted({reader for effect in found for reader in effect.entry.consulted_by})
        yield self.harmless(
            change,
            confidence=0.95,
            reason=f"nothing installed on either side reads {name}",
            evidence=(Evidence(what=f"it would be read by {', '.join(wanted)}; none of them is there"),),
            sources=tuple(dict.fromkeys(effect.entry.source for effect in found)),
        )
