"""Starts one worker, bounds it, watches its memory, reaps what it leaves, and prints one document.

Run as a script by the target's interpreter (`-I -S`), with the job's file as its argument. It ends, and everything it
started with it, when the work is done, a limit is passed, or whoever started it has gone (its stdin ends).
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import select
import signal
import sys
import time
from typing import Any

MARK = "\x1eparity-harness\x1e"
TICK = 0.02  # seconds between looks at memory and processes
MAX_POINTS = 400  # of memory over time; older points are thinned out
MAX_RESULT = 24 << 20  # bytes of the worker's document
MAX_WORDS = 4000  # bytes kept of what the worker said on stderr
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
PAGE = os.sysconf("SC_PAGE_SIZE")
BOOT = "import sys; sys.path.insert(0, %r); from parity_harness.work import main; main(%r, %d, %r)"
CGROUP_PEAKS = (
    "/sys/fs/cgroup/memory.peak",
    "/sys/fs/cgroup/memory/memory.max_usage_in_bytes",
)
CGROUP_KILLS = ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control")


def text_of(path: str) -> str:
    try:
        with open(path, "rb") as stream:
            return stream.read(65536).decode("ascii", "replace")
    except OSError:
        return ""


def prctl(option: int, value: int) -> None:
    """Linux only; elsewhere the process group is all there is."""
    try:
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
    except (OSError, AttributeError):
        pass


def children(pid: int) -> list[int]:
    """Direct children of a process, by the kernel's own list."""
    found: list[int] = []
    try:
        tasks = os.listdir("/proc/%d/task" % pid)
    except OSError:
        return found
    for task in tasks:
        found.extend(int(word) for word in text_of("/proc/%d/task/%s/children" % (pid, task)).split())
    return found


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    queue = [pid]
    while queue and len(found) < 65536:
        below = children(queue.pop())
        found.extend(below)
        queue.extend(below)
    return found


def resident(pid: int) -> int:
    words = text_of("/proc/%d/statm" % pid).split()
    return int(words[1]) * PAGE if len(words) > 1 else 0


def reap() -> None:
    """Kill whatever is left below this process; orphans come to it, for it is their subreaper."""
    for _ in range(200):
        left = descendants(os.getpid())
        if not left:
            return
        for signum in (signal.SIGSTOP, signal.SIGKILL):  # stopped first: one that forks on could outrun us
            for pid in left:
                try:
                    os.kill(pid, signum)
                except OSError:
                    pass
        try:
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        except ChildProcessError:
            return
        time.sleep(0.005)


def oom_kills() -> int:
    for path in CGROUP_KILLS:
        for line in text_of(path).splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0


def cgroup_peak() -> int | None:
    """Bytes at the most, of everything in this container; None outside of one."""
    for path in CGROUP_PEAKS:
        text = text_of(path).strip()
        if text.isdigit():
            return int(text)
    return None


def spawn(job: dict[str, Any], result: int, errors: int) -> tuple[int, float]:
    """The worker: a fresh, normal start of the same interpreter, in a session of its own."""
    begun = time.monotonic()
    pid = os.fork()
    if pid:
        return pid, begun
    try:
        os.setsid()
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        os.dup2(errors, 2)
        os.set_inheritable(result, True)
        if job.get("cwd"):
            os.chdir(job["cwd"])
        env = dict(os.environ)
        env.update(job.get("env") or {})
        for name in job.get("unset") or ():
            env.pop(name, None)
        here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        boot = BOOT % (here, os.path.abspath(sys.argv[1]), result, begun)
        os.execve(sys.executable, [sys.executable] + list(job.get("flags") or ()) + ["-c", boot], env)
    except BaseException as error:
        os.write(2, ("cannot start: %s" % error).encode())
    os._exit(127)


class Watch:
    """What is seen of the worker while it runs."""

    def __init__(self, job: dict[str, Any], pid: int, begun: float) -> None:
        self.job, self.pid, self.begun = job, pid, begun
        self.points: list[tuple[float, int]] = []
        self.stride, self.count, self.peak = 1, 0, 0
        self.broken: str | None = None  # the limit that was passed

    def look(self) -> str | None:
        family = [self.pid] + descendants(os.getpid())
        family = sorted(set(family))
        total = sum(resident(pid) for pid in family)
        self.peak = max(self.peak, total)
        now = time.monotonic() - self.begun
        if self.count % self.stride == 0:
            self.points.append((round(now, 3), total))
            if len(self.points) > MAX_POINTS:
                self.points, self.stride = self.points[::2], self.stride * 2
        self.count += 1
        if total > self.job["memory"]:
            self.broken = "memory"
        elif len(family) > self.job["processes"]:
            self.broken = "processes"
        elif now > self.job["seconds"]:
            self.broken = "timeout"
        return self.broken


def drain(fd: int, kept: bytearray, limit: int) -> bool:
    """Read what is there; False where the other side has closed it."""
    try:
        data = os.read(fd, 1 << 16)
    except BlockingIOError:
        return True
    if len(kept) < limit:
        kept += data
    return bool(data)


def follow(job: dict[str, Any]) -> dict[str, Any]:
    """Run the worker to its end, or to a limit. Returns everything that is known of it."""
    result, result_in = os.pipe()
    errors, errors_in = os.pipe()
    kills = oom_kills()
    pid, begun = spawn(job, result_in, errors_in)
    os.close(result_in)
    os.close(errors_in)
    os.set_blocking(result, False)
    os.set_blocking(errors, False)
    kept = {result: bytearray(), errors: bytearray()}
    open_ends = {result, errors}
    watch = Watch(job, pid, begun)
    status: int | None = None
    while status is None and watch.look() is None:
        wanted = list(open_ends) + ([0] if job.get("tethered") else [])
        ready, _, _ = select.select(wanted, [], [], TICK)
        for fd in ready:
            if fd == 0:
                if not os.read(0, 4096):
                    watch.broken = "abandoned"
            elif not drain(fd, kept[fd], MAX_RESULT if fd == result else MAX_WORDS):
                open_ends.discard(fd)
        if watch.broken:
            break
        ended, code = os.waitpid(pid, os.WNOHANG)
        if ended:
            status = code
    for fd in sorted(open_ends):
        while kept[fd] is not None and drain(fd, kept[fd], MAX_RESULT):
            if not select.select([fd], [], [], 0)[0]:
                break
    leftover = len(descendants(os.getpid())) if status is not None else 0
    reap()
    signal_number = os.WTERMSIG(status) if status is not None and os.WIFSIGNALED(status) else None
    if signal_number == signal.SIGKILL and oom_kills() > kills:
        watch.broken = "memory"
    return {
        "limit": watch.broken,
        "signal": signal_number,
        "exit": os.WEXITSTATUS(status) if status is not None and os.WIFEXITED(status) else None,
        "leftover": leftover,
        "family_peak": watch.peak,
        "cgroup_peak": cgroup_peak() if job.get("contained") else None,
        "memory": watch.points,
        "stderr": bytes(kept[errors]).decode("utf-8", "replace"),
        "worker": base64.b64encode(bytes(kept[result])).decode("ascii"),
    }


def leave(*_: object) -> None:
    reap()
    os._exit(130)


def main() -> None:
    with open(sys.argv[1], "rb") as stream:
        job = json.loads(stream.read().decode("utf-8"))
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    for signum in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(signum, leave)
    try:
        document = follow(job)
    finally:
        reap()
    sys.stdout.write(MARK + json.dumps(document) + MARK)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
