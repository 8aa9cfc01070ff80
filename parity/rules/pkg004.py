"""PKG004: the same version, but other files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.contents import built_for_each_python, comparable, differing, evidence, running
from parity.deduction.code_effects import told
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet, Integrity
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _sample(code: str, native: str | None = "11") -> Distribution:
    files = [FileSet(kind=FileClass.PYTHON, digest=code * 32, count=9, size=90_000)]
    if native:
        files.append(FileSet(kind=FileClass.NATIVE, digest=native * 32, count=1, size=400_000))
    tags = ("cp311-cp311-manylinux_2_17_x86_64",)
    return Distribution(version="1.0.7", location="lib", layout="dist-info", files=tuple(files), tags=tags)


class PKG004(Rule):
    """The same version of a package has other content on the two sides.

    What it detects:
        Version and wheel tags are the same, the Python, data or native files are not: a rebuilt wheel, a fork under
        the same version, a build from a working tree.
    Why it matters:
        The version number promises what the files do not keep. Other Python or data files are other behaviour until
        somebody has looked; a rebuilt shared object alone usually computes the same.
    Known false alarms:
        A rebuild with another compiler changes all shared objects and no result.
    What to do:
        Install both sides from one index with hashes (`pip install --require-hashes`); give a fork a local version.
    References:
        https://pip.pypa.io/en/stable/topics/secure-installs/
    """

    name = "same-version-other-content"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "msgpack")
        code = Change.of(key, _sample("aa"), _sample("bb"))
        yield Example("other Python files", code, Risk.BEHAVIOUR, Severity.MEDIUM)
        native = Change.of(key, _sample("aa"), _sample("aa", "22"))
        yield Example("a rebuilt extension", native, Risk.BEHAVIOUR, Severity.LOW)
        edited = Fact(Key(Domain.DISTRIBUTION, "msgpack/integrity"), Integrity(version="1.0", missing=("a.py",)))
        yield Example("a file was edited: told there", code, Risk.NONE, Severity.INFO, after=(edited,))
        yield Example("a missing extension is another rule's", Change.of(key, _sample("aa"), _sample("aa", None)), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        if before.version != after.version or not comparable(before, after):
            return
        kinds = running(differing(before, after))
        one_sided = (before.file_set(FileClass.NATIVE) is None) is not (after.file_set(FileClass.NATIVE) is None)
        if built_for_each_python(before, after) and FileClass.NATIVE in kinds and not one_sided:
            return
        if not kinds or (kinds == {FileClass.NATIVE} and (one_sided or before.tags != after.tags)):
            return
        only_native = kinds == {FileClass.NATIVE}
        name = change.key.name
        if any(side.find(Domain.DISTRIBUTION, f"{name}/integrity") for side in (context.before, context.after)):
            yield self.harmless(
                change,
                confidence=0.9,
                reason="one side's files were altered after installation: that is a finding of its own",
                evidence=evidence(before, after, kinds),
            )
            return
        rows = (Evidence(what="version", before=before.version, after=after.version),)
        if only_native:
            yield self._rebuilt(change, context, rows + evidence(before, after, kinds))
            return
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.LOW if one_sided else Severity.MEDIUM,
            confidence=0.4 if one_sided else 0.7,
            reason=f"both sides say {before.version}, but the {_names(kinds)} files are not the same: "
            "a rebuild, a fork or a patched copy",
            remedy=f"install {name} {before.version} from one index with --require-hashes on both sides",
            evidence=rows + evidence(before, after, kinds) + _provenance(before, after),
        )

    def _rebuilt(self, change: Change, context: Context, rows: tuple[Evidence, ...]) -> Finding:
        """Of shared objects alone: what was seen of their machine code has the word."""
        name = change.key.name
        edits = context.inspection.packages.get(name)
        if edits and any(told(edit.effect).risk is Risk.BEHAVIOUR for edit in edits.compiled):
            return self.harmless(change, confidence=0.9, reason="what its machine code does is a finding of its own")
        return self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.LOW,
            confidence=0.2,
            reason="the same version was compiled anew: identical Python files, other shared objects; "
            "such rebuilds seldom change results, so this is inconclusive",
            remedy=f"install the same wheel of {name} on both sides, or run a probe that compares results",
            evidence=rows,
        )


def _names(kinds: frozenset[FileClass]) -> str:
    return " and ".join(kind.value for kind in FileClass if kind in kinds)


def _provenance(before: Distribution, after: Distribution) -> tuple[Evidence, ...]:
    if before.direct_url == after.direct_url:
        return ()
    old, new = (
        f"{value.url} {value.commit or ''}".strip() if value else None
        for value in (before.direct_url, after.direct_url)
    )
    return (Evidence(what="installed from", before=old, after=new),)
