from __future__ import annotations

import pytest

from benchmarks.accuracy.commands import in_code, started
from benchmarks.accuracy.machines import machine


@pytest.mark.parametrize(
    ("subject", "value", "command"),
    [
        ("python -O", "-O", "python -O /app/serve.py"),
        ("python -W", "error", "python -W error /app/serve.py"),
        ("python flags", "-X dev", "python -X dev /app/serve.py"),
        ("python -u", True, "python -u /app/serve.py"),
        ("python -O", "", "python /app/serve.py"),
        ("gunicorn --workers", 4, "gunicorn --workers 4 app:app"),
        ("gunicorn --timeout", None, "gunicorn app:app"),
        ("uvicorn", ["--reload"], "uvicorn --reload app:app"),
        ("nice", 19, "nice -n 19 python /app/serve.py"),
        ("nice", 0, "python /app/serve.py"),
    ],
)
def test_an_option_is_a_start_command(subject: str, value: object, command: str) -> None:
    side = {"v": value}
    assert started(subject, side, side, 0) == tuple(command.split())


def test_what_names_no_program_is_no_command() -> None:
    assert started("cpu.max", {"v": 1}, {"v": 2}, 0) is None
    assert started("python", {"env": {}}, {"env": {"A": "b"}}, 0) is None


def test_a_librarys_setting_is_said_in_code() -> None:
    assert in_code("torch.set_num_threads", 1) == "torch.set_num_threads(1)"
    assert in_code("torch.backends.cudnn.benchmark", True) == "torch.backends.cudnn.benchmark = True"
    assert in_code("vm.swappiness", 1) is None
    assert in_code("memory.max", "16G") is None


def test_bounds_and_cpus_in_the_ways_that_cases_say_them() -> None:
    assert machine({"cpuset": "0-3", "cores": 8}).values["affinity"] == 4
    assert machine({"affinity": 2, "cores": 8}).values["affinity"] == 2
    assert machine({"cores": 8}).values["affinity"] == 8
