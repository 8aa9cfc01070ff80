"""Facts about the machine (domain `hardware`): of a running environment, or of a host that the user names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CpuModel:
    """Key name: "cpu"."""

    vendor: str | None
    model: str | None
    architecture: str  # uname's machine: "x86_64", "aarch64"


@dataclass(frozen=True, slots=True, kw_only=True)
class CpuFeatures:
    """What the CPU can do. Key name: "cpu-features".

    Attributes:
        microarchitecture: archspec's best match ("zen3", "cascadelake").
        level: generic level ("x86_64_v3"), None where the architecture has none.
        flags: as the kernel lists them, sorted; limited to those that are instruction sets.
    """

    microarchitecture: str
    level: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CpuCount:
    """CPUs that are seen against CPUs that may be used. Key name: "cpu-count".

    Attributes:
        visible: logical CPUs that os.cpu_count() tells, the number thread pools size themselves by.
        usable: CPUs in the affinity mask.
        quota: CPUs' worth of time per period by cgroup (1.5 = one and a half), None: no limit.
    """

    visible: int
    usable: int | None = None
    quota: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CpuOperation:
    """How the CPU is run; each None where the kernel does not tell it. Key name: "cpu-operation".

    Attributes:
        smt: whether each core shows several logical CPUs (hyper-threading).
        governor: who chooses the frequency: "performance", "powersave", "schedutil".
        turbo: whether frequencies above the nominal one are allowed.
        cache: bytes of the last level cache that CPU 0 sees.
        frequency: the highest one that CPU 0 can run at, in MHz.
        cap: the highest one that it may run at, in MHz, where that is less.
        preference: what the CPU itself is asked for: "performance", "balance_power", "power".
        inner_cache: bytes of the second level cache.
    """

    smt: bool | None = None
    governor: str | None = None
    turbo: bool | None = None
    cache: int | None = None
    frequency: int | None = None
    cap: int | None = None
    preference: str | None = None
    inner_cache: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Key name: "memory". Bytes. `limit`: by cgroup, None: no limit."""

    total: int
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryChannels:
    """How many channels have memory in them. Key name: "memory-channels".

    Attributes:
        kind: of memory, as the kernel calls it: "Registered-DDR4"; empty: not told.
    """

    count: int
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The best of the interfaces that are seen. Key name: "network".

    Attributes:
        mtu: bytes of the largest packet.
        speed: Mbit/s.
        rdma: devices that read and write another machine's memory (InfiniBand, RoCE, EFA).
    """

    mtu: int | None = None
    speed: int | None = None
    rdma: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the firmware calls the machine. Key name: "machine".

    Attributes:
        maker, product: "Amazon EC2" and "m5.2xlarge", "Dell Inc." and "PowerEdge R640"; None: not told.
        virtual: whether a hypervisor runs it, None: not told.
        sandbox: a kernel or machine of its own around the container: "gvisor", "kata"; empty: none shows.
    """

    maker: str | None = None
    product: str | None = None
    virtual: bool | None = None
    sandbox: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerator:
    """A processor for models that is no GPU: "Google TPU v4". Key name: "accelerator:<index>"."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuLinks:
    """The slowest connection between two of the machine's GPUs, as nvidia-smi calls it. Key name: "gpu-links".

    "NV12": twelve NVLinks; "PIX", "PXB", "PHB", "NODE", "SYS": PCI Express, over ever longer ways.
    """

    slowest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numa:
    """Key name: "numa"."""

    nodes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HugePages:
    """Transparent huge pages mode: "always", "madvise" or "never". Key name: "transparent-hugepages"."""

    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """Key name: "gpu:<index>". memory in MiB; compute_capability as "8.0"."""

    name: str
    memory: int | None = None
    compute_capability: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuOperation:
    """How a GPU is run; each None where it is not told. Key name: "gpu-operation:<index>".

    Attributes:
        power: watts that it may take.
        link, lanes: generation and width of the PCI Express link that GPU and slot allow.
        clock: the highest one of its multiprocessors, in MHz.
        ecc, mig: whether memory is checked for errors, and whether it is divided into instances.
        mode: who may use it: "Default", "Exclusive_Process", "Prohibited".
        persistent: whether the driver keeps it ready while nobody uses it.
        memory_clock: the highest one of its memory, in MHz.
    """

    power: float | None = None
    link: int | None = None
    lanes: int | None = None
    clock: int | None = None
    ecc: bool | None = None
    mig: bool | None = None
    mode: str | None = None
    persistent: bool | None = None
    memory_clock: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """The file system of a directory of data. Key name: "storage:<directory>"; the working directory is ".".

    Attributes:
        kind: as the kernel calls it: "ext4", "overlay", "nfs4", "fuse.gcsfuse".
        rotates: whether the disk has turning plates, None: not told.
        disk: what the kernel calls disks of its kind: "nvme", "sd", "vd"; None: not told, or none.
        free: whole GiB that are left, where they are few: of large disks it changes all the time, and nothing follows.
    """

    kind: str
    rotates: bool | None = None
    disk: str | None = None
    free: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuDriver:
    """Key name: "gpu-driver". cuda: highest CUDA version the driver supports."""

    version: str
    cuda: str | None = None
