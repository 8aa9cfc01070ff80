"""What the solver takes to be best."""

from __future__ import annotations

from parity.lock.solving.problem import Bar, Demand, Problem, RiskLevel, Slot
from parity.lock.solving.solver import solve

DEV, PROD, NEW = Slot("dev", "numpy"), Slot("prod", "numpy"), Slot("prod", "typing-extensions")


def test_a_package_that_has_to_be_added_is_better_than_a_split() -> None:
    """Without it prod could keep another version of numpy: two versions of one package are worse than a new one."""
    needs = Demand(slot=PROD, version="1", target=NEW.name, accepted=frozenset({"1"}), text="typing-extensions")
    cannot = Demand(slot=DEV, version="2", target="gone", accepted=frozenset(), text="gone")
    problem = Problem(
        environments=("dev", "prod"),
        options={DEV: ("3", "2", "1"), PROD: ("3", "2", "1"), NEW: ("1",)},
        current={DEV: "3", PROD: "3"},
        demands=(needs, cannot),
        bars=(Bar(DEV, "3", "no wheel"), Bar(PROD, "3", "no wheel")),
        risks={DEV.name: RiskLevel.BEHAVIOUR, NEW.name: RiskLevel.BEHAVIOUR},
        preferred="dev",
    )
    solution = solve(problem)
    assert solution is not None
    assert solution.versions == {DEV: "1", PROD: "1", NEW: "1"}
