"""Plain text and Markdown."""

import codecs
import re

from charset_normalizer import from_bytes

from ingest.lines import text_blocks
from ingest.model import Reading, UnreadableError

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_FOREIGN_WORD = re.compile(rb"[\xc0-\xff]{4}")


def decode(data: bytes) -> str:
    """The characters of text in any encoding, with line ends as "\\n".

    UnreadableError where no encoding makes text of the bytes.
    """
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return _lines(data.decode(encoding, errors="replace"))
    if b"\x00" in data:
        raise UnreadableError("not text: it holds zero bytes; save it as TXT, HTML, DOCX or PDF")
    # Exports of Windows programs are cp1252, unless they hold words all of letters beyond ASCII. A
    # detector alone takes the pound signs of a short text for letters of Polish.
    for encoding in ("utf-8",) if _FOREIGN_WORD.search(data) else ("utf-8", "cp1252"):
        try:
            return _lines(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    best = from_bytes(data).best()
    if best is None:
        raise UnreadableError("text in no known encoding; save it as UTF-8")
    return _lines(str(best))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(data: bytes) -> Reading:
    """Text as it stands: not a character is changed, so offsets are those of the file."""
    text = decode(data)
    return Reading(text, text_blocks(text))
