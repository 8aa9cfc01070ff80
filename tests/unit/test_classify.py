"""Rules are asked step by step, and what the application does not use cannot be high."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from parity.classify import classify
from parity.diff import diff
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.facts import Fact, Gap
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary
from parity.model.origin import Origin
from parity.model.setting import Command, Text
from parity.model.snapshot import Snapshot
from parity.rules import all_rules

ORIGIN = Origin(scheme="snapshot", reference="test")
CHANGE = Change.of(Key(Domain.SETTING, "user"), Text(value="a"), Text(value="b"))


def rule(
    code: str, step: Step, *, domain: Domain | None = None, silent: bool = False, risk: Risk = Risk.BEHAVIOUR
) -> Rule:
    """A rule that says one thing of every change, or nothing of any."""

    class Speaking(Rule):
        name = "speaking"

        def examples(self) -> Iterable[Example]:
            return ()

        def check(self, change: Change, context: Context) -> Iterator[Finding]:
            if not silent:
                severity = Severity.INFO if risk is Risk.NONE else Severity.HIGH
                yield self.finding(
                    change, risk=risk, severity=severity, confidence=0.8, reason="because", remedy="undo"
                )

    Speaking.__name__ = code
    Speaking.step = step
    Speaking.domain = domain
    return Speaking()


def context(*facts: Fact, after: tuple[Fact, ...] | None = None) -> Context:
    return Context(before=Snapshot.of(ORIGIN, facts), after=Snapshot.of(ORIGIN, facts if after is None else after))


def codes(rules: Iterable[Rule]) -> list[str]:
    return [finding.rule for finding in classify([CHANGE], context(), rules)]


def test_the_first_step_that_speaks_has_the_word() -> None:
    rules = [rule("GEN001", Step.VERSION), rule("SET002", Step.KIND), rule("SET001", Step.CONTENT)]
    assert codes(rules) == ["SET001"]
    assert codes([*rules[:2], rule("SET001", Step.CONTENT, silent=True)]) == ["SET002"]


def test_each_risk_has_its_own_first_word() -> None:
    behaviour, performance = (rule("SET001", Step.KNOWLEDGE), rule("SET002", Step.KIND, risk=Risk.PERFORMANCE))
    later = rule("SET003", Step.SIGNS)
    assert codes([behaviour, performance, later]) == ["SET001", "SET002"]


def test_no_risk_ends_the_questions_only_where_nobody_saw_one() -> None:
    benign, risky = rule("SET001", Step.CONTENT, risk=Risk.NONE), rule("SET002", Step.KIND)
    assert codes([benign, risky]) == ["SET001"]
    assert codes([rule("SET001", Step.CONTENT), rule("SET002", Step.KIND, risk=Risk.NONE)]) == ["SET001"]
    both = [rule("SET001", Step.CONTENT), rule("SET003", Step.CONTENT, risk=Risk.NONE)]
    assert codes(both) == ["SET001", "SET003"]


def test_how_far_apart_versions_are_is_asked_only_where_nothing_is_known() -> None:
    performance = rule("SET001", Step.KNOWLEDGE, risk=Risk.PERFORMANCE)
    assert codes([performance, rule("SET002", Step.VERSION)]) == ["SET001"]
    assert codes([performance, rule("SET002", Step.SIGNS)]) == ["SET001", "SET002"]


def test_all_rules_of_the_step_speak_in_order_of_their_codes() -> None:
    assert codes([rule("SET002", Step.KIND), rule("SET001", Step.KIND)]) == ["SET001", "SET002"]


def test_a_general_rule_yields_to_a_specific_one_of_its_step() -> None:
    assert codes([rule("GEN001", Step.KIND), rule("SET002", Step.KIND)]) == ["SET002"]


def test_a_rule_is_not_asked_about_other_domains() -> None:
    assert codes([rule("COD001", Step.CONTENT, domain=Domain.CODE), rule("GEN001", Step.VERSION)]) == ["GEN001"]


def test_without_a_fallback_silence_is_a_programming_error() -> None:
    with pytest.raises(AssertionError, match="setting:user"):
        codes([rule("SET001", Step.KIND, silent=True)])


def package(name: str, version: str, *requires: str) -> Fact:
    value = Distribution(version=version, location="lib", layout="dist-info", top_level=(name,), requires=requires)
    return Fact(Key(Domain.DISTRIBUTION, name), value)


def code(*imports: str) -> Fact:
    return Fact(Key(Domain.CODE, "serve.py"), SourceFile(sha256="a" * 64, size=9, language="python", imports=imports))


def judged(before: tuple[Fact, ...], after: tuple[Fact, ...]) -> dict[str, Finding]:
    left, right = Snapshot.of(ORIGIN, before), Snapshot.of(ORIGIN, after)
    found = classify(diff(left, right), Context(before=left, after=right), all_rules())
    return {finding.change.key.name: finding for finding in reversed(found)}  # the first of a name: behaviour


def test_what_the_code_does_not_import_is_at_most_low() -> None:
    kept = (code("numpy"), package("numpy", "1.26.4"))
    used = (code("pandas"), package("numpy", "1.26.4"))
    before, after = package("pandas", "2.1.4", "numpy"), package("pandas", "2.2.3", "numpy")
    unused = judged((*kept, before), (*kept, after))["pandas"]
    assert unused.severity is Severity.LOW
    assert "does not import pandas" in unused.reason
    assert judged((*used, before), (*used, after))["pandas"].severity is Severity.HIGH


def test_what_is_only_required_by_something_imported_counts_as_used() -> None:
    shared = (code("app_lib"), package("app_lib", "1.0", "pandas>=1; python_version >= '3.8'"))
    found = judged((*shared, package("pandas", "2.1.4")), (*shared, package("pandas", "2.2.3")))
    assert found["pandas"].severity is Severity.HIGH


def test_an_accelerator_is_used_where_those_known_to_look_for_it_are() -> None:
    kept = (package("pandas", "2.1.4"), package("flask", "3.0.3"))
    reached = judged((code("pandas"), *kept, package("bottleneck", "1.3.7")), (code("pandas"), *kept))["bottleneck"]
    assert (reached.risk, reached.severity) == (Risk.PERFORMANCE, Severity.MEDIUM)
    other = judged((code("flask"), *kept, package("bottleneck", "1.3.7")), (code("flask"), *kept))["bottleneck"]
    assert other.severity is Severity.LOW
    assert "does not import bottleneck" in other.reason


def test_an_extra_for_testing_is_no_use() -> None:
    shared = (code("app_lib"), package("app_lib", "1.0", "pandas; extra == 'test'"))
    found = judged((*shared, package("pandas", "2.1.4")), (*shared, package("pandas", "2.2.3")))
    assert found["pandas"].severity is Severity.LOW


def test_what_is_only_an_option_of_something_imported_is_at_most_medium() -> None:
    shared = (code("app_lib"), package("app_lib", "1.0", "pandas; extra == 'frames'"))
    found = judged((*shared, package("pandas", "2.1.4")), (*shared, package("pandas", "2.2.3")))
    assert found["pandas"].severity is Severity.MEDIUM
    assert "only as an option of app-lib" in found["pandas"].reason.replace("app_lib", "app-lib")


def test_the_start_command_uses_what_it_names() -> None:
    start = Fact(Key(Domain.SETTING, "command"), Command(argv=("/opt/venv/bin/pandas", "serve")))
    shared = (code("numpy"), package("numpy", "1.26.4"), start)
    found = judged((*shared, package("pandas", "2.1.4")), (*shared, package("pandas", "2.2.3")))
    assert found["pandas"].severity is Severity.HIGH


def test_without_visible_code_nothing_sinks() -> None:
    found = judged((package("pandas", "2.1.4"),), (package("pandas", "2.2.3"),))
    assert found["pandas"].severity is Severity.HIGH


def test_a_library_sinks_with_the_distribution_that_brought_it() -> None:
    def library(version: str) -> Fact:
        value = SharedLibrary(soname="libx.so.1", version=version, build_id=version, owner="dist:scipy")
        return Fact(Key(Domain.NATIVE, "scipy:libx.so.1"), value)

    shared = (code("numpy"), package("numpy", "1.26.4"), package("scipy", "1.11.4"))
    found = judged((*shared, library("1.0")), (*shared, library("2.0")))
    assert found["scipy:libx.so.1"].severity <= Severity.LOW


def test_every_kind_of_change_is_claimed_even_when_no_rule_knows_it() -> None:
    novel = Key(Domain.HARDWARE, "flux-capacitor")
    left = Snapshot.of(ORIGIN, [Fact(novel, Text(value="1.21 GW"))])
    right = Snapshot.of(ORIGIN, [])
    blind = Snapshot.of(ORIGIN, [Gap(domain=Domain.HARDWARE, reason="an image has no hardware", inherent=True)])
    (lost,) = classify(diff(left, right), Context(before=left, after=right), all_rules())
    (unseen,) = classify(diff(left, blind), Context(before=left, after=blind), all_rules())
    assert lost.risk is Risk.BEHAVIOUR
    assert (unseen.rule, unseen.risk) == ("GEN002", Risk.NONE)
