"""Files as a case tells them: a document of the format that the file's name tells, before and after the edit named."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import posixpath
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

DOCUMENT: Mapping[str, Any] = {
    "name": "café", "version": 3, "threshold": 0.5, "lowercase": True, "labels": ["negative", "positive", "neutral"],
    "scale": {"mean": 0.25, "std": 1.5}, "steps": ["clean", "scale", "predict"],
}  # fmt: skip
LINES = ("the", "and", "model", "price", "café", "seven", "ten", "zebra")
ROWS = (("a", "b", "label"), ("1", "2.5", "low"), ("3", "4.5", "high"), ("5", "6.5", "low"))
# Words that name an edit which leaves what is said alone -> how the document is written instead.
SPELLINGS = (
    ("final newline", "trailing newline", "newline at the end", "newline at end"),
    ("crlf", "line ending", "dos line"),
    ("comment",),
    ("key order", "keys sorted", "sorted keys", "order of keys", "order of the keys", "keys reordered"),
    (
        "whitespace",
        "blank",
        "indent",
        "pretty",
        "reformat",
        "formatted",
        "formatting",
        "minif",
        "style",
        "spaces",
        "quot",
    ),
    ("written", "spelled", "spelling", "notation", "escape", "ascii"),
)
NOTES = (
    "metadata", "header", "time", "date", "level", "recompress", "compressed again", "comment", "producer",
    "doc_string", "docstring", "description", "author",
)  # fmt: skip
TYPES = {
    "F32": ("float32", "f32", "single", "full precision", "fp32"), "F16": ("half", "fp16", "float16", "f16"),
    "BF16": ("bf16", "bfloat16"), "I8": ("int8", "8-bit", "8 bit", "quanti"), "F64": ("float64", "f64", "double"),
    "I4": ("int4", "4-bit", "4 bit", "q4"),
}  # fmt: skip
BYTES_EACH = {"F32": 4, "F16": 2, "BF16": 2, "I8": 1, "F64": 8, "I4": 1}
ONNX_TYPES = {"F32": 1, "F16": 10, "BF16": 16, "I8": 3, "F64": 11, "I4": 22}


def document(name: str, said: Mapping[str, Any], edit: str | None, *, edited: bool) -> bytes:
    """The file of one side.

    Args:
        edit: what the case says differs, None where it only says that something does.
        edited: whether this side has it.
    """
    stem, suffix = posixpath.splitext(name.lower())
    words = (edit or "").lower()
    if suffix in PACKED:
        notes = edited and any(word in words for word in NOTES)
        inner = document(stem, said, None if notes else edit, edited=edited and not notes)
        return PACKED[suffix](inner, later=notes)
    if suffix in BINARY:
        return BINARY[suffix](said, words, edited)
    shape = next((shape for shape, suffixes in TEXTS.items() if suffix in suffixes), None)
    if shape is None:
        seed = str(said.get("sha256") or said.get("version") or json.dumps(dict(said), sort_keys=True))
        return b"\x00model" + hashlib.shake_256(seed.encode()).digest(64)
    return _text(shape, suffix, edit, edited)


TEXTS = {
    "document": (".json", ".yaml", ".yml", ".toml", ".ini", ".cfg"),
    "table": (".csv", ".tsv"),
    "lines": (".txt", ".vocab", ".merges", ".lst", ".md", ".sql", ".jinja", ".prompt"),
}


def _text(shape: str, suffix: str, edit: str | None, edited: bool) -> bytes:
    words = (edit or "").lower()
    spelled = next((number for number, group in enumerate(SPELLINGS) if any(word in words for word in group)), None)
    changed = edited and edit is not None and (spelled is None or "changed" in words)
    if shape == "document":
        said = _edited(dict(DOCUMENT), edit, words, edited=edited, changed=changed)
        data = WRITERS[suffix](said, spelled if edited else None)
    elif shape == "table":
        data = _table([list(row) for row in ROWS], suffix, words, changed=changed, quoted=edited and "quot" in words)
    else:
        data = _lines(list(LINES), words, changed=changed)
    if edited and spelled == 0:
        data = data.rstrip("\n")
    if edited and spelled == 1:
        data = data.replace("\n", "\r\n")
    encoding = "utf-16" if edited and "utf-16" in words else "latin-1" if edited and "latin" in words else "utf-8"
    mark = b"\xef\xbb\xbf" if edited and ("byte-order" in words or "bom" in words.split()) else b""
    return mark + data.encode(encoding, "replace")


def _edited(said: dict[str, Any], edit: str | None, words: str, *, edited: bool, changed: bool) -> dict[str, Any]:
    """A document in which what the edit names has its old or its new value: "normalizer lowercase true->false"."""
    found = re.search(r"(?P<path>[\w. ]+?)[ =:]+(?P<old>\S+?)\s*(?:->|→)\s*(?P<new>\S+)", edit or "")
    if found:
        value: Any = _value(found["new" if edited else "old"])
        for word in reversed(re.split(r"[. ]+", found["path"].strip())):
            value = {word: value}
        return {**said, **value}
    if not changed:
        return said
    if any(word in words for word in ("reorder", "swap", "order", "shuffl", "revers")):
        return {**said, "labels": said["labels"][::-1]}
    if any(word in words for word in ("removed", "missing", "without", "deleted", "dropped")):
        return {key: value for key, value in said.items() if key != "threshold"}
    if any(word in words for word in ("added", "new key", "extra")):
        return {**said, "extra": 1}
    return {**said, "threshold": 0.75}


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _json(said: Mapping[str, Any], spelled: int | None) -> str:
    if spelled == 3:
        return json.dumps(dict(reversed(list(said.items())))) + "\n"
    if spelled == 4:
        return json.dumps(said, indent=4, sort_keys=True) + "\n"
    if spelled == 5:
        return json.dumps(said, ensure_ascii=False).replace("0.5", "5e-1").replace("é", "\\u00e9") + "\n"
    return json.dumps(said, ensure_ascii=False) + "\n"


def _yaml(said: Mapping[str, Any], spelled: int | None) -> str:
    if spelled in (3, 4, 5):  # JSON is YAML in its flow style
        return json.dumps(dict(reversed(list(said.items()))), indent=2, ensure_ascii=False) + "\n"
    lines = ["# what the model needs" if spelled == 2 else "---"]
    for key, value in said.items():
        if isinstance(value, list):
            lines += [f"{key}:", *(f"  - {json.dumps(item, ensure_ascii=False)}" for item in value)]
        elif isinstance(value, dict):
            lines += [f"{key}:", *(f"  {inner}: {json.dumps(item)}" for inner, item in value.items())]
        else:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}{'  # stays' if spelled == 2 else ''}")
    return "\n".join(lines) + "\n"


def _settings(said: Mapping[str, Any], spelled: int | None) -> str:
    """TOML and INI: plain values of one section."""
    plain = [(key, value) for key, value in said.items() if not isinstance(value, (dict, list))]
    plain += [(key, value) for key, value in said.items() if isinstance(value, list)]
    if spelled == 3:
        plain.reverse()
    equals = " = " if spelled != 4 else "="
    lines = ["[model]", *(f"{key}{equals}{json.dumps(value, ensure_ascii=False)}" for key, value in plain)]
    return "\n".join([*(["# what the model needs"] if spelled == 2 else []), *lines]) + "\n"


WRITERS: Mapping[str, Callable[[Mapping[str, Any], int | None], str]] = {
    ".json": _json, ".yaml": _yaml, ".yml": _yaml, ".toml": _settings, ".ini": _settings, ".cfg": _settings,
}  # fmt: skip


def _table(rows: list[list[str]], suffix: str, words: str, *, changed: bool, quoted: bool) -> str:
    if changed:
        if "column" in words and not any(word in words for word in ("removed", "missing", "dropped")):
            rows = [[row[1], row[0], *row[2:]] for row in rows]
        elif "column" in words:
            rows = [row[:-1] for row in rows]
        elif any(word in words for word in ("shuffl", "reorder", "swap", "sort", "order")):
            rows = [rows[0], *reversed(rows[1:])]
        elif any(word in words for word in ("added", "appended", "extra")):
            rows = [*rows, ["7", "8.5", "high"]]
        elif any(word in words for word in ("removed", "missing", "dropped")):
            rows = rows[:-1]
        else:
            rows[1][1] = "2.75"
    separator = "\t" if suffix == ".tsv" else ","
    return "".join(separator.join(f'"{cell}"' if quoted else cell for cell in row) + "\n" for row in rows)


def _lines(lines: list[str], words: str, *, changed: bool) -> str:
    if changed:
        if any(word in words for word in ("removed", "missing", "dropped", "deleted")):
            del lines[2]
        elif any(word in words for word in ("swap", "reorder", "shuffl", "sort", "order")):
            lines[2], lines[3] = lines[3], lines[2]
        elif not ("byte-order" in words or "bom" in words.split() or "latin" in words or "utf-16" in words):
            lines.append("another")
    return "\n".join(lines) + "\n"


def _type(said: Mapping[str, Any], words: str, edited: bool) -> str:
    stated = f"{said.get('dtype', '')} {said.get('diff', '')} {words if edited else ''}".lower()
    return next((name for name, spellings in TYPES.items() if any(word in stated for word in spellings)), "F32")


def _weights(said: Mapping[str, Any], words: str, edited: bool, size: int) -> bytes:
    """Other ones, unless the case says that only notes differ."""
    acting = any(word in words for word in ("weight", "quanti", "precision"))
    notes = any(word in words for word in NOTES) and not acting
    seed = "" if notes else str(said.get("sha256") or said.get("version") or edited)
    return hashlib.shake_256(seed.encode()).digest(size)


def _safetensors(said: Mapping[str, Any], words: str, edited: bool) -> bytes:
    kind = _type(said, words, edited)
    data = _weights(said, words, edited, 16 * BYTES_EACH[kind])
    header: dict[str, Any] = {"w": {"dtype": kind, "shape": [16], "data_offsets": [0, len(data)]}}
    if edited and any(word in words for word in NOTES):
        header = {"__metadata__": {"format": "pt", "note": "again"}, **header}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def _onnx(said: Mapping[str, Any], words: str, edited: bool) -> bytes:
    """A model of one weight and one operator (onnx.proto)."""
    kind = _type(said, words, edited)
    data = _weights(said, words, edited, 16 * BYTES_EACH[kind])
    operator = b"DynamicQuantizeLinear" if kind in ("I8", "I4") else b"MatMul"
    tensor = _number(1, 16) + _number(2, ONNX_TYPES[kind]) + _field(8, b"w") + _field(9, data)
    node = _field(1, b"x") + _field(1, b"w") + _field(2, b"y") + _field(4, operator)
    opset = re.search(r"opset\D*(\d+)", words if edited else "")
    notes = _field(6, b"again") if edited and any(word in words for word in NOTES) else b""
    producer = _field(2, b"pytorch") + _field(3, b"2.1.0")
    opsets = _field(8, _number(2, int(opset[1]) if opset else 17))
    return _number(1, 8) + producer + notes + _field(7, _field(1, node) + _field(5, tensor)) + opsets


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def _array(said: Mapping[str, Any], words: str, edited: bool) -> bytes:
    kind = _type(said, words, edited)
    description = {"F32": "<f4", "F16": "<f2", "I8": "|i1", "F64": "<f8"}.get(kind, "<f4")
    header = f"{{'descr': '{description}', 'fortran_order': False, 'shape': (16,), }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + _weights(said, words, edited, 64)


BINARY: Mapping[str, Callable[[Mapping[str, Any], str, bool], bytes]] = {
    ".safetensors": _safetensors, ".onnx": _onnx, ".npy": _array,
}  # fmt: skip


def _gzip(data: bytes, *, later: bool) -> bytes:
    return gzip.compress(data, compresslevel=1 if later else 9, mtime=1_700_000_000 if later else 1_600_000_000)


def _bz2(data: bytes, *, later: bool) -> bytes:
    return bz2.compress(data, 1 if later else 9)


def _xz(data: bytes, *, later: bool) -> bytes:
    return lzma.compress(data, preset=1 if later else 6)


def _zip(data: bytes, *, later: bool) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1 if later else 9) as archive:
        moment = (2024, 2, 1, 0, 0, 0) if later else (2023, 1, 1, 0, 0, 0)
        archive.writestr(zipfile.ZipInfo("data", moment), data)
    return stream.getvalue()


PACKED: Mapping[str, Callable[..., bytes]] = {
    ".gz": _gzip, ".bz2": _bz2, ".xz": _xz, ".zip": _zip, ".npz": _zip,
}  # fmt: skip
