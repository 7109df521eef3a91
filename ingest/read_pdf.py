"""PDF files: pages of lines, without their headers and footers, as paragraphs."""

import io
import logging
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pypdf import PdfReader

from ingest.compose import Piece, compose
from ingest.decisions import opens
from ingest.lines import classify, group_lines
from ingest.model import Facts, Reading, UnreadableError

# Broken files make pypdf warn by the thousand; the document's own warnings say what matters.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_EDGE = 3  # lines at the head and foot of a page that may be furniture
_REPEATED = 0.4  # on this share of the pages; headers often differ on odd and even ones
_SPELT_OUT = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    # Some fonts show a tab for every space.
    | {"\xad": "", "\x00": "", "\ufffe": "-", "\t": " "}
)
_PAGE_NUMBER = re.compile(r"^\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$", re.IGNORECASE)
_BROKEN_WORD = re.compile(r"([^\W\d_]+)[-‐]$")
_PROGRAM = re.compile(r"^\S*$|Microsoft|PowerPoint|Untitled|\.docx?\b", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    page: int


def read_pdf(data: bytes) -> Reading:
    """A PDF's text with the page of every character.

    UnreadableError where the file is damaged, locked, or holds pictures of pages and no text.
    """
    pages, title = _extract(data)
    blank = [number for number, lines in enumerate(pages, 1) if not any(lines)]
    if len(blank) == len(pages):
        raise UnreadableError(
            f"no text on any of its {len(pages)} pages: a scan? Make it searchable first,"
            " for instance with ocrmypdf"
        )
    lines = [
        _Line(line, number)
        for number, page in enumerate(_without_furniture(pages), 1)
        for line in page
    ]
    groups = [[lines[i] for i in group] for group in group_lines([line.text for line in lines])]
    words = frozenset(re.findall(r"[^\W\d_]+", " ".join(line.text for line in lines).lower()))
    texts = [_join(group, words) for group in groups]
    text, blocks = compose(Piece(text, classify(text)) for text, _ in texts)
    starts = _page_starts(
        [
            (line.page, block.start + offset)
            for block, group, (_, offsets) in zip(blocks, groups, texts, strict=True)
            for line, offset in zip(group, offsets, strict=True)
        ],
        n_pages=len(pages),
    )
    warnings = (f"no text on pages {', '.join(map(str, blank))}",) if blank else ()
    return Reading(text, blocks, starts, Facts(title=title), warnings)


def _extract(data: bytes) -> tuple[list[list[str]], str | None]:
    """The lines of each page, and the title the file gives itself."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("locked by a password; save a copy without one")
        pages = [
            [line.strip() for line in page.extract_text().translate(_SPELT_OUT).split("\n")]
            for page in reader.pages
        ]
        title = reader.metadata.title if reader.metadata else None
    except UnreadableError:
        raise
    except Exception as error:  # pypdf raises whatever its way through a broken file runs into
        reason = f"{type(error).__name__}: {error}"[:200]
        raise UnreadableError(f"damaged PDF ({reason}); print it to PDF again") from error
    # Programs name a file after themselves, which tells a reader nothing.
    return pages, title if title and not _PROGRAM.search(title) else None


def _without_furniture(pages: Sequence[list[str]]) -> list[list[str]]:
    """Pages without the lines that repeat at their heads and feet, and without page numbers.

    The head of the first page stays: it is where minutes name their council and committee.
    """
    if len(pages) == 1:
        return list(pages)
    shown = [[line for line in page if line] for page in pages]
    seen = Counter(
        edge for page in shown for edge in {*_shapes(page[:_EDGE]), *_shapes(page[-_EDGE:])}
    )
    often = max(2, _REPEATED * len(pages))

    def is_page_number(line: str) -> bool:
        return bool(_PAGE_NUMBER.match(line))

    def is_furniture(line: str) -> bool:
        # Decisions are often in the same words, and may end two pages of two.
        return is_page_number(line) or (seen[_shape(line)] >= often and not opens(line))

    kept = []
    for number, page in enumerate(pages, 1):
        lines = list(page)
        if number > 1:
            _strip_edge(lines, 0, is_furniture)
        else:
            lines[:_EDGE] = [line for line in lines[:_EDGE] if not is_page_number(line)]
        _strip_edge(lines, -1, is_furniture)
        kept.append(lines)
    return kept


def _shape(line: str) -> str:
    """A line with its numbers made alike: "Page 2 of 5" and "Page 3 of 5" are one shape."""
    return _NUMBERS.sub("#", line)


def _shapes(lines: Sequence[str]) -> list[str]:
    return [_shape(line) for line in lines]


def _strip_edge(lines: list[str], end: int, is_furniture: Callable[[str], bool]) -> None:
    """Take furniture and blank lines off one end of a page, at most `_EDGE` lines of furniture."""
    taken = 0
    while lines and taken < _EDGE and (not lines[end] or is_furniture(lines[end])):
        taken += bool(lines.pop(end))


def _join(group: Sequence[_Line], words: frozenset[str]) -> tuple[str, list[int]]:
    """The lines of a block as one line, and where in it each begins."""
    text = ""
    offsets = []
    for line in group:
        broken = _BROKEN_WORD.search(text)
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


def _page_starts(places: Sequence[tuple[int, int]], n_pages: int) -> tuple[int, ...]:
    """Where each page begins, from (page, offset) of every line; 0 for the first.

    A page without words begins where the next one does.
    """
    starts = [0]
    for page, offset in places:
        starts.extend([offset] * (page - len(starts)))
    end = places[-1][1] if places else 0
    return tuple(starts + [end] * (n_pages - len(starts)))
