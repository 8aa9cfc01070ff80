"""What differences in machine code mean."""

from __future__ import annotations

from dataclasses import dataclass

from parity.model.edits import CodeEffect
from parity.model.finding import Risk, Severity


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one effect does to a program, in words that go on from "its machine code"."""

    risk: Risk
    severity: Severity
    confidence: float
    sentence: str
    remedy: str


_SAME_FLAGS = "build it from the same source with the same options on both sides"
_MEANINGS = {
    CodeEffect.GONE: Meaning(
        Risk.BEHAVIOUR, Severity.HIGH, 0.75,
        "offers fewer functions: who looks one up by its name (ctypes, cffi, a library that is linked with it) fails",
        "export the same functions on both sides: look for -fvisibility=hidden and version scripts",
    ),
    CodeEffect.TYPES: Meaning(
        Risk.BEHAVIOUR, Severity.MEDIUM, 0.75,
        "computes in another precision: results are rounded otherwise", _SAME_FLAGS,
    ),
    CodeEffect.WIDTHS: Meaning(
        Risk.BEHAVIOUR, Severity.HIGH, 0.65,
        "computes with integers of another size: sums overflow at other values", _SAME_FLAGS,
    ),
    CodeEffect.CONSTANTS: Meaning(
        Risk.BEHAVIOUR, Severity.HIGH, 0.7, "computes with other numbers: a constant of the source, or of -D, differs",
        "build it from the same source with the same -D on both sides",
    ),
    CodeEffect.FUNCTIONS: Meaning(
        Risk.BEHAVIOUR, Severity.MEDIUM, 0.65, "asks for other mathematical functions", _SAME_FLAGS,
    ),
    CodeEffect.SIGNS: Meaning(
        Risk.BEHAVIOUR, Severity.HIGH, 0.65,
        "reads bytes with a sign on one side and without on the other: those above 127 are other numbers",
        "build it with the same sign of char on both sides, or write signed char and unsigned char",
    ),
    CodeEffect.FUSED: Meaning(
        Risk.BEHAVIOUR, Severity.LOW, 0.65,
        "rounds products and sums once on one side (fused multiply-add) and twice on the other: last bits differ",
        "build it with the same -ffp-contract and -march on both sides",
    ),
    CodeEffect.UNOPTIMISED: Meaning(
        Risk.PERFORMANCE, Severity.HIGH, 0.7, "was compiled without optimisation (-O0) on one side: it takes several "
        "times as long there", "build it with -O2 on both sides",
    ),
    CodeEffect.VECTORS: Meaning(
        Risk.PERFORMANCE, Severity.LOW, 0.55, "has vector instructions in its loops on one side only (-O3, or -O2 of a "
        "newer compiler): these take a fraction of the time", "build it with the same -O on both sides",
    ),
}  # fmt: skip


def told(effect: CodeEffect) -> Meaning:
    """What one effect means."""
    return _MEANINGS[effect]
