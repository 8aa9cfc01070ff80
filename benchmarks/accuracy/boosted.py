"""Boosted trees in the text formats of LightGBM and XGBoost, and in XGBoost's binary JSON (ubjson.org)."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping
from typing import Any

from benchmarks.accuracy.binaries import content_differs, weights
from benchmarks.accuracy.edits import Edit

WORDS = ("lightgbm", "xgboost", "booster", "boost", "tree", "round", "num_leaves", "iteration", "ubj")


def is_boosted(suffix: str, edit: Edit) -> bool:
    """Whether a file of a general ending is a model of trees by what the case says of it."""
    return suffix in (".ubj", ".lgb", ".xgb", ".bst") or (
        suffix in (".txt", ".json", ".model") and any(word in edit.words for word in WORDS)
    )


def boosted(suffix: str, said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    trees = 8 if edited and (not edit.words or content_differs(edit)) else 12
    leaves = [item / 8 for item in weights(said, edit, edited, trees)]
    return _lightgbm(leaves, edit, edited) if suffix in (".txt", ".lgb") else _xgboost(suffix, leaves, edit, edited)


def _lightgbm(leaves: list[float], edit: Edit, edited: bool) -> bytes:
    trees = [f"Tree={place}\nnum_leaves=2\nleaf_value={leaf} {-leaf}\n\n" for place, leaf in enumerate(leaves)]
    sizes = " ".join(str(len(tree)) for tree in trees)
    bare = edited and "parameters" in edit.words
    noted = "" if bare else f"parameters:\n[num_threads: {4 if edited else 2}]\nend of parameters\n"
    head = f"tree\nversion=v4\nnum_class=1\nfeature_names=a b\nfeature_infos=[0:1] [0:1]\ntree_sizes={sizes}\n\n"
    return f"{head}{''.join(trees)}end of trees\n\n{noted}\npandas_categorical:null\n".encode()


def _xgboost(suffix: str, leaves: list[float], edit: Edit, edited: bool) -> bytes:
    trees = [{"base_weights": [0.5, leaf, -leaf], "id": place} for place, leaf in enumerate(leaves)]
    model = {"learner": {"gradient_booster": {"model": {"trees": trees}}, "objective": {"name": "binary:logistic"}},
             "version": [2, 0, 3]}  # fmt: skip
    words = edit.side(edited)
    text = re.search(r"\bjson\b", words) or (suffix != ".ubj" and "ubj" not in words)
    if not text:
        return _binary(model)
    pretty = edited and any(word in edit.words for word in ("pretty", "indent", "format"))
    return json.dumps(model, indent=2 if pretty else None, separators=None if pretty else (",", ":")).encode()


def _binary(value: object) -> bytes:
    if isinstance(value, dict):
        items = (_length(key) + key.encode() + _binary(item) for key, item in value.items())
        return b"{" + b"".join(items) + b"}"
    if isinstance(value, list) and value and all(isinstance(item, float) for item in value):
        return b"[$d#L" + struct.pack(f">q{len(value)}f", len(value), *value)
    if isinstance(value, list):
        return b"[#L" + struct.pack(">q", len(value)) + b"".join(map(_binary, value))
    if isinstance(value, int):
        return b"l" + struct.pack(">i", value)
    text = str(value)
    return b"S" + _length(text) + text.encode()


def _length(text: str) -> bytes:
    return b"L" + struct.pack(">q", len(text.encode()))
