"""Options for both sides or for one."""

from __future__ import annotations

import pytest

from parity.cli.sides import both_sides, for_side
from parity.errors import ConfigurationError
from parity.workflows import SnapshotOptions


@pytest.mark.parametrize(
    ("values", "before", "after"),
    [
        (None, (), ()),
        (["/app"], ("/app",), ("/app",)),
        (["before=/app", "after=/srv"], ("/app",), ("/srv",)),
        (["dev=/app", "prod=/srv", "/lib"], ("/app", "/lib"), ("/srv", "/lib")),
        (["/odd=name"], ("/odd=name",), ("/odd=name",)),
    ],
)
def test_a_value_holds_for_both_sides_unless_it_names_one(
    values: list[str] | None, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    assert (for_side(values, "before"), for_side(values, "after")) == (before, after)


def options(environment: list[str], hardware: list[str]) -> tuple[SnapshotOptions, SnapshotOptions]:
    return both_sides(
        platform=None,
        environment=environment,
        code_roots=None,
        hardware=hardware,
        run=False,
        no_cache=True,
        progress=None,
    )


def test_options_reach_their_side() -> None:
    before, after = options(["after=/opt/venv"], ["zen4"])
    assert (before.environment, after.environment) == (None, "/opt/venv")
    assert (before.hardware, after.hardware) == ("zen4", "zen4")
    assert not before.cache


def test_two_values_for_one_side_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="--hardware"):
        options([], ["zen4", "before=haswell"])
