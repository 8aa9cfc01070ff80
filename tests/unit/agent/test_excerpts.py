"""What is told of long files."""

from __future__ import annotations

from parity.agent.excerpts import boot_options


def test_the_kernels_command_line_is_told_in_part_only() -> None:
    told = boot_options("BOOT_IMAGE=/vmlinuz root=UUID=1 mitigations=off password=x isolcpus=2-3\n")
    assert told == "mitigations=off isolcpus=2-3\n"
