"""What the standard library leaves out about child processes: dying with the parent, ending in stages, waiting."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.02


def die_with_parent(with_signal: int) -> Callable[[], None] | None:
    """A `preexec_fn`: the child is sent the signal when the THREAD that started it ends. None outside Linux."""
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def arm() -> None:
        libc.prctl(PR_SET_PDEATHSIG, with_signal)
        if os.getppid() != parent:  # the parent died between fork and prctl
            os.kill(os.getpid(), with_signal)

    return arm


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Wait for the condition, at most so long; False when it never held."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def end(processes: Iterable[subprocess.Popen[bytes]], *stages: signal.Signals, seconds: float) -> None:
    """Ask all of them with each signal in turn, giving `seconds` each time, until they are gone and reaped."""
    alive = list(processes)
    for stage in stages:
        for process in alive:
            process.send_signal(stage)
        deadline = time.monotonic() + seconds
        for process in alive:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))
        alive = [process for process in alive if process.poll() is None]


def command_line(pid: int) -> bytes:
    """The arguments of a live process, joined by spaces; empty for no process and for a zombie."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            return b""
    return subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "args="], capture_output=True, check=False
    ).stdout
