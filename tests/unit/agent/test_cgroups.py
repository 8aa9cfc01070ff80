"""Directories whose limits hold."""

from __future__ import annotations

import pytest

from parity.agent.cgroups import below


@pytest.mark.parametrize(
    ("point", "root", "path", "directories"),
    [
        ("/sys/fs/cgroup", "/", "/", ["/sys/fs/cgroup"]),
        ("/sys/fs/cgroup", "/", "/a/b", ["/sys/fs/cgroup/a/b", "/sys/fs/cgroup/a", "/sys/fs/cgroup"]),
        ("/sys/fs/cgroup/cpu", "/docker/1", "/docker/1", ["/sys/fs/cgroup/cpu"]),
        ("/sys/fs/cgroup/cpu", "/docker/1", "/docker/1/x", ["/sys/fs/cgroup/cpu/x", "/sys/fs/cgroup/cpu"]),
        ("/sys/fs/cgroup/cpu", "/docker/1", "/docker/12", ["/sys/fs/cgroup/cpu"]),
        ("/sys/fs/cgroup", "/", "/../other", ["/sys/fs/cgroup"]),
        ("/sys/fs/cgroup", "/..", "/..", ["/sys/fs/cgroup"]),
    ],
)
def test_directories_that_limit_a_process(point: str, root: str, path: str, directories: list[str]) -> None:
    assert below(point, root, path) == directories
