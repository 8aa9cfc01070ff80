"""Modules that read or write texts and bytes, kept within bounds: `json`, `csv`, `zlib`, `ast`, `uuid`, `zoneinfo`."""

from __future__ import annotations

import ast
import csv
import io
import json
import random
import re
import string
import uuid
import zlib
import zoneinfo
from typing import Any

from parity.evaluation.evaluator.bounds import MAX_SIZE, Exhausted, Undecided
from parity.evaluation.evaluator.kinds import TAUGHT
from parity.evaluation.evaluator.objects import Native
from parity.evaluation.evaluator.written.functions import natives

_LITERAL = 5_000  # characters
_ZONE = re.compile(r"[A-Za-z][A-Za-z_]*(/[A-Za-z][A-Za-z_-]*){0,2}")
_FILES = (io.StringIO, io.BytesIO)
TAUGHT.update({
    type(csv.writer(io.StringIO())): frozenset({"writerow", "writerows"}),
    type(csv.reader([])): frozenset({"line_num"}),
    csv.DictWriter: frozenset({"writeheader", "writerow", "writerows", "fieldnames"}),
    csv.DictReader: frozenset({"fieldnames", "line_num"}),
    string.Template: frozenset({"substitute", "safe_substitute", "template"}),
    uuid.UUID: frozenset({"hex", "int", "bytes", "version", "urn", "fields", "node"}),
    zoneinfo.ZoneInfo: frozenset({"key", "utcoffset", "tzname", "dst"}),
})  # fmt: skip


def json_of() -> dict[str, Any]:
    """`json`."""
    return natives(loads=_loads, dumps=_dumps, dump=_dump, load=lambda file, **kwargs: _loads(_all_of(file), **kwargs))


def _loads(text: Any, **kwargs: Any) -> Any:
    if kwargs.keys() - {"parse_float", "parse_int", "object_pairs_hook", "object_hook"}:
        raise Undecided("json.loads in another way")
    return json.loads(text, **kwargs)


def _dumps(value: Any, **kwargs: Any) -> str:
    if "cls" in kwargs:
        raise Undecided("json.dumps by another class")
    indent = kwargs.get("indent")
    if isinstance(indent, int) and indent > 64:
        raise Undecided("a very wide indent")
    return json.dumps(value, **kwargs)


def _dump(value: Any, file: Any, **kwargs: Any) -> None:
    _file(file).write(_dumps(value, **kwargs))


def _file(file: Any) -> Any:
    if type(file) not in _FILES:
        raise Undecided("a file is written")
    return file


def _all_of(file: Any) -> Any:
    if type(file) not in _FILES:
        raise Undecided("a file is read")
    return file.read()


def csv_of() -> dict[str, Any]:
    """Of `csv`, what writes."""
    return natives(
        writer=lambda file, *args, **kwargs: csv.writer(_file(file), *args, **kwargs),
        DictWriter=lambda file, *args, **kwargs: csv.DictWriter(_file(file), *args, **kwargs),
    )


def zlib_of() -> dict[str, Any]:
    """Of `zlib`, what compresses."""
    return natives(compress=zlib.compress, decompress=_decompress)


def _decompress(data: bytes) -> bytes:
    made = zlib.decompressobj()
    found = made.decompress(data, MAX_SIZE)
    if made.unconsumed_tail:
        raise Exhausted("a very long text")
    if not made.eof:
        raise zlib.error("incomplete or truncated stream")
    return found


def ast_of() -> dict[str, Any]:
    """Of `ast`, what reads values."""

    def literal_eval(text: Any) -> Any:
        if not isinstance(text, str) or len(text) > _LITERAL:
            raise Undecided("a very long literal")
        return ast.literal_eval(text)

    return natives(literal_eval=literal_eval)


def uuid_of(numbers: random.Random) -> dict[str, Any]:
    """`uuid`; what is random is alike on both sides."""
    return {
        "UUID": uuid.UUID,
        **{name: getattr(uuid, name) for name in ("NAMESPACE_DNS", "NAMESPACE_URL", "NAMESPACE_OID", "NAMESPACE_X500")},
        **natives(
            uuid3=uuid.uuid3, uuid5=uuid.uuid5, uuid4=lambda: uuid.UUID(int=numbers.getrandbits(128), version=4),
        ),
    }  # fmt: skip


def zoneinfo_of() -> dict[str, Any]:
    """`zoneinfo`: zones by their names, as the time zone database of the host has them."""

    def zone(key: str) -> zoneinfo.ZoneInfo:
        if not isinstance(key, str) or not _ZONE.fullmatch(key):
            raise Undecided("an unusual name of a time zone")
        return zoneinfo.ZoneInfo(key)

    return {"ZoneInfo": Native("ZoneInfo", zone), "ZoneInfoNotFoundError": zoneinfo.ZoneInfoNotFoundError}
