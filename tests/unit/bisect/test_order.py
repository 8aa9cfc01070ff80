"""Likely causes come first: by the classifier, and by what the probe loads."""

from __future__ import annotations

from parity.bisect.order import ordered
from parity.bisect.releases import between
from parity.bisect.remedy import remedy
from parity.model.bisection import Unit, UnitKind
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.finding import Finding, Risk, Severity
from parity.model.keys import Domain, Key
from tests.unit.bisect.sides import side


def dist(name: str) -> Distribution:
    return Distribution(version="1", location="", layout="dist-info", top_level=(name,))


def unit(name: str, risk: Risk = Risk.BEHAVIOUR, severity: Severity = Severity.MEDIUM, confidence: float = 0.5) -> Unit:
    change = Change.of(Key(Domain.DISTRIBUTION, name), dist(name), dist(name))
    finding = Finding(
        rule="X001", change=change, risk=risk, severity=severity, confidence=confidence, reason="", remedy=""
    )
    return Unit(kind=UnitKind.DISTRIBUTION, name=name, before="1", after="2", findings=(finding,))


def order(units: list[Unit], risk: Risk = Risk.BEHAVIOUR, loaded: frozenset[str] = frozenset()) -> list[str]:
    return [found.name for found in ordered(units, risk, loaded, {u.name: dist(u.name) for u in units})]


def test_severity_by_confidence() -> None:
    units = [unit("a", severity=Severity.LOW), unit("b", confidence=0.9), unit("c"), unit("d", severity=Severity.HIGH)]
    assert order(units) == ["b", "d", "c", "a"]


def test_the_risk_that_was_measured() -> None:
    units = [unit("a"), unit("b", risk=Risk.PERFORMANCE, severity=Severity.LOW)]
    assert order(units, Risk.PERFORMANCE)[0] == "b"


def test_what_the_probe_never_loads_comes_last() -> None:
    units = [unit("a", severity=Severity.HIGH), unit("b", severity=Severity.LOW)]
    assert order(units, loaded=frozenset({"b", "os"})) == ["b", "a"]
    assert order(units) == ["a", "b"]


def test_releases_between_two() -> None:
    known = ["1.0", "1.1", "1.2rc1", "1.2", "2.0", "junk", "1.1.0.dev1"]
    assert between(known, "1.0", "2.0") == ("1.1", "1.2")
    assert between(known, "2.0", "1.0") == ("1.2", "1.1")
    assert between(known, "1.0", "1.2rc1") == ("1.1.0.dev1", "1.1")
    assert between(known, "x", "1.0") == ()


def test_the_line_that_fixes_it() -> None:
    def line(kind: UnitKind, name: str, before: str | None, after: str | None, value: str | None = None) -> str:
        before_side = side("one", variables={} if value is None else {name: value})
        return remedy([Unit(kind=kind, name=name, before=before, after=after)], before_side, side("two"))[0]

    assert line(UnitKind.DISTRIBUTION, "numpy", "1.26.4", "2.0.0") == "numpy==1.26.4"
    assert line(UnitKind.DISTRIBUTION, "numpy", None, "2.0.0") == "remove numpy"
    assert line(UnitKind.DISTRIBUTION, "p", "1 (cp311-abi3-linux)", "1 (py3-none-any)") == (
        "p==1  # the build cp311-abi3-linux, not py3-none-any"
    )
    assert line(UnitKind.VARIABLE, "TZ", "UTC", "Asia/Tokyo", "UTC") == 'ENV TZ="UTC"'
    assert line(UnitKind.VARIABLE, "TZ", None, "Asia/Tokyo") == "remove ENV TZ"
    assert line(UnitKind.CODE, "app.py", "as there", "as there") == "take app.py as it is in before"
