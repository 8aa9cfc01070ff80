"""Model files -> the library versions and format versions recorded inside.

Each parser takes a seekable stream at its beginning, or bytes, and raises ValueError where they are not of the format.
"""

from __future__ import annotations

import ast
import io
import json
import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from parity.parsers.hdf5_attribute import text_attribute
from parity.parsers.onnx_graph import onnx_graph
from parity.parsers.thrift_compact import parse_struct
from parity.parsers.wire_format import fields
from parity.parsers.xgboost_model import version_in

MAX_HEADER = 16 << 20  # bytes of JSON that a safetensors header may have here, or of a Parquet footer
MAX_SCAN = 4 << 20  # bytes searched for a version, at each end of a file
MAX_VERSION = 64  # characters
MAX_TYPES = 32  # of numbers, in one file
_CATBOOST = re.compile(rb"CatBoost release (\d[\w.]*)")
_PANDAS = re.compile(rb'"pandas_version": "(\d[\w.+]*)"')
_CREATED_BY = re.compile(r"([A-Za-z][\w .-]*?)(?: version| v)? ?(\d+\.[\w.+-]*)")
_MLMODEL = re.compile(r"^\s*([a-z]\w*)_version: *['\"]?(\d[\w.+]*)", re.MULTILINE)
_MLMODEL_LIBRARIES = {"sklearn": "scikit-learn", "pytorch": "torch", "xgb": "xgboost", "lgb": "lightgbm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """producers: (library, version), sorted; protocol: the format's own version; modules: what loading imports.

    precision: types of the numbers that it is made of, sorted; integer: whether it computes with quantised numbers.
    """

    producers: tuple[tuple[str, str], ...] = ()
    protocol: str | None = None
    modules: tuple[str, ...] = ()
    precision: tuple[str, ...] = ()
    integer: bool = False


def parse_onnx(data: bytes | BinaryIO) -> ModelFile:
    """ModelProto: ir_version 1, producer_name 2, producer_version 3, opset_import 8 (1: domain, 2: version)."""
    single: dict[int, int | bytes] = {}
    opsets: list[str] = []
    for number, value in fields(data):
        if number == 8 and isinstance(value, bytes):
            inside = dict(fields(value))
            version = inside.get(2)
            if isinstance(version, int):
                opsets.append(f"{_text(inside.get(1)) or 'ai.onnx'} {version}")
        else:
            single[number] = value
    ir_version, name, release = single.get(1), _text(single.get(2)), _text(single.get(3))
    if not isinstance(ir_version, int) or not 0 < ir_version < 100:
        raise ValueError("it has no ir_version")
    protocol = ", ".join([f"ir {ir_version}", *(f"opset {opset}" for opset in sorted(opsets)[:16])])
    stream = _stream(data)
    stream.seek(0)
    graph = onnx_graph(stream)
    return ModelFile(
        producers=((name, release),) if name and release else (),
        protocol=protocol,
        precision=graph.types,
        integer=graph.quantised,
    )


def parse_saved_model(data: bytes | BinaryIO) -> ModelFile:
    """SavedModel -> MetaGraphDef 2 -> MetaInfoDef 1 -> tensorflow_version 5."""
    versions = set()
    found = False
    for number, graph in fields(_whole(data)):
        found = found or number == 1
        for inner, info in fields(graph) if number == 2 and isinstance(graph, bytes) else ():
            if inner == 1 and isinstance(info, bytes):
                versions |= {_text(value) for place, value in fields(info) if place == 5}
    if not found:
        raise ValueError("it is no SavedModel")
    return ModelFile(producers=tuple(sorted(("tensorflow", version) for version in versions if version)))


def parse_safetensors(data: bytes | BinaryIO) -> ModelFile:
    """Eight bytes of length, then JSON; `__metadata__` says what wrote it, if anything does."""
    stream = _stream(data)
    head = stream.read(8)
    if len(head) < 8:
        raise ValueError("it is too short")
    size = struct.unpack("<Q", head)[0]
    if size > MAX_HEADER:
        raise ValueError(f"its header claims {size} bytes")
    header = _json(stream.read(size))
    metadata = header.get("__metadata__")
    written_by = metadata.get("format") if isinstance(metadata, dict) else None
    types = {str(entry.get("dtype"))[:MAX_VERSION] for entry in header.values() if isinstance(entry, dict)} - {"None"}
    precision = tuple(sorted(types))[:MAX_TYPES]
    return ModelFile(protocol=str(written_by)[:MAX_VERSION] if written_by else None, precision=precision)


def parse_keras_metadata(data: bytes) -> ModelFile:
    """metadata.json of a .keras file."""
    version = _json(data).get("keras_version")
    return ModelFile(producers=(("keras", version[:MAX_VERSION]),) if isinstance(version, str) else ())


def parse_hdf5(data: bytes | BinaryIO) -> ModelFile:
    """Keras writes its version, and its backend, as attributes of the root group."""
    stream = _stream(data)
    version = text_attribute(stream, "keras_version")
    if not version:
        return ModelFile()
    stream.seek(0)
    return ModelFile(producers=(("keras", version),), protocol=text_attribute(stream, "backend"))


def parse_xgboost(data: bytes | BinaryIO) -> ModelFile:
    """JSON has its version at the end, Universal Binary JSON too; the old binary format has none."""
    version = next(filter(None, map(version_in, _ends(data))), None)
    if version is None:
        raise ValueError("it records no version")
    return ModelFile(producers=(("xgboost", version),))


def parse_lightgbm(data: bytes | BinaryIO) -> ModelFile:
    """Text models begin "tree\\nversion=v4"."""
    found = re.match(rb"tree\r?\nversion=(v\d+)", _stream(data).read(64))
    if found is None:
        raise ValueError("it is no LightGBM text model")
    return ModelFile(protocol=_text(found.group(1)))


def parse_catboost(data: bytes | BinaryIO) -> ModelFile:
    """Magic, and the release among the model's own notes."""
    ends = _ends(data)
    if not ends[0].startswith(b"CBM1"):
        raise ValueError("it has no CatBoost signature")
    found = next(filter(None, map(_CATBOOST.search, ends)), None)
    return ModelFile(producers=(("catboost", _text(found[1]).rstrip(".")),) if found else ())


def parse_npy(data: bytes | BinaryIO) -> ModelFile:
    """The header's dtype and shape (numpy.lib.format)."""
    stream = _stream(data)
    head = stream.read(12)
    if not head.startswith(b"\x93NUMPY") or len(head) < 12:
        raise ValueError("it has no NumPy signature")
    size, start = (struct.unpack("<H", head[8:10])[0], 10) if head[6] == 1 else (struct.unpack("<I", head[8:])[0], 12)
    stream.seek(start)
    try:
        header = ast.literal_eval(stream.read(min(size, 65_536)).decode("latin-1").strip())
    except (SyntaxError, RecursionError, MemoryError, TypeError) as error:
        raise ValueError("its header is no Python literal") from error
    if not isinstance(header, dict):
        raise ValueError("its header is no dictionary")
    return ModelFile(protocol=f"{header.get('descr')} {header.get('shape')}"[:200])


def parse_parquet(data: bytes | BinaryIO) -> ModelFile:
    """FileMetaData (parquet.thrift): key_value_metadata 5 (key 1, value 2), created_by 6; it stands at the end."""
    stream = _stream(data)
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - 8))
    size, magic = struct.unpack("<I4s", stream.read(8)) if end >= 12 else (0, b"")
    if magic != b"PAR1" or size > min(MAX_HEADER, end - 8):
        raise ValueError("it has no Parquet footer")
    stream.seek(end - 8 - size)
    footer = parse_struct(stream.read(size))
    producers = set()
    if created := _CREATED_BY.match(_text(footer.get(6))):
        producers.add((created[1].strip(), created[2]))
    pairs = footer.get(5)
    for pair in pairs if isinstance(pairs, list) else ():
        value = pair.get(2) if isinstance(pair, dict) and pair.get(1) == b"pandas" else None
        if isinstance(value, bytes) and (pandas := _PANDAS.search(value)):
            producers.add(("pandas", _text(pandas[1])))
    return ModelFile(producers=tuple(sorted(producers)))


def parse_arrow(data: bytes | BinaryIO) -> ModelFile:
    """Magic of Arrow's file format, and pandas' note in the schema."""
    ends = _ends(data)
    if not ends[0].startswith((b"ARROW1", b"FEA1")):
        raise ValueError("it has no Arrow signature")
    found = next(filter(None, map(_PANDAS.search, ends)), None)
    return ModelFile(producers=(("pandas", _text(found[1])),) if found else ())


def parse_gguf(data: bytes | BinaryIO) -> ModelFile:
    """Magic and version."""
    head = _stream(data).read(8)
    if not head.startswith(b"GGUF") or len(head) < 8:
        raise ValueError("it has no GGUF signature")
    return ModelFile(protocol=str(struct.unpack("<I", head[4:8])[0]))


def parse_mlmodel(data: bytes | BinaryIO) -> ModelFile:
    """MLflow's MLmodel: YAML with lines such as "sklearn_version: 1.2.2"."""
    text = _stream(data).read(MAX_SCAN).decode("utf-8", "replace")
    if "flavors:" not in text:
        raise ValueError("it names no flavors")
    found = {(_MLMODEL_LIBRARIES.get(name, name), version) for name, version in _MLMODEL.findall(text)}
    return ModelFile(producers=tuple(sorted(found)))


def _stream(data: bytes | BinaryIO) -> BinaryIO:
    return io.BytesIO(data) if isinstance(data, bytes) else data


def _whole(data: bytes | BinaryIO) -> bytes:
    return data if isinstance(data, bytes) else data.read(MAX_HEADER)


def _ends(data: bytes | BinaryIO) -> tuple[bytes, bytes]:
    """The first and the last bytes of a file."""
    stream = _stream(data)
    head = stream.read(MAX_SCAN)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(len(head), size - MAX_SCAN))
    return head, stream.read(MAX_SCAN)


def _json(data: bytes) -> dict[str, object]:
    try:
        document = json.loads(data)
    except RecursionError as error:
        raise ValueError("its JSON is nested too deeply") from error
    if not isinstance(document, dict):
        raise ValueError("its JSON is no object")
    return document


def _text(data: object) -> str:
    return data.decode("utf-8", "replace")[:MAX_VERSION] if isinstance(data, bytes) else ""
