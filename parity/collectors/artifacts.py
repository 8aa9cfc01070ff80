"""Artifacts: model files and tables by their bytes, with what they say of the library that wrote them."""

from __future__ import annotations

from collections.abc import Iterator

from parity.environments.application import ApplicationFile, application_files
from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.model.artifact import Artifact
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain, Key
from parity.parsers.artifact_file import look_inside
from parity.parsers.artifact_meaning import meaning_of

MAX_SIZE = 64 << 30  # bytes; hashing more would take minutes


class Artifacts:
    """Every model file and table below the code roots, and whatever lies where models are kept. None is loaded."""

    domain = Domain.ARTIFACT

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        files: dict[str, list[ApplicationFile]] = {}
        for found in application_files(target, Domain.ARTIFACT):
            if isinstance(found, Gap):
                yield found
            elif isinstance(found, ApplicationFile) and _format(found) is not None:
                if found.entry.size > MAX_SIZE:
                    reason = f"{found.entry.path} has {found.entry.size} bytes, more than is hashed"
                    yield Gap(domain=Domain.ARTIFACT, subject=found.name, reason=reason)
                else:
                    files.setdefault(found.entry.path, []).append(found)
        for path, digest in target.files.hashes(files):
            for file in files[path]:
                yield from _facts(target, file, digest)


def _format(file: ApplicationFile) -> str | None:
    """As the name tells; among models, outside of the code, everything belongs to them."""
    return file.kind.artifact or (file.kind.language if file.name.startswith("/") else None)


def _facts(target: Target, file: ApplicationFile, digest: str | FileUnreadable) -> Iterator[Fact | Gap]:
    if isinstance(digest, FileUnreadable):
        yield _gap(file, f"{digest.path}: {digest.reason}")
        return
    try:
        with target.files.open(file.entry.path) as stream:
            inside = look_inside(_format(file) or "binary", stream)
            stream.seek(0)
            meaning = meaning_of(inside.format, file.name, stream, file.entry.size) if inside.problem is None else None
    except FileUnreadable as error:
        yield _gap(file, f"{error.path}: {error.reason}")
        return
    except OSError as error:
        yield _gap(file, f"{file.entry.path}: {error.strerror or error}")
        return
    if inside.problem is not None:
        yield _gap(file, f"{file.entry.path}: {inside.problem}", inherent=not inside.damaged)
    yield Fact(
        Key(Domain.ARTIFACT, file.name),
        Artifact(
            format=inside.format,
            size=file.entry.size,
            sha256=digest,
            producers=inside.model.producers,
            modules=inside.model.modules,
            protocol=inside.model.protocol,
            meaning=meaning,
            precision=inside.model.precision,
            integer=inside.model.integer,
            layout=inside.model.layout,
            outline=inside.model.outline,
        ),
    )


def _gap(file: ApplicationFile, reason: str, *, inherent: bool = False) -> Gap:
    return Gap(domain=Domain.ARTIFACT, subject=file.name, reason=reason, inherent=inherent)
