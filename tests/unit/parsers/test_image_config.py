from __future__ import annotations

import hashlib
import json

import pytest

from parity.interfaces import ProcessConfig
from parity.model.setting import Healthcheck
from parity.parsers.image_config import parse_image_config, parse_runtime_config, process_config


def test_an_image_configuration() -> None:
    data = json.dumps(
        {
            "os": "linux",
            "architecture": "arm",
            "variant": "v7",
            "config": {"Env": ["A=1", "A=2", "B"], "Entrypoint": None, "Cmd": ["x"], "Labels": None},
        }
    ).encode()
    config = parse_image_config(data)
    assert config.image_id == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert config.platform == "linux/arm/v7"
    assert config.process == ProcessConfig(env={"A": "2"}, cmd=("x",))


def test_an_empty_configuration() -> None:
    config = parse_image_config(b"{}")
    assert (config.process, config.platform) == (ProcessConfig(), None)


def test_a_command_that_is_one_string() -> None:
    assert process_config({"Entrypoint": "/run.sh"}).entrypoint == ("/run.sh",)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (None, None),
        ({}, None),
        ({"Test": ["NONE"]}, Healthcheck(test=("NONE",))),
        (
            {"Test": ["CMD", "x"], "Interval": 30_000_000_000, "Timeout": 0, "StartPeriod": 500_000_000, "Retries": 3},
            Healthcheck(test=("CMD", "x"), interval=30.0, start_period=0.5, retries=3),
        ),
        ({"Test": ["CMD"], "Interval": 10**400}, Healthcheck(test=("CMD",))),
    ],
)
def test_healthchecks_in_seconds(raw: object, expected: Healthcheck | None) -> None:
    assert process_config({"Healthcheck": raw}).healthcheck == expected


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ([], "the configuration is no object"),
        ({"config": 1}, "config is no object"),
        ({"config": {"Env": "A=1"}}, "Env is no array"),
        ({"config": {"User": 0}}, "User is no string"),
        ({"config": {"Labels": {"a": 1}}}, r"Labels\.a is no string"),
        ({"config": {"Healthcheck": {"Test": ["CMD"], "Timeout": "1s"}}}, "Timeout is no duration"),
        ({"os": 1}, "os is no string"),
    ],
)
def test_wrong_types(document: object, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_image_config(json.dumps(document).encode())


def test_a_runtime_configuration() -> None:
    raw = {
        "process": {
            "user": {"username": "app", "uid": 5, "additionalGids": [44]},
            "rlimits": [{"type": "RLIMIT_CORE", "soft": -1, "hard": 9}],
        },
        "root": {"path": "r", "readonly": True},
    }
    config, root = parse_runtime_config(json.dumps(raw).encode())
    assert root == "r"
    assert config == ProcessConfig(
        user="app", ulimits={"core": (None, 9)}, groups=("44",), read_only=True, complete=False
    )
    assert parse_runtime_config(b"{}") == (ProcessConfig(complete=False), "")
