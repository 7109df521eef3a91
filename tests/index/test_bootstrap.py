"""Intervals: where they must lie, and how often they hold what they are to hold."""

from math import sqrt

import numpy as np
import pytest

from index.bootstrap import Interval, interval


def test_the_same_figures_give_the_same_interval() -> None:
    """Resampling is seeded, so a report can be made again."""
    values = [0.0, 1.0, 1.0, 0.25, 0.5]

    assert interval(values) == interval(values)


@pytest.mark.parametrize("value", [0.0, 1.0, -0.5])
def test_values_that_agree_leave_no_doubt(value: float) -> None:
    """Where every question has the same figure, so has every resample."""
    assert (value, value) == interval([value] * 30)


def test_it_is_as_wide_as_the_normal_one() -> None:
    """Of many questions found or not, the mean and 1.96 standard errors each way."""
    values = [1.0] * 300 + [0.0] * 100
    error = sqrt(0.75 * 0.25 / 400)
    low, high = interval(values)

    assert pytest.approx(0.75 - 1.96 * error, abs=0.003) == low
    assert pytest.approx(0.75 + 1.96 * error, abs=0.003) == high


def test_it_holds_the_true_mean_about_95_times_in_100() -> None:
    """Over two hundred samples of sixty questions whose true mean is .4."""
    drawn = np.random.default_rng(7)
    samples = (drawn.binomial(1, 0.4, size=60).tolist() for _ in range(200))
    holds = sum(found.low <= 0.4 <= found.high for found in map(interval, samples))

    assert 182 <= holds <= 198


@pytest.mark.parametrize(
    ("low", "high", "excludes"),
    [(0.01, 0.1, True), (-0.1, -0.01, True), (-0.1, 0.1, False), (0.0, 0.1, False)],
)
def test_zero_is_excluded_or_not(low: float, high: float, excludes: bool) -> None:
    """An end that is zero does not exclude it."""
    assert Interval(low, high).excludes_zero is excludes


def test_nothing_has_no_mean() -> None:
    """And so no interval."""
    with pytest.raises(ValueError, match="no values"):
        interval([])
