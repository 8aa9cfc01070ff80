"""Imports modules, each in a process of its own, and says which cannot be imported and why.

Runs in the interpreter that is looked at: standard library only, Python 3.7 and newer. Names come on stdin as JSON,
{"modules": [...], "seconds": 60}; failures go to stdout as {"module": "ImportError: ..."}.
"""

import json
import os
import select
import signal
import sys
import time

LONGEST = 400  # characters of an error


def attempt(module: str, told: int) -> None:
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    os.setsid()
    message = ""
    try:
        __import__(module)
    except BaseException as error:
        lines = str(error).strip().splitlines()
        message = "{}: {}".format(type(error).__name__, lines[0] if lines else "")
    os.write(told, b"." + message[:LONGEST].encode("utf-8", "replace"))
    os._exit(0)


def failure(module: str, seconds: float) -> "str | None":
    """Why a module cannot be imported; None where it can."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        attempt(module, writer)
    os.close(writer)
    deadline = time.monotonic() + seconds
    said = b""
    while True:
        ready = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))[0]
        if not ready:
            break
        piece = os.read(reader, 4096)
        said += piece
        if not piece or said:
            break
    os.close(reader)
    late = not said and time.monotonic() >= deadline
    if late:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    try:
        os.killpg(child, signal.SIGKILL)  # what the module started
    except OSError:
        pass
    if said:
        return said[1:].decode("utf-8", "replace") or None
    if late:
        return f"it did not end within {seconds:.0f} seconds"
    if os.WIFSIGNALED(status):
        return f"the process died of signal {os.WTERMSIG(status)}"
    return f"the process ended with status {os.WEXITSTATUS(status)}"


def failures(modules: "list[str]", seconds: float) -> "dict[str, str]":
    """Reasons by module, of those that cannot be imported."""
    found = {}
    for module in modules:
        reason = failure(module, seconds)
        if reason is not None:
            found[module] = reason
    return found


def main() -> None:
    wanted = json.loads(sys.stdin.read())
    print(json.dumps(failures(wanted["modules"], wanted["seconds"]), sort_keys=True))


if __name__ == "__main__":
    main()
