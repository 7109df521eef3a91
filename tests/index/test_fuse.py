"""One list from two, with the arithmetic written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import convex_sum, with_neighbours

SCORES = st.dictionaries(st.integers(0, 20), st.floats(-1, 1))


def test_the_sum_is_weighed() -> None:
    """Dense scores are brought to 0..1, and each list counts by its weight."""
    fused = convex_sum({1: 0.8, 2: 0.5, 3: 0.2}, {2: 1.0, 3: 0.5}, weight=0.6)

    assert {
        1: pytest.approx(0.6 * (0.8 - 0.2) / (0.8 - 0.2) + 0.4 * 0),
        2: pytest.approx(0.6 * (0.5 - 0.2) / (0.8 - 0.2) + 0.4 * 1.0),
        3: pytest.approx(0.6 * 0 + 0.4 * 0.5),
    } == fused


def test_cosines_all_alike_are_all_best() -> None:
    """Where every cosine is the same, none is worse than another, and nothing is divided by 0."""
    assert {1: 0.5 * 1 + 0.5 * 0.2, 2: 0.5 * 1 + 0.5 * 0} == convex_sum(
        {1: 0.3, 2: 0.3}, {1: 0.2}, weight=0.5
    )


def test_nothing_fused_is_nothing() -> None:
    """Two empty lists make an empty one."""
    assert {} == convex_sum({}, {}, weight=0.5)


@given(SCORES, st.dictionaries(st.integers(0, 20), st.floats(0, 1)), st.floats(0, 1))
def test_the_sum_stays_within_0_and_1(
    dense: dict[int, float], lexical: dict[int, float], weight: float
) -> None:
    """Scores within 0..1 and any weight give a score within 0..1, for the passages of the sum."""
    fused = convex_sum(dense, lexical, weight=weight)

    assert dense.keys() == fused.keys()
    assert all(-1e-9 <= score <= 1 + 1e-9 for score in fused.values())


def test_neighbours_lend_a_share() -> None:
    """In a transcript a passage gains a fifth of each neighbour's score, as it was before."""
    scores = {4: 0.5, 5: 1.0, 6: 0.25}
    speech = {4: "a", 5: "a", 6: "a", 7: "a"}

    assert {
        4: pytest.approx(0.5 + 0.2 * 1.0),
        5: pytest.approx(1.0 + 0.2 * (0.5 + 0.25)),
        6: pytest.approx(0.25 + 0.2 * (1.0 + 0.0)),
    } == with_neighbours(scores, speech, weight=0.2)


def test_neighbours_lend_nothing_across_documents() -> None:
    """The last passage of one transcript and the first of the next are not neighbours."""
    scores = {4: 0.5, 5: 1.0}

    assert scores == with_neighbours(scores, {4: "a", 5: "b"}, weight=0.2)


def test_minutes_lend_and_borrow_nothing() -> None:
    """A passage outside any transcript keeps its score, whatever stands beside it."""
    scores = {4: 0.5, 5: 1.0, 6: 0.25}

    assert scores == with_neighbours(scores, {}, weight=0.2)
    assert scores == with_neighbours(scores, {5: "a"}, weight=0.2)


def test_neighbours_that_scored_nothing_are_not_added() -> None:
    """Lending never brings in a passage that was not found."""
    assert {5: 1.0} == with_neighbours({5: 1.0}, {4: "a", 5: "a", 6: "a"}, weight=0.2)
