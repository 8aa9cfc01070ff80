"""The lines that `parity explain` prints do what they say: a real build with them takes the differences away."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from parity.advice.look import look
from parity.advice.undo import undo
from parity.model.change import Change
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.workflows import SnapshotOptions, changes

if TYPE_CHECKING:
    from docker import DockerClient

pytestmark = pytest.mark.docker

CODE = {"dev": "def scale(x):\n    return x / 255\n", "prod": "def scale(x):\n    return x / 256\n"}
SETUP = {
    "dev": """
ENV OMP_NUM_THREADS=4 BANNER="a \\"b\\" \\$c" PYTHONHASHSEED=0
LABEL maintainer="team a"
USER nobody
STOPSIGNAL SIGINT
CMD ["python3", "features.py", "a b"]
""",
    "prod": """
ENV OMP_NUM_THREADS=8 PYTHONOPTIMIZE=1
LABEL maintainer="team b"
USER root
STOPSIGNAL SIGTERM
CMD ["python3", "-c", "import features"]
""",
}


def context(dockerfile: str, files: dict[str, str]) -> io.BytesIO:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, text in {"Dockerfile": dockerfile, **files}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            entry.mode = 0o644
            tar.addfile(entry, io.BytesIO(text.encode()))
    out.seek(0)
    return out


@pytest.fixture(scope="module")
def names(docker_client: DockerClient, base_image: str) -> Iterator[dict[str, str]]:
    made = {side: f"parity-test-explain:{side}" for side in ("dev", "prod", "fixed")}
    for side in ("dev", "prod"):
        text = f"FROM {base_image}\nWORKDIR /app\nCOPY features.py .\n{SETUP[side]}"
        docker_client.images.build(
            fileobj=context(text, {"features.py": CODE[side]}), custom_context=True, tag=made[side]
        )
    yield made
    for name in made.values():
        if docker_client.images.list(name):
            docker_client.images.remove(name, force=True)


@pytest.fixture(scope="module")
def differences(names: dict[str, str], docker_host: str) -> tuple[Change, ...]:
    options = SnapshotOptions(docker_host=docker_host, cache=False)
    return changes(f"docker:{names['dev']}", f"docker:{names['prod']}", options, options)


def origin(name: str) -> Origin:
    return Origin(scheme="docker", reference=name, environment="/usr/bin/python3")


def test_a_build_with_the_lines_has_none_of_the_differences(
    names: dict[str, str], differences: tuple[Change, ...], docker_client: DockerClient, docker_host: str
) -> None:
    assert {change.key.domain for change in differences} >= {Domain.SETTING, Domain.CODE}
    lines: list[str] = []
    left: set[str] = set()
    for change in differences:
        made = [one for one in undo(change, origin(names["dev"]), origin(names["prod"])) if one.side == "after"]
        assert made, change
        assert all(one.where == "Dockerfile" for one in made)
        lines.extend(line for one in made for line in one.lines)
        if not any(one.lines for one in made):
            left.add(change.key.name)
    assert left == {"env:PYTHONOPTIMIZE"}  # what an image sets, no later line of a Dockerfile takes back
    dockerfile = "\n".join([f"FROM {names['prod']}", *lines, ""])
    files = {"features.py": CODE["dev"]}
    docker_client.images.build(fileobj=context(dockerfile, files), custom_context=True, tag=names["fixed"])
    options = SnapshotOptions(docker_host=docker_host, cache=False)
    remaining = changes(f"docker:{names['dev']}", f"docker:{names['fixed']}", options, options)
    assert {change.key.name for change in remaining} == left


def test_both_sides_can_be_seen_without_parity(
    names: dict[str, str], differences: tuple[Change, ...], docker_host: str
) -> None:
    shown = 0
    for change in differences:
        answers = []
        for side in ("dev", "prod"):
            commands = look(change, origin(names[side]))
            if commands:
                done = subprocess.run(
                    ["sh", "-c", "\n".join(commands)], capture_output=True, text=True, check=False,
                    env={"PATH": "/usr/local/bin:/usr/bin:/bin", "DOCKER_HOST": docker_host}, timeout=60,
                )  # fmt: skip
                assert done.stderr == "", (change.key, done.stderr)
                answers.append(done.stdout)
        if answers:
            assert len(set(answers)) == 2, (change.key, answers)
            shown += 1
    assert shown >= 7
