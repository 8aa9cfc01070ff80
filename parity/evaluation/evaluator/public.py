"""Modules of Python's own library: those of their names that only compute."""

from __future__ import annotations

import ast
import base64
import binascii
import bisect
import calendar
import collections
import copy
import csv
import datetime
import decimal
import enum
import fnmatch
import fractions
import hashlib
import heapq
import hmac
import html
import io
import itertools
import json
import math
import operator
import posixpath
import re
import shlex
import statistics
import string
import struct
import textwrap
import types
import unicodedata
import urllib.parse
import zlib
from typing import Any

from parity.evaluation.evaluator.allowed import allowed
from parity.evaluation.evaluator.kinds import TAUGHT

MODULES: dict[str, Any] = {
    "ast": ast, "base64": base64, "binascii": binascii, "bisect": bisect, "calendar": calendar,
    "collections": collections, "copy": copy, "csv": csv, "datetime": datetime, "decimal": decimal, "enum": enum,
    "fnmatch": fnmatch, "fractions": fractions, "hashlib": hashlib, "heapq": heapq, "hmac": hmac, "html": html,
    "io": io, "itertools": itertools, "json": json, "math": math, "operator": operator, "os.path": posixpath,
    "posixpath": posixpath, "re": re, "shlex": shlex, "statistics": statistics, "string": string, "struct": struct,
    "textwrap": textwrap, "types": types, "unicodedata": unicodedata, "urllib.parse": urllib.parse, "zlib": zlib,
}  # fmt: skip
_DIGESTS = frozenset({"hexdigest", "digest", "update", "copy"})
TAUGHT.update({
    type(hashlib.md5(b"", usedforsecurity=False)): _DIGESTS,
    type(hashlib.blake2b(b"")): _DIGESTS,
    type(hashlib.blake2s(b"")): _DIGESTS,
    hmac.HMAC: _DIGESTS,
    struct.Struct: frozenset({"pack", "unpack", "size", "format", "iter_unpack", "unpack_from"}),
    itertools.chain: frozenset({"from_iterable"}),
})  # fmt: skip
_SHOWN_TUPLES = (urllib.parse.ParseResult, urllib.parse.SplitResult)
TAUGHT.update({kind: frozenset(name for name in dir(kind) if not name.startswith("_")) for kind in _SHOWN_TUPLES})


def public(name: str) -> dict[str, Any]:
    """What a module of Python's own library gives, as far as it is allowed."""
    module = MODULES[name]
    whole, parts = allowed()["whole"], allowed()["parts"]
    if name in whole:
        found = {
            key: value for key, value in vars(module).items() if not key.startswith("_") and key not in whole[name]
        }
    else:
        found = {key: getattr(module, key) for key in parts.get(name, ()) if hasattr(module, key)}
    return {key: value for key, value in found.items() if not isinstance(value, types.ModuleType)}
