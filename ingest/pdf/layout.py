"""From a page's words to its lines, in the order in which they are read.

pypdf says the words; where each of their characters stands, PDFium says. What stands beside each
other is put in order: columns one after the other, each row of a table with its header. Where the
places are not sure, a page stays as pypdf has it.
"""

import re
import statistics
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ingest.lines import group_lines
from ingest.pdf.picture import Characters
from ingest.pdf.rules import Grid

_SHORT = 8  # letters of a line that is looked for after the others
_PLACED = 0.9  # of a page's characters, for their places to be trusted
_GUTTER = 9.0  # points of white between two columns
_COLUMN_LINES = 6  # of prose, on either side
_COLUMN_WORDS = 4  # on the middle line of either
_COLUMN_FILL = 0.6  # of a column's width, on its middle line
_LONGEST_HEADER = 60  # characters of a cell
_LONGEST_CELL = 400  # longer ones hold minutes, and their table is only how they are laid out
_FEWEST_AMOUNTS = 3  # below each other, to be a list
_MOST = 0.75  # of the lines of such a cell
_AMOUNT = re.compile(r"^[(-]?£?\s?\d[\d,]*(?:\.\d\d)?\)?$")
_FURNITURE = 7  # lines of header or footer that a table may go on across
_NEAR = 4.0  # points
_ACTIONS = re.compile(r"^actions?(?: by| for)?$", re.IGNORECASE)
_LONGEST_NOTE = 25  # characters of a line in a column of initials or names
_BESIDE = 12.0  # points that notes may begin left of the "Action" above them
_LEADING = 1.35  # times the height of a line, the most that two of one paragraph stand apart
_WIDER = 1.3  # times the usual distance of a cell's lines, from which on it parts paragraphs
_NUMBER_ALONE = re.compile(r"^\(?\d[\w/.]{0,7}[.):]?$")
_NUMBER_CELL = re.compile(r"^\(?[\w/.]{1,8}[.):]?$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, `size` high and standing at `y`, in points from the page's top.

    `y` is None where that is unknown. The row of a table is a line with the header of its table;
    "" where it has none, and in the header itself.
    """

    text: str
    y: float | None = None
    size: float = 0.0
    header: str | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    number: int  # in pypdf's order
    line: int  # of pypdf's
    left: float
    right: float
    y: float
    size: float

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, self.y - self.size / 2


_Cells: TypeAlias = dict[tuple[float, int], list[_Word]]  # by row and column


@dataclass(frozen=True, slots=True)
class Table:
    """A table that ends a page and may go on over it: the places of its columns, its header."""

    columns: tuple[float, ...]
    header: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Lines that stay together: one of running text, or all of a table."""

    lines: list[Line]
    first: int  # the number of its first word
    centre: float
    y: float


def lay_out(
    text: str, characters: Characters, grids: Sequence[Grid], above: Table | None
) -> tuple[list[Line], Table | None]:
    """The lines of a page, and the table at its foot; `above` is that of the page before."""
    lines = [line.strip() for line in text.split("\n")]
    words = _placed(lines, characters)
    if not words:
        return [Line(line) for line in lines], None
    cells, others = _in_cells(words, grids)
    tables, below = _tables(cells, others, above)
    if not tables and (corner := _corner_of_actions(others, above)):
        return _beside_actions(others, *corner), Table(corner[:1], "Action")
    if below is None and above and _is_form(above.header):
        below = above  # it may go on after a page on which no rule is to be seen
    columns = _columns(others)
    pieces = sorted([*tables, *_running(others, columns)], key=lambda piece: piece.first)
    if columns:
        pieces = columns.in_order(pieces)
    return [line for piece in pieces for line in piece.lines], below


def _placed(lines: Sequence[str], characters: Characters) -> list[_Word] | None:
    """The words of pypdf's lines with their places; None where too few can be found."""
    at = _aligned(lines, characters.text)
    if not at or sum(place >= 0 for place in at) < _PLACED * len(at):
        return None
    boxes, cells = characters.boxes.tolist(), characters.cells.tolist()
    placed: list[_Word] = []
    for text, line, where in _words(lines, at, characters.parted):
        found = [place for place in where if place >= 0]
        if found:
            left = min(boxes[place][0] for place in found)
            right = max(boxes[place][2] for place in found)
            _, top, _, bottom = cells[found[0]]
            placed.append(_Word(text, len(placed), line, left, right, bottom, bottom - top))
        elif placed and placed[-1].line == line:
            above = placed[-1]
            placed.append(replace(above, text=text, number=len(placed), left=above.right))
        else:
            return None
    return placed


def _words(
    lines: Sequence[str], at: Sequence[int], parted: NDArray[np.bool_]
) -> Iterator[tuple[str, int, Sequence[int]]]:
    """The words of lines with their line's number and the places of their characters.

    Some programs leave out the space after a number: what the page shows apart is two words.
    """
    first = 0
    for number, line in enumerate(lines):
        for word in line.split():
            where = at[first : first + len(word)]
            first += len(word)
            cuts = [n for n, place in enumerate(where) if n and place >= 0 and parted[place]]
            if 2 * len(cuts) >= len(word) - 1:
                cuts = []  # printed wide
            for start, end in pairwise([0, *cuts, len(word)]):
                yield word[start:end], number, where[start:end]


def _aligned(lines: Sequence[str], layer: str) -> Sequence[int]:
    """For each character of `lines` but white space, its place in `layer`; -1 for none.

    Both tell a page in the order in which it was written, or nearly: lines are looked for where
    the last one ended, then anywhere; then their words are.
    """
    squeezed = ["".join(line.split()) for line in lines]
    if "".join(squeezed) == layer:
        return range(len(layer))
    at: list[list[int]] = [[] for _ in lines]
    free = bytearray(b"\x01") * len(layer)
    # A short line such as "TH" may stand inside a longer one that has not been found yet.
    short = [number for number, whole in enumerate(squeezed) if len(whole) < _SHORT]
    long = [number for number, whole in enumerate(squeezed) if len(whole) >= _SHORT]
    cursor = 0
    for number in (*long, *short):
        if number and len(squeezed[number]) < _SHORT and at[number - 1]:
            cursor = max(0, at[number - 1][-1] + 1)
        whole = squeezed[number]
        is_whole = _find(whole, layer, cursor, free) >= 0
        for part in [whole] if is_whole else lines[number].split():
            found = _find(part, layer, cursor, free)
            if found < 0:
                at[number].extend([-1] * len(part))
                continue
            cursor = found + len(part)
            free[found:cursor] = bytes(len(part))
            at[number].extend(range(found, cursor))
    return list(chain.from_iterable(at))


def _find(part: str, layer: str, cursor: int, free: bytearray) -> int:
    """Where `part` stands among the characters still free: from the cursor on, else before it."""
    for start in (cursor, 0):
        found = layer.find(part, start)
        while found >= 0 and 0 in free[found : found + len(part)]:
            found = layer.find(part, found + 1)
        if found >= 0:
            return found
    return -1


def _in_cells(
    words: Sequence[_Word], grids: Sequence[Grid]
) -> tuple[dict[Grid, _Cells], list[_Word]]:
    """The words of each grid by row and column, and those that stand in none."""
    inside: dict[Grid, list[_Word]] = {}
    others: list[_Word] = []
    for word in words:
        around = next((grid for grid in grids if grid.holds(*word.centre)), None)
        (others if around is None else inside.setdefault(around, [])).append(word)
    cells: dict[Grid, _Cells] = {}
    for grid, held in inside.items():
        spans = [(word.left, word.right, grid.row_at(word.centre[1])) for word in held]
        merged = grid.merged(spans)
        for word in held:
            row, column = merged.cell_at(*word.centre)
            cells.setdefault(grid, {}).setdefault((float(row), column), []).append(word)
    return {grid: _by_amount(held) for grid, held in cells.items()}, others


def _by_amount(cells: _Cells) -> _Cells:
    """The cells of a table with a row for each of the amounts that one of its cells lists.

    Accounts often rule their columns only. Parts of row 3 are rows 3.001, 3.002 and so on.
    """
    heights: dict[float, list[float]] = {}
    for (row, _), words in cells.items():
        lines = _lines(words)
        amounts = [line.y for line in lines if line.y and _AMOUNT.match(line.text)]
        if len(amounts) >= max(_FEWEST_AMOUNTS, _MOST * len(lines)):
            listed = heights.setdefault(row, [])
            listed += [y for y in amounts if all(abs(y - other) > _NEAR for other in listed)]
            listed.sort()
    parted: _Cells = {}
    for (row, column), words in cells.items():
        for word in words:
            part = bisect_right(heights.get(row, []), word.y + word.size / 3)
            parted.setdefault((row + part / 1000, column), []).append(word)
    return parted


def _tables(
    cells: dict[Grid, _Cells],
    others: Sequence[_Word],
    above: Table | None,
) -> tuple[list[_Piece], Table | None]:
    """The tables of a page as lines, and the one that ends it."""
    pieces: list[_Piece] = []
    below = None
    for grid, words in cells.items():
        goes_on = (
            above is not None
            and _same_columns(above, grid)
            and (_is_form(above.header) or _lines_between(others, 0, grid.rows[0]) < _FURNITURE)
        )
        lines, header = _table_lines(grid, words, above.header if above and goes_on else None)
        first = min(word.number for cell in words.values() for word in cell)
        centre = (grid.columns[0] + grid.columns[-1]) / 2
        pieces.append(_Piece(lines, first, centre, grid.rows[0]))
        ends_page = _lines_between(others, grid.rows[-1], float("inf")) < _FURNITURE
        if _is_form(header) or ends_page:
            below = Table(grid.columns, header)
    return pieces, below


def _is_form(header: str) -> bool:
    """Whether a table is a form for minutes, which goes on to the end of the document."""
    return bool(_ACTIONS.match(header))


def _same_columns(above: Table, grid: Grid) -> bool:
    """Whether a table has the columns of the one before; for actions, the last is enough."""
    n = 2 if _is_form(above.header) else max(len(above.columns), len(grid.columns))
    return np.shape(above.columns[-n:]) == np.shape(grid.columns[-n:]) and np.allclose(
        above.columns[-n:], grid.columns[-n:], atol=_NEAR
    )


def _lines_between(words: Sequence[_Word], top: float, bottom: float) -> int:
    return len({word.line for word in words if top < word.y < bottom})


def _table_lines(grid: Grid, cells: _Cells, header: str | None) -> tuple[list[Line], str]:
    """A table's lines, under `header` where it goes on from the page before; and its header."""
    columns = sorted({column for _, column in cells})
    texts = {cell: " ".join(word.text for word in words) for cell, words in cells.items()}
    minutes = _rows_of_minutes(grid, texts) if len(columns) > 1 else {row for row, _ in cells}
    last = {cell: text for cell, text in texts.items() if cell[1] == columns[-1]}
    actions = next(filter(None, map(_ACTIONS.match, [*last.values(), header or ""])), None)
    minutes |= _rows_beside_actions(texts, last, header)
    lines = [Line("")]
    for row in sorted({row for row, _ in cells}):
        filled = [cell for cell in texts if cell[0] == row]
        text = " | ".join(texts.get((row, column), "") for column in columns)
        if row in minutes:
            held = {cell: cells[cell] for cell in filled}
            lines.extend(_as_minutes(held, actions.group() if actions else "", columns[-1]))
        elif len(filled) == 1:
            # A row of one cell is the table's title, or a heading among its rows.
            lines.append(replace(_lines(cells[filled[0]])[0], text=texts[filled[0]]))
        elif header is None:
            header = text if all(len(texts[cell]) <= _LONGEST_HEADER for cell in filled) else ""
            lines.append(_row(cells, filled, text, ""))
        elif text != header:  # it is printed again on each page
            lines.append(_row(cells, filled, text, header))
    if actions and minutes:
        header = actions.group()
    return [*lines, Line("")], header or ""


def _rows_of_minutes(grid: Grid, texts: Mapping[tuple[float, int], str]) -> set[float]:
    """The rows of a table by which minutes are laid out: those like rows that hold much text.

    Rows are alike that have the same cells; some minutes are one table with those present.
    """
    likes: dict[bytes, set[float]] = {}
    for row, _ in texts:
        likes.setdefault(grid.upright[int(row)].tobytes(), set()).add(row)
    long = {row for (row, _), text in texts.items() if len(text) > _LONGEST_CELL}
    return {row for rows in likes.values() for row in rows if 4 * len(rows & long) > len(rows)}


def _rows_beside_actions(
    texts: Mapping[tuple[float, int], str],
    last: Mapping[tuple[float, int], str],
    header: str | None,
) -> set[float]:
    """The rows of a table whose only heading is "Action", above its `last` column.

    Such a table is a form for minutes, each row an item.
    """
    rows = {row for row, _ in texts}
    if header and _is_form(header):
        return rows
    for (at, _), text in last.items():
        if _ACTIONS.match(text) and sum(row == at for row, _ in texts) == 1:
            return {row for row in rows if row > at}
    return set()


def _row(cells: _Cells, filled: Sequence[tuple[float, int]], text: str, header: str) -> Line:
    first = cells[min(filled)][0]
    return Line(text, first.y, first.size, header)


def _as_minutes(cells: _Cells, actions: str, last_column: int) -> list[Line]:
    """The lines of a table that holds minutes, cell by cell, each number before its words.

    Where its last column is one for `actions`, what that says stands with the words beside it.
    """
    lines = [Line("")]
    number = ""
    notes: list[Line] = []
    last = max(cells)
    is_beside = actions and len(cells) > 1 and last[1] == last_column
    if is_beside and _is_notes(inside := _lines(cells[last])):
        notes = inside
        cells = {cell: words for cell, words in cells.items() if cell != last}
    for cell in sorted(cells):
        inside = _lines(cells[cell])
        if len(inside) == 1 and _NUMBER_CELL.match(inside[0].text):
            number = f"{number} {inside[0].text}".strip()
            continue
        if number:
            inside[0] = replace(inside[0], text=f"{number} {inside[0].text}")
            number = ""
        lines.extend([*_beside(inside, notes, actions), Line("")])
        notes = []
    return [*lines, *([Line(number)] if number else []), *notes]


def _is_notes(lines: Sequence[Line]) -> bool:
    return all(len(line.text) <= _LONGEST_NOTE for line in lines)


def _beside(lines: Sequence[Line], notes: Sequence[Line], header: str) -> list[Line]:
    """Lines of minutes, the paragraph that a note stands beside made one row with it."""
    if not notes:
        return list(lines)
    paragraphs = _paragraphs(lines)
    noted: dict[int, list[str]] = {}
    for note in notes:
        noted.setdefault(_nearest(note, paragraphs), []).append(note.text)
    laid_out: list[Line] = []
    for number, paragraph in enumerate(paragraphs):
        if number in noted:
            cells = (" ".join(line.text for line in paragraph), " ".join(noted[number]))
            laid_out.append(replace(paragraph[0], text=" | ".join(cells), header=header))
        else:
            laid_out.extend(paragraph)
    return laid_out


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines of one cell, parted where there is more white than usual, and where markers say so."""
    apart = [(below.y or 0) - (above.y or 0) for above, below in pairwise(lines)]
    usual = min([*(d for d in apart if d > 0), _LEADING * lines[0].size])
    spaced = [lines[0]]
    for distance, line in zip(apart, lines[1:], strict=True):
        # Words beside each other were written one after the other.
        if distance <= 0 or distance > _WIDER * usual:
            spaced.append(Line(""))
        spaced.append(line)
    return [[spaced[i] for i in group] for group in group_lines([line.text for line in spaced])]


def _nearest(note: Line, paragraphs: Sequence[Sequence[Line]]) -> int:
    def away(number: int) -> float:
        return min(abs((line.y or 0) - (note.y or 0)) for line in paragraphs[number])

    return min(range(len(paragraphs)), key=away)


def _lines(words: Sequence[_Word]) -> list[Line]:
    """Words in the order of reading as lines: one for each height."""
    lines: list[list[_Word]] = []
    for word in words:
        if lines and abs(word.y - lines[-1][-1].y) < word.size / 2:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [
        Line(
            " ".join(word.text for word in line),
            statistics.median(word.y for word in line),
            statistics.median(word.size for word in line),
        )
        for line in lines
    ]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Two columns of prose: the white between them is at `x`, from `top` to `bottom`."""

    x: float
    top: float
    bottom: float

    def holds(self, y: float) -> bool:
        return self.top < y < self.bottom

    def in_order(self, pieces: Sequence[_Piece]) -> list[_Piece]:
        """What is above the columns, the left one, the right one, and what is below."""

        def place(piece: _Piece) -> tuple[int, float]:
            if self.holds(piece.y):
                return (1 if piece.centre < self.x else 2), piece.y
            return (0 if piece.y <= self.top else 3), 0  # sorting keeps their order

        return sorted(pieces, key=place)


def _columns(words: Sequence[_Word]) -> _Columns | None:
    """The columns of a page that was written across them; None where it needs no sorting."""
    across = sum(
        abs(one.y - other.y) < one.size / 2 and other.left - one.right >= _GUTTER
        for one, other in pairwise(words)
    )
    if across < _COLUMN_LINES:
        return None
    left = np.array([word.left for word in words])
    right = np.array([word.right for word in words])
    y = np.array([word.y for word in words])
    start, end = left.min(), right.max()
    best: tuple[int, float, float, float] | None = None
    for x in np.arange(start + (end - start) / 3, end - (end - start) / 3, _GUTTER / 3):
        crossing = (left < x + _GUTTER / 2) & (right > x - _GUTTER / 2)
        stops = np.unique(np.concatenate([[-np.inf, np.inf], y[crossing]]))
        band = int(np.argmax(np.histogram(y, stops.clip(-1e6, 1e6))[0]))
        top, bottom = stops[band], stops[band + 1]
        n_words = int(((y > top) & (y < bottom)).sum())
        if best is None or n_words > best[0]:
            best = (n_words, float(x), float(top), float(bottom))
    if best is None:
        return None
    columns = _Columns(*best[1:])
    inside = [word for word in words if columns.holds(word.y)]
    sides = [word.left < columns.x for word in inside]
    if sum(one != other for one, other in pairwise(sides)) <= 1:
        return None
    for side in (True, False):
        if not _is_prose([w for w, is_left in zip(inside, sides, strict=True) if is_left == side]):
            return None
    return columns


def _is_prose(words: Sequence[_Word]) -> bool:
    """Whether most lines of these words fill the column that they stand in."""
    if not words:
        return False
    lines: dict[int, list[_Word]] = {}
    for word in words:
        lines.setdefault(round(word.y), []).append(word)
    width = max(word.right for word in words) - min(word.left for word in words)
    filled = [max(w.right for w in line) - min(w.left for w in line) for line in lines.values()]
    return (
        len(lines) >= _COLUMN_LINES
        and statistics.median(len(line) for line in lines.values()) >= _COLUMN_WORDS
        and statistics.median(filled) >= _COLUMN_FILL * width
    )


def _running(words: Sequence[_Word], columns: _Columns | None) -> list[_Piece]:
    """The lines outside tables, as pypdf has them but for those that run across columns."""

    def line_and_side(word: _Word) -> tuple[int, bool]:
        crosses = columns is not None and columns.holds(word.y) and word.left >= columns.x
        return word.line, crosses

    pieces = []
    for _, group in groupby(words, line_and_side):
        line = list(group)
        y = statistics.median(word.y for word in line)
        size = statistics.median(word.size for word in line)
        centre = (line[0].left + line[-1].right) / 2
        text = " ".join(word.text for word in line)
        pieces.append(_Piece([Line(text, y, size)], line[0].number, centre, y))
    return pieces


def _corner_of_actions(words: Sequence[_Word], above: Table | None) -> tuple[float, float] | None:
    """Left and top of a column for actions that no rule parts from the minutes, if there is one.

    "Action" stands above it once, right of all else; it goes on over the pages that follow.
    """
    corner = (above.columns[0], 0.0) if above and len(above.columns) == 1 else None
    for _, line in groupby(words, lambda word: word.line):
        first, *more = line
        if not more and _ACTIONS.match(first.text):
            corner = first.left - _BESIDE, first.y
    if corner is None:
        return None
    left = [word for word in words if word.left < corner[0] and word.y > corner[1]]
    crossing = sum(word.right > corner[0] for word in left)
    return corner if len(left) >= _COLUMN_LINES * _COLUMN_WORDS and not crossing else None


def _beside_actions(words: Sequence[_Word], left: float, top: float) -> list[Line]:
    """The lines of a page, each number before its words, each note with those beside it."""

    def is_noted(word: _Word) -> bool:
        return word.left >= left and word.y > top and not word.text.isdigit()

    notes = _lines([word for word in words if is_noted(word)])
    minutes = [piece.lines[0] for piece in _running([w for w in words if not is_noted(w)], None)]
    if not notes or not _is_notes(notes):
        return [piece.lines[0] for piece in _running(words, None)]
    return _beside(_numbered(minutes), notes, "Action")


def _numbered(lines: Sequence[Line]) -> list[Line]:
    """Numbers that stand in a column of their own, put before the words at their height."""
    numbers = [line for line in lines if _NUMBER_ALONE.match(line.text)]
    others = [line for line in lines if line not in numbers]
    for number in numbers:
        near = [abs((line.y or 0) - (number.y or 0)) for line in others]
        at = near.index(min(near)) if near else 0
        if near and near[at] <= _NEAR:
            others[at] = replace(others[at], text=f"{number.text} {others[at].text}")
        else:
            others.insert(sum((line.y or 0) < (number.y or 0) for line in others), number)
    return others
