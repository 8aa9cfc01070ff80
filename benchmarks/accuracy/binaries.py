"""Model files and tables of binary formats, small and as their libraries write them, before and after an edit."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import pickle
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.accuracy.databases import database
from benchmarks.accuracy.edits import Edit
from benchmarks.accuracy.wire import field, number, thrift

NOTES = (
    "metadata", "header", "time", "date", "level", "recompress", "compressed again", "comment", "producer",
    "doc_string", "docstring", "doc string", "description", "author", "general.name", "run_id", "license",
    "parameters block", "training parameters",
)  # fmt: skip
ACTING = (
    "weight", "quanti", "precision", "retrain", "fine-tun", "finetun", "refit", "layer", "tree", "vector", "value",
)  # fmt: skip
# Words for how a file is written, whatever it holds; and those that are used for contents, too.
WRITTEN = (
    "compress", "gzip", "zlib", "zstd", "snappy", "lz4", "brotli", "codec", "deflat", "repack", "re-pack", "dump",
    "re-save", "resave", "re-seriali", "reseriali", "protocol", "row group", "row_group", "fortran", "column-major",
    "c order", "endian", "format version", "mmap", "float_data", "raw_data", "savez", "ir_version", "node name",
    "dictionary encoding", "pretty", "indent", "minif", "whitespace", "alignment", "pickled again",
    "order c ->", "order f ->",
)  # fmt: skip
MAYBE_WRITTEN = ("stored", "json", "encod", "order", "shard", "split")
TYPES = {
    "F32": ("float32", "f32", "single", "full precision", "fp32"), "F16": ("half", "fp16", "float16", "f16"),
    "BF16": ("bf16", "bfloat16"), "I8": ("int8", "8-bit", "8 bit", "quanti"), "F64": ("float64", "f64", "double"),
    "I4": ("int4", "4-bit", "4 bit", "q4"),
}  # fmt: skip
_BYTES_EACH = {"F32": 4, "F16": 2, "BF16": 2, "I8": 1, "F64": 8, "I4": 1}
_ONNX_TYPES = {"F32": 1, "F16": 10, "BF16": 16, "I8": 3, "F64": 11, "I4": 22}


def content_differs(edit: Edit) -> bool:
    """Whether what is loaded differs, and not only notes or how the file is written."""
    written = edit.has(*WRITTEN) or edit.has(*NOTES)
    if edit.same:
        return not (written or edit.has(*MAYBE_WRITTEN)) and bool(edit.acting)
    return not (written and (re.search(r"\bonly\b", edit.words) or not edit.has(*ACTING)))


def seed(said: Mapping[str, Any], edit: Edit, edited: bool) -> str:
    """What a side's content is made from: the same on both sides where only its writing differs."""
    if edit.words and not content_differs(edit):
        return ""
    return str(said.get("sha256") or said.get("version") or edited)


def weights(said: Mapping[str, Any], edit: Edit, edited: bool, size: int) -> bytes:
    return hashlib.shake_256(seed(said, edit, edited).encode()).digest(size)


def type_of(said: Mapping[str, Any], edit: Edit, edited: bool) -> str:
    """The type of the numbers that a side's words name; float32 where they name none."""
    stated = " ".join(
        str(said.get(key, "")) for key in ("dtype", "precision", "quantisation", "quantization", "type")
    ).lower()
    stated = stated if stated.strip() else edit.side(edited)
    return next((name for name, spellings in TYPES.items() if any(word in stated for word in spellings)), "F32")


def safetensors(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    kind = type_of(said, edit, edited)
    data = weights(said, edit, edited, 16 * _BYTES_EACH[kind])
    half = len(data) // 2
    halves = {"a": (0, half), "b": (half, len(data))}
    if edited and edit.same and edit.has("order"):
        data, halves = data[half:] + data[:half], {"a": (half, len(data)), "b": (0, half)}
    header: dict[str, Any] = {
        name: {"dtype": kind, "shape": [8], "data_offsets": list(span)} for name, span in halves.items()
    }
    if edited and edit.has(*NOTES):
        header = {"__metadata__": {"format": "pt", "note": "again"}, **header}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def onnx(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    """A model of one weight and one operator (onnx.proto)."""
    kind = type_of(said, edit, edited)
    data = weights(said, edit, edited, 16 * _BYTES_EACH[kind])
    if edit.has("batch", "dimension", "shape", "axes", "input", "output") and not edit.same:
        data = hashlib.shake_256(b"").digest(len(data))  # the weights stay
    operator = b"DynamicQuantizeLinear" if kind in ("I8", "I4") else b"MatMul"
    place = 4 if edited and edit.has("raw_data", "float_data") else 9
    parts = [number(1, 16), number(2, _ONNX_TYPES[kind]), field(8, b"w"), field(9, data)]
    if place == 4:
        parts = [parts[0], parts[1], field(4, data), parts[2]]
    name = b"again" if edited and edit.has("node name") else b"node"
    node = field(1, b"x") + field(1, b"w") + field(2, b"y") + field(3, name) + field(4, operator)
    fixed = edited and edit.has("batch", "dimension", "dynamic ax", "static shape", "fixed shape")
    sizes = field(1, number(1, 1) if fixed else field(2, b"N")) + field(1, number(1, 4))
    shaped = field(1, b"x2" if edited and edit.has("input renamed", "input name") else b"x") + field(
        2, field(1, number(1, 1) + field(2, sizes))
    )
    result = field(1, b"z" if edited and edit.has("output") else b"y")
    graph = field(1, node) + field(5, b"".join(parts)) + field(11, shaped) + field(12, result)
    opset = re.search(r"opset\D*(\d+)", edit.words)
    after = re.search(r"(?:->|→)\s*(\d+)", edit.words)
    level = int(str(said.get("opset") or (after[1] if edited and opset and after else opset[1] if opset else 17)))
    release = re.search(r"ir_version\D*(\d+)", edit.words)
    version = int(after[1]) if edited and release and after else 8
    notes = field(6, b"again") if edited and edit.has(*NOTES) else b""
    producer = field(2, b"tf2onnx" if edited and edit.has("producer_name") else b"pytorch") + field(3, b"2.1.0")
    return number(1, version) + producer + notes + field(7, graph) + field(8, number(2, level))


def array(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    """Four rows and four columns (numpy.lib.format)."""
    kind = type_of(said, edit, edited)
    words = edit.side(edited)
    items = weights(said, edit, edited, 16)
    columns = any(word in words for word in ("fortran", "column-major", "f order", "f-order", "column major"))
    columns = columns or words.strip() in ("f", "order f")
    columns = columns and "fortran_order false" not in words
    values = [items[row * 4 + column] / 8 for row in range(4) for column in range(4)]
    if columns:
        values = [values[row * 4 + column] for column in range(4) for row in range(4)]
    order = ">" if "big" in words and "endian" in words else "<"
    form, letter = {"F16": ("f2", "e"), "F64": ("f8", "d"), "I8": ("i1", "b")}.get(kind, ("f4", "f"))
    order = "|" if letter == "b" else order
    data = struct.pack(f"{order if order != '|' else '<'}16{letter}", *(map(int, values) if letter == "b" else values))
    header = f"{{'descr': '{order}{form}', 'fortran_order': {columns}, 'shape': (4, 4), }}".ljust(117) + "\n"
    if edited and edit.has("format version"):
        return b"\x93NUMPY\x02\x00" + struct.pack("<I", len(header)) + header.encode() + data
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data


def pickled_object(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    """A plain state, as pickle and joblib write it."""
    items = weights(said, edit, edited, 8)
    state = {"mean_": [item / 8 for item in items], "scale_": [1.0, 2.0], "names": ["a", "b"], "with_mean": True}
    words = edit.side(edited)
    stated = re.search(r"protocol\D*(\d)", words)
    stated = stated or (re.search(r"^\s*(\d)\b", words) if "protocol" in edit.words else None)
    data = pickle.dumps(state, protocol=int(stated[1]) if stated else 4)
    plain = re.search(r"uncompress|compress\W+(0|false|none)\b", words)
    if plain or not re.search("compress|gz|zlib|lz|bz2|xz", words):
        return data
    if "gzip" in words:
        return gzip.compress(data, 3)
    if "lzma" in words or "xz" in words:
        return lzma.compress(data)
    return bz2.compress(data) if "bz2" in words else zlib.compress(data, 3)


def parquet(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    """Two columns of eight rows; its pages are not real, its footer is (parquet.thrift)."""
    words = edit.side(edited)
    codecs = {"uncompressed": 0, "none": 0, "snappy": 1, "gzip": 2, "brotli": 4, "lz4": 7, "zstd": 6}
    codec = next((number for name, number in codecs.items() if name in words), 1)
    items = sorted(weights(said, edit, edited, 8))
    plain = edited and "dictionary" in edit.words
    pages = hashlib.shake_256(bytes(items) + bytes([codec, plain])).digest(64)
    groups = 4 if edited and re.search(r"row.?group", edit.words) else 1
    chunks = []
    kind = 1 if edited and "int64" in edit.before and "int32" in edit.after else 2
    for name in (b"id", b"value"):
        ends = [struct.pack("<i" if kind == 1 else "<q", item) for item in (items[0], items[-1])]
        statistics = {3: ("i64", 0), 5: ("binary", ends[1]), 6: ("binary", ends[0])}
        told = {
            1: ("i32", kind), 2: ("list", "i32", [0, 3] if plain else [0, 3, 8]), 3: ("list", "binary", [name]),
            4: ("i32", codec), 5: ("i64", 8 // groups), 6: ("i64", 64), 7: ("i64", len(pages)), 9: ("i64", 4),
            12: ("struct", statistics),
        }  # fmt: skip
        chunks.append({2: ("i64", 4), 3: ("struct", told)})
    group = {1: ("list", "struct", chunks), 2: ("i64", 128), 3: ("i64", 8 // groups)}
    schema = [{4: ("binary", b"schema"), 5: ("i32", 2)}]
    schema += [{1: ("i32", kind), 3: ("i32", 0), 4: ("binary", name)} for name in (b"id", b"value")]
    written = b"parquet-cpp-arrow version " + (b"14.0.1" if edited and "written by" in edit.words else b"12.0.1")
    footer = thrift({
        1: ("i32", 2), 2: ("list", "struct", schema), 3: ("i64", 8), 4: ("list", "struct", [group] * groups),
        6: ("binary", written),
    })  # fmt: skip
    return b"PAR1" + pages + footer + struct.pack("<I", len(footer)) + b"PAR1"


INDICES = (
    (("hnsw",), b"IHNf"), (("ivf", "pq"), b"IwPQ"), (("ivf",), b"IwFl"), (("pq",), b"IxPq"), (("sq",), b"IxSQ"),
    (("lsh",), b"IxHe"), (("idmap",), b"IxMp"), (("flatip", "inner product"), b"IxFI"),
)  # fmt: skip


def index(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    """A FAISS index: four letters, dimension, count, and what it holds."""
    words = f"{edit.side(edited)} {said.get('index', '')}".lower()
    kind = next((name for words_of, name in INDICES if all(word in words for word in words_of)), b"IxF2")
    items = hashlib.shake_256((str(said.get("sha256")) + kind.decode()).encode()).digest(64)
    return kind + struct.pack("<iqqq?i", 16, 4, 1 << 20, 1 << 20, True, 1) + items


GGML = {"f32": 0, "f16": 1, "q4_0": 2, "q4_1": 3, "q5_0": 6, "q5_1": 7, "q8_0": 8, "q2_k": 10, "q3_k": 11, "q4_k": 12,
        "q5_k": 13, "q6_k": 14, "bf16": 30}  # fmt: skip


def gguf(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    stated = " ".join(str(said.get(key, "")) for key in ("quantisation", "quantization", "dtype", "type"))
    words = f"{stated} {edit.side(edited)}".lower()
    kind = next((number for name, number in GGML.items() if name in words), 1)

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    base = 1e6 if edited and "rope" in edit.words else 1e4
    name = "other" if edited and edit.has(*NOTES) else "model"
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 3)
    head += text("general.architecture") + struct.pack("<I", 8) + text("llama")
    head += text("general.name") + struct.pack("<I", 8) + text(name)
    head += text("llama.rope.freq_base") + struct.pack("<If", 6, base)
    head += text("w") + struct.pack("<IQQIQ", 2, 32, 2, kind, 0)
    return head.ljust(-(-len(head) // 32) * 32, b"\0") + b"\1" + weights(said, edit, edited, 63)


def tflite(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    """A FlatBuffer with one graph of one tensor (schema.fbs): tables behind their virtual tables."""
    kind = {"F32": 0, "F16": 1, "I8": 9, "I4": 17}.get(type_of(said, edit, edited), 0)
    head = struct.pack("<I4s", 20, b"TFL3") + struct.pack("<HHHHH", 10, 8, 0, 0, 4) + b"\0\0"
    graphs = struct.pack("<iI", 12, 4) + struct.pack("<II", 1, 4 + 8)  # Model: subgraphs -> one offset
    graph = struct.pack("<HHH", 6, 8, 4) + b"\0\0" + struct.pack("<iI", 8, 4) + struct.pack("<II", 1, 4 + 8)
    tensor = struct.pack("<HHHH", 8, 8, 0, 4) + struct.pack("<iBBBB", 8, kind, 0, 0, 0)
    return head + graphs + graph + tensor + weights(said, edit, edited, 32)


def keras(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    moment = "2024-02-01@00:00:00" if edited else "2023-01-01@00:00:00"
    members = {
        "metadata.json": json.dumps({"keras_version": "3.0.0", "date_saved": moment}).encode(),
        "config.json": b'{"module": "keras", "class_name": "Sequential"}',
        "model.weights.h5": b"\x89HDF\r\n\x1a\n" + weights(said, edit, edited, 64),
    }
    return zipped(members, later=edited)


def zipped(members: Mapping[str, bytes], *, later: bool, stored: bool = False) -> bytes:
    stream = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(stream, "w", method, compresslevel=None if stored else 1 if later else 9) as archive:
        moment = (2024, 2, 1, 0, 0, 0) if later else (2023, 1, 1, 0, 0, 0)
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, moment), data, method)
    return stream.getvalue()


BINARY: Mapping[str, Callable[[Mapping[str, Any], Edit, bool], bytes]] = {
    ".safetensors": safetensors, ".onnx": onnx, ".npy": array, ".pkl": pickled_object, ".pickle": pickled_object,
    ".joblib": pickled_object, ".dill": pickled_object, ".parquet": parquet, ".faiss": index, ".index": index,
    ".gguf": gguf, ".tflite": tflite, ".keras": keras, ".sqlite": database,
    ".sqlite3": database, ".db": database,
}  # fmt: skip
