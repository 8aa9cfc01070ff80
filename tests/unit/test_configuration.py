"""Where a configuration is found, and how acceptances are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from parity.configuration import accept, acceptances, accepted_file, find, load
from parity.errors import ConfigurationError
from parity.model.configuration import Acceptance, Configuration

ONE = Acceptance(
    finding="aa", rule="PKG010", subject="distribution:numpy", risk="behaviour", before="1", after="2",
    between=("dev", "prod"), reason="validated", by="ann", until=date(2027, 3, 1),
)  # fmt: skip


def test_the_nearest_file_upwards_that_has_one_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "parity.toml").write_text('fail-on = "high"')
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "x"\n')  # has no [tool.parity]
    assert find(inner).fail_on == "high"
    (inner / "pyproject.toml").write_text('[tool.parity]\nfail-on = "never"\n')
    assert find(inner).fail_on == "never"
    assert find(inner).file == str(inner / "pyproject.toml")


def test_a_named_file_must_have_a_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml"):
        load(tmp_path / "nowhere.toml")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    with pytest.raises(ConfigurationError, match=r"no \[tool\.parity\]"):
        load(tmp_path / "pyproject.toml")


def test_acceptances_lie_beside_the_configuration(tmp_path: Path) -> None:
    assert accepted_file(Configuration(), tmp_path) == tmp_path / "parity-accepted.toml"
    said = Configuration(file="/shop/parity.toml", accepted="deploy/ok.toml")
    assert accepted_file(said, tmp_path) == Path("/shop/deploy/ok.toml")


def test_what_is_written_is_read_back_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "parity-accepted.toml"
    assert acceptances(path) == ()
    accept(path, [ONE])
    assert acceptances(path) == (ONE,)
    path.write_text(path.read_text().replace("[[accepted]]", "# discussed in May\n[[accepted]]"))
    other = replace(ONE, finding="bb", subject="distribution:pandas")
    accept(path, [other])
    assert acceptances(path) == (ONE, other)
    assert "# discussed in May" in path.read_text()


def test_of_one_finding_the_newest_decision_counts(tmp_path: Path) -> None:
    path = tmp_path / "parity-accepted.toml"
    accept(path, [ONE])
    later = replace(ONE, until=date(2027, 6, 1), reason="again")
    accept(path, [later])
    assert acceptances(path) == (later,)


def test_a_file_that_cannot_be_understood_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "parity-accepted.toml"
    path.write_text("[[accepted]]\nfinding = 3\n")
    with pytest.raises(ConfigurationError):
        accept(path, [ONE])
    assert path.read_text() == "[[accepted]]\nfinding = 3\n"
