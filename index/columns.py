"""What a search asks of hundreds of passages at once, in columns that are mapped, not read.

The truth answers for one passage at a time, a row here and a row there; a question looks at 400
passages and at 3,000 pieces of words, which lie side by side in these files.
"""

import mmap
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
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
    "signs": np.uint8,
}


@dataclass(frozen=True, slots=True)
class Columns:
    """A row a passage, in order of number.

    `kinds` are places in `KINDS`; `speech` tells the transcripts apart that passages are of, with
    `NO_SPEECH` for what is of none. The pieces of row i are those from `begins[i]` up to
    `begins[i + 1]` of `starts` and `signs`, which are as in `Codes`.
    """

    numbers: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    speech: NDArray[np.int32]
    begins: NDArray[np.int64]
    starts: NDArray[np.uint16]
    signs: NDArray[np.uint8]
    _mapped_signs: mmap.mmap | bytes

    @classmethod
    def open(cls, folder: Path, dimension: int) -> "Columns":
        """The columns in `folder`, whose integrity the caller has checked."""
        mapped = {name: _mapped(folder / name) for name in _TYPES}
        columns = {name: np.frombuffer(mapped[name], kind) for name, kind in _TYPES.items()}
        columns["signs"] = columns["signs"].reshape(-1, (dimension + 7) // 8)
        return cls(**columns, _mapped_signs=mapped["signs"])

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
        return Codes(self.starts[:0], self.signs[:0])

    def codes(self, rows: NDArray[np.intp]) -> list[Codes]:
        """The pieces of each of these passages."""
        begins, ends = self.begins[rows].tolist(), self.begins[rows + 1].tolist()
        of_rows = list(zip(begins, ends, strict=True))
        signs = np.concatenate([self.signs[:0], *(self.signs[begin:end] for begin, end in of_rows)])
        self._forget()
        edges = accumulate((end - begin for begin, end in of_rows), initial=0)
        return [
            Codes(self.starts[begin:end], signs[first:last])
            for (begin, end), (first, last) in zip(of_rows, pairwise(edges), strict=True)
        ]

    def _forget(self) -> None:
        """Count the signs that were read as the system's memory again, and not as ours.

        Each page that is read brings fifteen others with it, and the signs of a library are as
        large as its vectors. What is read again is still in the system's cache.
        """
        if isinstance(self._mapped_signs, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._mapped_signs.madvise(mmap.MADV_DONTNEED)


def write_columns(folder: Path, library: Library) -> None:
    """The columns of every passage that a library holds, into a folder that is made."""
    folder.mkdir()
    transcripts: dict[str, int] = {}
    numbers, kinds, speech, begins = [], [], [], [0]
    with (folder / "starts").open("wb") as starts, (folder / "signs").open("wb") as signs:
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
