"""PKG006: the same version from another wheel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parity.contents import built_for_each_python, comparable, differing, evidence, running
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side

_MACHINE = re.compile(r"(x86_64|aarch64|arm64|amd64|i686|ppc64le|s390x|armv7l|universal2|win32)$")


def _sample(tag: str, native: str, python: str = "aa") -> Distribution:
    return Distribution(
        version="1.26.4", location="lib", layout="dist-info", tags=(tag,) if tag else (),
        files=(
            FileSet(kind=FileClass.PYTHON, digest=python * 32, count=9, size=90_000),
            FileSet(kind=FileClass.NATIVE, digest=native * 32, count=2, size=900_000),
        ),
    )  # fmt: skip


class PKG006(Rule):
    """The same version of a package was installed from another wheel, or built on the spot.

    What it detects:
        Same version and same Python files (but for a wheel of another Python, which holds files that were made for
        it); the shared objects and the wheel's compatibility tags differ: another
        platform (musllinux instead of manylinux, another architecture, macOS), another baseline (manylinux_2_17 or
        2_28), the stable ABI (abi3), or no platform wheel at all but a local build.
    Why it matters:
        Wheels of one version are compiled by different compilers, with other instruction sets, against another libc,
        and bring along other versions of their native libraries. A local build can be tuned to the machine that built
        it (`-march=native`): faster, other last bits, and a crash on an older CPU.
    Known false alarms:
        Two wheels of one release that differ only in the manylinux baseline usually compute the same.
    What to do:
        Pin the wheel by hash on both sides, or use the same base image. For a local build, state the instruction set
        (`-march=x86-64-v2` or -v3) instead of native.
    References:
        https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
    """

    name = "other-wheel"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "numpy")
        wheel = _sample("cp311-cp311-manylinux_2_17_x86_64", "11")
        built = Change.of(key, wheel, _sample("cp311-cp311-linux_x86_64", "22"))
        yield Example("built from source in prod", built, Risk.BEHAVIOUR, Severity.MEDIUM)
        alpine = Change.of(key, wheel, _sample("cp311-cp311-musllinux_1_1_x86_64", "22"))
        yield Example("the musl wheel", alpine, Risk.PERFORMANCE, Severity.MEDIUM)
        newer = Change.of(key, wheel, _sample("cp312-cp312-manylinux_2_17_x86_64", "22"))
        yield Example("the wheel for another Python", newer, Risk.NONE, Severity.INFO)
        made = Change.of(key, wheel, _sample("cp312-cp312-manylinux_2_17_x86_64", "22", "bb"))
        yield Example("with Python files made for it", made, Risk.NONE, Severity.INFO)
        yield Example("the same tags", Change.of(key, wheel, _sample(wheel.tags[0], "22")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        if before.version != after.version or before.tags == after.tags or not comparable(before, after):
            return
        kinds = running(differing(before, after))
        both_native = before.file_set(FileClass.NATIVE) is not None and after.file_set(FileClass.NATIVE) is not None
        each = built_for_each_python(before, after)
        if FileClass.NATIVE not in kinds or not both_native or (kinds != {FileClass.NATIVE} and not each):
            return
        risk, severity, confidence, reason, remedy = _judge(change.key.name, before, after, kinds)
        yield self.finding(
            change,
            risk=risk,
            severity=severity,
            confidence=confidence,
            reason=reason,
            remedy=remedy,
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                Evidence(what="wheel tags", before=" ".join(before.tags) or None, after=" ".join(after.tags) or None),
                *evidence(before, after, kinds),
            ),
            sources=("https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/",),
        )


def _judge(
    name: str, before: Distribution, after: Distribution, kinds: frozenset[FileClass]
) -> tuple[Risk, Severity, float, str, str]:
    pin = f"install the same wheel of {name}=={before.version} on both sides (pin its hash)"
    old, new = _families(before.tags), _families(after.tags)
    if _machines(before.tags) != _machines(after.tags):
        reason = "the same version was compiled for another machine: other vector kernels, rounding and speed"
        return Risk.BEHAVIOUR, Severity.MEDIUM, 0.6, reason, "build both images for the same platform"
    if "local" in old ^ new:
        side = Side.AFTER if "local" in new else Side.BEFORE
        reason = (
            f"in {side} it was built on the spot and not taken from a published wheel: other compiler, flags "
            "(possibly -march=native) and native libraries, so other last bits and speed, or a crash on an older CPU"
        )
        return Risk.BEHAVIOUR, Severity.MEDIUM, 0.5, reason, f"{pin}; --only-binary :all: forbids silent local builds"
    if "musllinux" in old ^ new:
        side = Side.AFTER if "musllinux" in new else Side.BEFORE
        reason = f"{side} has the musl build: another malloc and another libm, usually slower under threads"
        return Risk.PERFORMANCE, Severity.MEDIUM, 0.6, reason, "use a glibc base image on both sides"
    if old != new:
        reason = "the wheels are for different operating systems: other compiler, other native libraries, other bits"
        return Risk.BEHAVIOUR, Severity.LOW, 0.5, reason, "compare images of the same platform"
    if built_for_each_python(before, after):
        alike = kinds == {FileClass.NATIVE}
        others = "its Python files are identical" if alike else "what else differs was made for that version, too"
        reason = f"the same release, compiled for each side's Python version; {others}"
        return Risk.NONE, Severity.INFO, 0.9 if alike else 0.75, reason, ""
    reason = (
        "the same release from another wheel (other baseline or ABI tag): other compiler and vendored libraries are "
        "possible, so this is inconclusive"
    )
    return Risk.BEHAVIOUR, Severity.LOW, 0.25, reason, pin


def _families(tags: tuple[str, ...]) -> set[str]:
    """Kinds of platform: "manylinux", "musllinux", "macosx", "win", "any", "local"."""
    if not tags:
        return {"local"}
    found = set()
    for tag in tags:
        platform = tag.rpartition("-")[2]
        known = (word for word in ("manylinux", "musllinux", "macosx", "win", "any") if platform.startswith(word))
        found.add(next(known, "local"))
    return found


def _machines(tags: tuple[str, ...]) -> set[str]:
    found = {match[1] for tag in tags if (match := _MACHINE.search(tag))}
    return {"aarch64" if name == "arm64" else name for name in found}
