"""The user's own knowledge: asked first, silencing only what it names, refused where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from parity.errors import ConfigurationError
from parity.knowledge import differences, firing
from parity.knowledge.listing import known_things
from parity.knowledge.variables import known
from parity.model.finding import Risk
from parity.model.knowledge import SHIPPED, KnowledgeScope

SCALE = """
[[difference]]
changed-in = "2.2.0"
risk = "{risk}"
severity = "{severity}"
sentence = "our features never merge"
source = "https://example.org/decisions/17"
"""
FLAG = """
[[variable]]
names = ["SHOP_FAST_PATH"]
risk = "performance"
severity = "high"
confidence = 0.9
sentence = "switches to the vectorised features"
source = "https://example.org/shop"
"""
VERSIONS = Version("2.1.4"), Version("2.2.3")


def scope(directory: Path, files: dict[str, str]) -> KnowledgeScope:
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")
    return KnowledgeScope(directories=(str(directory),))


def test_the_user_s_entries_come_first(tmp_path: Path) -> None:
    own = scope(tmp_path, {"packages/pandas.toml": SCALE.format(risk="behaviour", severity="low")})
    found = firing("packages", "pandas", *VERSIONS, own)
    assert found[0].sentence == "our features never merge"
    assert found[1:] == firing("packages", "pandas", *VERSIONS)
    assert found[1:]


def test_no_risk_silences_only_the_versions_it_names(tmp_path: Path) -> None:
    own = scope(tmp_path, {"packages/pandas.toml": SCALE.format(risk="none", severity="info")})
    assert [entry.risk for entry in firing("packages", "pandas", *VERSIONS, own)] == [Risk.NONE]
    elsewhere = Version("1.5.3"), Version("2.0.3")
    assert firing("packages", "pandas", *elsewhere, own) == firing("packages", "pandas", *elsewhere)


def test_variables_of_one_s_own(tmp_path: Path) -> None:
    own = scope(tmp_path, {"settings/variables_shop.toml": FLAG})
    assert known("SHOP_FAST_PATH") == ()
    assert [entry.risk for entry in known("SHOP_FAST_PATH", own)] == [Risk.PERFORMANCE]


def test_a_wrong_file_names_itself_and_the_entry(tmp_path: Path) -> None:
    own = scope(tmp_path, {"packages/pandas.toml": SCALE.format(risk="terrible", severity="low")})
    with pytest.raises(ConfigurationError, match=r"packages/pandas\.toml.*difference 1: risk"):
        firing("packages", "pandas", *VERSIONS, own)


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    own = scope(tmp_path, {"packages/pandas.toml": "#" * (2 << 20)})
    with pytest.raises(ConfigurationError, match="larger than"):
        differences("packages", "pandas", own)


def test_what_is_left_out_is_not_known() -> None:
    assert differences("packages", "pandas")
    assert differences("packages", "pandas", KnowledgeScope(without=frozenset({"pandas"}))) == ()
    assert known("OMP_NUM_THREADS", KnowledgeScope(without=frozenset({"OMP_NUM_THREADS"}))) == ()


def test_everything_can_be_listed(tmp_path: Path) -> None:
    own = scope(tmp_path, {"packages/pandas.toml": SCALE.format(risk="behaviour", severity="low")})
    found = list(known_things(own))
    assert len(found) == len(list(known_things(SHIPPED))) + 1
    assert [one.shipped for one in found if one.sentence == "our features never merge"] == [False]
    assert {one.room for one in found} == {"packages", "native", "system", "settings", "hardware"}
    assert all(one.source.startswith("https://") for one in found)
