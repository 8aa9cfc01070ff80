"""ART004: a model that needs modules which are not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.artifact_fit import missing_modules
from parity.deduction.quantities import listed
from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _model(*modules: str) -> Artifact:
    return Artifact(format="pickle", size=10, sha256="/".join(modules) or "none", modules=modules)


class ART004(Rule):
    """Loading an artifact imports a module that its side does not have.

    What it detects:
        Modules that the opcodes of a pickle name, against installed packages and the application's own files.
    Why it matters:
        Loading ends with a ModuleNotFoundError.
    Known false alarms:
        Modules that a package brings under a name that its metadata does not tell.
    What to do:
        Install the package, or write the model without it.
    References:
        https://docs.python.org/3/library/pickle.html#what-can-be-pickled-and-unpickled
    """

    name = "artifact-needs-module"
    domain = Domain.ARTIFACT
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.ARTIFACT, "model.pkl")
        numpy = (Fact(Key(Domain.DISTRIBUTION, "numpy"), Distribution(version="2.1", location="", layout="dist-info")),)
        needs = Change.of(key, _model("numpy"), _model("numpy", "lightgbm"))
        yield Example("LightGBM is not installed", needs, Risk.BEHAVIOUR, Severity.HIGH, numpy, numpy)
        yield Example("packages were not seen", needs, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.kind is ChangeKind.UNKNOWN:
            return
        for side, value, snapshot in context.sides(change):
            missing = missing_modules(value, snapshot) if isinstance(value, Artifact) else ()
            if missing:
                yield self.finding(
                    change,
                    risk=Risk.BEHAVIOUR,
                    severity=Severity.HIGH,
                    confidence=0.75,
                    reason=f"loading it imports {listed(missing)}, which {side} does not have",
                    remedy=f"install what brings {listed(missing)} there",
                    evidence=(Evidence(what=f"not found in {side}: {listed(missing)}"),),
                    sources=("https://docs.python.org/3/library/pickle.html#what-can-be-pickled-and-unpickled",),
                )
