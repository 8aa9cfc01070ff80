"""PKG023: supporting packages that compute nothing a model sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.package_signs import for_users
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import category_of
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.edits import ApiEdit, Inspection, PackageEdits
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.parsers.versions import parse_version


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


class PKG023(Rule):
    """A supporting package that computes nothing a model sees differs within one major version.

    What it detects:
        Packages whose whole job is to help other code along (backports of typing, class builders, progress bars,
        console colours, path and lock helpers), in another version with the same major number, none of whose public
        objects was seen to be gone, those of its helpers and of compatibility with older Python aside.
    Why it matters:
        It hardly does: their releases add conveniences and fix corner cases; no result of a model passes through them.
    Known false alarms:
        An application that is itself about what such a package does.
    What to do:
        Nothing; pin them with the rest.
    """

    name = "supporting-package"
    domain = Domain.DISTRIBUTION
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        attrs = Change.of(Key(Domain.DISTRIBUTION, "attrs"), _sample("23.1.0"), _sample("23.2.0"))
        yield Example("a class builder", attrs, Risk.NONE, Severity.INFO)
        major = Change.of(Key(Domain.DISTRIBUTION, "click"), _sample("7.1.2"), _sample("8.1.7"))
        yield Example("another major version", major, None)
        names = (ApiEdit(object=f"attr.{name}", kind="removed") for name in ("evolve", "assoc"))
        gone = PackageEdits(older="before", api=tuple(names))
        seen = Inspection(packages={"attrs": gone})
        yield Example("names are gone", attrs, None, inspection=seen)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is not ChangeKind.CHANGED:
            return
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        kind = category_of("system", "supporting_packages", change.key.name)
        old, new = parse_version(before.version), parse_version(after.version)
        if kind is None or old is None or new is None or old == new:
            return
        calendar = old.major >= 19  # attrs 23, packaging 24, certifi 2024: the year, which promises nothing either way
        if old.major != new.major and not calendar:
            return
        edits = context.inspection.packages.get(change.key.name)
        if edits is not None and sum(edit.kind == "removed" for edit in for_users(edits)) > 1:
            return  # who names what is gone is not helped by the kind of package it was in
        yield self.finding(
            change,
            risk=kind.risk,
            severity=kind.severity,
            confidence=kind.confidence,
            reason=kind.sentence,
            remedy=kind.remedy,
            evidence=(Evidence(what="version", before=before.version, after=after.version),),
            sources=(kind.source,),
        )
