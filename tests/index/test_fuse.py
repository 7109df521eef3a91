"""One list from two, with the arithmetic written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import convex_sum, with_neighbours

PAIRS = st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 1)))


def test_the_sum_is_weighed() -> None:
    """Dense scores are brought to 0..1, and each list counts by its weight."""
    fused = convex_sum(np.array([0.8, 0.5, 0.2]), np.array([0, 1.0, 0.5]), weight=0.6)

    assert [
        0.6 * (0.8 - 0.2) / (0.8 - 0.2) + 0.4 * 0,
        0.6 * (0.5 - 0.2) / (0.8 - 0.2) + 0.4 * 1.0,
        0.6 * 0 + 0.4 * 0.5,
    ] == pytest.approx(fused.tolist())


def test_cosines_all_alike_are_all_best() -> None:
    """Where every cosine is the same, none is worse than another, and nothing is divided by 0."""
    fused = convex_sum(np.array([0.3, 0.3]), np.array([0.2, 0]), weight=0.5)

    assert [0.5 * 1 + 0.5 * 0.2, 0.5 * 1 + 0.5 * 0] == fused.tolist()


def test_nothing_fused_is_nothing() -> None:
    """Two empty lists make an empty one."""
    assert [] == convex_sum(np.zeros(0), np.zeros(0), weight=0.5).tolist()


@given(PAIRS, st.floats(0, 1))
def test_the_sum_stays_within_0_and_1(scores: list[tuple[float, float]], weight: float) -> None:
    """Scores within 0..1 and any weight give a score within 0..1, for each passage."""
    dense, lexical = np.array(scores).reshape(-1, 2).T
    fused = convex_sum(dense, lexical, weight=weight)

    assert len(scores) == len(fused)
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused)


@pytest.mark.parametrize(
    ("numbers", "speech", "expected"),
    [
        pytest.param(
            [4, 5, 6], [0, 0, 0], [0.5 + 0.2, 1 + 0.2 * 0.75, 0.25 + 0.2], id="of one transcript"
        ),
        pytest.param([4, 5, 6], [0, 1, 1], [0.5, 1 + 0.2 * 0.25, 0.25 + 0.2], id="of another"),
        pytest.param([4, 6, 7], [0, 0, 0], [0.5, 1 + 0.2 * 0.25, 0.25 + 0.2], id="not beside it"),
        pytest.param([4, 5, 6], [-1, -1, -1], [0.5, 1, 0.25], id="minutes"),
        pytest.param([4, 5, 6], [-1, 0, -1], [0.5, 1, 0.25], id="minutes beside a transcript"),
        pytest.param([4], [0], [0.5], id="alone"),
    ],
)
def test_neighbours_in_speech_lend_a_share(
    numbers: list[int], speech: list[int], expected: list[float]
) -> None:
    """A passage gains a fifth of the score, as it was, of each that stands beside it in speech."""
    scores = np.array([0.5, 1.0, 0.25][: len(numbers)])
    with_lent = with_neighbours(
        scores, np.array(numbers), np.array(speech, dtype=np.int32), weight=0.2
    )

    assert expected == pytest.approx(with_lent.tolist())
