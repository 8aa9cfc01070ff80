"""The application's own: its code, and the files that it loads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from packaging.utils import canonicalize_name

from benchmarks.accuracy.amounts import NotUnderstood
from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.documents import document
from benchmarks.accuracy.environment import Environment
from benchmarks.accuracy.images import PROCESS
from benchmarks.accuracy.inputs.surroundings import around, recorded, serving
from benchmarks.accuracy.pickles import pickled
from benchmarks.accuracy.wording import told_edit


def code(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    module, _, function = case.subject.rpartition(".")
    path = module.replace(".", "/") or "mod"
    environment = around(case, number)
    if environment.python is None:
        environment = Environment(process=PROCESS)
    if "files" in said:
        files = {f"app/{name}": str(text).encode() for name, text in said["files"].items()}
    elif "source" in said:
        files = {f"app/{path}.py": str(said["source"]).encode()}
    else:
        raise NotUnderstood("code without a source")
    serve = (
        f"from {path.replace('/', '.')} import {function}\n\n\ndef handle(*request):\n    return {function}(*request)\n"
    )
    files.setdefault("app/serve.py", serve.encode())
    return replace(environment, files={**environment.files, **files})


def artifact(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    environment = serving(around(case, number) if case.described else Environment(process=PROCESS), ())
    if said.get("present") is False:
        return environment
    if loader := _release(said.get("loader") or said.get("installed")):
        environment = recorded(environment, case.python[number], *loader)
    name = case.subject if "." in case.subject or case.subject == "MLmodel" else f"{case.subject}.bin"
    return replace(environment, files={**environment.files, f"app/models/{name}": _content(case, name, said, number)})


def _release(text: object) -> tuple[str, str] | None:
    """A library and its version: "scikit-learn 1.2.2"."""
    found = re.fullmatch(r"\s*([A-Za-z][\w.-]*)[ =]+v?(\d[\w.+!-]*)\s*", str(text or ""))
    return (canonicalize_name(found[1]), found[2]) if found else None


def _content(case: Case, name: str, said: Mapping[str, Any], number: int) -> bytes:
    producer = _release(said.get("producer") or said.get("written_by"))
    if producer is not None and name.rpartition(".")[2] in ("pkl", "pickle", "joblib"):
        return pickled(*producer, seed=str(said.get("sha256") or ""))
    if "content" in said:
        return said["content"].encode() if isinstance(said["content"], str) else json.dumps(said["content"]).encode()
    if isinstance(said.get("lines"), list):
        return "".join(f"{line}\n" for line in said["lines"]).encode()
    edit = next((str(side["diff"]) for side in (case.after, case.before) if "diff" in side), None)
    if edit is None and (told := told_edit(case.before, case.after)) is not None:
        return document(name, said, told, edited=number == 1)
    return document(name, said, edit, edited="diff" in said and (number == 1 or "diff" not in case.after))
