"""What evaluated code may call, as `allowed.toml` has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from parity.parsers.toml_document import load_toml


@lru_cache(maxsize=1)
def allowed() -> Mapping[str, Any]:
    """By section."""
    return load_toml(files("parity.evaluation.evaluator").joinpath("allowed.toml").read_bytes())
