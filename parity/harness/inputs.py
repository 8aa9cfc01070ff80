"""Loads what a probe is given: files by their suffix, with the readers that the target itself has."""

from __future__ import annotations

import csv
import importlib
import json
import os
from typing import Any


def load(path: str) -> Any:
    """The value in one file. Raises what the target's own reader raises."""
    suffix = os.path.splitext(path)[1].lower()
    if suffix == ".json":
        with open(path, "rb") as stream:
            return json.loads(stream.read().decode("utf-8"))
    if suffix in (".npy", ".npz"):
        value = importlib.import_module("numpy").load(path, allow_pickle=False)
        return {name: value[name] for name in value.files} if suffix == ".npz" else value
    if suffix == ".parquet":
        return importlib.import_module("pandas").read_parquet(path)
    if suffix == ".csv":
        try:
            return importlib.import_module("pandas").read_csv(path)
        except ImportError:
            with open(path, newline="", encoding="utf-8") as stream:
                return list(csv.reader(stream))
    if suffix in (".txt", ".md", ".html", ".xml"):
        with open(path, encoding="utf-8") as stream:
            return stream.read()
    with open(path, "rb") as stream:
        return stream.read()
