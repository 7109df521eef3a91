"""Words on pages that are pictures."""

import io
from collections.abc import Sequence

import numpy as np
import pytest
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.model import UnreadableError
from ingest.pdf import ocr
from ingest.pdf.picture import draw, opened

LINES = (
    "THORNMERE BOROUGH COUNCIL",
    "",
    "14.1 The Director of Housing reported that repairs of damp homes",
    "had taken eleven weeks on average, and that nobody knew why.",
    "",
    "RESOLVED: That the report be noted.",
)
installed = pytest.mark.skipif(ocr.engine() is None, reason="no OCR engine on this machine")


def scan(lines: Sequence[str]) -> bytes:
    """A blank page, then a picture of these lines."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    for number, line in enumerate(lines):
        canvas.drawString(72, 780 - 16 * number, line)
    canvas.showPage()
    canvas.save()
    with opened(file.getvalue()) as document:
        pixels = draw(document[0], 200).pixels
    picture = io.BytesIO(b"P5 %d %d 255\n" % pixels.shape[::-1] + pixels.tobytes())
    scanned = io.BytesIO()
    canvas = Canvas(scanned, invariant=1)
    canvas.showPage()
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    return scanned.getvalue()


@installed
def test_the_words_of_a_page_in_their_order() -> None:
    """Lines come from top to bottom as they were printed, paragraphs apart."""
    engine = ocr.engine()
    assert engine is not None
    words = ocr.recognise(scan(LINES), 2, engine)

    assert words.split() == " ".join(LINES).split()
    assert "knew why.\n\nRESOLVED" in words


@installed
def test_a_page_without_words() -> None:
    """A blank page has no words, and that is no error."""
    engine = ocr.engine()
    assert engine is not None

    assert ocr.recognise(scan(LINES), 1, engine) == ""


def test_an_engine_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program cannot be started, the page is unreadable and the message says so."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setattr(ocr, "_TESSERACT", ("env", "no-such-program"))
    with pytest.raises(UnreadableError, match="no-such-program"):
        ocr.recognise(scan(LINES), 2, "tesseract")


def test_no_engine_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the program and the packages has no engine; nothing is imported to see."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(ocr, "_PACKAGES", ("no_such_package",))

    assert ocr.engine() is None


def box(left: float, top: float, width: float = 50) -> np.ndarray:
    """The corners of a word's box, 10 high."""
    right, bottom = left + width, top + 10
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def test_boxes_become_lines() -> None:
    """Boxes beside each other are one line from left to right; white parts paragraphs."""
    found = [
        (box(100, 12), "were late."),
        (box(0, 46), "Nobody knew."),
        (box(0, 10), "The bins"),
        (box(0, 24), "They came."),
    ]

    assert ocr.in_lines(found) == "The bins were late.\nThey came.\n\nNobody knew."
