"""A lock resolved again by another resolver, and its answer held against what is installed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from parity.errors import LockError
from parity.index.configuration import IndexOptions
from parity.lock.formats.requirements import write_constraints, write_roots
from parity.lock.formats.selection import only
from parity.model.lock import Lock, LockedFile, LockedPackage
from parity.rebuild.engines import Resolved, resolve

MAX_SHOWN = 5


def relock(lock: Lock, engine: str, index: IndexOptions) -> Lock:
    """The same lock with the hashes of an engine's answer: of every file that it would allow.

    Raises:
        LockError: the engine cannot be asked, or its answer is not what is installed: then all of it is named.
    """
    answers: dict[str, Mapping[str, Resolved]] = {}
    with tempfile.TemporaryDirectory(prefix="parity-engine-") as name:
        for environment in lock.environments:
            part = only(lock, environment.name)
            place = Path(name) / environment.name
            place.mkdir()
            texts = {"requirements.in": write_roots(part).text, "constraints.txt": write_constraints(part).text}
            answers[environment.name] = resolve(engine, environment, texts, _arguments(index), place)
            _agree(engine, part, answers[environment.name])
    return replace(lock, packages=tuple(_with_hashes(one, answers) for one in lock.packages))


def _agree(engine: str, part: Lock, answer: Mapping[str, Resolved]) -> None:
    """Our own validator: the same packages in the same versions."""
    installed = {one.name: one.version for one in part.packages}
    wrong = [
        f"{name} {answer[name].version if name in answer else 'missing'} for {version}"
        for name, version in sorted(installed.items())
        if name not in answer or answer[name].version != version
    ]
    wrong += [f"{name} {answer[name].version} that is not installed" for name in sorted(answer.keys() - installed)]
    if wrong:
        shown = "; ".join(wrong[:MAX_SHOWN]) + (f"; and {len(wrong) - MAX_SHOWN} more" if wrong[MAX_SHOWN:] else "")
        raise LockError(
            f"lock with {engine}", part.default, f"its answer is not what is installed: {shown}",
            "lock without --engine: what is installed is not what a resolver would choose",
        )  # fmt: skip


def _with_hashes(package: LockedPackage, answers: Mapping[str, Mapping[str, Resolved]]) -> LockedPackage:
    hashes = {one for name in package.environments for one in answers[name][package.name].hashes}
    files = tuple(
        LockedFile(name="", url="", hashes={"sha256": one}, environments=package.environments) for one in sorted(hashes)
    )
    return replace(package, files=files) if package.source is None else package


def _arguments(index: IndexOptions) -> list[str]:
    found = ["--index-url", index.index_url] if index.index_url else []
    for url in index.extra_index_urls:
        found += ["--extra-index-url", url]
    for url in index.find_links:
        found += ["--find-links", url]
    return found
