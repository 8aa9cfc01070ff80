"""PKG020: tools that a service never imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.contents import comparable, differing, running
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import members_of
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.reach import Use, uses


def _sample(version: str, *modules: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info", top_level=modules)


def _code(*imports: str) -> Fact:
    return Fact(Key(Domain.CODE, "serve.py"), SourceFile(sha256="a" * 64, size=9, language="python", imports=imports))


class PKG020(Rule):
    """A tool for building, testing or editing differs, and nothing that serves uses it.

    What it detects:
        A package that is known as a development or packaging tool differs or is on one side only; no application code
        imports it and no installed package requires it, other tools and extras aside.
    Why it matters:
        It does not: what no process loads changes no result. It is wasted space in an image.
    Known false alarms:
        A tool that is called as a command at run time. Packaging tools (setuptools with its pkg_resources) are imported
        by some libraries without being declared; they are only cleared when the application's code was seen.
    What to do:
        Nothing; leave such tools out of the serving image.
    """

    name = "development-tool"
    domain = Domain.DISTRIBUTION
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        pip = Change.of(Key(Domain.DISTRIBUTION, "pip"), _sample("23.3.2", "pip"), _sample("24.0", "pip"))
        yield Example("another pip", pip, Risk.NONE, Severity.INFO)
        tools = Change.of(
            Key(Domain.DISTRIBUTION, "setuptools"), _sample("80.9.0", "setuptools", "pkg_resources"), None
        )
        yield Example("setuptools, and the code was not seen", tools, None)
        numpy = Fact(Key(Domain.DISTRIBUTION, "numpy"), _sample("2.1.0", "numpy"))
        seen = (numpy, _code("numpy"))
        yield Example("setuptools, which nothing imports", tools, Risk.NONE, Severity.INFO, before=seen, after=seen)
        used = (Fact(tools.key, _sample("80.9.0", "setuptools", "pkg_resources")), _code("pkg_resources"))
        yield Example("setuptools, which the code imports", tools, None, before=used, after=(_code("pkg_resources"),))

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before or change.after
        if not isinstance(value, Distribution) or _same_code(change):
            return
        name = change.key.name
        packaging = name in members_of("system", "distributions", "packaging tools")
        if not packaging and not _is_tool(name):
            return
        both = uses(context)
        visible = all(use.visible for use in both)
        modules = set(value.top_level or (name.replace("-", "_"),))
        if packaging and not visible:
            return
        if any(_used(name, modules, use) for use in both):
            return
        why = "the application's code does not import it" if visible else "it is a tool that services do not import"
        yield self.harmless(
            change,
            confidence=0.97 if visible else 0.85,
            reason=f"{why}, and no installed package requires it",
            evidence=(
                Evidence(what="version", before=_version(change.before), after=_version(change.after)),
                Evidence(what=why),
            ),
        )


def _is_tool(name: str) -> bool:
    return name in members_of("system", "distributions", "development tools")


def _used(name: str, modules: set[str], use: Use) -> bool:
    if not modules.isdisjoint(use.modules):
        return True
    if use.visible:
        return name in use.required
    return any(not requirer.optional and not _is_tool(requirer.name) for requirer in use.requirers.get(name, ()))


def _same_code(change: Change) -> bool:
    before, after = change.before, change.after
    if not (isinstance(before, Distribution) and isinstance(after, Distribution) and comparable(before, after)):
        return False
    return not running(differing(before, after))


def _version(value: object) -> str | None:
    return value.version if isinstance(value, Distribution) else None
