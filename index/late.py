"""How near does a passage come to each word of the question? Late interaction.

A passage's vector is one mean of all its words, in which a name or a number is soon lost. The
model makes a vector for every piece of a word first, as it is meant where it stands; here those
are kept, and a question's words each look for the nearest of them: MaxSim, of Khattab and Zaharia,
"ColBERT" (SIGIR 2020), with the vectors of the model that is there, which needs no training.

Of each piece only the signs are kept, one bit a number, as in RaBitQ (Gao and Long, SIGMOD 2024)
but without its rotation, which measured no better. For 384 numbers that is 48 bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encode import Encoder, Pieces

# Words that say nothing by themselves: half of all pieces, kept for no passage.
_EMPTY = frozenset(
    "the a an of to in and was were that had it for on be is as by with at from which this".split()
)
# Of a passage; a start is kept in two bytes.
_LAST_START = 65_535
_AT_ONCE = 256  # pieces whose signs are numbers at one time, so that these stay in the cache


@dataclass(frozen=True, slots=True)
class Embedding:
    """What is kept of how a model sees a text: its unit vector, and its pieces as codes."""

    vector: NDArray[np.float32]
    codes: bytes


class Codes(NamedTuple):
    """A passage's pieces: where each starts in the words that were embedded, and its signs.

    `starts` has shape (n,); `signs`, packed eight to a byte, (n, dimension / 8).
    """

    starts: NDArray[np.uint16]
    signs: NDArray[np.uint8]


def embed(encoder: Encoder, texts: Sequence[str]) -> list[Embedding]:
    """What is to be kept of each of these texts, in order."""
    encodings = encoder.encode_documents(texts)
    return [
        Embedding(vector, pack(text, pieces))
        for text, vector, pieces in zip(texts, encodings.vectors, encodings.pieces, strict=True)
    ]


def pack(text: str, pieces: Pieces) -> bytes:
    """The codes of a text's pieces, but for marks and empty words; to be read by `unpack`."""
    kept = [
        i
        for i, (start, end) in enumerate(pieces.spans)
        if start <= _LAST_START and _says_something(text, start, end)
    ]
    if not kept:
        return b""
    starts = np.array([pieces.spans[i][0] for i in kept], dtype="<u2")
    signs = np.packbits(pieces.vectors[kept] > 0, axis=1)
    return starts.tobytes() + signs.tobytes()


def unpack(packed: bytes, dimension: int) -> Codes:
    """What `pack` made of vectors of `dimension` numbers; ValueError where it cannot have."""
    width = (dimension + 7) // 8
    n_pieces, left = divmod(len(packed), 2 + width)
    if left:
        raise ValueError(f"{len(packed)} bytes are no codes of {dimension} numbers")
    starts = np.frombuffer(packed, dtype="<u2", count=n_pieces)
    signs = np.frombuffer(packed, dtype=np.uint8, offset=2 * n_pieces)
    return Codes(starts, signs.reshape(n_pieces, width))


def nearest(
    wanted: NDArray[np.float32], weights: NDArray[np.float32], codes: Sequence[Codes]
) -> NDArray[np.float32]:
    """How near each of several runs of pieces comes to a question, about 0.3 to 0.8.

    `wanted` has a unit row for each of the question's pieces, `weights` what each counts for.
    Each finds its nearest piece of the run; their weighted mean is the run's score. A run without
    pieces has none, and scores 0.
    """
    near = nearest_by_piece(wanted, codes)
    whole = float(weights.sum()) or 1.0
    scores: NDArray[np.float32] = (near * (weights / whole)).sum(axis=1)
    return scores


def nearest_by_piece(wanted: NDArray[np.float32], codes: Sequence[Codes]) -> NDArray[np.float32]:
    """The nearest piece of each run to each of the question's: shape (runs, pieces wanted)."""
    near = np.zeros((len(codes), len(wanted)), dtype=np.float32)
    filled = [i for i, one in enumerate(codes) if len(one.starts)]
    if not filled or not len(wanted):
        return near
    cosines = _cosines(wanted, np.concatenate([codes[i].signs for i in filled]))
    begins = np.cumsum([0, *(len(codes[i].starts) for i in filled[:-1])])
    near[filled] = np.maximum.reduceat(cosines, begins, axis=0)
    return near


def _cosines(wanted: NDArray[np.float32], signs: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Of each piece's signs with each of the question's pieces: shape (pieces, pieces wanted).

    A sign is twice its bit, less one; so is the product with signs, with the sum of what is wanted.
    """
    dimension = wanted.shape[1]
    doubled = np.ascontiguousarray(2 * wanted.T)
    products = np.empty((len(signs), len(wanted)), dtype=np.float32)
    for start in range(0, len(signs), _AT_ONCE):
        bits = np.unpackbits(signs[start : start + _AT_ONCE], axis=1, count=dimension)
        np.matmul(bits.astype(np.float32), doubled, out=products[start : start + _AT_ONCE])
    cosines: NDArray[np.float32] = (products - wanted.sum(axis=1)) / np.float32(dimension**0.5)
    return cosines


def runs(codes: Codes, begins: Sequence[int]) -> Iterator[Codes]:
    """The pieces that start from each of these offsets up to the next; the last run to the end."""
    edges = [*np.searchsorted(codes.starts, begins).tolist(), len(codes.starts)]
    for first, last in pairwise(edges):
        yield Codes(codes.starts[first:last], codes.signs[first:last])


def _says_something(text: str, start: int, end: int) -> bool:
    """Whether a piece is part of a word, and the word more than an empty one."""
    is_word = not (text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum())
    piece = text[start:end]
    return any(c.isalnum() for c in piece) and not (is_word and piece.casefold() in _EMPTY)
