"""What a search asks of hundreds of passages at once, in columns that are mapped, not read.

The truth answers for one passage at a time, a row here and a row there; a question looks at 400
passages and at 3,000 pieces of words, which lie side by side in these files.
"""

import mmap
import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from threading import Lock
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from index.late import Codes, unpack
from index.library import Library
from ingest.model import PassageKind

KINDS: tuple[PassageKind, ...] = get_args(PassageKind)
NO_SPEECH = -1
_TYPES = {
    "numbers": np.int64,
    "kinds": np.uint8,
    "speech": np.int32,
    "begins": np.int64,
    "starts": np.uint16,
}
_SIGNS = "signs"


@dataclass(frozen=True, slots=True)
class Columns:
    """A row a passage, in order of number.

    `kinds` are places in `KINDS`; `speech` tells the transcripts apart that passages are of, with
    `NO_SPEECH` for what is of none. The pieces of row i are those from `begins[i]` up to
    `begins[i + 1]` of `starts` and of the signs, which are as in `Codes`.
    """

    numbers: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    speech: NDArray[np.int32]
    begins: NDArray[np.int64]
    starts: NDArray[np.uint16]
    _signs: "_Signs"

    @classmethod
    def open(cls, folder: Path, dimension: int) -> "Columns":
        """The columns in `folder`, whose integrity the caller has checked."""
        mapped = {name: _mapped(folder / name) for name in _TYPES}
        columns = {name: np.frombuffer(mapped[name], kind) for name, kind in _TYPES.items()}
        return cls(**columns, _signs=_Signs(folder / _SIGNS, (dimension + 7) // 8))

    def rows(self, numbers: NDArray[np.int64]) -> NDArray[np.intp]:
        """Where these passages are; all of them must be held."""
        return np.searchsorted(self.numbers, numbers)

    def holds(self, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these numbers are passages'."""
        rows = np.minimum(self.rows(numbers), len(self.numbers) - 1)
        held: NDArray[np.bool_] = self.numbers[rows] == numbers
        return held

    def n_pieces(self, rows: NDArray[np.intp]) -> NDArray[np.int64]:
        """How many pieces each of these passages has."""
        n_pieces: NDArray[np.int64] = self.begins[rows + 1] - self.begins[rows]
        return n_pieces

    @property
    def no_codes(self) -> Codes:
        return Codes(self.starts[:0], self._signs.of([]))

    def codes(self, rows: NDArray[np.intp]) -> list[Codes]:
        """The pieces of each of these passages."""
        begins, ends = self.begins[rows].tolist(), self.begins[rows + 1].tolist()
        of_rows = list(zip(begins, ends, strict=True))
        signs = self._signs.of(of_rows)
        edges = accumulate((end - begin for begin, end in of_rows), initial=0)
        return [
            Codes(self.starts[begin:end], signs[first:last])
            for (begin, end), (first, last) in zip(of_rows, pairwise(edges), strict=True)
        ]


class _Signs:
    """The signs of all pieces, `width` bytes each, read where they are asked for.

    They are as large as a library's vectors. Mapped, each page that is read would bring fifteen
    others with it, and all would have to be given back after each question, for .3 ms.
    """

    def __init__(self, file: Path, width: int) -> None:
        self._stream = file.open("rb", buffering=0)
        self._width = width
        self._reading = Lock()

    def __del__(self) -> None:
        self._stream.close()

    def of(self, ranges: Iterable[tuple[int, int]]) -> NDArray[np.uint8]:
        """The signs of these runs of pieces, one after the other: shape (pieces, width)."""
        parts = [self._read(begin, end - begin) for begin, end in ranges]
        return np.frombuffer(b"".join(parts), dtype=np.uint8).reshape(-1, self._width)

    def _read(self, begin: int, n: int) -> bytes:
        size, at = n * self._width, begin * self._width
        if hasattr(os, "pread"):  # which several threads can do at once
            return os.pread(self._stream.fileno(), size, at)
        with self._reading:
            self._stream.seek(at)
            return self._stream.read(size)


def write_columns(folder: Path, library: Library) -> None:
    """The columns of every passage that a library holds, into a folder that is made."""
    folder.mkdir()
    transcripts: dict[str, int] = {}
    numbers, kinds, speech, begins = [], [], [], [0]
    with (folder / "starts").open("wb") as starts, (folder / _SIGNS).open("wb") as signs:
        for number, kind, transcript, packed in library.described():
            codes = _codes_in(packed, library.dimension)
            starts.write(codes.starts.tobytes())
            signs.write(codes.signs.tobytes())
            numbers.append(number)
            kinds.append(KINDS.index(kind))
            speech.append(
                transcripts.setdefault(transcript, len(transcripts)) if transcript else NO_SPEECH
            )
            begins.append(begins[-1] + len(codes.starts))
    small = {"numbers": numbers, "kinds": kinds, "speech": speech, "begins": begins}
    for name, values in small.items():
        np.array(values, dtype=_TYPES[name]).tofile(folder / name)


def _codes_in(packed: bytes, dimension: int) -> Codes:
    """What was kept of a passage's pieces; none, where it is damaged (`minutebook check` tells)."""
    try:
        return unpack(packed, dimension)
    except ValueError:
        return unpack(b"", dimension)


def _mapped(file: Path) -> mmap.mmap | bytes:
    """What is in a file, read where it is looked at; an empty one cannot be mapped."""
    with file.open("rb") as stream:
        if not file.stat().st_size:
            return b""
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
