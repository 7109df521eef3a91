"""Words that a page's text layer has and its picture does not show.

A name under a black box is gone for whoever reads the page, and still there for whoever copies
its text. Whatever hides it - a box, white ink, no size, a place off the page - a character that
is shown leaves steps between light and dark where it stands, so one look at the page finds all.
"""

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from ingest.pdf.picture import Characters, Page, Picture, draw

_SURE_DPI = 200.0
_STEP = 12  # of 256 levels; the palest watermarks of real documents make steps of 20
_RUN = 2  # letters or digits in a row
_THIN = 0.4  # width of i, l and 1 by their height
_DISAGREEMENT = 0.5  # of a page's words, from which on its letters are in doubt
_WORD = re.compile(r"[^\W_]{3,}")
_THINNEST = 0.15  # points; an i in the smallest print is twice as wide
_HEIGHTS = (0.3, 0.4, 0.5, 0.6, 0.7)  # of a character, where strokes are looked for


def hides_words(page: Page, picture: Picture, characters: Characters) -> bool:
    """Whether several letters or digits in a row are in the text and not in the picture."""
    if not _has_hidden_run(picture, characters):
        return False
    # Red on blue may be one grey, and the smallest print needs a closer look.
    return _has_hidden_run(draw(page, _SURE_DPI, colour=True), characters)


def leaves_words_out(characters: Characters, text: str) -> bool:
    """Whether `text`, as another library has it, holds words that PDFium leaves out.

    It leaves out what has no width at all. Where no letters are missing, the two only disagree on
    where words end.
    """
    missing = Counter(text)
    missing.subtract(characters.text)
    return any(
        all(missing[letter] >= n for letter, n in Counter(word).items())
        for word in _left_out(characters, text)
    )


def disagree(characters: Characters, text: str) -> bool:
    """Whether PDFium has other words than most of `text`, so that nobody knows what is shown."""
    return len(_left_out(characters, text)) > _DISAGREEMENT * len(set(_WORD.findall(text)))


def _left_out(characters: Characters, text: str) -> list[str]:
    return [word for word in set(_WORD.findall(text)) if word not in characters.text]


def _has_hidden_run(picture: Picture, characters: Characters) -> bool:
    counted = characters.drawn & [c.isalnum() for c in characters.text]
    is_hidden = counted.copy()
    across = characters.upright
    pixels = picture.pixels
    boxes = characters.boxes * np.float32(picture.scale)
    is_hidden[across] = ~_shown(pixels, boxes[across])
    if not across.all():
        turned = boxes[~across][:, [1, 0, 3, 2]]
        is_hidden[~across] = ~_shown(pixels.swapaxes(0, 1), turned)
    sizes = characters.boxes[:, 2:] - characters.boxes[:, :2]
    is_hidden |= sizes.min(axis=1) < _THINNEST
    edges = np.flatnonzero(np.diff(is_hidden[counted], prepend=False, append=False))
    return bool(np.any(edges[1::2] - edges[::2] >= _RUN))


def _shown(pixels: NDArray[np.uint8], boxes: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether each box holds a step of light along the line.

    Only steps along the line, in the middle of its height, count: the edge of a rectangle that
    covers a word runs along the line, and may cut the tops and the feet of its letters.
    """
    height, width = pixels.shape[:2]
    one, other = pixels[:, 2:], pixels[:, :-2]
    steps = np.maximum(one, other) - np.minimum(one, other) >= _STEP
    if steps.ndim == 3:
        steps = np.any(steps, axis=2)
    before = np.zeros((height, width - 1), np.uint16)  # told apart only, so it may overflow
    np.cumsum(steps, axis=1, out=before[:, 1:])
    left, top, right, bottom = boxes.T
    # The strokes of i and l are their boxes, so that the steps lie just outside.
    thin = np.where(right - left < _THIN * (bottom - top), 2, 0)
    first = np.clip(np.floor(left) - thin, 0, width - 2).astype(np.intp)
    last = np.clip(np.ceil(right) - 2 + thin, first, width - 2).astype(np.intp)
    shown = np.zeros(len(boxes), bool)
    for part in _HEIGHTS:
        row = np.floor(top + part * (bottom - top)).astype(np.intp)
        on_page = (row >= 0) & (row < height)
        row = np.clip(row, 0, height - 1)
        shown |= on_page & (before[row, last] != before[row, first])
    return shown
