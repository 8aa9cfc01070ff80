"""Pickles -> what loading them would import, and the versions recorded inside. Opcodes are read, none is executed."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from math import prod
from typing import BinaryIO

from parity.parsers.bounds import BeyondBounds
from parity.parsers.pickle_machine import Global, Machine, Made, Mapping
from parity.parsers.pickle_opcodes import Argument, opcodes, skip
from parity.parsers.xgboost_model import version_in

MAX_OPCODES = 2_000_000  # of all pickles of a file: a few seconds
MAX_MODULES = 500
MAX_NAME = 100  # characters of a module's name
MAX_PROTOCOL = 9  # there are five so far
MAX_PICKLES = 16  # one after another in a file
MAX_NESTING = 8  # arrays of objects within arrays of objects (joblib)
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
    "pytorch-lightning_version": "pytorch-lightning",
    "keras_version": "keras",
}
_ARRAY = Global("joblib.numpy_pickle", "NumpyArrayWrapper")
_DTYPE = re.compile(r"[<>|=]?([A-Za-z?])(\d*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PickleContents:
    """What a file of pickles holds.

    Attributes:
        protocol: the highest one used.
        modules: top-level names of what loading would import, sorted.
        producers: (library, version) as recorded inside, sorted.
        problem: why it was not read to its end; None where it was.
        damaged: whether that is because it breaks off, and not because it is longer than is looked at.
    """

    protocol: int
    modules: tuple[str, ...]
    producers: tuple[tuple[str, str], ...]
    problem: str | None = None
    damaged: bool = False


def parse_pickle(data: bytes | BinaryIO) -> PickleContents:
    """Read a file of one or more pickles, also those that joblib puts arrays between.

    Raises:
        ValueError: it is no pickle.
    """
    reader = PickleReader(io.BytesIO(data) if isinstance(data, bytes) else data)
    problem = None
    damaged = False
    complete = 0
    try:
        while complete < MAX_PICKLES:
            reader.one(0)
            complete += 1
            if reader.stream.read(1) == b"":
                break
            reader.stream.seek(-1, 1)
    except ValueError as error:
        if not complete:  # what follows the first one need not be a pickle: PyTorch's old format has raw data there
            problem, damaged = str(error), not isinstance(error, BeyondBounds)
    if problem is not None and not (reader.imported or 1 < reader.protocol <= MAX_PROTOCOL):
        raise ValueError("it is no pickle")
    return PickleContents(
        protocol=reader.protocol,
        modules=tuple(sorted(_top_level(reader.imported)))[:MAX_MODULES],
        producers=tuple(sorted(reader.producers))[:MAX_MODULES],
        problem=problem,
        damaged=damaged,
    )


def _top_level(imported: set[Global]) -> set[str]:
    names = {found.module.partition(".")[0] for found in imported}
    return {name for name in names if name.isidentifier() and len(name) <= MAX_NAME}


@dataclass(slots=True)
class PickleReader:
    """Reads pickles one after another; what stands in them is noted as it comes by."""

    stream: BinaryIO
    imported: set[Global] = field(default_factory=set)
    producers: set[tuple[str, str]] = field(default_factory=set)
    protocol: int = 0
    count: int = 0

    def one(self, depth: int) -> None:
        """Read one pickle. Raises ValueError where it breaks off, or where the bound is reached."""
        machine = Machine(self.imported, self._assigned)
        for name, argument in opcodes(self.stream):
            self.count += 1
            if self.count > MAX_OPCODES:
                raise BeyondBounds(f"only its first {MAX_OPCODES} opcodes were looked at")
            if name == "PROTO" and isinstance(argument, int):
                self.protocol = max(self.protocol, argument)
            self.noted(name, argument, machine)
            machine.step(name, argument)
            if machine.built is not None and machine.built.of == _ARRAY:
                self._pass_array(machine.built, depth)

    def noted(self, name: str, argument: Argument, machine: Machine) -> None:
        """Every opcode before it is done; for those who want more than names and versions."""

    def array_bytes(self, count: int) -> None:
        """The raw bytes of an array, where the stream stands."""
        skip(self.stream, count)

    def _assigned(self, key: str, value: object) -> None:
        library = VERSION_KEYS.get(key)
        if library is not None and isinstance(value, str) and VERSION.fullmatch(value):
            self.producers.add((library, value))
        elif key == "handle" and isinstance(value, (Made, bytes)):  # xgboost.core.Booster
            payload = value.arguments if isinstance(value, Made) else value
            payload = payload[0] if isinstance(payload, tuple) and payload else payload
            version = version_in(payload) if isinstance(payload, bytes) else None
            if version is not None:
                self.producers.add(("xgboost", version))

    def _pass_array(self, array: Made, depth: int) -> None:
        """joblib writes an array's bytes, or its objects' pickle, behind its description."""
        state = array.state.items if isinstance(array.state, Mapping) else {}
        kind, size = _item(state.get("dtype"))
        if kind == "O":
            if depth >= MAX_NESTING:
                raise ValueError("arrays of objects are nested too deep")
            self.one(depth + 1)
            return
        if state.get("numpy_array_alignment_bytes") is not None:
            padding = self.stream.read(1)
            skip(self.stream, padding[0] if padding else 0)
        shape = state.get("shape")
        if not isinstance(shape, tuple) or not all(isinstance(length, int) and length >= 0 for length in shape):
            raise ValueError("an array has no shape")
        self.array_bytes(size * prod(length for length in shape if isinstance(length, int)))


def _item(dtype: object) -> tuple[str, int]:
    """Kind and size in bytes of an array's items. Raises ValueError."""
    arguments = dtype.arguments if isinstance(dtype, Made) else None
    text = arguments[0] if isinstance(arguments, tuple) and arguments else None
    found = _DTYPE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("an array has no type")
    kind, digits = found.groups()
    return kind, int(digits or 1) * (4 if kind == "U" else 1)
