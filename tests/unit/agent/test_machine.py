"""Modules of memory by what the kernel lists."""

from __future__ import annotations

from pathlib import Path

from parity.agent.machine import memory_modules


def test_memory_modules_by_channel(tmp_path: Path) -> None:
    for number, location in enumerate(("channel 0 slot 0", "channel 1 slot 0", "channel 1 slot 1", "csrow 0")):
        module = tmp_path / "mc0" / f"dimm{number}"
        module.mkdir(parents=True)
        (module / "dimm_location").write_text(f"{location}\n")
        (module / "dimm_mem_type").write_text("Registered-DDR4\n")
    told = memory_modules(str(tmp_path))
    assert told == [[f"mc0/{channel}", "Registered-DDR4"] for channel in (0, 1, 1)]
    assert memory_modules(str(tmp_path / "none")) == []
