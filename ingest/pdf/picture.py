"""Pages of a PDF as a reader program shows them: what is drawn, and where each character stands.

Points are 1/72 inch, counted from the top left corner of the page as it is shown, turned and
cropped, so y grows downwards. PDFium draws the pages and tells the places.
"""

import ctypes
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

_MOST_PIXELS = 6_000_000  # an A4 page at 250 dots an inch; larger pages are drawn coarser
_BROKEN_WORD = (2, 0xFFFE)  # how PDFium tells a hyphen at the end of a line
_FLAT = 0.2  # points
_SPACE = 0.15  # of a line's height
_FINE = 1000  # device units to a point, because PDFium rounds them

Page: TypeAlias = pypdfium2.PdfPage
PdfiumProblem = pypdfium2.PdfiumError


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a page's text layer, without white space, in the layer's order.

    Row i of `boxes` is the left, top, right and bottom of the ink of `text[i]`, row i of `cells`
    the same of the room on its line that the first letter of its word takes, both in points.
    `upright[i]` is false where its line runs up or down the page, `drawn[i]` where PDFium has no
    such letter to draw; `parted[i]` is true where white as wide as a space lies before it.
    """

    text: str
    boxes: NDArray[np.float32]
    cells: NDArray[np.float32]
    upright: NDArray[np.bool_]
    drawn: NDArray[np.bool_]
    parted: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn: rows of levels, 0 for black to 255, of grey or of three colours.

    `scale` is pixels to a point.
    """

    pixels: NDArray[np.uint8]
    scale: float


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The PDF in PDFium's hands; PdfiumError where it can make nothing of the bytes."""
    document = pypdfium2.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


def rebuilt(data: bytes) -> bytes:
    """A damaged PDF written anew from what PDFium could make of it; PdfiumError if nothing."""
    copy = io.BytesIO()
    with opened(data) as document:
        document.save(copy)
    return copy.getvalue()


def draw(page: Page, dpi: float, *, colour: bool = False) -> Picture:
    """The page with its annotations, at `dpi` or as near to it as a bounded size allows."""
    width, height = page.get_size()
    scale = min(dpi / 72, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
    bitmap = page.render(scale=scale, grayscale=not colour)
    pixels = bitmap.to_numpy().reshape(bitmap.height, bitmap.width, -1)
    picture = Picture((pixels if colour else pixels[..., 0]).copy(), scale)
    bitmap.close()
    return picture


def characters(page: Page) -> Characters:
    """The page's text layer. Characters without a size have boxes without one."""
    layer = page.get_textpage()
    handle = layer.raw
    sides = left, right, bottom, top = [ctypes.c_double() for _ in range(4)]
    box, cell = [ctypes.byref(side) for side in sides], pdfium.FS_RECTF()
    text: list[str] = []
    places: list[float] = []
    parted: list[bool] = []
    begins, end, room = True, 0.0, (0.0, 0.0, 0.0, 0.0)
    for i in range(layer.count_chars()):
        code = pdfium.FPDFText_GetUnicode(handle, i)
        if code in _BROKEN_WORD:
            code = ord("-")
        elif code <= 0x20 or code == 0xA0 or code > 0x10FFFF:
            begins = True
            continue
        pdfium.FPDFText_GetCharBox(handle, i, *box)
        is_parted = left.value - end > _SPACE * (room[3] - room[1])
        if begins:
            pdfium.FPDFText_GetLooseCharBox(handle, i, cell)
            room = (cell.left, cell.bottom, cell.right, cell.top)
            begins = False
        elif is_parted:
            # Letters have white of their own on both sides; what counts is more than that.
            pdfium.FPDFText_GetLooseCharBox(handle, i - 1, cell)
            end = cell.right
            pdfium.FPDFText_GetLooseCharBox(handle, i, cell)
            is_parted = cell.left - end > _SPACE * (room[3] - room[1])
        end = right.value
        parted.append(is_parted)
        text.append(chr(code))
        places += (left.value, bottom.value, right.value, top.value, *room)
    layer.close()
    turn, shift = _as_shown(page)
    corners = np.array(places, np.float64).reshape(-1, 2, 2) @ turn + shift
    both = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1, dtype=np.float32)
    return _judged("".join(text), both[::2], both[1::2], np.array(parted, bool))


def image_share(page: Page) -> float:
    """The share of the page that its largest image covers."""
    width, height = page.get_size()
    images = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    bounds = [image.get_bounds() for image in images]
    sizes = [(right - left) * (top - bottom) for left, bottom, right, top in bounds]
    return float(max(sizes, default=0.0) / max(1.0, width * height))


def _judged(
    text: str,
    boxes: NDArray[np.float32],
    cells: NDArray[np.float32],
    parted: NDArray[np.bool_],
) -> Characters:
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    moves = np.abs(np.diff(centres, axis=0, append=centres[-1:], prepend=centres[:1]))
    climbs = moves[:, 1] > moves[:, 0]
    # The move to the next line goes down the page too; within such a line, both moves do.
    upright = ~(climbs[:-1] & climbs[1:])
    # A flat letter on a line with a height is one that its font does not have.
    across = np.where(upright, 1, 0)
    rows = np.arange(len(boxes))
    heights, lines = (sides[rows, 2 + across] - sides[rows, across] for sides in (boxes, cells))
    drawn = (heights > _FLAT) | (lines < 2 * _FLAT)
    return Characters(text, boxes, cells, upright, drawn, parted)


def _as_shown(page: Page) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The turn and the shift that take the page's own coordinates to points as shown."""
    width, height = (round(size * _FINE) for size in page.get_size())
    x, y = ctypes.c_int(), ctypes.c_int()

    def shown(at_x: float, at_y: float) -> NDArray[np.float64]:
        pdfium.FPDF_PageToDevice(
            page, 0, 0, width, height, 0, at_x, at_y, ctypes.byref(x), ctypes.byref(y)
        )
        return np.array([x.value, y.value], np.float64) / _FINE

    shift = shown(0, 0)
    return np.array([shown(1000, 0) - shift, shown(0, 1000) - shift]) / 1000, shift
