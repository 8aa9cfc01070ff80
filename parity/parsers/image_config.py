"""Parses image configurations (OCI image-spec config.md, and what `docker inspect` calls Config)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from parity.interfaces import ProcessConfig
from parity.model.setting import Healthcheck
from parity.parsers.json_document import array, load, mapping, text, text_mapping, texts

NANOSECONDS = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageConfig:
    """What an image says of itself.

    Attributes:
        image_id: "sha256:...", the digest of the configuration.
        platform: "linux/arm64/v8"; None where it does not say.
    """

    image_id: str
    process: ProcessConfig
    platform: str | None = None


def parse_image_config(data: bytes) -> ImageConfig:
    """Raises ValueError where a field has the wrong type."""
    document = mapping(load(data), "the configuration")
    words = [text(document.get(name), name) for name in ("os", "architecture", "variant")]
    return ImageConfig(
        image_id=f"sha256:{hashlib.sha256(data).hexdigest()}",
        process=process_config(mapping(document.get("config"), "config")),
        platform="/".join(word for word in words if word) if words[0] and words[1] else None,
    )


def process_config(config: Mapping[str, object]) -> ProcessConfig:
    """From the object with Env, Entrypoint, Cmd ... Raises ValueError where one has the wrong type."""
    return ProcessConfig(
        env=environment(texts(config.get("Env"), "Env")),
        entrypoint=_command(config.get("Entrypoint"), "Entrypoint"),
        cmd=_command(config.get("Cmd"), "Cmd"),
        user=text(config.get("User"), "User"),
        workdir=text(config.get("WorkingDir"), "WorkingDir"),
        stop_signal=text(config.get("StopSignal"), "StopSignal"),
        labels=text_mapping(config.get("Labels"), "Labels"),
        healthcheck=_healthcheck(config.get("Healthcheck")),
    )


def environment(lines: tuple[str, ...]) -> dict[str, str]:
    """ "NAME=value" lines as a mapping; of two with one name the last holds. A line without "=" sets nothing."""
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _command(value: object, name: str) -> tuple[str, ...]:
    """Some old builders wrote one string."""
    return (value,) if isinstance(value, str) else texts(value, name)


def _healthcheck(value: object) -> Healthcheck | None:
    check = mapping(value, "Healthcheck")
    test = texts(check.get("Test"), "Healthcheck.Test")
    if not test:
        return None
    retries = check.get("Retries")
    return Healthcheck(
        test=test,
        interval=_seconds(check.get("Interval"), "Interval"),
        timeout=_seconds(check.get("Timeout"), "Timeout"),
        start_period=_seconds(check.get("StartPeriod"), "StartPeriod"),
        retries=retries if isinstance(retries, int) and retries else None,
    )


def _seconds(value: object, name: str) -> float | None:
    if value is None or value == 0:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"Healthcheck.{name} is no duration")
    return float(value / NANOSECONDS) if abs(value) < 1 << 63 else None


def parse_runtime_config(data: bytes) -> tuple[ProcessConfig, str]:
    """The process and the root's path of an OCI runtime bundle's config.json (runtime-spec config.md).

    Raises ValueError where a field has the wrong type.
    """
    document = mapping(load(data), "the configuration")
    process = mapping(document.get("process"), "process")
    user = mapping(process.get("user"), "process.user")
    name = text(user.get("username"), "process.user.username")
    number = user.get("uid")
    return ProcessConfig(
        env=environment(texts(process.get("env"), "process.env")),
        cmd=texts(process.get("args"), "process.args"),
        groups=tuple(str(group) for group in array(user.get("additionalGids"), "process.user.additionalGids")),
        user=name or (str(number) if isinstance(number, int) and number else ""),
        workdir=text(process.get("cwd"), "process.cwd"),
        ulimits=dict(_limit(item) for item in array(process.get("rlimits"), "process.rlimits")),
        read_only=mapping(document.get("root"), "root").get("readonly") is True,
        complete=False,
    ), text(mapping(document.get("root"), "root").get("path"), "root.path")


def _limit(value: object) -> tuple[str, tuple[int | None, int | None]]:
    limit = mapping(value, "process.rlimits[]")
    soft, hard = (
        number if isinstance(number := limit.get(name), int) and 0 <= number < 1 << 63 else None
        for name in ("soft", "hard")
    )
    return text(limit.get("type"), "process.rlimits[].type").removeprefix("RLIMIT_").lower(), (soft, hard)
