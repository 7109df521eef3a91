"""The ruled tables of a page, found in its picture: every program draws lines in a way of its own.

A rule is a run of ink longer than any stroke of a letter. Rules that cross make a grid.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ingest.pdf.picture import Picture

_STEP = 12  # levels of grey, of 256, between a rule and the paper beside it
_LONGEST_STROKE = 20.0  # points
_NEAR = 3.0  # points that ends of rules may miss each other by
_THINNEST, _THICKEST = 1.5, 3.0  # points, the widths of rules; wider areas are shaded
_COVERS = 0.6  # of a cell's side, for a rule to part it from its neighbour
_MOST_RULES = 400  # a page with more shows a plan or a chart

_Rules = NDArray[np.float64]  # rows of: place across, from, to; in points


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table's lines, in points: `columns` and `rows` are the places of its upright and level
    rules, outermost included. `upright[r, c]` is whether a rule parts cell c - 1 from cell c in
    row r, and `level[r, c]` whether one parts row r - 1 from row r in column c.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    upright: NDArray[np.bool_]
    level: NDArray[np.bool_]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is in the table."""
        return self.columns[0] < x < self.columns[-1] and self.rows[0] < y < self.rows[-1]

    def row_at(self, y: float) -> int:
        """The row around a height within the table."""
        return bisect_left(self.rows, y) - 1

    def merged(self, words: Sequence[tuple[float, float, int]]) -> "Grid":
        """The grid with cells made one that no rule parts and that a word lies across.

        `words` are the left and right ends of the table's words, and their rows.
        """
        upright = np.ones_like(self.upright)
        for left, right, row in words:
            first = bisect_left(self.columns, left - _NEAR)
            last = bisect_right(self.columns, right + _NEAR)
            upright[row, first:last] &= self.upright[row, first:last]
        return replace(self, upright=upright)

    def cell_at(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of the cell around a point; that of its first part where it spans."""
        row, column = self.row_at(y), bisect_left(self.columns, x) - 1
        while column and not self.upright[row, column]:
            column -= 1
        while row and not self.level[row, column]:
            row -= 1
        return row, column


def find_grids(picture: Picture) -> list[Grid]:
    """The page's tables with at least two rows and two columns, from top to bottom."""
    pixels, scale = picture.pixels, picture.scale
    if not _may_have_rules(pixels, round(_LONGEST_STROKE * scale)):
        return []
    upright, level = _thin(pixels, scale)
    columns, rows = _rules(upright.T, scale), _rules(level, scale)
    if not (0 < len(columns) <= _MOST_RULES and 1 < len(rows) <= _MOST_RULES):
        return []
    grids = [
        grid
        for some_rows, some_columns in _crossing(rows, columns)
        if (grid := _grid(rows[some_rows], columns[some_columns]))
    ]
    return sorted(grids, key=lambda grid: grid.rows[0])


def _may_have_rules(pixels: NDArray[np.uint8], length: int) -> bool:
    """Whether any column of pixels is inked for so long; most pages are done with here."""
    sample = pixels[:: max(1, length // 3)] < 255 - _STEP
    columns = np.flatnonzero((sample[:-2] & sample[1:-1] & sample[2:]).any(axis=0))
    inked = pixels[:, columns] < 255 - _STEP
    done = 1
    while done < length:
        step = min(done, length - done)
        inked = inked[:-step] & inked[step:]
        done += step
    return bool(inked.any())


def _thin(pixels: NDArray[np.uint8], scale: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where ink is no wider, and where no higher, than a rule.

    It is darker than what lies a rule's width to both its sides; or, where two rules cross and
    each hides the sides of the other, than what lies across all four corners.
    """
    upright, level = np.zeros(pixels.shape, bool), np.zeros(pixels.shape, bool)
    darker = np.maximum(pixels, _STEP) - np.uint8(_STEP)  # what is next to a rule, less a step
    for width in (round(_THINNEST * scale), round(_THICKEST * scale)):
        inside = (slice(width, -width), slice(width, -width))
        ends = (slice(None, -2 * width), slice(width, -width), slice(2 * width, None))
        around = [[darker[row, column] for column in ends] for row in ends]
        corners = np.minimum.reduce([around[0][0], around[0][2], around[2][0], around[2][2]])
        crossing = corners > pixels[inside]
        upright[inside] |= crossing | (np.minimum(around[1][0], around[1][2]) > pixels[inside])
        level[inside] |= crossing | (np.minimum(around[0][1], around[2][1]) > pixels[inside])
    return upright, level


def _rules(thin: NDArray[np.bool_], scale: float) -> _Rules:
    """Long runs along the rows of `thin`, those of rows beside each other made one rule."""
    padded = np.zeros((thin.shape[0], thin.shape[1] + 2), np.int8)
    padded[:, 1:-1] = thin
    edges = np.flatnonzero(np.diff(padded.ravel()))
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= _LONGEST_STROKE * scale
    width = padded.shape[1]
    runs = np.stack([starts[long] // width, starts[long] % width, ends[long] % width], axis=1)
    rules: list[list[float]] = []  # first row, last row, from, to
    for row, start, end in runs.tolist():
        for rule in reversed(rules):
            if rule[1] >= row - 1 and min(end, rule[3]) > max(start, rule[2]):
                rule[1], rule[2], rule[3] = row, min(start, rule[2]), max(end, rule[3])
                break
        else:
            rules.append([row, row, start, end])
    found = [((first + last + 1) / 2, start, end) for first, last, start, end in rules]
    return np.array(found, np.float64).reshape(-1, 3) / scale


def _crossing(level: _Rules, upright: _Rules) -> list[tuple[list[int], list[int]]]:
    """The sets of rules that hang together, as numbers of level and of upright ones."""
    y, left, right = level.T[:, :, None]
    x, top, bottom = upright.T[:, None, :]
    touch = (left - _NEAR <= x) & (x <= right + _NEAR) & (top - _NEAR <= y) & (y <= bottom + _NEAR)
    sets = []
    unseen = set(range(len(level)))
    while unseen:
        rows, columns = {unseen.pop()}, np.zeros(len(upright), bool)
        grown = True
        while grown:
            columns |= touch[list(rows)].any(axis=0)
            more = set(np.flatnonzero(touch[:, columns].any(axis=1)).tolist()) - rows
            grown = bool(more)
            rows |= more
        unseen -= rows
        sets.append((sorted(rows), np.flatnonzero(columns).tolist()))
    return sets


def _grid(level: _Rules, upright: _Rules) -> Grid | None:
    if len(upright) < 1 or len(level) < 2:
        return None
    columns = _places([*upright[:, 0], level[:, 1].min(), level[:, 2].max()])
    rows = _places([*level[:, 0], upright[:, 1].min(), upright[:, 2].max()])
    if len(columns) < 3 or len(rows) < 3:
        return None
    return Grid(columns, rows, _parts(upright, columns, rows), _parts(level, rows, columns).T)


def _places(values: Sequence[float]) -> tuple[float, ...]:
    """Places of rules, those nearer to each other than a rule's width made one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > 2 * _NEAR:
            places.append(float(value))
    return tuple(places)


def _parts(rules: _Rules, places: Sequence[float], sides: Sequence[float]) -> NDArray[np.bool_]:
    """Whether, along each stretch between two of `sides`, a rule lies at each of `places`."""
    near = np.abs(rules[:, :1] - np.array(places)) <= 2 * _NEAR  # rule, place
    starts, ends = np.array(sides[:-1]), np.array(sides[1:])
    covered = np.minimum(rules[:, 2:], ends) - np.maximum(rules[:, 1:2], starts)
    covers = np.clip(covered, 0, None)  # rule, stretch
    lengths = np.einsum("rp,rs->sp", near, covers)
    return np.asarray(lengths >= _COVERS * (ends - starts)[:, None])
