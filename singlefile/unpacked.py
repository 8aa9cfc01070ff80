"""Runs parity from a directory of its own for as long as it runs: nothing of it stays behind."""

import atexit
import os
import shutil
import signal
import sys
import tempfile
import zipfile
from pathlib import Path
from types import FrameType


def run() -> None:
    """Unpack the libraries beside this module (data files cannot be read out of a zip by all of them), then run."""
    place = tempfile.mkdtemp(prefix="parity-")
    atexit.register(shutil.rmtree, place, True)
    signal.signal(signal.SIGTERM, _leave)
    archive = Path(sys.path[0])
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(place, [name for name in packed.namelist() if name.startswith("lib/")])
    sys.path[0] = os.path.join(place, "lib")  # noqa: PTH118 - sys.path holds strings
    sys.dont_write_bytecode = True
    sys.argv[0] = "parity"
    try:
        from parity.cli import main  # noqa: PLC0415 - only now is it there

        main()
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if missing.partition(".")[0] == "parity":
            raise
        sys.exit(
            _refuse(f"this needs {missing}, which the single file does not carry: pip install envparity, and run that")
        )


def _refuse(sentence: str) -> int:
    print(f"parity: {sentence}", file=sys.stderr)
    return 2


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
