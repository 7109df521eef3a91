"""The pages of a PDF, each as lines in the order of reading, and what became of the others.

pypdf reads the words; PDFium draws each page, so that what is in the text but not on the page is
never read, and tells where the words stand.
"""

import io
import logging
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from pypdf import PdfReader, PdfWriter

from ingest.model import HiddenTextError, UnreadableError
from ingest.pdf.hidden import disagree, hides_words, leaves_words_out
from ingest.pdf.layout import Line, Table, lay_out
from ingest.pdf.picture import (
    Page,
    PdfiumProblem,
    Picture,
    characters,
    draw,
    image_share,
    opened,
    rebuilt,
)
from ingest.pdf.rules import find_grids

# Broken files make pypdf warn by the thousand; the document's own warnings say what matters.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_DPI = 100.0
_GARBAGE = 0.15  # of a text layer's characters, from which on it says nothing
_INKED = 0.0005  # of a page's pixels, at least, where a line is to be read
_CONTRAST = 40  # levels of grey between ink and paper
_FEW_WORDS = 5  # such as the "Page 12" that is stamped on scans in agenda packs
_MOST_CONTENT = 8_000_000  # bytes of drawing; a plan of a town has more, and takes pypdf minutes
_PROGRAM = re.compile(r"^\S*$|Microsoft|PowerPoint|Untitled|\.docx?\b", re.IGNORECASE)

_SPELT_OUT = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    # Some fonts show a tab for every space.
    | {"\xad": "", "\x00": "", "\ufffe": "-", "\t": " "}
)


@dataclass(slots=True)
class Pages:
    """The lines of each page, and the 1-based numbers of pages that could not be read.

    `bare` pages are pictures without words; `lost` ones are damaged.
    """

    title: str | None
    is_repaired: bool
    lines: list[list[Line]] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def read_pages(data: bytes, recognised: Mapping[int, str]) -> Pages:
    """Every page of a PDF; `recognised` words take the place of a missing text layer.

    UnreadableError where nothing can be read, HiddenTextError where a page hides words.
    """
    reader, drawable, is_repaired = _open(data)
    pages = Pages(_title(reader), is_repaired)
    table: Table | None = None
    with opened(drawable) as drawn:
        for number in range(1, len(reader.pages) + 1):
            lines: list[Line] = []
            try:
                page = drawn[number - 1]
                if number in recognised:
                    lines = [Line(line.strip()) for line in recognised[number].split("\n")]
                elif (found := _read_page(reader, page, number, table)) is None:
                    pages.bare.append(number)
                else:
                    lines, table = found
                page.close()
            except HiddenTextError:
                raise
            except Exception:  # both libraries raise whatever they run into
                pages.lost.append(number)
            pages.lines.append(lines)
    return pages


def _open(data: bytes) -> tuple[PdfReader, bytes, bool]:
    """pypdf's reader, bytes that PDFium can open, and whether it took a repair to have both."""
    try:
        reader = _reader(data)
    except UnreadableError:
        raise
    except Exception as error:  # pypdf raises whatever its way through a broken file runs into
        try:
            repaired = rebuilt(data)
            return _reader(repaired), repaired, True
        except Exception:
            raise _damaged(f"{type(error).__name__}: {error}"[:200]) from error
    try:
        with opened(data):
            return reader, data, False
    except PdfiumProblem:
        pass
    try:
        copy = io.BytesIO()
        PdfWriter(clone_from=reader).write(copy)
        with opened(copy.getvalue()):
            return reader, copy.getvalue(), True
    except Exception as error:
        raise _damaged(f"{type(error).__name__}: {error}"[:200]) from error


def _reader(data: bytes) -> PdfReader:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError("locked by a password; save a copy without one")
    if not len(reader.pages):
        raise ValueError("it has no pages")
    return reader


def _damaged(reason: str) -> UnreadableError:
    return UnreadableError(f"damaged PDF ({reason}); print it to PDF again")


def _title(reader: PdfReader) -> str | None:
    try:
        title = reader.metadata.title if reader.metadata else None
    except Exception:
        return None
    # Programs name a file after themselves, which tells a reader nothing. pypdf's strings are of
    # a type of its own.
    return "".join(title) if title and not _PROGRAM.search(title) else None


def _read_page(
    reader: PdfReader, page: Page, number: int, above: Table | None
) -> tuple[list[Line], Table | None] | None:
    """The lines of a page and the table at its foot; None where it is bare."""
    layer = characters(page)
    picture = draw(page, _DPI)
    if not layer.text:
        return None if _is_inked(picture) else ([], None)
    if hides_words(page, picture, layer):
        raise HiddenTextError(f"page {number}")
    text = _text(reader, number)
    if _is_garbage(text) or disagree(layer, text) or _is_stamp(text, page):
        return None if _is_inked(picture) else ([], None)
    if leaves_words_out(layer, text):
        raise HiddenTextError(f"page {number}")
    return lay_out(text, layer, find_grids(picture), above)


def _text(reader: PdfReader, number: int) -> str:
    page = reader.pages[number - 1]
    content = page.get_contents()
    if content is not None and len(content.get_data()) > _MOST_CONTENT:
        raise ValueError("more drawing than words need")
    return page.extract_text().translate(_SPELT_OUT)


def _is_inked(picture: Picture) -> bool:
    paper = np.median(picture.pixels)
    return bool(np.mean(np.abs(picture.pixels - paper) > _CONTRAST) >= _INKED)


def _is_garbage(text: str) -> bool:
    """Whether a text layer is of characters that mean nothing, as fonts without a key give."""
    shown = [c for c in text if not c.isspace()]
    bad = sum(c == "\ufffd" or unicodedata.category(c) in ("Co", "Cc", "Cn", "Cs") for c in shown)
    return bad > _GARBAGE * len(shown)


def _is_stamp(text: str, page: Page) -> bool:
    """Whether the few words of a page are stamped on a picture of it."""
    return len(text.split()) <= _FEW_WORDS and image_share(page) > 0.5
