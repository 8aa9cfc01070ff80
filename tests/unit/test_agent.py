"""The agent in interpreters of many versions, and its looks at cgroups."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parity import agent
from parity.collectors.hardware import DISKS
from parity.parsers.agent_output import parse_agent_output

SOURCE = Path(agent.__file__).read_bytes()
VERSIONS = ("3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
EVERYWHERE = {"machine", "kernel", "cpu_count", "version", "prefix", "environ", "rlimits", "locale", "nvidia_smi"}


def run(executable: str, **environment: str) -> tuple[bytes, bytes]:
    done = subprocess.run(
        [executable, "-I", "-S", "-"], input=SOURCE, capture_output=True, check=False, timeout=60, env=environment
    )
    return done.stdout, done.stderr


def interpreters() -> Iterator[str]:
    """Of each version one that is on PATH or where pyenv puts them, and the one that runs this."""
    yield sys.executable
    homes = sorted(Path("~/.pyenv/versions").expanduser().glob("3.*/bin/python"))
    for version in VERSIONS:
        found = shutil.which(f"python{version}")
        places = [str(path) for path in homes if path.parts[-3].startswith(f"{version}.")]
        if places or (found and "shims" not in found):
            yield places[0] if places else str(found)


@pytest.mark.parametrize("executable", sorted(set(interpreters())))
def test_it_tells_the_same_in_every_interpreter(executable: str) -> None:
    out, err = run(executable, LANG="C.UTF-8", ONE="1")
    assert err == b""
    probe = parse_agent_output(out)
    assert set(probe.values) >= EVERYWHERE
    assert probe.values["environ"] == {"LANG": "C.UTF-8", "ONE": "1"}
    assert probe.values["cpu_count"] == os.cpu_count()
    assert "/proc/cpuinfo" in probe.files
    assert probe.files["/proc/cpuinfo"].count("processor") <= 1


def test_what_the_interpreter_itself_sets_is_no_environment() -> None:
    """PEP 538: in the C locale Python sets LC_CTYPE for itself and its children."""
    out, _ = run(sys.executable, LANG="C")
    probe = parse_agent_output(out)
    assert probe.values["environ"] == {"LANG": "C"}
    assert str(probe.values["locale"]).upper().endswith(("UTF-8", "UTF8"))


def test_a_virtual_environment_knows_its_prefix_without_site(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "v"], check=True)
    out, _ = run(str(tmp_path / "v" / "bin" / "python"))
    probe = parse_agent_output(out)
    assert probe.values["prefix"] == str(tmp_path / "v")
    assert probe.values["base_prefix"] == sys.base_prefix


def test_undecodable_variables_arrive() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-"],
        input=SOURCE, capture_output=True, check=True, env={b"ODD": b"\xff\xfe"},
    )  # fmt: skip
    assert parse_agent_output(done.stdout).values["environ"] == {"ODD": "\udcff\udcfe"}


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
    assert agent.below(point, root, path) == directories


def test_one_failing_look_leaves_the_others() -> None:
    def broken() -> None:
        raise RuntimeError("x" * 10_000)

    observation = agent.Observation()
    observation.value("broken", broken)
    observation.value("fine", lambda: 1)
    observation.file("/nonexistent")
    observation.file("/")
    assert observation.values == {"fine": 1}
    assert set(observation.errors) == {"broken", "/"}
    assert len(observation.errors["broken"]) <= agent.MAX_WORDS


def tool(directory: Path, script: str) -> None:
    path = directory / "nvidia-smi"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


OLD_DRIVER = """case "$1" in
*compute_cap*) echo 'Field "compute_cap" is not a valid field to query.'; exit 2;;
--query-gpu*) echo '0, Tesla K80, 11441, 418.87.01';;
*) echo '| NVIDIA-SMI 418.87.01    Driver Version: 418.87.01    CUDA Version: 10.1     |';;
esac"""


def test_gpus_of_a_driver_that_knows_no_compute_capability(tmp_path: Path) -> None:
    tool(tmp_path, OLD_DRIVER)
    out, _ = run(sys.executable, PATH=f"{tmp_path}:/usr/bin:/bin")
    values = parse_agent_output(out).values
    assert values["nvidia_smi"] == "0, Tesla K80, 11441, 418.87.01\n"
    assert "CUDA Version: 10.1" in str(values["nvidia_smi_banner"])


def test_how_gpus_are_run_where_the_driver_knows_every_question(tmp_path: Path) -> None:
    row = "0, 150.00, 4, 16, 1710, Enabled, Default, [N/A]"
    tool(tmp_path, f'case "$1" in *power.limit*) echo "{row}";; *) exit 0;; esac')
    out, _ = run(sys.executable, PATH=f"{tmp_path}:/usr/bin:/bin")
    assert parse_agent_output(out).values["gpu_operation"] == row + "\n"
    tool(tmp_path, 'case "$1" in *power.limit*) exit 2;; *) exit 0;; esac')
    out, _ = run(sys.executable, PATH=f"{tmp_path}:/usr/bin:/bin")
    probe = parse_agent_output(out)
    assert probe.values["gpu_operation"] is None
    assert "gpu_operation" not in probe.errors


def test_the_file_system_of_the_working_directory_and_the_size_of_pages() -> None:
    out, _ = run(sys.executable)
    values = parse_agent_output(out).values
    (kind, rotates, disk), *_ = values["file_systems"].values()  # type: ignore[attr-defined]
    assert kind
    assert rotates in (True, False, None)
    assert disk is None or disk in DISKS
    assert values["page_size"] == os.sysconf("SC_PAGE_SIZE")


def test_a_tool_that_fails_is_an_error_with_its_words(tmp_path: Path) -> None:
    tool(tmp_path, 'echo "NVIDIA-SMI has failed because it couldn\'t communicate with the NVIDIA driver."; exit 9')
    out, _ = run(sys.executable, PATH=f"{tmp_path}:/usr/bin:/bin")
    probe = parse_agent_output(out)
    assert "couldn't communicate" in probe.errors["nvidia_smi"]
    assert "nvidia_smi" not in probe.values


def test_without_the_tool_there_is_nothing_to_tell(tmp_path: Path) -> None:
    out, _ = run(sys.executable, PATH=str(tmp_path))
    assert parse_agent_output(out).values["nvidia_smi"] is None


def test_gpus_of_amd_by_the_kernel_s_list_of_cards(tmp_path: Path) -> None:
    for card, vendor, name in (
        ("card0", "0x1a03", "BMC"),
        ("card1", "0x1002", "Instinct MI210"),
        ("card2", "0x1002", ""),
    ):
        device = tmp_path / card / "device"
        device.mkdir(parents=True)
        (device / "vendor").write_text(f"{vendor}\n")
        if name:
            (device / "product_name").write_text(f"{name}\n")
    (tmp_path / "card1-DP-1" / "device").mkdir(parents=True)
    (tmp_path / "card9").mkdir()
    assert agent.amd_gpus(str(tmp_path)) == ["Instinct MI210", ""]
    assert agent.amd_gpus(str(tmp_path / "nowhere")) == []


def test_its_report_is_ascii_and_fits_a_pipe() -> None:
    out, _ = run(sys.executable)
    assert out.isascii()
    assert len(SOURCE) < 1 << 16
    json.loads(out.decode().split(agent.MARK)[1])


def test_accelerators_and_memory_modules_by_what_the_kernel_lists(tmp_path: Path) -> None:
    for address, words in (
        ("0000:00:04.0", ("0x1ae0", "0x005e", "0xff0000")),
        ("0000:00:05.0", ("0x1d0f", "0xec20", "0x020000")),  # Amazon's network card
        ("0000:00:06.0", ("0x1234", "0x0001", "0x120000")),
    ):
        device = tmp_path / "pci" / address
        device.mkdir(parents=True)
        for name, word in zip(("vendor", "device", "class"), words, strict=True):
            (device / name).write_text(f"{word}\n")
    assert agent.accelerators(str(tmp_path / "pci")) == [["0x1ae0", "0x005e"], ["0x1234", "0x0001"]]
    for number, location in enumerate(("channel 0 slot 0", "channel 1 slot 0", "channel 1 slot 1", "csrow 0")):
        module = tmp_path / "mc" / "mc0" / f"dimm{number}"
        module.mkdir(parents=True)
        (module / "dimm_location").write_text(f"{location}\n")
        (module / "dimm_mem_type").write_text("Registered-DDR4\n")
    told = agent.memory_modules(str(tmp_path / "mc"))
    assert told == [[f"mc0/{channel}", "Registered-DDR4"] for channel in (0, 1, 1)]
    assert agent.accelerators(str(tmp_path / "none")) == agent.memory_modules(str(tmp_path / "none")) == []


def test_the_kernels_command_line_is_told_in_part_only() -> None:
    told = agent.boot_options("BOOT_IMAGE=/vmlinuz root=UUID=1 mitigations=off password=x isolcpus=2-3\n")
    assert told == "mitigations=off isolcpus=2-3\n"


def test_names_of_hosts_other_than_its_own(tmp_path: Path) -> None:
    own = os.uname().nodename
    path = tmp_path / "hosts"
    path.write_text(
        "127.0.0.1 localhost shop.local\n::1 ip6-localhost ip6-loopback\n"
        f"10.0.0.2 features.internal f # x\n172.17.0.2 {own}\n"
    )
    assert agent.named_hosts(str(path)) == {"features.internal": "10.0.0.2", "f": "10.0.0.2"}
