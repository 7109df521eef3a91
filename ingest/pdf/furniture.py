"""What is printed around the minutes on each page: headers, footers and page numbers.

Furniture is known by coming back: the same words, but for numbers, at the head or foot of the
pages around.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from ingest.decisions import opens
from ingest.pdf.layout import Line

_EDGE = 4  # lines at the head and foot of a page that may be furniture
_AROUND = 5  # pages before and after: each paper of an agenda pack has furniture of its own
_REPEATED = 0.4  # on this share of the other pages; headers often differ on odd and even ones
_AT_ONE_HEIGHT = 3  # pages, however few those are
_SHARED = 12  # characters that headers share which name the section below them
_APART = 1.8  # times their height, between such a header and the minutes
_MOST = 0.6  # of the pages around
_NEAR = 2.0  # points
# Page 1 of 4 | - 1 - | 1/4 | P a g e | 1
_PAGE_NUMBER = re.compile(
    r"^\W*(?:p ?a ?g ?e\W*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.IGNORECASE
)
_NUMBERS = re.compile(r"\d+")


def without_furniture(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Pages without the lines that repeat at their heads and feet, and without page numbers.

    The head of the first page stays: it is where minutes name their council and committee.
    """
    if len(pages) == 1:
        return list(pages)
    heads, feet = [_head(page) for page in pages], [_foot(page) for page in pages]
    kept = []
    for number, page in enumerate(pages):
        around = range(max(0, number - _AROUND), min(len(pages), number + _AROUND + 1))
        others = [other for other in around if other != number]
        if number == 0:
            numbers = (line for line in heads[0] if _PAGE_NUMBER.match(line.text))
            # A bare figure below a line of words is no number of the first page.
            head = [line for line in numbers if line is heads[0][0] or not line.text.isdigit()][:1]
        else:
            head = _outermost(heads[number], [heads[other] for other in others])
        foot = _outermost(feet[number], [feet[other] for other in others])
        taken = {id(line) for line in (*head, *foot)}
        kept.append(_trimmed([line for line in page if id(line) not in taken]))
    return kept


def _head(page: Sequence[Line]) -> list[Line]:
    return _by_height(page)[:_EDGE]


def _foot(page: Sequence[Line]) -> list[Line]:
    return _by_height(page)[::-1][:_EDGE]


def _by_height(page: Sequence[Line]) -> list[Line]:
    """The lines with words, from the top of the page; programs may write footers first."""
    lines = [line for line in page if line.text]
    if any(line.y is None for line in lines):
        return lines
    return sorted(lines, key=lambda line: line.y or 0.0)


def _outermost(edge: Sequence[Line], others: Sequence[Sequence[Line]]) -> list[Line]:
    """The furniture at an edge, from the outside up to the first line that is none."""
    taken: list[Line] = []
    is_numbered = False
    for line in edge:
        is_number = bool(_PAGE_NUMBER.match(line.text))
        # A page has one number at its foot; the ones above it are figures.
        if not _comes_back(line, others) or (is_number and is_numbered):
            break
        is_numbered = is_numbered or is_number
        taken.append(line)
    if not taken and len(edge) == _EDGE and _names_a_section(edge[0], edge[1], others):
        return [edge[0]]
    return taken


def _comes_back(line: Line, others: Sequence[Sequence[Line]]) -> bool:
    """Whether the line numbers the page, or stands at the edges of enough pages around."""
    if _PAGE_NUMBER.match(line.text):
        return True
    # Decisions are often in the same words, and may end two pages of two.
    if opens(line.text) or line.header is not None:
        return False
    shape = _shape(line.text)
    again = [
        other
        for page in others
        if (other := next((other for other in page if _shape(other.text) == shape), None))
    ]
    if again and 1 + len(again) >= _REPEATED * len(others):
        return True
    return 1 + sum(_at_one_height(line, other) for other in again) >= _AT_ONE_HEIGHT


def _names_a_section(line: Line, inward: Line, others: Sequence[Sequence[Line]]) -> bool:
    """Whether the line stands apart, at one height on most pages, and shares half its words.

    "Cabinet, 4 June - Housing" is over the pages of one report, and "Cabinet, 4 June - Parks" over
    those of the next.
    """
    if line.y is None or inward.y is None or opens(line.text) or line.header is not None:
        return False
    if abs(inward.y - line.y) < _APART * max(line.size, inward.size):
        return False
    enough = max(_SHARED, len(line.text) / 2)
    alike = sum(
        any(_at_one_height(line, other) and _shared(line, other) >= enough for other in page[:1])
        for page in others
    )
    return 1 + alike >= max(_AT_ONE_HEIGHT, _MOST * len(others))


def _shared(one: Line, other: Line) -> int:
    """How many characters two lines have in common at their beginnings or their ends."""
    a, b = _shape(one.text), _shape(other.text)
    return max(
        sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*ends, strict=False)))
        for ends in ((a, b), (a[::-1], b[::-1]))
    )


def _at_one_height(one: Line, other: Line) -> bool:
    return one.y is not None and other.y is not None and abs(one.y - other.y) <= _NEAR


def _shape(text: str) -> str:
    """A line with its numbers made alike: "Page 2 of 5" and "Page 3 of 5" are one shape."""
    return _NUMBERS.sub("#", text)


def _trimmed(page: list[Line]) -> list[Line]:
    """The page without blank lines at its ends: a paragraph may go on over the page."""
    filled = [number for number, line in enumerate(page) if line.text]
    return page[filled[0] : filled[-1] + 1] if filled else []
