"""Model files -> the library versions and format versions recorded inside. Each takes the file's first bytes.

All raise ValueError where the bytes are not of the format.
"""

from __future__ import annotations

import ast
import json
import re
import struct
from dataclasses import dataclass

from parity.parsers.wire_format import fields

MAX_HEADER = 16 << 20  # bytes of JSON that a safetensors header may have here


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """producers: (library, version), sorted; protocol: the format's own version."""

    producers: tuple[tuple[str, str], ...] = ()
    protocol: str | None = None


def parse_onnx(head: bytes) -> ModelFile:
    """ModelProto (onnx.proto): ir_version 1, producer_name 2, producer_version 3."""
    found = dict(fields(head))
    ir_version, name, version = found.get(1), found.get(2), found.get(3)
    if not isinstance(ir_version, int) or not 0 < ir_version < 100:
        raise ValueError("it has no ir_version")
    named = isinstance(name, bytes) and isinstance(version, bytes) and bool(version)
    producers = ((_text(name), _text(version)),) if named else ()
    return ModelFile(producers=producers, protocol=f"ir {ir_version}")


def parse_saved_model(head: bytes) -> ModelFile:
    """SavedModel -> MetaGraphDef 2 -> MetaInfoDef 1 -> tensorflow_version 5."""
    graphs = [value for number, value in fields(head) if number == 2 and isinstance(value, bytes)]
    infos = [value for graph in graphs for number, value in fields(graph) if number == 1 and isinstance(value, bytes)]
    versions = [value for info in infos for number, value in fields(info) if number == 5 and isinstance(value, bytes)]
    return ModelFile(producers=tuple(sorted({("tensorflow", _text(version)) for version in versions})))


def parse_safetensors(head: bytes) -> ModelFile:
    """Eight bytes of length, then JSON; `__metadata__` says what wrote it, if anything does."""
    if len(head) < 8:
        raise ValueError("it is too short")
    size = struct.unpack("<Q", head[:8])[0]
    if size > MAX_HEADER or size > len(head) - 8:
        raise ValueError(f"its header claims {size} bytes")
    try:
        header = json.loads(head[8 : 8 + size])
    except RecursionError as error:
        raise ValueError("its header is nested too deeply") from error
    metadata = header.get("__metadata__") if isinstance(header, dict) else None
    written_by = metadata.get("format") if isinstance(metadata, dict) else None
    return ModelFile(protocol=str(written_by) if written_by else None)


def parse_keras_metadata(data: bytes) -> ModelFile:
    """metadata.json of a .keras file."""
    document = json.loads(data)
    version = document.get("keras_version") if isinstance(document, dict) else None
    return ModelFile(producers=(("keras", version),) if isinstance(version, str) else ())


def parse_hdf5(head: bytes) -> ModelFile:
    """Keras writes its version as an attribute of the root group, which lies among the first bytes."""
    if b"\x89HDF\r\n\x1a\n" not in head[:2048]:
        raise ValueError("it has no HDF5 signature")
    at = head.find(b"keras_version\x00")
    found = re.search(rb"(\d+\.\d+\.\d+[\w.-]*)", head[at : at + 512]) if at >= 0 else None
    return ModelFile(producers=(("keras", _text(found.group(1))),) if found else ())


def parse_xgboost(head: bytes) -> ModelFile:
    """JSON and UBJSON models carry "version": [major, minor, patch]."""
    text = re.search(rb'"version"\s*:\s*\[(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\]', head)
    if text is not None:
        return ModelFile(producers=(("xgboost", ".".join(_text(part) for part in text.groups())),))
    at = head.find(b"L\x00\x00\x00\x00\x00\x00\x00\x07version[")
    if at < 0:
        raise ValueError("it records no version")
    numbers = re.findall(rb"(?:[iU](.)|I(..)|l(....)|L(.{8}))", head[at + 17 : at + 80], re.DOTALL)[:3]
    parts = [int.from_bytes(next(filter(None, groups)), "big") for groups in numbers]
    if len(parts) < 3:
        raise ValueError("it records no version")
    return ModelFile(producers=(("xgboost", ".".join(map(str, parts))),))


def parse_lightgbm(head: bytes) -> ModelFile:
    """Text models begin "tree\\nversion=v4"."""
    found = re.match(rb"tree\r?\nversion=(v\d+)", head)
    if found is None:
        raise ValueError("it is no LightGBM text model")
    return ModelFile(protocol=_text(found.group(1)))


def parse_npy(head: bytes) -> ModelFile:
    """The header's dtype and shape (numpy.lib.format)."""
    if not head.startswith(b"\x93NUMPY") or len(head) < 12:
        raise ValueError("it has no NumPy signature")
    major = head[6]
    size, start = (struct.unpack("<H", head[8:10])[0], 10) if major == 1 else (struct.unpack("<I", head[8:12])[0], 12)
    try:
        header = ast.literal_eval(head[start : start + min(size, 65_536)].decode("latin-1").strip())
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError("its header is no Python literal") from error
    if not isinstance(header, dict):
        raise ValueError("its header is no dictionary")
    return ModelFile(protocol=f"{header.get('descr')} {header.get('shape')}"[:200])


def parse_parquet(tail: bytes) -> ModelFile:
    """The footer's created_by: "parquet-cpp-arrow version 14.0.1". Takes the file's last bytes."""
    if not tail.endswith(b"PAR1"):
        raise ValueError("it has no Parquet footer")
    found = re.search(rb"(parquet-cpp-arrow|fastparquet-python|parquet-mr|Polars)(?: version)? (\d[\w.+-]*)", tail)
    return ModelFile(producers=((_text(found.group(1)), _text(found.group(2))),) if found else ())


def parse_gguf(head: bytes) -> ModelFile:
    """Magic and version."""
    if not head.startswith(b"GGUF") or len(head) < 8:
        raise ValueError("it has no GGUF signature")
    return ModelFile(protocol=str(struct.unpack("<I", head[4:8])[0]))


def _text(data: object) -> str:
    return data.decode("utf-8", "replace")[:100] if isinstance(data, bytes) else ""
