"""One list from two."""

from collections.abc import Mapping


def convex_sum(
    dense: Mapping[int, float], lexical: Mapping[int, float], *, weight: float
) -> dict[int, float]:
    """`weight` of the dense score, brought to 0..1, and the rest of the lexical one, in 0..1.

    Min-max normalisation and a convex combination, as in Bruch, Gai and Ingber, "An Analysis of
    Fusion Functions for Hybrid Retrieval" (ACM TOIS 2023). A passage without a lexical score
    shares no word with the query; every passage of the sum has a dense score.
    """
    low, high = min(dense.values(), default=0.0), max(dense.values(), default=0.0)
    spread = high - low
    return {
        passage: weight * ((cosine - low) / spread if spread else 1.0)
        + (1 - weight) * lexical.get(passage, 0.0)
        for passage, cosine in dense.items()
    }


def with_neighbours(
    scores: Mapping[int, float], documents: Mapping[int, str], *, weight: float
) -> dict[int, float]:
    """Scores with `weight` of those of the passages right before and after in the same document.

    Only the passages in `documents` lend and borrow; numbers follow a document's order.
    """
    return {
        passage: score
        + weight
        * sum(
            scores.get(near, 0.0)
            for near in (passage - 1, passage + 1)
            if passage in documents and documents.get(near) == documents[passage]
        )
        for passage, score in scores.items()
    }
