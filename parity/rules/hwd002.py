"""HWD002: a CPU below what something installed needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.isa_level import cpu_level, isa_level
from parity.deduction.native_needs import cpu_has, needed
from parity.deduction.quantities import listed
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.machines import floors
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.facts import Fact, Value
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import CpuFeatures
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.snapshot import Snapshot
from parity.parsers.versions import parse_version

_OPTIONS = "https://gcc.gnu.org/onlinedocs/gcc/x86-Options.html"


class HWD002(Rule):
    """A side's CPU lacks instructions without which something installed does not run.

    What it detects:
        Wheels that are published with a minimum CPU (TensorFlow: AVX, Polars: AVX2), and libraries that declare an
        x86-64 level or whose code shows that it was compiled for one, against the CPU of their side.
    Why it matters:
        The process ends with "Illegal instruction", or the import fails.
    Known false alarms:
        A package built from source for an older CPU.
    What to do:
        Run that side on a newer machine, or install the build for older CPUs.
    References:
        https://www.tensorflow.org/install/pip#hardware-requirements
    """

    name = "cpu-too-old"
    domain = Domain.HARDWARE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.HARDWARE, "cpu-features")
        new, old = (
            CpuFeatures(microarchitecture=name, level=level, flags=flags)
            for name, level, flags in (
                ("haswell", "x86_64_v3", ("avx", "avx2", "sse4_2")), ("nehalem", "x86_64_v2", ("sse4_2",)),
            )
        )  # fmt: skip
        older = Change.of(key, new, old)
        wheel = Distribution(version="2.15.0", location="lib", layout="dist-info")
        tensorflow = (Fact(Key(Domain.DISTRIBUTION, "tensorflow"), wheel),)
        yield Example("TensorFlow without AVX", older, Risk.BEHAVIOUR, Severity.HIGH, tensorflow, tensorflow)
        library = (Fact(Key(Domain.NATIVE, "libc.so.6"), SharedLibrary(soname="libc.so.6", isa="x86-64-v3")),)
        yield Example("a base image for v3", older, Risk.BEHAVIOUR, Severity.HIGH, library, library)
        modules = (
            Fact(
                Key(Domain.NATIVE, "modules:scorer"), CompiledModules(version="1", names=("scorer",), needs="x86-64-v3")
            ),
        )
        yield Example("built with -march=native", older, Risk.BEHAVIOUR, Severity.HIGH, modules, modules)
        yield Example("nothing needs it", older, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        for side, value, snapshot in context.sides(change):
            for needs, sentence, source in _unmet(value, snapshot):
                yield self.finding(
                    change,
                    risk=Risk.BEHAVIOUR,
                    severity=Severity.HIGH,
                    confidence=0.9,
                    reason=f"the CPU of {side} is too old: {sentence}",
                    remedy=f"run it on a machine with {needs}, or install a build for older CPUs there",
                    evidence=(Evidence(what=f"{side} lacks {needs}"),),
                    sources=(source,),
                )


def _unmet(value: Value | None, snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    if not isinstance(value, CpuFeatures) or not value.flags:
        return
    x86 = (value.level or "").startswith("x86") or "sse2" in value.flags or "sse4_2" in value.flags
    for fact in snapshot.within(Domain.DISTRIBUTION):
        if not isinstance(fact.value, Distribution) or not x86:
            continue
        for floor in floors(fact.key.name, parse_version(fact.value.version)):
            missing = [flag for flag in floor.flags if flag not in value.flags]
            if missing:
                yield ", ".join(missing), floor.sentence, floor.source
    for needs, names in _compiled_for(snapshot):
        if x86 and cpu_has(snapshot, needs) is False:
            yield needs, f"all code of {listed(names, 4)} is compiled for {needs}, which the CPU lacks", _OPTIONS
    level = cpu_level(snapshot)
    needed, name = max(_levels(snapshot), default=(0, ""))
    if level is not None and needed > level:
        sentence = f"{name} is compiled for x86-64-v{needed}, the CPU has v{level}"
        yield f"x86-64-v{needed}", sentence, "https://gitlab.com/x86-psABIs/x86-64-ABI"


def _compiled_for(snapshot: Snapshot) -> Iterator[tuple[str, list[str]]]:
    """What the code was compiled for, declared or not, and the libraries and packages that it is so of."""
    found: dict[str, set[str]] = {}
    for fact in snapshot.within(Domain.NATIVE):
        if (needs := needed(fact.value)) and not fact.key.name.startswith("glibc-hwcaps/"):
            owner, _, name = fact.key.name.partition(":")
            found.setdefault(needs, set()).add(name if owner == "modules" else owner)
    yield from ((needs, sorted(names)) for needs, names in sorted(found.items()))


def _levels(snapshot: Snapshot) -> Iterator[tuple[int, str]]:
    """Declared levels of the libraries that every process loads; variants for better CPUs are there for those only."""
    for fact in snapshot.within(Domain.NATIVE):
        if isinstance(fact.value, SharedLibrary) and not fact.key.name.startswith("glibc-hwcaps/"):
            yield isa_level(fact.value.isa) or 0, fact.key.name
