from __future__ import annotations

import random
import re

import pytest

from parity.evaluation.generation.patterns import matching


@pytest.mark.parametrize(
    "pattern",
    [
        r"[a-z0-9]+", r"^\(?\s*-?\s*[$€£]?\s*([\d,]+(?:\.\d+)?)\s*\)?$", r"(?P<y>\d{4})-(\d\d)", r"(bot|crawl|spider)",
        r"(?i)x{2,3}", r"[^abc]", r"a*?b", r"[]x]", r"\bfoo\b", r"android.*mobile",
    ],
)  # fmt: skip
def test_matches(pattern: str) -> None:
    rng = random.Random(1)
    assert all(re.search(pattern, matching(pattern, rng)) for _ in range(20))


@pytest.mark.parametrize("pattern", ["(", "[", "a{", "(?", "\\", "((((((((((((((((((a", "(?<", "x{99999}"])
def test_broken_patterns_end(pattern: str) -> None:
    assert len(matching(pattern, random.Random(1))) < 1000
