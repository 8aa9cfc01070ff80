"""Pickles -> what loading them would import, and the versions recorded inside. Opcodes are read, none is executed."""

from __future__ import annotations

import pickletools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAX_OPCODES = 2_000_000
MAX_STRINGS = 4096  # remembered for memo look-ups
VERSION = re.compile(r"\d+(\.\d+)+([-.+]?\w+)*")

# Attributes in which libraries write their own version into what they pickle, by library.
VERSION_KEYS = {
    "_sklearn_version": "scikit-learn",
    "sklearn_version": "scikit-learn",
    "_pandas_version": "pandas",
    "xgboost_version": "xgboost",
    "lightgbm_version": "lightgbm",
    "_statsmodels_version": "statsmodels",
    "transformers_version": "transformers",
    "torch_version": "torch",
    "spacy_version": "spacy",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PickleContents:
    """modules: top-level names, sorted; producers: (library, version), sorted; whole: it was read to its end."""

    protocol: int
    modules: tuple[str, ...]
    producers: tuple[tuple[str, str], ...]
    whole: bool


def parse_pickle(data: bytes) -> PickleContents:
    """Read a pickle's opcodes from its beginning; `data` may be cut off after any number of them.

    Raises:
        ValueError: it is no pickle.
    """
    protocol, whole, count = 0, False, 0
    modules: set[str] = set()
    producers: set[tuple[str, str]] = set()
    strings = _Strings()
    key: str | None = None
    for name, argument in _opcodes(data):
        count += 1
        if name == "PROTO":
            protocol = int(argument)
        elif name == "GLOBAL":
            modules.add(str(argument).split(" ", 1)[0])
        elif name == "STACK_GLOBAL":
            modules.update(strings.module())
        elif name == "STOP":
            whole = True
        text = strings.see(name, argument)
        if text is not None:
            if key is not None and VERSION.fullmatch(text):
                producers.add((VERSION_KEYS[key], text))
            key = text if text in VERSION_KEYS else None
    if count == 0:
        raise ValueError("it is no pickle")
    return PickleContents(
        protocol=protocol,
        modules=tuple(sorted({module.partition(".")[0] for module in modules} - {""})),
        producers=tuple(sorted(producers)),
        whole=whole,
    )


def _opcodes(data: bytes) -> Iterator[tuple[str, Any]]:
    """Until the stream stops, breaks off, or is longer than anybody's model."""
    try:
        for number, (opcode, argument, _) in enumerate(pickletools.genops(data)):
            if number >= MAX_OPCODES:
                return
            yield opcode.name, argument
    except (ValueError, IndexError, OverflowError, UnicodeDecodeError, MemoryError):
        return


class _Strings:
    """Follows strings through the memo, which is where STACK_GLOBAL finds module and name."""

    def __init__(self) -> None:
        self._recent: list[str | None] = []
        self._memo: dict[int, str | None] = {}
        self._next = 0

    def see(self, name: str, argument: object) -> str | None:
        """The string that an opcode pushes, or None."""
        pushed: str | None = None
        if name in ("MEMOIZE", "PUT", "BINPUT", "LONG_BINPUT"):
            place = self._next if name == "MEMOIZE" else int(str(argument))
            self._next += name == "MEMOIZE"
            if len(self._memo) < MAX_STRINGS * 64:
                self._memo[place] = self._recent[-1] if self._recent else None
            return None
        if name in ("GET", "BINGET", "LONG_BINGET"):
            pushed = self._memo.get(int(str(argument)))
        elif isinstance(argument, str) and ("UNICODE" in name or "STRING" in name):
            pushed = argument
        self._recent = [*self._recent[-1:], pushed]
        return pushed

    def module(self) -> set[str]:
        """The module that STACK_GLOBAL would import: the string before the last."""
        first = self._recent[0] if len(self._recent) == 2 else None
        return {first} if first is not None else set()
