"""Which passages mean what the question means? Inner products of unit vectors, by FAISS.

An exact scan of 100,000 vectors takes 10 ms on one core. A large library keeps a sketch of them
too, half a byte for two numbers or three (product quantisation: Jégou, Douze and Schmid, 2011;
scanned as André, Kermarrec and Le Scouarnec have it, 2015), and the best of it are scored exactly,
in 1.4 ms.
All of the ten nearest passages are found so, and .995 of the hundred nearest
(`tests/bench/bench.py --rows dense`). A filtered question, and any question of a smaller library,
is answered exactly, from no other vectors than those that the filter lets through.
"""

import mmap
from collections.abc import Iterable, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

# From here on a sketch is worth its file.
SKETCHED = 20_000
# Taken from the sketch for each passage wanted, and at the least, to be scored exactly. Of 100,000
# this finds .999 of the ten nearest and .995 of the hundred.
_SKETCHED_EACH = 2
_SKETCHED_LEAST = 400
# So many passages are scanned as fast as memory is read, and there half a byte stands for three
# numbers. Of a million, six times as many find 1.000 of the ten nearest and .995 of the hundred.
_MANY = 250_000
_COARSER = 6
# With each vector that is looked at, 64 kB of them come to be held in memory, and after a dozen
# searches of 100,000 passages all there are. So each search gives the next of so many slices back:
# half of it is held, and a search takes 3 % longer; 7 %, if it gave back all.
_SLICES = 10
# A file that is written at one go may come to be held 2 MB at a time.
_WRITTEN_AT_ONCE = 1 << 16  # bytes
# The sixteen values that stand for a pair of numbers settle early and with few vectors: with all
# of 100,000 and three times the rounds they take ten times as long and find no more.
_TRAINED_ON = 2048
_ROUNDS = 8


class DenseRetriever:
    """Inner product of unit vectors, that is their cosine, with every passage let through."""

    def __init__(
        self,
        numbers: NDArray[np.int64],
        vectors: NDArray[np.float32],
        mapped: mmap.mmap,
        sketch: Any = None,
    ) -> None:
        # Numbers go up, as they were written; a number's row is found by bisection.
        self._numbers = numbers
        self._vectors = vectors  # one after the other, in what is mapped
        self._mapped = mapped
        self._sketch = sketch
        n_pages = -(-len(mapped) // mmap.PAGESIZE)
        self._slice = -(-n_pages // _SLICES) * mmap.PAGESIZE
        self._slices = cycle(range(0, len(mapped), self._slice))

    @classmethod
    def open(cls, file: Path) -> "DenseRetriever":
        """The vectors in `file` with what is beside it, whose integrity the caller has checked."""
        # The file itself, mapped: nothing is read before it is needed. FAISS reads its head, and
        # gives no pages back; the vectors are the end of it.
        head: Any = faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
        n = head.ntotal * head.d
        with file.open("rb") as stream:
            mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        sketch = _sketch_of(file)
        return cls(
            np.load(_numbers_of(file)),
            np.frombuffer(mapped, np.float32, n, len(mapped) - 4 * n),
            mapped,
            faiss.read_index(str(sketch)) if sketch.is_file() else None,
        )

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def last(self) -> int:
        """The highest number held; whatever came to the library since has a higher one."""
        return int(self._numbers[-1]) if len(self) else 0

    def retrieve(
        self, vector: NDArray[np.float32], k: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The `k` passages nearest to a query's vector, as (number, cosine), best first.

        `among` names the only passages to look at; None looks at all.
        """
        if not len(self) or (among is not None and not among):
            return []
        vector = np.ascontiguousarray(vector, dtype=np.float32)
        if among is not None:
            wanted = np.unique(np.asarray(among, dtype=np.int64))
            rows = self._rows_of(wanted)
            rows = rows[self._numbers[rows] == wanted]
        elif self._sketch is not None:
            rows = self._sketched(vector, k)
        else:
            rows = np.arange(len(self))
        cosines = self._cosines(vector, rows)
        best = _best(cosines, k)
        return list(zip(self._numbers[rows[best]].tolist(), cosines[best].tolist(), strict=True))

    def cosines(self, vector: NDArray[np.float32], numbers: Sequence[int]) -> list[float]:
        """The cosine of a query's vector with each of these passages.

        KeyError where one of them is not held.
        """
        if not len(numbers):
            return []
        wanted = np.asarray(numbers, dtype=np.int64)
        rows = self._rows_of(wanted)
        if absent := wanted[self._numbers[rows] != wanted].tolist():
            raise KeyError(f"passages number {absent} are not in the index")
        found: list[float] = self._cosines(np.ascontiguousarray(vector), rows).tolist()
        return found

    def give_back(self) -> None:
        """Count a slice of the vectors as the system's memory again, each time the next.

        What is looked at again is still in the system's cache. A small library is looked through
        whole each time, and kept.
        """
        if self._sketch is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED, next(self._slices), self._slice)

    def _rows_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where these numbers stand, or where one stands that is next to them."""
        return np.minimum(np.searchsorted(self._numbers, numbers), len(self) - 1)

    def _sketched(self, vector: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        """The rows that the sketch has for the best, going up."""
        n = max(_SKETCHED_EACH * k, _SKETCHED_LEAST) * (1 if len(self) < _MANY else _COARSER)
        n = min(n, len(self))
        _, found = self._sketch.search(vector.reshape(1, -1), n)
        rows: NDArray[np.int64] = np.sort(found[0][found[0] >= 0])
        return rows

    def _cosines(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Each row's cosine, the same wherever a vector stands; no row is copied."""
        cosines = np.empty(len(rows), dtype=np.float32)
        faiss.fvec_inner_products_by_idx(  # type: ignore[attr-defined]  # as SWIG makes it
            faiss.swig_ptr(cosines),
            faiss.swig_ptr(vector),
            faiss.swig_ptr(self._vectors),
            faiss.swig_ptr(rows),
            len(vector),
            1,
            len(rows),
        )
        return cosines


def _best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Where the `k` highest stand, highest first, equal ones in order of place."""
    least = np.partition(scores, -k)[-k] if k < len(scores) else -np.inf
    enough = np.flatnonzero(scores >= least)
    return enough[np.argsort(-scores[enough], kind="stable")][:k]


def write_dense(
    file: Path, numbers: NDArray[np.int64], vectors: Iterable[bytes], dimension: int
) -> None:
    """Unit vectors, each under its passage's number; numbers go up.

    Vectors are little-endian float32; ValueError where one has not `dimension` numbers.
    """
    rows = np.empty((len(numbers), dimension), dtype=np.float32)
    for row, number, vector in zip(rows, numbers.tolist(), vectors, strict=True):
        if len(vector) != 4 * dimension:
            raise ValueError(
                f"the vector of passage number {number} has {len(vector)} bytes, and not"
                f" {4 * dimension}; check the library"
            )
        row[:] = np.frombuffer(vector, dtype="<f4")
    index = faiss.IndexFlatIP(dimension)
    index.add(rows)
    whole: Any = faiss.FileIOWriter(str(file))
    writer: Any = faiss.BufferedIOWriter(whole, _WRITTEN_AT_ONCE)  # type: ignore[call-arg]
    faiss.write_index(index, writer)
    del writer  # which writes the rest
    with _numbers_of(file).open("wb") as stream:
        np.save(stream, numbers)
    if len(numbers) >= SKETCHED:
        _write_sketch(_sketch_of(file), rows)


def _write_sketch(file: Path, vectors: NDArray[np.float32]) -> None:
    n, dimension = vectors.shape
    of_a_part = next(i for i in ((3, 2, 1) if n >= _MANY else (2, 1)) if dimension % i == 0)
    n_parts = dimension // of_a_part
    sketch: Any = faiss.index_factory(dimension, f"PQ{n_parts}x4fs", faiss.METRIC_INNER_PRODUCT)
    sketch.pq.cp.niter = _ROUNDS
    # Steps this small are over before threads have met.
    n_threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    sketch.train(np.ascontiguousarray(vectors[:: n // _TRAINED_ON]))
    faiss.omp_set_num_threads(n_threads)
    sketch.add(vectors)
    faiss.write_index(sketch, str(file))


def _numbers_of(file: Path) -> Path:
    return file.with_suffix(".numbers")


def _sketch_of(file: Path) -> Path:
    return file.with_suffix(".sketch")
