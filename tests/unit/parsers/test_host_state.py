"""What the kernel tells of how a host and a container are run."""

from __future__ import annotations

import pytest

from parity.model.hardware import Accelerator, GpuLinks, GpuOperation, MemoryChannels, Network
from parity.parsers.accelerators import accelerators
from parity.parsers.devices import best_network, memory_modules
from parity.parsers.host_state import CLOCK, PAGES, host_settings, swap_limit
from parity.parsers.kernel_files import kernel_settings
from parity.parsers.nvidia import parse_more, parse_topology

V1 = "/sys/fs/cgroup/memory/docker/1"


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (CLOCK, "kvm-clock\n", {"clocksource": "kvm_clock"}),
        ("/proc/meminfo", "MemTotal: 1 kB\nSwapTotal:  2048 kB\n", {"swap": "2097152"}),
        (f"{PAGES}/defrag", "always [defer+madvise] never\n", {"thp.defrag": "defer+madvise"}),
        ("/sys/module/zswap/parameters/enabled", "Y\n", {"zswap": "on"}),
        ("/proc/cmdline", "isolcpus=2-7 idle\n", {"mitigations": "on", "boot.isolcpus": "2-7", "boot.idle": "on"}),
        ("/proc/cmdline", "mitigations=off\n", {"mitigations": "off"}),
        ("/sys/devices/system/cpu/vulnerabilities/spectre_v2", "Vulnerable\n", {"mitigations": "off"}),
        ("/proc/self/cgroup", "0::/\n", {"cgroup": "v2"}),
        ("/proc/self/cgroup", "5:cpu,cpuacct:/a\n1:name=systemd:/\n", {"cgroup": "v1"}),
        ("/proc/self/cgroup", "1:name=systemd:/\n0::/user.slice\n", {"cgroup": "v2"}),
        ("/proc/self/uid_map", "         0     100000      65536\n", {"user_namespace": "own"}),
        ("/proc/self/attr/current", "docker-default (enforce)\n", {"confinement": "docker-default (enforce)"}),
        ("/proc/self/attr/current", "system_u:system_r:container_t:s0:c1,c2\0", {"confinement": "container_t"}),
        (
            "/proc/self/status",
            "CapEff:\t0000000000000401\nNoNewPrivs:\t1\nSeccomp:\t2\n",
            {"seccomp": "filter", "no_new_privileges": "on", "capabilities": "chown net_bind_service"},
        ),
    ],
)  # fmt: skip
def test_each_file_tells_its_settings(path: str, text: str, expected: dict[str, str]) -> None:
    assert host_settings({path: text}) == expected


@pytest.mark.parametrize("text", ["", "\0", "[[", "a" * 10_000])
def test_nonsense_tells_nothing(text: str) -> None:
    names = ("meminfo", "cmdline", "self/cgroup", "self/uid_map", "self/attr/current", "self/status")
    told = host_settings({f"/proc/{name}": text for name in names})
    assert {name for name in told if not name.startswith("boot.")} <= {"mitigations", "confinement"}


def test_a_status_without_sense_tells_nothing() -> None:
    assert host_settings({"/proc/self/status": "CapEff:\tzz\nSeccomp:\t9\n"}) == {}


def test_cgroup_v1_limits_memory_and_swap_together() -> None:
    files = {f"{V1}/memory.limit_in_bytes": "4294967296\n", f"{V1}/memory.memsw.limit_in_bytes": "8589934592\n"}
    assert swap_limit(files) == 4 << 30
    assert swap_limit({f"{V1}/memory.memsw.limit_in_bytes": "9223372036854771712\n"}) is None


def test_shares_are_a_weight_and_numbers_of_devices_are_the_hosts() -> None:
    files = {"/sys/fs/cgroup/cpu/a/cpu.shares": "512\n", "/sys/fs/cgroup/a/io.max": "8:0 rbps=1048576 wbps=max\n"}
    assert kernel_settings(files) == {"cpu.weight": "50", "io.max": "rbps=1048576 wbps=max"}


def test_persistence_and_the_memorys_clock_are_added() -> None:
    known = {0: GpuOperation(power=150.0)}
    assert parse_more("0, Enabled, 1593\n1, [N/A], [N/A]\nx, y\n", known) == {
        0: GpuOperation(power=150.0, persistent=True, memory_clock=1593)
    }


TOPOLOGY = """\
\x1b[4m\tGPU0\tGPU1\tGPU2\tNIC0\tCPU Affinity\x1b[0m
GPU0\t X \tNV12\t{slow}\tSYS\t0-31
GPU1\tNV12\t X \tNV6\tSYS\t0-31
GPU2\t{slow}\tNV6\t X \tPIX\t0-31
NIC0\tSYS\tSYS\tPIX\t X
"""


@pytest.mark.parametrize(("slow", "expected"), [("NV12", "NV6"), ("NV4", "NV4"), ("PHB", "PHB"), ("SYS", "SYS")])
def test_the_slowest_connection_between_gpus(slow: str, expected: str) -> None:
    assert parse_topology(TOPOLOGY.format(slow=slow)) == GpuLinks(slowest=expected)


@pytest.mark.parametrize("text", ["", "\tGPU0\tCPU Affinity\nGPU0\t X \t0-7\n", "GPU0 GPU1\nGPU0 ? ?\n"])
def test_one_gpu_is_connected_to_none(text: str) -> None:
    assert parse_topology(text) is None


def test_accelerators_by_their_numbers() -> None:
    told = [["0x1ae0", "0x005e"], ["0x1d0f", "0x7264"], ["x"], 7]
    assert accelerators(told) == (Accelerator(name="Google TPU v4"), Accelerator(name="Amazon accelerator 0x7264"))
    assert accelerators("0x1ae0") == ()


def test_memory_modules_and_networks() -> None:
    told = [["mc0/0", "Registered-DDR4"], ["mc0/1", "Registered-DDR4"], ["mc0/0", "Registered-DDR4"]]
    assert memory_modules(told) == MemoryChannels(count=2, kind="Registered-DDR4")
    assert memory_modules([]) is None
    assert best_network({"mtu": 9001, "speed": True, "rdma": 0}) == Network(mtu=9001)
    assert best_network({"rdma": 0}) is None
