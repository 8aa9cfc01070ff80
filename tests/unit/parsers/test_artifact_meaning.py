"""What may differ in an artifact's bytes while what is loaded from it does not, and what may not."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import zipfile
from collections.abc import Callable

import pytest

from benchmarks.accuracy.documents import document
from parity.parsers.artifact_file import look_inside
from parity.parsers.artifact_meaning import meaning_of
from parity.parsers.canonical import text_meaning, yaml_meaning


def _meaning(name: str, data: bytes, form: str) -> str | None:
    return meaning_of(form, name, io.BytesIO(data), len(data))


def _zip(year: int, names: tuple[str, ...] = ("a", "b")) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), name * 9)
    return stream.getvalue()


def _tensors(note: str, weights: bytes = b"\0" * 8) -> bytes:
    header = {"__metadata__": {"n": note}, "w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + weights


@pytest.mark.parametrize(
    ("name", "form", "one", "other"),
    [
        ("a.json.gz", "compressed", gzip.compress(b"x" * 99, 1, mtime=1), gzip.compress(b"x" * 99, 9, mtime=2)),
        ("a.zip", "archive", _zip(2020), _zip(2021, ("b", "a"))),
        ("m.safetensors", "safetensors", _tensors("one"), _tensors("two")),
        ("m.onnx", "onnx", document("m.onnx", {}, "doc_string", edited=False),
         document("m.onnx", {}, "doc_string", edited=True)),
        ("t.csv", "table", b'a,b\n"1",2\n', b"a,b\r\n1,2\r\n"),
    ],
)  # fmt: skip
def test_the_same(name: str, form: str, one: bytes, other: bytes) -> None:
    assert one != other
    assert _meaning(name, one, form) == _meaning(name, other, form) is not None


@pytest.mark.parametrize(
    ("name", "form", "one", "other"),
    [
        ("a.gz", "compressed", gzip.compress(b"x", mtime=0), gzip.compress(b"y", mtime=0)),
        ("a.zip", "archive", _zip(2020), _zip(2020, ("a", "c"))),
        ("m.safetensors", "safetensors", _tensors("one"), _tensors("one", b"\1" * 8)),
        ("m.onnx", "onnx", document("m.onnx", {}, "int8", edited=False), document("m.onnx", {}, "int8", edited=True)),
        ("t.csv", "table", b"a,b\n1,2\n", b"\xef\xbb\xbfa,b\n1,2\n"),
        ("t.csv", "table", b"a,b\n1,2\n", b"a,b\n1,2.0\n"),
    ],
)
def test_not_the_same(name: str, form: str, one: bytes, other: bytes) -> None:
    assert _meaning(name, one, form) != _meaning(name, other, form)


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("compressed", gzip.compress(b"x" * 9999, mtime=0)[:20]), ("archive", b"PK\x03\x04 nothing"),
        ("compressed", bz2.compress(b"x" * 9999)[:20]), ("safetensors", b"\xff" * 9), ("compressed", b"\x1f\x8bx"),
        ("safetensors", struct.pack("<Q", 1 << 40)), ("onnx", b"\x08\x08\x3a\xff\xff\x7f"), ("table", b"\xff\xfe\x00"),
        ("pickle", b"\x80\x04"), ("onnx", b"\xff" * 40),
    ],
)  # fmt: skip
def test_of_what_cannot_be_read_only_the_bytes_tell(form: str, data: bytes) -> None:
    assert _meaning("t.csv", data, form) is None


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_every_stream_of_a_compressed_file_counts(pack: Callable[[bytes], bytes]) -> None:
    one, two = random.Random(1).randbytes(1 << 17), b"b" * (3 << 20)
    whole, parts = pack(one + two), pack(one) + pack(two)
    assert _meaning("a", whole, "compressed") == _meaning("a", parts, "compressed") is not None
    assert _meaning("a", pack(one), "compressed") != _meaning("a", parts, "compressed")
    assert _meaning("a", pack(one + two)[:-9], "compressed") is None


def test_a_quantised_model_is_told_from_one_that_is_not() -> None:
    plain = look_inside("onnx", io.BytesIO(document("m.onnx", {}, "int8", edited=False))).model
    small = look_inside("onnx", io.BytesIO(document("m.onnx", {}, "int8", edited=True))).model
    assert (plain.precision, plain.integer) == (("float32",), False)
    assert (small.precision, small.integer) == (("int8",), True)


def test_yaml_means_what_it_says() -> None:
    block = b"# note\na: 1\nb:\n  - yes\n  - 'x'\nc: &k {d: 0.50}\ne: *k\n"
    flow = b"{e: {d: 0.5}, c: {d: 0.5}, b: [true, x], a: 1}"
    assert yaml_meaning(block) == yaml_meaning(flow)
    assert yaml_meaning(b"a: 1") != yaml_meaning(b"a: '1'")
    assert yaml_meaning(b"- a\n- b") != yaml_meaning(b"- b\n- a")


@pytest.mark.parametrize("data", [b"a: 1\na: 2", b"&a [*a]", b"{", b"\xff\xfe\xfa", b"[" * 5000])
def test_yaml_that_tells_nothing(data: bytes) -> None:
    with pytest.raises(ValueError):
        yaml_meaning(data)


def test_yaml_aliases_cost_what_they_are_long() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    assert yaml_meaning("\n".join(lines).encode())


def test_the_end_of_the_last_line_is_nothing() -> None:
    assert text_meaning(b"a\nb\n") == text_meaning(b"a\nb")
    assert text_meaning(b"a\nb\n") != text_meaning(b"a\r\nb\r\n")
