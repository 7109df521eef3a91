"""Work in processes of its own: what it takes there, bound to so many cores.

Where one thing is compared with another, each has a process to itself, so that neither's threads,
memory or settings are the other's.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ParamSpec, TypeVar

ROOT = Path(__file__).parents[2]
CORES = 2
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command took and printed. `peak_mb` is the most memory that it held at once."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    output: str


def bind(cores: int) -> None:
    """Keep this process and those it starts to so many cores, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def run(*command: str, accepted: Sequence[int] = (0,)) -> Ran:
    """Run a command to its end; RuntimeError with what it said, where it fails."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=errors
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        printed, said = (_read(file) for file in (output, errors))
    if process.returncode not in accepted:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said[-1000:]}")
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Ran(seconds, cpu_seconds, megabytes(usage.ru_maxrss), printed)


def megabytes(max_rss: int) -> float:
    """What `getrusage` gives as the most memory: kibibytes, or on macOS bytes."""
    return max_rss * (1 if sys.platform == "darwin" else 1024) / 1e6


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def minutebook(*arguments: str) -> tuple[str, ...]:
    """The command `minutebook` of this working copy."""
    return (sys.executable, "-m", "service.cli", *arguments)


def apart(work: Callable[P, T], cores: int, *arguments: P.args, **options: P.kwargs) -> T:
    """What `work` gives in a new process, on so many cores with a thread for each."""
    with _environment({name: str(cores) for name in _THREADS}):
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, context, initializer=bind, initargs=(cores,)) as pool:
            return pool.submit(work, *arguments, **options).result()


@contextmanager
def _environment(names: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(names)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
