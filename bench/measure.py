"""How a job is measured: warm, many times, by the clock and by the processor; memory by what processes really hold."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MILLISECONDS = 1_000.0
MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, its 50th and 95th percentiles, its budget, in one unit."""

    name: str
    p50: float
    p95: float
    budget: float | None
    unit: str = "ms"
    note: str = ""

    @property
    def inside(self) -> bool:
        return self.budget is None or self.p95 <= self.budget


def timed(
    name: str, job: Callable[[], object], *, budget: float | None, times: int, note: str = ""
) -> Figure:
    """Run a job so many times, warmed up once, and keep the percentiles of its wall time in milliseconds."""
    job()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        taken.append((time.perf_counter() - start) * MILLISECONDS)
    return figure(name, taken, budget=budget, note=note)


def figure(
    name: str, taken: list[float], *, budget: float | None, unit: str = "ms", note: str = ""
) -> Figure:
    """The line for these measurements."""
    ordered = sorted(taken)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return Figure(name, statistics.median(ordered), p95, budget, unit, note)


def cold(name: str, code: str, *, budget: float | None, times: int = 3, note: str = "") -> Figure:
    """The wall time of a fresh interpreter that runs this code, start included, in milliseconds.

    Its compiled modules are kept from the run before, as they are wherever the environment does not forbid it.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start_once = [sys.executable, "-c", code]
    subprocess.run(start_once, check=True, stdout=subprocess.DEVNULL, env=environment)
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(start_once, check=True, stdout=subprocess.DEVNULL, env=environment)
        taken.append((time.perf_counter() - start) * MILLISECONDS)
    return figure(name, taken, budget=budget, note=note)


def told(name: str, code: str, *, budget: float | None, times: int = 3) -> Figure:
    """What a fresh interpreter measured itself and printed, in milliseconds: imports and reading apart."""
    taken = []
    for _ in range(times):
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        taken.append(float(done.stdout))
    return figure(name, taken, budget=budget)


def memory_of(pids: list[int]) -> float:
    """What these processes hold together, in MiB: proportional set size, so that shared pages count once."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total / MEBIBYTE
