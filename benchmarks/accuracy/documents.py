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
import tarfile
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.accuracy.binaries import BINARY, content_differs, weights, zipped
from benchmarks.accuracy.boosted import boosted, is_boosted
from benchmarks.accuracy.edits import Edit, edit_of

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


def document(name: str, said: Mapping[str, Any], edit: str | None, *, edited: bool) -> bytes:
    """The file of one side.

    Args:
        edit: what the case says differs, None where it only says that something does.
        edited: whether this side has it.
    """
    stem, suffix = posixpath.splitext(name.lower())
    parts = edit_of(edit)
    if is_boosted(suffix, parts):
        return boosted(suffix, said, parts, edited)
    if suffix in ARCHIVES or stem.endswith(".tar"):
        return _archive(suffix, said, parts, edited)
    if suffix in PACKED:
        again = edit is not None and not content_differs(parts)
        inner = document(stem, {} if again else said, None if again else edit, edited=edited and not again)
        return PACKED[suffix](inner, later=again and edited)
    if suffix in BINARY:
        return BINARY[suffix](said, parts, edited)
    if suffix == ".pmml":
        return _pmml(said, parts, edited)
    if name == "MLmodel":
        return b"flavors:\n  sklearn:\n    sklearn_version: 1.3.0\n" + _text("document", ".yaml", edit, edited)
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
    if _ROUNDED.search(words) or (shape == "lines" and spelled not in (0, 1)):
        spelled = None  # digits are lost; every character of lines counts
    parts = edit_of(edit)
    stays = spelled is None and parts.same and not parts.has("add", "remov", "chang", "->")
    changed = edited and edit is not None and not stays and (spelled is None or "changed" in words)
    if shape == "document":
        said = _edited(dict(DOCUMENT), edit, words, edited=edited, changed=changed, spelled=spelled)
        data = WRITERS[suffix](said, spelled if edited else None)
        if "quot" in words and suffix in (".yaml", ".yml"):
            data += _quoted(words, edited)
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


_ROUNDED = re.compile(r"round|truncat|\b\d+ (?:decimals?|digits|places|significant)|fewer (?:digits|decimals)")


def _quoted(words: str, edited: bool) -> str:
    """Values that YAML takes for something else where they stand without quotes: "NO", "1.10"."""
    lost = re.search(r"remov|without|unquoted|dropp|lost|no longer", words) is not None
    style = re.search(r"single|double|style", words) is not None
    quotes = True if style else edited is not lost
    mark = "'" if style and edited else '"'
    values = (("country", "NO"), ("release", "1.10"), ("since", "2024-01-01"))
    return "".join(f"{key}: {mark}{value}{mark}\n" if quotes else f"{key}: {value}\n" for key, value in values)


_NAMED = re.compile(
    r"\W*(?P<keys>[a-z]\w*[_.]\w+|_\w+)(?: and (?P<more>\w+))?(?: (?:changed|differs?|only|updated|again))"
)


def _edited(
    said: dict[str, Any], edit: str | None, words: str, *, edited: bool, changed: bool, spelled: int | None
) -> dict[str, Any]:
    """A document in which what the edit names has its old or its new value: "normalizer lowercase true->false"."""
    found = re.search(r"(?P<path>[\w. ]+?)[ =:]+(?P<old>\S+?)\s*(?:->|→)\s*(?P<new>\S+)", edit or "")
    named = _NAMED.match(edit or "")
    if named and not found:
        keys = filter(None, (named["keys"], named["more"]))
        return {**said, **dict.fromkeys(keys, "second" if edited else "first")}
    if found and not (spelled is not None and any(word in found[0].lower() for word in SPELLINGS[spelled])):
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
    if _ROUNDED.search(words):
        return {**said, "scale": {"mean": 0.25, "std": 1.49999}}
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
    lines = ["# what the model needs"] if spelled == 2 else []
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


def _gzip(data: bytes, *, later: bool) -> bytes:
    return gzip.compress(data, compresslevel=1 if later else 9, mtime=1_700_000_000 if later else 1_600_000_000)


def _bz2(data: bytes, *, later: bool) -> bytes:
    return bz2.compress(data, 1 if later else 9)


def _xz(data: bytes, *, later: bool) -> bytes:
    return lzma.compress(data, preset=1 if later else 6)


PACKED: Mapping[str, Callable[..., bytes]] = {".gz": _gzip, ".bz2": _bz2, ".xz": _xz}
ARCHIVES = (".zip", ".npz", ".mar", ".tar", ".tgz", ".skops")


def _archive(suffix: str, said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    """Two members; packed again where the case says that only this differs."""
    inner = {"a.bin": weights(said, edit, edited, 64), "b.txt": b"what it is\n" * 9}
    if suffix == ".npz":
        whole = ({}, edit_of(None), False) if not content_differs(edit) else (said, edit, edited)
        inner = {f"{name}.npy": BINARY[".npy"](*whole) for name in ("x", "y")}
    if suffix in (".zip", ".npz", ".mar", ".skops"):
        return zipped(inner, later=edited, stored=not edited and any(word in edit.words for word in ("stor", "savez")))
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in inner.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.uid = len(data), 1_700_000_000 if edited else 1_600_000_000, int(edited)
            archive.addfile(member, io.BytesIO(data))
    packed = {".gz": _gzip, ".tgz": _gzip, ".bz2": _bz2, ".xz": _xz}.get(suffix)
    return packed(stream.getvalue(), later=edited) if packed else stream.getvalue()


def _pmml(said: Mapping[str, Any], edit: Edit, edited: bool) -> bytes:
    moment = "2024-02-01" if edited else "2023-01-01"
    weight = weights(said, edit, edited, 4).hex()
    header = f"<Header><Timestamp>{moment}</Timestamp></Header>"
    return f'<PMML version="4.4">{header}<RegressionModel intercept="{weight}"/></PMML>\n'.encode()
