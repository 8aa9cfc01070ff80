"""Finds the opener of a reference: by its scheme, or by looking."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from parity.errors import ParityError, UnknownReference
from parity.interfaces import Opener, OpenOptions, Source
from parity.sources import all_openers

STORED = "snapshot"  # read by `declared`: a stored snapshot is no source
PLANNED = "registry"
NO_ROOT = "the directory is no root file system, image layout, bundle or virtual environment"
ATTEMPT = "open the reference"
TAG = re.compile(r"[\w][\w.-]{0,127}(?:@sha256:[0-9a-f]{64})?")  # distribution's reference grammar


def open_source(reference: str, options: OpenOptions) -> Source:
    """Open what a reference names.

    Raises:
        UnknownReference: it names nothing parity can open.
        SourceError: it was found but cannot be read.
    """
    scheme, rest = split(reference)
    openers = all_openers()
    if scheme == PLANNED:
        raise UnknownReference(
            ATTEMPT, reference, "reading from a registry is not available yet",
            f"fetch it first: docker pull {rest} (then docker:{rest}), or skopeo copy docker://{rest} oci:image",
        )  # fmt: skip
    if scheme is None:
        return _open_bare(reference, options, openers)
    opener = _for_scheme(scheme, openers)
    if opener is None:
        raise UnknownReference(ATTEMPT, reference, f"{scheme}: cannot be opened here")
    return opener.open(scheme, rest, options)


def split(reference: str) -> tuple[str | None, str]:
    """(scheme, rest); (None, reference) where it has no scheme that parity knows.

    "host:5000/app:1.0" is an image name. So is "python:3.12", and so is "registry:2": those two schemes are names of
    well-known images too, and are meant only where a path or a host follows.
    """
    known = _known(all_openers())
    scheme, colon, rest = reference.partition(":")
    if not colon:
        return ("live", "") if reference in {"", "live"} else (None, reference)
    if scheme not in known:
        return None, reference
    if scheme in {"python", PLANNED} and TAG.fullmatch(rest) and not Path(rest).exists():
        return None, reference
    return scheme, rest


def _open_bare(reference: str, options: OpenOptions, openers: Iterable[Opener]) -> Source:
    for opener in openers:
        if opener.recognises(reference):
            return opener.open(next(iter(opener.schemes)), reference, options)
    _refuse_paths(reference)
    _suggest(reference, openers)
    docker = _for_scheme("docker", openers)
    if docker is None:
        raise UnknownReference(ATTEMPT, reference, "it is no file or directory, and docker: cannot be opened here")
    try:
        return docker.open("docker", reference, options)
    except ParityError as error:
        if not Path(reference).is_dir():
            raise
        raise UnknownReference(
            ATTEMPT,
            reference,
            f"{NO_ROOT}; as the name of an image: {error.problem}",
            f"say what it is: dir:{reference}",
        ) from error


def _refuse_paths(reference: str) -> None:
    """What is surely meant as a path is not looked for among images."""
    path = Path(reference).expanduser()
    spelled = reference.startswith(("/", "./", "../", "~"))
    if path.is_dir() and spelled:
        raise UnknownReference(
            ATTEMPT, reference, NO_ROOT,
            f"if it is a root file system all the same, say dir:{reference}",
        )  # fmt: skip
    if path.is_file():
        raise UnknownReference(
            ATTEMPT, reference, "the file is neither an image archive nor a snapshot, a lock or another declaration",
            "make an archive with: docker save NAME -o image.tar",
        )  # fmt: skip
    if spelled:
        raise UnknownReference(ATTEMPT, reference, "there is no such file or directory")


def _suggest(reference: str, openers: Iterable[Opener]) -> None:
    """A mistyped scheme is told apart from an image's name by what follows the colon."""
    scheme, colon, rest = reference.partition(":")
    near = get_close_matches(scheme, sorted(_known(openers)), n=1, cutoff=0.7)
    # "name:tag" and "host:port/name" are images.
    if not colon or "/" in scheme or (TAG.fullmatch(rest) and not Path(rest).exists()) or re.match(r"\d+/", rest):
        return
    remedy = f"did you mean {near[0]}:{rest}?" if near else f"the schemes are {', '.join(sorted(_known(openers)))}"
    raise UnknownReference(ATTEMPT, reference, f"there is no scheme {scheme!r}", remedy)


def _known(openers: Iterable[Opener]) -> frozenset[str]:
    return frozenset({STORED, PLANNED, *(scheme for opener in openers for scheme in opener.schemes)})


def _for_scheme(scheme: str, openers: Iterable[Opener]) -> Opener | None:
    return next((opener for opener in openers if scheme in opener.schemes), None)
