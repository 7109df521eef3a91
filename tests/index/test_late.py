"""Late interaction: what is kept of pieces of words, and how near a run of them comes."""

import numpy as np
import pytest
from numpy.typing import NDArray

from index.encode import Encoder, Pieces
from index.late import Codes, embed, nearest, nearest_by_piece, pack, runs, unpack


def pieces_of(text: str, spans: list[tuple[int, int]], dimension: int = 12) -> Pieces:
    rows = np.random.RandomState(len(text)).normal(size=(len(spans), dimension))
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return Pieces(unit.astype(np.float32), tuple(spans))


def words_of(text: str) -> list[tuple[int, int]]:
    ends = np.cumsum([len(word) + 1 for word in text.split()])
    return [(int(e) - 1 - len(w), int(e) - 1) for w, e in zip(text.split(), ends, strict=True)]


def ones(n_pieces: int) -> NDArray[np.float32]:
    return np.ones(n_pieces, dtype=np.float32)


def test_packed_codes_are_read_again() -> None:
    """Each piece comes back with the place where it starts and the signs of its numbers."""
    text = "bins missed Tuesday"
    pieces = pieces_of(text, words_of(text))
    codes = unpack(pack(text, pieces), 12)

    assert [0, 5, 12] == codes.starts.tolist()
    signs = np.unpackbits(codes.signs, axis=1)[:, :12].astype(bool)
    assert np.array_equal(pieces.vectors > 0, signs)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("the bins of Ashwick", [4, 12]),
        ("The bins", [4]),
        ("bins , missed", [0, 7]),
        ("the of and", []),
    ],
)
def test_marks_and_empty_words_are_not_kept(text: str, kept: list[int]) -> None:
    """Commas and words such as "the" take no room."""
    packed = pack(text, pieces_of(text, words_of(text)))

    assert kept == unpack(packed, 12).starts.tolist()


def test_part_of_a_word_is_kept() -> None:
    """A piece that reads "as" is kept where it is the end of a word."""
    packed = pack("atlas", pieces_of("atlas", [(0, 3), (3, 5)]))

    assert [0, 3] == unpack(packed, 12).starts.tolist()


def test_codes_of_another_length_are_refused() -> None:
    """Bytes that cannot be codes of so many numbers are told apart from codes."""
    with pytest.raises(ValueError, match="7 bytes are no codes of 12 numbers"):
        unpack(b"1234567", 12)


def test_signs_stand_for_the_vectors() -> None:
    """A piece is nearer to itself than to any other, by about the root of two over pi."""
    text = " ".join(f"word{n}" for n in range(50))
    pieces = pieces_of(text, words_of(text), 384)
    codes = unpack(pack(text, pieces), 384)
    each = [Codes(codes.starts[i : i + 1], codes.signs[i : i + 1]) for i in range(50)]
    near = nearest_by_piece(pieces.vectors, each)

    assert list(range(50)) == near.argmax(axis=0).tolist()
    assert np.allclose(np.sqrt(2 / np.pi), near.diagonal(), atol=0.05)


def test_a_run_is_as_near_as_its_nearest_pieces() -> None:
    """Each of the question's pieces counts its nearest piece of the run, by its weight."""
    text = "bins missed Tuesday again"
    pieces = pieces_of(text, words_of(text), 64)
    run = unpack(pack(text, pieces), 64)
    wanted = pieces.vectors[[1, 3]]
    by_piece = nearest_by_piece(wanted, [run])[0]

    alone = [Codes(run.starts[i : i + 1], run.signs[i : i + 1]) for i in range(4)]
    assert np.allclose(nearest_by_piece(wanted, alone).max(axis=0), by_piece)
    assert pytest.approx(by_piece.mean()) == nearest(wanted, ones(2), [run])[0]
    heavy = np.array([3, 1], dtype=np.float32)
    assert pytest.approx((3 * by_piece[0] + by_piece[1]) / 4) == nearest(wanted, heavy, [run])[0]


def test_a_run_without_pieces_scores_nothing() -> None:
    """Empty runs, among others or alone, score 0, and so does a question without pieces."""
    text = "bins missed"
    pieces = pieces_of(text, words_of(text))
    run, empty = unpack(pack(text, pieces), 12), unpack(b"", 12)

    scores = nearest(pieces.vectors, ones(2), [empty, run, empty])
    assert [0, 0] == scores[[0, 2]].tolist()
    assert scores[1] == nearest(pieces.vectors, ones(2), [run])[0] > 0
    assert [0] == nearest(pieces.vectors, ones(2), [empty]).tolist()
    assert [0] == nearest(np.zeros((0, 12), dtype=np.float32), ones(0), [run]).tolist()


def test_runs_begin_where_they_are_told() -> None:
    """The pieces of a passage part at the offsets of its sentences; what is before is left out."""
    text = "heading bins missed. Carers lost out."
    codes = unpack(pack(text, pieces_of(text, words_of(text))), 12)

    parts = [part.starts.tolist() for part in runs(codes, [8, 21])]

    assert [[8, 13], [21, 28, 33]] == parts


def test_what_is_embedded_keeps_its_order(encoder: Encoder) -> None:
    """Every text has its own vector and codes, in order; the same text the same."""
    first, second, again = embed(encoder, ["Bins were missed.", "Carers.", "Bins were missed."])

    assert np.array_equal(first.vector, again.vector)
    assert first.codes == again.codes != second.codes
