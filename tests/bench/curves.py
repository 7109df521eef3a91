"""Cost curves as an SVG: seconds and memory against passages, both axes by powers of ten.

The figure beside a line is its exponent k, where the cost grows as the size to the power of k,
fitted by least squares on the logarithms: 1 is in proportion, 0 does not grow at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from pathlib import Path

import numpy as np

WIDTH, HEIGHT = 460, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 40, 60
COLOURS = ("#1b6ca8", "#b3541e", "#2e7d32", "#7b3fa0", "#555555")
Points = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Curve:
    """What is measured, and by name the points (passages, value) of each line."""

    unit: str
    lines: Mapping[str, Points]


def exponent(points: Points) -> float:
    """The slope of the line through the points' logarithms; 0 for a single point."""
    if len(points) < 2:
        return 0.0
    passages, values = np.log(np.array(points, dtype=np.float64)).T
    return float(np.polyfit(passages, values, 1)[0])


def draw(curves: Sequence[Curve], file: Path, title: str) -> None:
    """Write the panels beside each other."""
    panels = (
        f'<g transform="translate({number * (WIDTH + LEFT + RIGHT)} 20)">{"".join(_panel(one))}</g>'
        for number, one in enumerate(curves)
    )
    width, height = len(curves) * (WIDTH + LEFT + RIGHT), HEIGHT + TOP + BOTTOM + 20
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" font-family="sans-serif" font-size="13">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<text x="{LEFT}" y="24" font-size="15">{escape(title)}</text>\n'
        + "\n".join(panels)
        + "\n</svg>\n",
        encoding="utf-8",
    )


def _panel(curve: Curve) -> Iterator[str]:
    points = [point for line in curve.lines.values() for point in line]
    across = _decades([n for n, _ in points])
    up = _decades([value for _, value in points])

    def x(n: float) -> float:
        return LEFT + WIDTH * (log10(n) - across[0]) / (across[1] - across[0])

    def y(value: float) -> float:
        return TOP + HEIGHT * (1 - (log10(value) - up[0]) / (up[1] - up[0]))

    for decade in range(across[0], across[1] + 1):
        at = x(10**decade)
        yield _line(at, TOP, at, TOP + HEIGHT)
        yield _text(at, TOP + HEIGHT + 20, f"{10**decade:,}", "middle")
    for decade in range(up[0], up[1] + 1):
        at = y(10.0**decade)
        yield _line(LEFT, at, LEFT + WIDTH, at)
        yield _text(LEFT - 8, at + 4, f"{10.0**decade:,.{max(0, -decade)}f}", "end")
    yield _text(LEFT + WIDTH / 2, TOP + HEIGHT + 44, "passages", "middle")
    yield _text(LEFT, TOP - 12, curve.unit, "start")
    labels = _apart({name: y(line[-1][1]) for name, line in curve.lines.items()})
    for colour, (name, line) in zip(COLOURS, curve.lines.items(), strict=False):
        path = " ".join(f"{x(n):.1f},{y(value):.1f}" for n, value in line)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for n, value in line:
            yield f'<circle cx="{x(n):.1f}" cy="{y(value):.1f}" r="3.5" fill="{colour}"/>'
        told = f"{name}, k = {exponent(line):.2f}"
        yield _text(x(line[-1][0]) + 10, labels[name] + 4, told, "start", colour)


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Powers of ten around the values; one that is hardly passed is not left for the next."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)) - 0.02)
    return low, max(high, low + 1)


def _apart(heights: Mapping[str, float], least: float = 17) -> dict[str, float]:
    """Heights of labels, each far enough below the one above it."""
    placed: dict[str, float] = {}
    last = float("-inf")
    for name, height in sorted(heights.items(), key=lambda item: item[1]):
        last = placed[name] = max(height, last + least)
    return placed


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#222") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(words)}'
        "</text>"
    )
