"""An image, or a bare root file system, in one file: read in place, whatever its layout or compression."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from parity.errors import ParityError, SourceError, UnknownReference
from parity.interfaces import OpenOptions, Source
from parity.model.origin import Origin
from parity.rootfs.decompress import decompressed
from parity.rootfs.layer import Layer
from parity.rootfs.layers import LayeredFiles
from parity.rootfs.storage import FileStorage
from parity.sources.images.assemble import assemble
from parity.sources.images.choice import choose, matches
from parity.sources.images.docker_save import saved_images
from parity.sources.images.oci_layout import layout_images
from parity.sources.images.stored import StoredImage
from parity.sources.inherent import NO_HARDWARE, NO_SETTINGS
from parity.sources.references import split_path
from parity.sources.root_shape import looks_like_root

SUFFIXES = (".tar", ".tgz", ".tar.gz", ".tar.zst", ".tzst", ".oci")
ATTEMPT = "read the archive"


class ArchiveOpener:
    """`docker save` output in both layouts, OCI archives, and tars of a root file system; plain, gzip or zstd."""

    schemes: ClassVar[Mapping[str, str]] = {
        "archive": "file.tar[:name]: docker save output, OCI archive or root file system; plain, gzip or zstd"
    }

    def recognises(self, reference: str) -> bool:
        found = split_path(reference, _is_file_or_pipe)
        if found is None:
            return False
        path = found[0]
        return path.lower().endswith(SUFFIXES) or _is_pipe(Path(path)) or _has_archive_magic(path)

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        path, name = _located(reference)
        with ExitStack() as opening:
            file = FileStorage(path)
            opening.callback(file.close)
            storage = decompressed(file)
            try:
                files = LayeredFiles([Layer(storage, holds_layers=True)], _progress(file, options))
            except SourceError as error:
                raise _explained(error, path) from error
            images = _images(files, path, options.platform)
            resources = opening.pop_all()
        try:
            if images is None:
                _check_bare_root(files, path, name)
                return Source(
                    origin=Origin(scheme=scheme, reference=reference),
                    files=files,
                    gaps=(NO_HARDWARE, NO_SETTINGS),
                    resources=resources,
                )
            image = choose(images, name, options.platform, path)
            source = assemble(
                files, image, scheme=scheme, reference=reference, subject=path, options=options, resources=resources
            )
            return replace(source, identity=_identity(path, source.origin.digest))
        except ParityError:
            resources.close()
            raise


def _identity(path: str, digest: str | None) -> str | None:
    """The image ID alone does not vouch for layers that nobody checked: the file must be the same one, untouched."""
    status = Path(path).stat()
    if digest is None or not stat.S_ISREG(status.st_mode):
        return None
    return f"{digest} {status.st_dev} {status.st_ino} {status.st_size} {status.st_mtime_ns}"


def _located(reference: str) -> tuple[str, str | None]:
    if not reference:
        raise UnknownReference(ATTEMPT, reference, "no file is named", "archive:image.tar")
    if reference == "-":
        reference = "/dev/stdin"
    found = split_path(reference, Path.exists)
    if found is None:
        raise UnknownReference(ATTEMPT, reference, "there is no such file")
    if Path(found[0]).is_dir():
        raise UnknownReference(
            ATTEMPT, found[0], "it is a directory", "use oci: for an image layout and dir: for a root file system"
        )
    return found


def _progress(file: FileStorage, options: OpenOptions) -> Callable[[int, int], None] | None:
    """Only a compressed archive takes long to look through."""
    report = options.progress
    return None if report is None else lambda _, passed: report("reading the archive", passed, file.size)


def _images(files: LayeredFiles, path: str, platform: str | None) -> tuple[StoredImage, ...] | None:
    """By manifest.json where it lists anything (some index.json beside it list nothing), else by index.json."""
    problem: ValueError | None = None
    found: tuple[StoredImage, ...] | None = None
    for reader in (saved_images, layout_images):
        try:
            images = reader(files)
        except ValueError as error:
            problem = problem or error
            continue
        if images and (platform is None or any(matches(image.platform, platform) for image in images)):
            return images
        found = images if found is None else found
    if problem and not found:
        raise SourceError(ATTEMPT, path, str(problem), "save the image again") from problem
    return found


def _check_bare_root(files: LayeredFiles, path: str, name: str | None) -> None:
    if name is not None:
        raise UnknownReference(
            "find the image", name, f"{path} is no image archive: it has no manifest.json or index.json"
        )
    if not looks_like_root(files):
        inside = ", ".join(files.children("/")[:5]) or "nothing"
        raise SourceError(
            ATTEMPT, path, f"it is a tar, but neither an image nor a root file system: it holds {inside}",
            "make one with: docker save NAME -o image.tar",
        )  # fmt: skip
    if not files.ended:
        problem = "it is truncated: the mark that ends a tar archive is missing"
        raise SourceError(ATTEMPT, path, problem, "save it again")


def _explained(error: SourceError, path: str) -> SourceError:
    remedy = error.remedy or "make an image archive with: docker save NAME -o image.tar"
    return type(error)(ATTEMPT, path, error.problem, remedy)


def _is_file_or_pipe(path: Path) -> bool:
    mode = path.stat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)


def _is_pipe(path: Path) -> bool:
    return stat.S_ISFIFO(path.stat().st_mode)


def _has_archive_magic(path: str) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return True  # opening it properly will say what is wrong
    try:
        head = os.pread(descriptor, 512, 0)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return head[257:262] == b"ustar" or head.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd"))
