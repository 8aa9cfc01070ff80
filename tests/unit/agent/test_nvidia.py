"""What nvidia-smi is asked, of drivers new and old."""

from __future__ import annotations

from pathlib import Path

from tests.support.agent import report

OLD_DRIVER = """case "$1" in
*compute_cap*) echo 'Field "compute_cap" is not a valid field to query.'; exit 2;;
--query-gpu*) echo '0, Tesla K80, 11441, 418.87.01';;
*) echo '| NVIDIA-SMI 418.87.01    Driver Version: 418.87.01    CUDA Version: 10.1     |';;
esac"""


def tool(directory: Path, script: str) -> None:
    path = directory / "nvidia-smi"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_gpus_of_a_driver_that_knows_no_compute_capability(tmp_path: Path) -> None:
    tool(tmp_path, OLD_DRIVER)
    told = report(PATH=f"{tmp_path}:/usr/bin:/bin")
    assert told.values["nvidia_smi"] == "0, Tesla K80, 11441, 418.87.01\n"
    assert "CUDA Version: 10.1" in str(told.values["nvidia_smi_banner"])


def test_how_gpus_are_run_where_the_driver_knows_every_question(tmp_path: Path) -> None:
    row = "0, 150.00, 4, 16, 1710, Enabled, Default, [N/A]"
    tool(tmp_path, f'case "$1" in *power.limit*) echo "{row}";; *) exit 0;; esac')
    told = report(PATH=f"{tmp_path}:/usr/bin:/bin")
    assert told.values["gpu_operation"] == row + "\n"
    tool(tmp_path, 'case "$1" in *power.limit*) exit 2;; *) exit 0;; esac')
    told = report(PATH=f"{tmp_path}:/usr/bin:/bin")
    assert told.values["gpu_operation"] is None
    assert "gpu_operation" not in told.errors


def test_a_tool_that_fails_is_an_error_with_its_words(tmp_path: Path) -> None:
    tool(tmp_path, 'echo "NVIDIA-SMI has failed because it couldn\'t communicate with the NVIDIA driver."; exit 9')
    told = report(PATH=f"{tmp_path}:/usr/bin:/bin")
    assert "couldn't communicate" in told.errors["nvidia_smi"]
    assert "nvidia_smi" not in told.values


def test_without_the_tool_there_is_nothing_to_tell(tmp_path: Path) -> None:
    told = report(PATH=str(tmp_path))
    assert told.values["nvidia_smi"] is None
