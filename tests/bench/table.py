"""A row of the benchmark's table, and how figures are written in it."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

HEAD = "| what | ours | peer or bound, same run | ratio | goal |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, ours and what stands beside it; `ratio` says what over what."""

    what: str
    ours: str
    beside: str = ""
    ratio: str = ""
    goal: str = ""

    def __str__(self) -> str:
        cells = (self.what, self.ours, self.beside, self.ratio, self.goal)
        return "| " + " | ".join(cells) + " |"


def figure(value: float) -> str:
    """Three digits that count, and a comma at thousands."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values: Sequence[float], unit: str = "") -> str:
    """The median, and where there are several the lowest and the highest."""
    middle = figure(statistics.median(values)) + (f" {unit}" if unit else "")
    return f"{middle} ({figure(min(values))} to {figure(max(values))})" if values[1:] else middle


def latency(seconds: Sequence[float]) -> str:
    """The median and what nine in ten stay below, in milliseconds."""
    return f"{figure(middle_ms(seconds))} ms, p90 {figure(ninetieth_ms(seconds))}"


def middle_ms(seconds: Sequence[float]) -> float:
    return 1000 * statistics.median(seconds)


def ninetieth_ms(seconds: Sequence[float]) -> float:
    return 1000 * statistics.quantiles(seconds, n=10)[-1]


def paired(over: Sequence[float], under: Sequence[float]) -> float:
    """The median of the ratios of what was measured in turn."""
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


def goal(text: str, *, met: bool) -> str:
    """A goal, and whether this run met it."""
    return f"{text}: {'met' if met else 'not met'}"
