"""The graph of an ONNX model -> the types of its weights, and whether it is quantised; weights are passed over."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from parity.parsers.wire_format import varint

MAX_FIELDS = 2_000_000  # of all levels together
MAX_NAME = 128
# TensorProto.DataType (onnx.proto).
_TYPES = {1: "float32", 2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64", 8: "string", 9: "bool",
          10: "float16", 11: "float64", 12: "uint32", 13: "uint64", 16: "bfloat16", 17: "float8e4m3fn",
          18: "float8e4m3fnuz", 19: "float8e5m2", 20: "float8e5m2fnuz", 21: "uint4", 22: "int4",
          23: "float4e2m1"}  # fmt: skip
_SHAPES = frozenset({"int64", "int32", "bool", "string"})  # also what indexes and shapes are made of
_QUANTISED = (
    "QLinear", "DynamicQuantize", "QuantizeLinear", "DequantizeLinear", "MatMulInteger", "ConvInteger", "QAttention",
    "QGemm", "MatMulNBits", "QOrdered", "QEmbedLayerNormalization",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OnnxGraph:
    """types: of the weights, sorted; quantised: whether some operator computes with, or makes, quantised numbers."""

    types: tuple[str, ...] = ()
    quantised: bool = False


@dataclass(slots=True)
class _Budget:
    fields: int = MAX_FIELDS


def onnx_graph(stream: BinaryIO) -> OnnxGraph:
    """ModelProto.graph 7 -> NodeProto 1 (op_type 4), TensorProto 5 (data_type 2). Ends where the data breaks off."""
    end = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    types: set[str] = set()
    quantised = False
    budget = _Budget()
    for number, size in _spans(stream, end, budget):
        if number != 7:
            continue
        for inner, length in _spans(stream, stream.tell() + size, budget):
            place = stream.tell()
            if inner == 1:
                for field, count in _spans(stream, place + length, budget):
                    if field == 4:
                        name = stream.read(min(count, MAX_NAME)).decode("ascii", "replace")
                        quantised = quantised or name.startswith(_QUANTISED)
            elif inner == 5 and (kind := _data_type(stream, place + length, budget)) is not None:
                types.add(_TYPES.get(kind, f"type {kind}"))
    return OnnxGraph(types=tuple(sorted(types - _SHAPES)), quantised=quantised)


def _data_type(stream: BinaryIO, end: int, budget: _Budget) -> int | None:
    for number, value in _spans(stream, end, budget):
        if number == -2:
            return value
    return None


def _spans(stream: BinaryIO, end: int, budget: _Budget) -> Iterator[tuple[int, int]]:
    """(field number, length) of what has a length, the stream standing there; (-number, value) of numbers."""
    while stream.tell() < end and budget.fields > 0:
        budget.fields -= 1
        tag = varint(stream)
        if tag is None or tag >> 3 == 0:
            return
        kind = tag & 7
        if kind not in (0, 1, 2, 5):
            return
        value = {1: 8, 5: 4}.get(kind) or varint(stream)
        if value is None:
            return
        if kind == 0:
            yield -(tag >> 3), value
            continue
        after = stream.tell() + value
        if after > end:
            return
        if kind == 2:
            yield tag >> 3, value
        stream.seek(after)
