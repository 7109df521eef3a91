"""From the bytes of one file to a Document. What a file is, its content says, not its name."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType

from ingest.items import find_items
from ingest.lines import find_form
from ingest.meeting import find_facts, held_by_path
from ingest.model import Document, Facts, Item, Reading, Source, UnreadableError
from ingest.read_text import MARKS, read_text

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
MODERNGOV = "application/xml"
HTML = "text/html"
TEXT = "text/plain"
_NOT_READ = {
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file; save it as DOCX or PDF",
    b"{\\rt": "an RTF file; save it as DOCX or PDF",
    b"\x89PNG": "a picture; a scan must be made searchable first, for instance with ocrmypdf",
    b"\xff\xd8\xff": "a picture; a scan must be made searchable first, for instance with ocrmypdf",
    b"7z\xbc\xaf\x27\x1c": "an archive that is not ZIP; unpack it",
    b"Rar!": "an archive that is not ZIP; unpack it",
    b"\x1f\x8b": "an archive that is not ZIP; unpack it",
    b"PK": "a ZIP file, but not DOCX; unpack it",
}
_OFFICE_MARK = re.compile(
    rb"PK|(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>\s*(?:<!--.*?-->\s*)?<office:document", re.DOTALL
)
_MODERNGOV_REPLY = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?<meeting[\s>]")
_TELLING = 2  # words, from which on a file name says what the file is
_NOTHING: Mapping[int, str] = MappingProxyType({})
_BEGINNING = 64 * 1024
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|style|div|section|article|main|table|tr|p|span|font"
    rb"|center|ul|ol|dl|h[1-6]|b|i|strong|em|br|a)\b"
)


def media_type(data: bytes) -> str:
    """What the bytes are; UnreadableError where they are nothing that is read here."""
    start = _beginning(data)
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK") and _holds_word_document(data):
        return DOCX
    if b"application/vnd.oasis.opendocument.text" in data[:4096] and _OFFICE_MARK.match(data):
        return ODT
    if b"application/vnd.oasis.opendocument" in data[:100]:
        raise UnreadableError("an OpenDocument file, but no text; save it as PDF")
    if _MODERNGOV_REPLY.match(data) and b"<meetingid" in data[:4096]:
        return MODERNGOV
    for mark, what in _NOT_READ.items():
        if data.startswith(mark) or start.startswith(mark):
            raise UnreadableError(what)
    if start.startswith(b"<?xml") and b"<html" not in start:
        raise UnreadableError("an XML file; save the page it came from as HTML or PDF")
    return HTML if start.startswith(b"<") and _MARKUP.search(start) else TEXT


def _beginning(data: bytes) -> bytes:
    """The first of what the bytes say, in small ASCII letters and without comments of HTML."""
    head = data[:_BEGINNING]
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            head = head.decode(encoding, errors="ignore").encode("ascii", errors="ignore")
            break
    return re.sub(rb"<!--.*?(?:-->|$)", b"", head, flags=re.DOTALL).lstrip(b" \t\r\n").lower()


def _holds_word_document(data: bytes) -> bool:
    try:
        # Word on the web calls it document2.xml.
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        return any(re.fullmatch(r"word/document\d*\.xml", name) for name in names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # The list of a ZIP's files is at its end, which a broken download lacks; each file's own
        # name stands before it.
        return b"word/" in data


def read_document(
    data: bytes,
    *,
    document_id: str,
    path: str,
    known: Facts | None = None,
    recognised: Mapping[int, str] = _NOTHING,
) -> Document:
    """A Document from a file's bytes; `known` facts, from a manifest, outrank the file's own.

    `recognised` holds what OCR read on the pages of a PDF that have no text, by 1-based page.
    UnreadableError where there are no words to be had, HiddenTextError where some are hidden.
    Anything else odd is a warning.
    """
    kind = media_type(data)
    reading = _read(kind, data, recognised)
    if not any(character.isalnum() for character in reading.text):
        raise UnreadableError("holds no words")
    told = (known or Facts()).over(reading.facts)
    found = find_facts(reading.text, reading.blocks, told.title, path)
    facts = told.over(found)
    items = find_items(reading.text, reading.blocks)
    return Document(
        id=document_id,
        source=Source(path, hashlib.sha256(data).hexdigest(), kind),
        meeting=facts.meeting,
        title=told.title or _title(facts, items, path),
        kind=facts.kind or "other",
        status=facts.status or "unknown",
        form=find_form(reading.text, reading.blocks),
        url=facts.url,
        text=reading.text,
        blocks=reading.blocks,
        page_starts=reading.page_starts,
        items=items,
        warnings=(*reading.warnings, *_contradictions(told, found, path)),
        bare_pages=reading.bare_pages,
        ocr_pages=reading.ocr_pages,
    )


def _read(kind: str, data: bytes, recognised: Mapping[int, str]) -> Reading:
    """What the reader of one format makes of the bytes; only its libraries are loaded."""
    if kind == PDF:
        from ingest.read_pdf import read_pdf

        return read_pdf(data, recognised)
    if kind == DOCX:
        from ingest.read_docx import read_docx

        return read_docx(data)
    if kind == ODT:
        from ingest.read_odt import read_odt

        return read_odt(data)
    if kind == MODERNGOV:
        from ingest.web.moderngov import read_moderngov

        return read_moderngov(data)
    if kind == HTML:
        from ingest.read_html import read_html

        return read_html(data)
    return read_text(data)


def _title(facts: Facts, items: Sequence[Item], path: str) -> str:
    """A title for a document that has none: its meeting, else what its file is called."""
    body, held = facts.meeting.committee or facts.meeting.council, facts.meeting.held
    if body and held:
        return f"{body}, {held.day} {held:%B %Y}"
    name = PurePath(path)
    named = re.findall(r"[^\W\d_]{3,}", name.stem)
    if len(named) >= _TELLING:
        return " ".join(name.stem.replace("_", " ").split())
    return body or (items[0].title if items else name.name)


def _contradictions(told: Facts, found: Facts, path: str) -> Iterator[str]:
    stated, read, named = told.meeting.held, found.meeting.held, held_by_path(path)
    if stated and read and stated != read:
        yield f"dated {stated} by its manifest or page, but {read} by its own words or name"
    if named and read and named != read:
        yield f"dated {named} by its name or folder, but {read} by its own words"
