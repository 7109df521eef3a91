"""The words on pages that are pictures, by whichever recognition engine the machine has.

Tesseract is a program of its own (`apt install tesseract-ocr`); rapidocr is a package that brings
its models along (the `ocr` extra). Neither is loaded before a page needs it.
"""

import importlib.util
import shutil
import statistics
import subprocess
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.model import UnreadableError
from ingest.pdf.picture import draw, opened

# More threads take more processor time and hardly less time.
_TESSERACT = ("env", "OMP_THREAD_LIMIT=1", "tesseract")
_PACKAGES = ("rapidocr", "onnxruntime")
_DPI = 250.0
_SECONDS = 110
_PARAGRAPH = 0.7  # of a line's height, the white from which on lines are paragraphs of their own


def engine() -> str | None:
    """The engine on this machine; None where there is none."""
    if shutil.which("tesseract"):
        return "tesseract"
    return "rapidocr" if all(importlib.util.find_spec(name) for name in _PACKAGES) else None


def recognise(data: bytes, page: int, engine: str) -> str:
    """The words on a 1-based page of a PDF, a line for each of its lines, blank ones between
    paragraphs; "" where there are none. UnreadableError where the engine fails.
    """
    with opened(data) as document:
        pixels = draw(document[page - 1], _DPI).pixels
    return _by_tesseract(pixels) if engine == "tesseract" else _by_rapidocr(pixels)


def _by_tesseract(pixels: NDArray[np.uint8]) -> str:
    height, width = pixels.shape
    picture = b"P5 %d %d 255\n" % (width, height) + pixels.tobytes()
    command = [*_TESSERACT, "stdin", "stdout", "--dpi", f"{_DPI:.0f}"]
    try:
        done = subprocess.run(command, input=picture, capture_output=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(f"tesseract took more than {_SECONDS} s for a page") from error
    if done.returncode:
        raise UnreadableError(f"tesseract failed: {done.stderr.decode(errors='replace')[:200]}")
    return done.stdout.decode("utf-8", errors="replace").replace("\f", "").strip()


def _by_rapidocr(pixels: NDArray[np.uint8]) -> str:
    from rapidocr import RapidOCR

    reader = RapidOCR(params={"Global.log_level": "critical"})
    found: Any = reader(np.stack([pixels] * 3, axis=-1))
    if found.boxes is None:
        return ""
    return in_lines(list(zip(map(np.asarray, found.boxes), found.txts, strict=True)))


def in_lines(found: Sequence[tuple[NDArray[np.float32], str]]) -> str:
    """Boxes of words, by their four corners, as lines from top to bottom."""
    boxes = sorted(
        (float(box[:, 1].min()), float(box[:, 1].max()), float(box[:, 0].min()), text)
        for box, text in found
    )
    lines: list[list[tuple[float, float, float, str]]] = []
    for box in boxes:
        top, bottom = box[:2]
        # Boxes beside each other share more than half of their height.
        if lines and min(bottom, lines[-1][0][1]) - top > 0.5 * (bottom - top):
            lines[-1].append(box)
        else:
            lines.append([box])
    height = statistics.median(bottom - top for top, bottom, *_ in boxes)
    texts = [" ".join(box[3] for box in sorted(line, key=lambda box: box[2])) for line in lines]
    shown = texts[:1]
    for (above, below), text in zip(pairwise(lines), texts[1:], strict=True):
        if min(box[0] for box in below) - max(box[1] for box in above) > _PARAGRAPH * height:
            shown.append("")
        shown.append(text)
    return "\n".join(shown)
