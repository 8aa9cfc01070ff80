"""Finds the variants of a room: every class in a package's modules that says it is one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def variants(package: ModuleType, marker: str) -> Iterator[type]:
    """Classes defined in the modules of `package` that have the attribute `marker`, by module name.

    A new source, collector or rule is one new file: nothing has to be registered.
    """
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, type) and value.__module__ == module.__name__ and hasattr(value, marker):
                yield value
