"""PDF files: pages of lines, without their headers and footers, as paragraphs and rows."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from ingest.compose import Piece, compose
from ingest.lines import classify, group_lines
from ingest.model import Facts, Reading, ScanError, UnreadableError
from ingest.pdf.furniture import without_furniture
from ingest.pdf.layout import Line
from ingest.pdf.pages import Pages, read_pages

_GAP = 1.25  # times the usual distance of lines, from which on it parts paragraphs
_COMMON = 0.2  # of the distances of lines, for one to be usual
_ROW = "||"  # stands for a row of a table where lines are grouped
_LONGEST_WORD = 60
_BROKEN_WORD = re.compile(r"([^\W\d_]+)[-‐]$")
_SENTENCE_END = re.compile(r"[.;:!?][’”\"')\]]*$")
_NOTHING: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    page: int
    header: str | None


def read_pdf(data: bytes, recognised: Mapping[int, str] = _NOTHING) -> Reading:
    """A PDF's text with the page of every character.

    `recognised` holds, by 1-based page, the words that OCR found on pages without a text layer.
    UnreadableError where the file is damaged or locked, HiddenTextError where its text has words
    that its pages do not show, ScanError where it holds pictures of pages and no text.
    """
    pages = read_pages(data, recognised)
    n_pages = len(pages.lines)
    if len(pages.lost) == n_pages:
        raise UnreadableError("damaged PDF (no page of it can be read); print it to PDF again")
    if not any(line.text for page in pages.lines for line in page) and not recognised:
        raise ScanError(tuple(pages.bare or range(1, n_pages + 1)))
    lines = list(_lines(pages))
    grouped = group_lines([line.text if line.header is None else _ROW for line in lines])
    groups = [[lines[i] for i in group] for group in grouped]
    words = frozenset(re.findall(r"[^\W\d_]+", " ".join(line.text for line in lines).lower()))
    texts = [_join(group, words) for group in groups]
    text, blocks = compose(
        _piece(text, group[0].header) for group, (text, _) in zip(groups, texts, strict=True)
    )
    places = [
        (line.page, block.start + offset)
        for block, group, (_, offsets) in zip(blocks, groups, texts, strict=True)
        for line, offset in zip(group, offsets, strict=True)
    ]
    return Reading(
        text,
        blocks,
        _page_starts(places, n_pages, len(text)),
        Facts(title=pages.title),
        tuple(_warnings(pages)),
        bare_pages=tuple(pages.bare),
        ocr_pages=tuple(sorted(page for page, words in recognised.items() if words.strip())),
    )


def _piece(text: str, header: str | None) -> Piece:
    return Piece(text, classify(text)) if header is None else Piece(text, "row", header)


def _warnings(pages: Pages) -> Iterator[str]:
    if pages.is_repaired:
        yield "damaged PDF, read from a repaired copy; some of it may be missing"
    for what, numbers in (
        ("no text on", pages.bare),
        ("left out, being damaged or too large:", pages.lost),
    ):
        if numbers:
            yield f"{what} pages {', '.join(map(str, numbers))}"


def _lines(pages: Pages) -> Iterator[_Line]:
    """The lines of all pages but furniture, an empty one wherever paragraphs are parted."""
    kept = without_furniture(pages.lines)
    usual = _usual([distance for page in kept for distance in _distances(page) if distance > 0])
    for number, page in enumerate(kept, 1):
        distances = [0.0, *_distances(page), 0.0]
        for place, line in enumerate(page):
            if place and _parts(page[place - 1], line, distances[place - 1 : place + 2], usual):
                yield _Line("", number, None)
            yield _Line(line.text, number, line.header)


def _distances(page: Sequence[Line]) -> list[float]:
    """How far each line but the first stands below the one before, in their own heights."""
    return [
        (below.y - above.y) / max(1.0, above.size, below.size)
        if above.y is not None and below.y is not None
        else 0.0
        for above, below in pairwise(page)
    ]


def _usual(distances: Sequence[float]) -> float:
    """The distance of the lines of a paragraph: the smallest of the common ones."""
    tenths = Counter(round(10 * distance) for distance in distances if distance < 3)
    n = tenths.total()
    for tenth in sorted(tenths):
        around = (tenth, tenth + 1)
        if sum(tenths[near] for near in around) >= _COMMON * n:
            return max(around, key=tenths.__getitem__) / 10
    return 1.2


def _parts(above: Line, below: Line, distances: Sequence[float], usual: float) -> bool:
    """Whether the white between two lines parts paragraphs; `distances` are those around it."""
    before, distance, after = distances
    if distance <= _GAP * usual or above.header is not None or below.header is not None:
        return False
    if _SENTENCE_END.search(above.text):
        return True
    # Lines of double spacing are all as far apart, and a sentence goes on in small letters.
    is_even = abs(before - distance) < 0.1 and abs(after - distance) < 0.1
    return not is_even and (distance > 2 * usual or not below.text[:1].islower())


def _join(group: Sequence[_Line], words: frozenset[str]) -> tuple[str, list[int]]:
    """The lines of a block as one line, and where in it each begins."""
    text = ""
    offsets = []
    for line in group:
        broken = _BROKEN_WORD.search(text, max(0, len(text) - _LONGEST_WORD))
        rest = re.match(r"[^\W\d_]+", line.text)
        if broken and rest and rest.group()[0].islower():
            # "co-" and "opted" keep their hyphen; "scru-" and "tiny" were broken by the margin,
            # which shows when the whole word stands elsewhere in the document.
            if (broken[1] + rest.group()).lower() in words:
                text = text[:-1]
        elif text:
            text += " "
        offsets.append(len(text))
        text += line.text
    return text, offsets


def _page_starts(places: Sequence[tuple[int, int]], n_pages: int, length: int) -> tuple[int, ...]:
    """Where each page begins, from (page, offset) of every line; 0 for the first.

    A page without words begins where the next one does, or at the end of the text, `length`.
    """
    starts = [0]
    for page, offset in places:
        starts.extend([offset] * (page - len(starts)))
    return tuple(starts + [length] * (n_pages - len(starts)))
