"""The dense retriever agrees with arithmetic anybody can check."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.dense import SKETCHED, DenseRetriever, write_dense

N, DIMENSION = 300, 24


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


# Numbers go up with gaps, as they do once documents have been removed.
RANDOM = np.random.default_rng(11)
VECTORS = unit(RANDOM.normal(size=(N, DIMENSION)))
NUMBERS = np.cumsum(RANDOM.integers(1, 5, size=N)).astype(np.int64)


@pytest.fixture(scope="module")
def dense(tmp_path_factory: pytest.TempPathFactory) -> DenseRetriever:
    file = tmp_path_factory.mktemp("dense") / "dense.faiss"
    write_dense(file, NUMBERS, map(bytes, VECTORS), DIMENSION)
    return DenseRetriever.open(file)


def exact(vector: NDArray[np.float32], k: int, among: list[int] | None) -> list[tuple[int, float]]:
    """What retrieve should give, by numpy."""
    allowed = np.ones(N, dtype=bool) if among is None else np.isin(NUMBERS, among)
    cosines = VECTORS @ vector
    order = sorted(np.flatnonzero(allowed), key=lambda row: -cosines[row])[:k]
    return [(int(NUMBERS[row]), float(cosines[row])) for row in order]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, N + 20),
    st.none() | st.lists(st.sampled_from(NUMBERS.tolist()), unique=True, max_size=40),
)
def test_agrees_with_exact_cosine(
    dense: DenseRetriever, seed: int, k: int, among: list[int] | None
) -> None:
    """The passages found, their order and their cosines are numpy's, with and without `among`."""
    vector = unit(np.random.default_rng(seed).normal(size=DIMENSION))
    expected = exact(vector, k, among)
    found = dense.retrieve(vector, k, among)

    assert [number for number, _ in expected] == [number for number, _ in found]
    assert np.allclose([score for _, score in expected], [score for _, score in found], atol=1e-5)


def test_cosines_are_those_of_the_passages_named(dense: DenseRetriever) -> None:
    """`cosines` answers for each number in the order asked, whatever the gaps between numbers."""
    rows = [250, 0, 17, N - 1]
    asked = [int(NUMBERS[row]) for row in rows]

    assert np.allclose(VECTORS[rows] @ VECTORS[3], dense.cosines(VECTORS[3], asked), atol=1e-6)
    assert dense.cosines(VECTORS[3], []) == []


def test_a_passage_is_nearest_to_itself(dense: DenseRetriever) -> None:
    """A passage's own vector finds it first, with cosine 1."""
    number, score = dense.retrieve(VECTORS[42], 1)[0]

    assert number == NUMBERS[42]
    assert score == pytest.approx(1.0, abs=1e-5)


def test_the_last_is_the_highest(dense: DenseRetriever) -> None:
    """An index says how many passages it holds, and the highest of their numbers."""
    assert (N, NUMBERS.max()) == (len(dense), dense.last)


def test_among_none_of_them_is_nothing(dense: DenseRetriever) -> None:
    """An empty `among` lets nothing through: it does not mean everything."""
    assert dense.retrieve(VECTORS[0], 5, []) == []
    assert dense.retrieve(VECTORS[0], 5, [int(NUMBERS[-1]) + 1]) == []


def test_nothing_held_finds_nothing(tmp_path: Path) -> None:
    """An index of no passages opens and finds nothing."""
    write_dense(tmp_path / "empty.npy", NUMBERS[:0], [], DIMENSION)
    empty = DenseRetriever.open(tmp_path / "empty.npy")

    assert len(empty) == empty.last == 0
    assert empty.retrieve(VECTORS[0], 5) == []


@pytest.mark.parametrize(("many", "n_bytes"), [(SKETCHED + 1, 384 / 4), (SKETCHED, 384 / 6)])
def test_a_sketch_finds_what_a_scan_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, n_bytes: float
) -> None:
    """From 20,000 passages on a sketch is searched first, and its best are scored exactly.

    It holds half a byte for two numbers, and of many passages for three.
    """
    monkeypatch.setattr("index.dense._MANY", many)
    random = np.random.default_rng(1)
    vectors = unit(random.normal(size=(SKETCHED, 384)))
    numbers = np.arange(SKETCHED, dtype=np.int64) * 2 + 5
    write_dense(tmp_path / "dense.faiss", numbers, map(bytes, vectors), 384)
    dense = DenseRetriever.open(tmp_path / "dense.faiss")
    found = []
    for row in range(0, SKETCHED, SKETCHED // 40):
        query = unit(vectors[row] + random.normal(0, 0.05, 384))
        true = vectors @ query
        nearest = dense.retrieve(query, 200)
        scores = [score for _, score in nearest]
        assert scores == sorted(scores, reverse=True)
        assert scores == pytest.approx([float(true[(n - 5) // 2]) for n, _ in nearest], abs=1e-5)
        best = set((np.argsort(-true)[:10] * 2 + 5).tolist())
        found.append(len(best & {number for number, _ in nearest[:10]}) / 10)

    size = (tmp_path / "dense.sketch").stat().st_size
    assert size == pytest.approx(n_bytes * SKETCHED, rel=0.05)
    assert np.mean(found) >= 0.98


def test_vectors_are_given_back(
    tmp_path: Path, resident: Callable[[Path], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What searches of a large library looked at does not stay in memory for good."""
    monkeypatch.setattr("index.dense._SKETCHED_LEAST", 8)
    file = tmp_path / "dense.faiss"
    vectors = unit(np.random.default_rng(6).normal(size=(SKETCHED, 384)))
    numbers = np.arange(SKETCHED, dtype=np.int64)
    write_dense(file, numbers, map(bytes, vectors), 384)
    dense = DenseRetriever.open(file)
    dense.cosines(vectors[0], numbers.tolist())
    whole = resident(file)
    for vector in vectors[:20]:
        dense.retrieve(vector, 1)
        dense.give_back()

    assert whole > 0.9 * vectors.nbytes
    assert resident(file) < 0.4 * whole
    assert np.allclose([1.0], dense.cosines(vectors[7], [7]), atol=1e-5)


def test_a_small_library_needs_no_sketch(tmp_path: Path) -> None:
    """Below that every search is exact, and there are only the vectors and their numbers."""
    vectors = np.eye(8, dtype=np.float32)
    write_dense(tmp_path / "dense.faiss", np.arange(8, dtype=np.int64), map(bytes, vectors), 8)

    assert {file.name for file in tmp_path.iterdir()} == {"dense.faiss", "dense.numbers"}


def test_what_is_not_held_is_passed_over_or_named(dense: DenseRetriever) -> None:
    """`among` may name passages that came since; a cosine can only be had of one that is held."""
    absent = [n for n in range(1, int(NUMBERS[-1])) if n not in NUMBERS][:3]
    newer = int(NUMBERS[-1]) + 1

    found = dense.retrieve(VECTORS[0], 5, [newer, *absent, int(NUMBERS[7])])
    assert [NUMBERS[7]] == [number for number, _ in found]
    with pytest.raises(KeyError, match=str(newer)):
        dense.cosines(VECTORS[0], [int(NUMBERS[7]), newer])


def test_equal_vectors_come_in_order_of_number(tmp_path: Path) -> None:
    """Of passages that are as near, the older come first, also where not all are wanted."""
    vectors = np.repeat(VECTORS[:3], 40, axis=0)
    numbers = np.arange(120, dtype=np.int64) * 3
    write_dense(tmp_path / "dense.faiss", numbers, map(bytes, vectors), DIMENSION)
    found = DenseRetriever.open(tmp_path / "dense.faiss").retrieve(VECTORS[1], 25)

    assert [number for number, _ in found] == numbers[40:65].tolist()
    assert 1 == len({score for _, score in found})


def test_a_vector_of_another_length_is_named(tmp_path: Path) -> None:
    """A vector that is too short is refused: it would put all that follow out of step."""
    vectors = [bytes(VECTORS[0]), bytes(VECTORS[1])[:-4]]

    with pytest.raises(ValueError, match=f"passage number {NUMBERS[1]} has 92 bytes"):
        write_dense(tmp_path / "dense.faiss", NUMBERS[:2], vectors, DIMENSION)
