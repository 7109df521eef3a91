"""One list from two."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def convex_sum(dense: Scores, lexical: Scores, *, weight: float) -> Scores:
    """`weight` of the dense score, brought to 0..1, and the rest of the lexical one, in 0..1.

    Both hold a score for each passage, 0 where a passage shares no word with the query. Min-max
    normalisation and a convex combination, as in Bruch, Gai and Ingber, "An Analysis of Fusion
    Functions for Hybrid Retrieval" (ACM TOIS 2023).
    """
    low, high = dense.min(initial=np.inf), dense.max(initial=-np.inf)
    spread = high - low
    brought = (dense - low) / spread if spread > 0 else np.ones_like(dense)
    fused: Scores = weight * brought + (1 - weight) * lexical
    return fused


def with_neighbours(
    scores: Scores, numbers: NDArray[np.int64], speech: NDArray[np.int32], *, weight: float
) -> Scores:
    """Scores with `weight` of those of the passages right before and after in the same transcript.

    `numbers` go up and follow a transcript's order; `speech` tells transcripts apart, and is below
    0 for what is of none, which neither lends nor borrows.
    """
    beside = (np.diff(numbers) == 1) & (speech[1:] == speech[:-1]) & (speech[1:] >= 0)
    lent = weight * scores
    with_lent = scores.copy()
    with_lent[1:][beside] += lent[:-1][beside]
    with_lent[:-1][beside] += lent[1:][beside]
    return with_lent
