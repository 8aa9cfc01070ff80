"""PKG001: nothing but the record of an installation differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from parity.contents import comparable, differing
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

_CODE = FileSet(kind=FileClass.PYTHON, digest="ab" * 32, count=9, size=90_000)
_PIP = Distribution(version="2.1.5", location="lib", layout="dist-info", installer="pip", files=(_CODE,))
_UV = Distribution(version="2.1.5", location="lib", layout="dist-info", installer="uv", files=(_CODE,))
_OTHER = Distribution(
    version="2.1.5", location="lib", layout="dist-info",
    files=(FileSet(kind=FileClass.PYTHON, digest="cd" * 32, count=9, size=90_000),),
)  # fmt: skip


class PKG001(Rule):
    """A package's files are identical, only the record of its installation differs.

    What it detects:
        Every installed file of the package has the same content on both sides. What differs is how it came there:
        the installer, the place, a direct URL, wheel tags, declared requirements, or a shadowed copy.
    Why it matters:
        It does not: the same files compute the same. It is said so that nobody looks again.
    Known false alarms:
        None; the comparison is over the installed bytes, not over what RECORD claims.
    What to do:
        Nothing.
    """

    name = "identical-content"
    domain = Domain.DISTRIBUTION
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "markupsafe")
        yield Example("installed by uv instead of pip", Change.of(key, _PIP, _UV), Risk.NONE, Severity.INFO)
        yield Example("other Python files", Change.of(key, _PIP, _OTHER), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        if not comparable(before, after) or differing(before, after):
            return
        aspects = [field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name)]
        yield self.harmless(
            change,
            confidence=1.0,
            reason=f"all installed files are identical; only its record differs ({', '.join(aspects)})",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                *(
                    Evidence(what=aspect, before=str(getattr(before, aspect)), after=str(getattr(after, aspect)))
                    for aspect in aspects
                    if aspect in ("installer", "build", "location", "layout")
                ),
            ),
        )
