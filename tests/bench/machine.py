"""On what was this measured? The machine's own limits, the commit and the versions."""

import os
import platform
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from processes import CORES, ROOT, apart

_PACKAGES = (
    "numpy faiss-cpu tantivy torch sentence-transformers transformers onnxruntime tokenizers"
    " fastapi uvicorn"
).split()
_PEERS = ("sentence-transformers", "torch", "txtai", "chromadb")


def describe(peers: Path | None) -> str:
    """A paragraph of lines, for above the table."""
    product, read = apart(limits, 1)
    lines = [
        f"{_cpu()}, {CORES} of {os.cpu_count()} cores used, {_memory()} of memory;"
        f" one core's single-precision matrix product (numpy) {product:.1f} GF/s,"
        f" memory read {read:.1f} GB/s; load when it began {os.getloadavg()[0]:.1f}.",
        f"Commit {_commit()}, {platform.system()}, Python {platform.python_version()},"
        f" {versions(_PACKAGES)}.",
    ]
    if peers:
        code = f"import machine; print(machine.versions({_PEERS!r}))"
        told = subprocess.run(
            [str(peers), "-c", code], cwd=Path(__file__).parent, capture_output=True, text=True
        )
        lines.append(f"Peers: {told.stdout.strip() or told.stderr[-200:]}.")
    return "\n".join(lines)


def limits() -> tuple[float, float]:
    """GF/s of a matrix product and GB/s of reading, on the threads that there are; best of ten."""
    one, other = (np.ones((2048, 2048), dtype=np.float32) for _ in range(2))
    out = np.empty_like(one)
    # Well beyond any cache; as both sides of an inner product it is read once.
    much = np.ones(128 * 1024 * 1024, dtype=np.float32)
    products, reads = [], []
    for _ in range(10):
        began = time.perf_counter()
        np.matmul(one, other, out=out)
        products.append(time.perf_counter() - began)
        began = time.perf_counter()
        np.dot(much, much)
        reads.append(time.perf_counter() - began)
    return 2 * 2048**3 / min(products) / 1e9, much.nbytes / min(reads) / 1e9


class Others:
    """How much of the cores other programs take from now on, where the system tells."""

    def __init__(self) -> None:
        self._began = (time.perf_counter(), self._busy(), self._own())

    def share(self) -> float | None:
        """0 to 1; processes that this one started count as its own once they have ended."""
        began, busy, own = self._began
        if busy is None:
            return None
        others = (self._busy() or 0) - busy - (self._own() - own)
        return max(0.0, others / (time.perf_counter() - began) / (os.cpu_count() or 1))

    @staticmethod
    def _busy() -> float | None:
        """Seconds of processor time that were not idle, of all cores since the machine started."""
        try:
            told = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:9]
        except OSError:
            return None
        user, nice, system, _idle, _waiting, *interrupts = (int(ticks) for ticks in told)
        return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")

    @staticmethod
    def _own() -> float:
        return sum(os.times()[:4])


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    fields = {name.strip(): value.strip() for name, value in told.items()}
    wide = [name for name in ("avx2", "avx512f", "amx_tile") if name in fields.get("flags", "")]
    name = fields.get("model name", platform.machine())
    return (
        f"{name} (family {fields.get('cpu family')}, model {fields.get('model')}, {'+'.join(wide)})"
    )


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1024**3:.0f} GiB"


def _commit() -> str:
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True
    )
    return said.stdout.strip() or "unknown"


def versions(names: tuple[str, ...] | list[str]) -> str:
    found = []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


if __name__ == "__main__":
    print(describe(Path(sys.argv[1]) if sys.argv[1:] else None))
