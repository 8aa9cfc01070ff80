"""A distribution that one side lacks."""

from __future__ import annotations

from dataclasses import replace

from parity.deduction.missing import missing
from parity.model.change import Change
from parity.model.distribution import Distribution
from parity.model.finding import Evidence
from parity.model.keys import Domain, Key
from parity.model.side import Side

KEY = Key(Domain.DISTRIBUTION, "orjson")
ORJSON = Distribution(version="3.10.0", location="site-packages", layout="dist-info")


def test_which_side_lacks_it_and_what_to_do() -> None:
    lack = missing(Change.of(KEY, ORJSON, None))
    assert lack is not None
    assert lack.side is Side.AFTER
    assert lack.evidence == Evidence(what="version", before="3.10.0", after=None)
    assert lack.remedy == "install orjson==3.10.0 in after (prod) too, or remove it from both"


def test_two_versions_are_no_lack() -> None:
    assert missing(Change.of(KEY, ORJSON, replace(ORJSON, version="3.9.0"))) is None
