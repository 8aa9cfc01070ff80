"""Devices by what the kernel lists."""

from __future__ import annotations

from pathlib import Path

from parity.agent.accelerators import accelerators, amd_gpus


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
    assert amd_gpus(str(tmp_path)) == ["Instinct MI210", ""]
    assert amd_gpus(str(tmp_path / "nowhere")) == []


def test_accelerators_by_makers_and_by_class(tmp_path: Path) -> None:
    for address, words in (
        ("0000:00:04.0", ("0x1ae0", "0x005e", "0xff0000")),
        ("0000:00:05.0", ("0x1d0f", "0xec20", "0x020000")),  # Amazon's network card
        ("0000:00:06.0", ("0x1234", "0x0001", "0x120000")),
    ):
        device = tmp_path / address
        device.mkdir(parents=True)
        for name, word in zip(("vendor", "device", "class"), words, strict=True):
            (device / name).write_text(f"{word}\n")
    assert accelerators(str(tmp_path)) == [["0x1ae0", "0x005e"], ["0x1234", "0x0001"]]
    assert accelerators(str(tmp_path / "none")) == []
