"""What is asked and what comes back."""

from dataclasses import FrozenInstanceError
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.hits import Hit, Query, ranked

NAMES = st.text("abc", min_size=1, max_size=3)
SCORES = st.dictionaries(NAMES, st.sampled_from([0.0, 0.25, 0.5, 1.0]))


def test_ranks_start_at_one_and_follow_the_score() -> None:
    """The highest score has rank 1."""
    hits = ranked([("low", 0.1), ("high", 0.9)], "dense")

    assert [Hit("high", 0.9, 1, "dense"), Hit("low", 0.1, 2, "dense")] == hits


@given(SCORES)
def test_ties_break_on_the_id(scores: dict[str, float]) -> None:
    """However the scores come in, the list is the same: by score, then by id."""
    forwards = ranked(scores.items(), "fused")
    backwards = ranked(reversed(scores.items()), "fused")

    assert forwards == backwards
    for before, after in pairwise(forwards):
        assert (-before.score, before.passage_id) < (-after.score, after.passage_id)
    assert list(range(1, len(scores) + 1)) == [hit.rank for hit in forwards]


@pytest.mark.parametrize(
    "query",
    [
        Query("bins", councils=("Tinytown",)),
        Query("bins", committees=("Scrutiny",)),
        Query("bins", held_from=date(2018, 1, 1)),
        Query("bins", held_to=date(2018, 1, 1)),
        Query("bins", kinds=("decision",)),
        Query("bins", documents=("june.txt",)),
    ],
)
def test_a_query_knows_that_it_is_filtered(query: Query) -> None:
    """Any one filter makes a query a filtered one; none leaves it open."""
    assert query.is_filtered
    assert not Query("bins").is_filtered


def test_hits_and_queries_never_change() -> None:
    """A hit once given keeps its rank, and a query its words."""
    with pytest.raises(FrozenInstanceError):
        Hit("a", 1.0, 1, "dense").rank = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        Query("bins").text = "trees"  # type: ignore[misc]
