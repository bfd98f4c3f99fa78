"""Runs commands and measures their cost."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """The cost of a command with all its children."""

    wall: float
    """Seconds by the clock."""
    cpu: float
    """Seconds of user and system time."""
    user: float
    """Seconds of user time, which other work on the machine disturbs least."""
    memory: float
    """Peak resident memory of its largest process, in MB."""


class CommandFailed(SystemExit):
    """A command that failed. If nothing handles it, the program shows the output and exits."""

    def __init__(self, command: list[str], folder: Path, status: int, output: str) -> None:
        super().__init__(f"{' '.join(command)} in {folder} ended with {status}:\n{output[-4000:]}")
        self.output = output


def run(command: list[str], folder: Path, env: dict[str, str]) -> Cost:
    """Runs `command`, which must succeed."""
    log = folder / "command.log"
    start = time.monotonic()
    with log.open("wb") as output:
        child = subprocess.Popen(command, cwd=folder, env=env, stdout=output, stderr=subprocess.STDOUT)
        # Unlike `child.wait`, this returns the resource usage of the child and of the processes it waited for.
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise CommandFailed(command, folder, child.returncode, log.read_text(errors="replace"))
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_utime, usage.ru_maxrss / 1024)


def output(command: list[str], folder: Path, env: dict[str, str] | None = None) -> str:
    """Returns the standard output of `command`; exits if it fails."""
    done = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} in {folder} ended with {done.returncode}")
    return done.stdout


def median(costs: list[Cost]) -> Cost:
    """The median of each figure, independently."""
    return Cost(*(statistics.median(getattr(cost, field.name) for cost in costs) for field in fields(Cost)))


def machine() -> str:
    """One line that names the machine and the compiler."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    rustc = output(["rustc", "--version"], Path.cwd()).split()
    return f"{os.cpu_count()} cores ({model}), load {os.getloadavg()[0]:.1f} at the start, {' '.join(rustc[:2])}"
