"""Any file, from bytes to a document with its passages, whatever the bytes try.

Parsers run in a sandbox. Old office files are converted by LibreOffice, and scans are read by OCR,
where the machine has them; where it has not, the error says what to install.
"""

import hashlib
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace

from ingest.model import Facts, Parsed, ScanError, Source, UnreadableError
from ingest.office import WORD, convert, what_is_ole
from ingest.sandbox import Limits, Sandbox
from ingest.unpack import Unpacked, is_container, may_be_message, unpack

# Raised when the same bytes come to make another document, other passages or other commitments, so
# that libraries read them again.
READING = 5
_OLE = b"\xd0\xcf\x11\xe0"
# A page at 250 dpi and the models that read it; an engine may be a program of its own.
_OCR_SECONDS = 1800  # for one file, by when some 600 pages are read
_OCR_LIMITS = Limits(memory=4 << 30, cpu_seconds=120, wall_seconds=120, may_start_programs=True)


class Reader:
    """Reads files in child processes. Use as a context manager, or `close` it."""

    def __init__(self) -> None:
        self._parsers = Sandbox(load=_load)
        self._ocr = Sandbox(_OCR_LIMITS)

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process that reads, which takes half a second, while there is other work."""
        self._parsers.start()

    def close(self) -> None:
        """End the child processes."""
        with ExitStack() as both:
            both.callback(self._parsers.close)
            both.callback(self._ocr.close)

    def unpack(self, data: bytes, name: str) -> Unpacked | None:
        """The files in an archive or a message; None where these bytes are neither.

        UnreadableError where they are too many or too big.
        """
        # Few files begin like an archive or a message; only those are worth sending.
        if not (data.startswith(b"PK") or may_be_message(data)):
            return None
        return self._parsers.run(_unpack, data, name)

    def read(
        self, data: bytes, *, document_id: str, path: str, known: Facts | None = None
    ) -> Parsed:
        """The document in a file, with its passages and commitments.

        UnreadableError where there are no words to be had, and where reading takes more time or
        memory than any minutes need; HiddenTextError where words are hidden.
        """
        modern, kind = self._modern(data)

        def parsed(recognised: Mapping[int, str]) -> Parsed:
            return self._parsers.run(_read, modern, document_id, path, known, recognised)

        try:
            read = parsed({})
        except ScanError as scan:
            if not (recognised := self._recognised(modern, scan.pages)):
                raise
            read = parsed(recognised)
        else:
            if recognised := self._recognised(modern, read.document.bare_pages):
                read = parsed(recognised)
        if kind:
            source = Source(path, hashlib.sha256(data).hexdigest(), kind)
            read = replace(read, document=replace(read.document, source=source))
        return read

    def _recognised(self, data: bytes, pages: Sequence[int]) -> dict[int, str]:
        """The words on these pages of a PDF, but for those that no engine here can read."""
        if not pages:
            return {}
        from ingest.pdf import ocr

        engine = ocr.engine()
        if engine is None:
            return {}
        recognised: dict[int, str] = {}
        until = time.monotonic() + _OCR_SECONDS
        for page in pages:
            if time.monotonic() > until:
                break
            # The reader of PDF tells of pages that are left without words.
            with suppress(UnreadableError):
                recognised[page] = self._ocr.run(ocr.recognise, data, page, engine)
        return recognised

    def _modern(self, data: bytes) -> tuple[bytes, str | None]:
        """The bytes of a file that can be parsed, and what it was before LibreOffice saw it."""
        if (words := data.lstrip(b"\xef\xbb\xbf \t\r\n")).startswith(b"{\\rt"):
            return convert(words, ".rtf"), "application/rtf"
        if not data.startswith(_OLE):
            return data, None
        what = self._parsers.run(what_is_ole, data)
        if what != WORD:
            raise UnreadableError(what)
        return convert(data, ".doc"), "application/msword"


def _load() -> None:
    """Import all that reading needs, and is not needed elsewhere, by reading something."""
    # NLTK imports these where they are installed, for functions that are not used here, and that
    # takes longer than reading fifty pages. This process reads, and does nothing else.
    sys.modules.setdefault("scipy", None)  # type: ignore[arg-type]
    sys.modules.setdefault("sklearn", None)  # type: ignore[arg-type]
    _read(b"1. Bins\n\nBins were late.\n", "", "", None, {})


def _unpack(data: bytes, name: str) -> Unpacked | None:
    return unpack(data, name) if is_container(data) else None


def _read(
    data: bytes, document_id: str, path: str, known: Facts | None, recognised: Mapping[int, str]
) -> Parsed:
    from ingest.commitments import find_commitments
    from ingest.passages import split_passages
    from ingest.read import read_document

    document = read_document(
        data, document_id=document_id, path=path, known=known, recognised=recognised
    )
    return Parsed(document, split_passages(document), find_commitments(document))
