"""Model files -> the library versions and format versions recorded inside.

Each parser takes a seekable stream at its beginning, or bytes, and raises ValueError where they are not of the format.
"""

from __future__ import annotations

import io
import json
import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from parity.parsers.array_meaning import array_header
from parity.parsers.gguf_file import gguf_head, is_quantised
from parity.parsers.hdf5_attribute import text_attribute
from parity.parsers.onnx_graph import onnx_graph
from parity.parsers.parquet_outline import outline
from parity.parsers.tflite_file import tensor_types
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
    layout: how values lie in it; outline: hex sha256 of what it tells of them without their being read.
    """

    producers: tuple[tuple[str, str], ...] = ()
    protocol: str | None = None
    modules: tuple[str, ...] = ()
    precision: tuple[str, ...] = ()
    integer: bool = False
    layout: str | None = None
    outline: str | None = None


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
    """Text models begin "tree\\nversion=v4", and tell the size of each of their trees."""
    head = _stream(data).read(MAX_SCAN)
    found = re.match(rb"tree\r?\nversion=(v\d+)", head)
    if found is None:
        raise ValueError("it is no LightGBM text model")
    sizes = re.search(rb"^tree_sizes=([\d ]+)", head, re.MULTILINE)
    trees = f", {len(sizes[1].split())} trees" if sizes else ""
    return ModelFile(protocol=_text(found.group(1)) + trees)


def parse_catboost(data: bytes | BinaryIO) -> ModelFile:
    """Magic, and the release among the model's own notes."""
    ends = _ends(data)
    if not ends[0].startswith(b"CBM1"):
        raise ValueError("it has no CatBoost signature")
    found = next(filter(None, map(_CATBOOST.search, ends)), None)
    return ModelFile(producers=(("catboost", _text(found[1]).rstrip(".")),) if found else ())


def parse_npy(data: bytes | BinaryIO) -> ModelFile:
    """The header's dtype and shape (numpy.lib.format)."""
    header = array_header(_stream(data))
    return ModelFile(protocol=f"{header.descr} {header.shape}"[:200], layout=header.layout)


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
    rows = outline(footer)
    return ModelFile(producers=tuple(sorted(producers)), layout=rows.layout, outline=rows.rows)


def parse_arrow(data: bytes | BinaryIO) -> ModelFile:
    """Magic of Arrow's file format, and pandas' note in the schema."""
    ends = _ends(data)
    if not ends[0].startswith((b"ARROW1", b"FEA1")):
        raise ValueError("it has no Arrow signature")
    found = next(filter(None, map(_PANDAS.search, ends)), None)
    return ModelFile(producers=(("pandas", _text(found[1])),) if found else ())


def parse_gguf(data: bytes | BinaryIO) -> ModelFile:
    """Version, and the types of the tensors."""
    found = gguf_head(_stream(data))
    return ModelFile(protocol=str(found.version), precision=found.types, integer=is_quantised(found.types))


def parse_tflite(data: bytes | BinaryIO) -> ModelFile:
    """Types of the tensors; whole numbers of few bits are those of quantisation."""
    types = tensor_types(_stream(data))
    return ModelFile(precision=types[:MAX_TYPES], integer=bool({"int8", "uint8", "int4"} & {*types}))


def parse_index(data: bytes | BinaryIO) -> ModelFile:
    """FAISS begins with four letters that tell the kind of index (faiss/impl/index_write.cpp)."""
    head = _stream(data).read(4)
    found = re.fullmatch(rb"I[A-Za-z][A-Za-z0-9]{2}", head)
    return ModelFile(protocol=_text(head) if found else None)


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
