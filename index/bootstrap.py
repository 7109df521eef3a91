"""How far could a mean be off, had other questions been asked? By resampling.

The percentile bootstrap of Efron and Tibshirani, An Introduction to the Bootstrap (1993). The
interval of a difference is paired: the same questions are drawn for both sides.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

RESAMPLES = 10_000
_SEED = 20260731  # fixed, so that the same figures give the same interval
_AT_ONCE = 500  # resamples; of a thousand questions 4 MB


class Interval(NamedTuple):
    """The ends between which 95 % of the resampled means lie."""

    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


def interval(values: Sequence[float]) -> Interval:
    """The 95 % interval of the mean of these values; of differences, that of their mean."""
    if not values:
        raise ValueError("no values have no mean")
    drawn = np.random.default_rng(_SEED)
    given = np.asarray(values, dtype=np.float64)
    means = np.concatenate(
        [
            given[drawn.integers(len(given), size=(_AT_ONCE, len(given)))].mean(axis=1)
            for _ in range(RESAMPLES // _AT_ONCE)
        ]
    )
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(low), float(high))
