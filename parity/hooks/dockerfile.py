"""The lines of a Dockerfile that let a build fail where its environment drifts."""

from __future__ import annotations

BIND = """# syntax=docker/dockerfile:1
# After everything is installed, as the last step. Neither file stays in the image (BuildKit's bind mounts).
RUN --mount=type=bind,source={snapshot},target=/tmp/parity/{snapshot_name} \\
    --mount=type=bind,source={file},target=/tmp/parity/{file_name} \\
    {python} /tmp/parity/{file_name} check --against /tmp/parity/{snapshot_name}
"""
STAGES = """# Without BuildKit: a stage of its own, which the final image does not come from.
FROM <the stage that is served> AS parity-check
COPY {snapshot} {file} /tmp/parity/
RUN {python} /tmp/parity/{file_name} check --against /tmp/parity/{snapshot_name}
FROM <the stage that is served>
"""


def lines(*, snapshot: str, file: str, python: str, legacy: bool) -> str:
    """The lines to add.

    Args:
        snapshot: path of the stored snapshot in the build's context.
        file: path of the single-file build of parity there.
        python: the image's interpreter.
        legacy: for builders without BuildKit.
    """
    names = {"snapshot_name": snapshot.rpartition("/")[2], "file_name": file.rpartition("/")[2]}
    return (STAGES if legacy else BIND).format(snapshot=snapshot, file=file, python=python, **names)
