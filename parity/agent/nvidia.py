"""NVIDIA's GPUs, as nvidia-smi tells them."""

import os
from typing import Optional, Tuple

from parity.agent.reading import MAX_TEXT

TOOL_SECONDS = 8  # for each of five questions: a driver that hangs must leave time for all other looks
MAX_WORDS = 500  # characters of what it says where it fails
IDENTITY = "index,name,memory.total,compute_cap,driver_version"
IDENTITY_OF_OLD_DRIVERS = "index,name,memory.total,driver_version"  # before 510
OPERATION = (
    "index,power.limit,pcie.link.gen.max,pcie.link.width.max,clocks.max.sm,ecc.mode.current,"
    "compute_mode,mig.mode.current"
)
OPERATION_OF_OLD_DRIVERS = "index,persistence_mode,clocks.max.memory"


def nvidia_smi(*arguments: str) -> Optional[str]:
    """What it prints, or None where there is no such program. Raises OSError with its words where it fails."""
    import shutil
    import subprocess

    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    done = subprocess.run(
        (program,) + arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=TOOL_SECONDS,
        check=False,
    )
    words = done.stdout[:MAX_TEXT].decode("utf-8", "replace")
    if done.returncode != 0:
        raise OSError(" ".join(words.split())[:MAX_WORDS])
    return words


def answer(*arguments: str) -> Optional[str]:
    """What it prints; None also where it fails, for a driver may be too old for the question."""
    try:
        return nvidia_smi(*arguments)
    except OSError:
        return None


def query(fields: str) -> Tuple[str, str]:
    """Arguments that ask for these fields of each GPU."""
    return "--query-gpu=" + fields, "--format=csv,noheader,nounits"


def gpus() -> Optional[str]:
    """What the GPUs are."""
    try:
        return nvidia_smi(*query(IDENTITY))
    except OSError:
        return nvidia_smi(*query(IDENTITY_OF_OLD_DRIVERS))


def gpu_operation() -> Optional[str]:
    """How the GPUs are run; None where the driver does not know one of the fields."""
    return answer(*query(OPERATION))


def gpu_more() -> Optional[str]:
    """What older drivers tell as well of how they are run, hence a question of its own."""
    return answer(*query(OPERATION_OF_OLD_DRIVERS))


def gpu_topology() -> Optional[str]:
    """How the GPUs are connected, as a matrix."""
    return answer("topo", "-m")


def gpu_sharing() -> bool:
    """Whether processes are given the GPU by NVIDIA's multi-process service (MPS)."""
    return os.path.exists(os.path.join(os.environ.get("CUDA_MPS_PIPE_DIRECTORY", "/tmp/nvidia-mps"), "control"))
