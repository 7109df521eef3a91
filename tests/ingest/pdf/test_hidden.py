"""Words that a page's text layer has and its picture does not show."""

import io
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.annotations import Rectangle
from pypdf.generic import ArrayObject, FloatObject, NameObject, RectangleObject
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.model import HiddenTextError
from ingest.pdf.hidden import disagree
from ingest.pdf.picture import characters, draw, opened
from ingest.read_pdf import read_pdf

PROSE = "The Committee noted the report of the Director on the repair of damp homes."
SENTENCE = ("The complaint was made by ", "Ann Fox of 7 Mill Lane", " in the autumn of that year.")
Drawing = Callable[[Canvas], None]


def page(draws: Drawing, *, size: tuple[float, float] = (595, 842)) -> bytes:
    """A page of minutes with something more on it."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=1)
    for number in range(12):
        canvas.drawString(72, size[1] - 60 - 14 * number, PROSE)
    draws(canvas)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def said(words: str, **state: float) -> Drawing:
    """The words in a text state of their own."""

    def draws(canvas: Canvas) -> None:
        text = canvas.beginText(state.get("x", 72), state.get("y", 400))
        text.setFont("Helvetica", state.get("size", 12))
        text.setHorizScale(state.get("width", 100))
        text.setTextRenderMode(int(state.get("mode", 0)))
        text.setFillGray(state.get("grey", 0))
        text.textOut(words)
        canvas.drawText(text)

    return draws


def covered(name: str, *, grey: float = 0, above: float = 10, below: float = 3) -> Drawing:
    """A sentence with a rectangle over the name in it, so much above and below the line."""

    def draws(canvas: Canvas) -> None:
        before, _, after = SENTENCE
        canvas.drawString(72, 400, before + name + after)
        left = 72 + stringWidth(before, "Helvetica", 12)
        canvas.setFillGray(grey)
        width = stringWidth(name, "Helvetica", 12)
        canvas.rect(left - 1, 400 - below, width + 2, above + below, stroke=0, fill=1)

    return draws


def turned(data: bytes, degrees: int) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.pages[0].rotate(degrees)
    return written(writer)


def cropped(data: bytes, box: tuple[float, float, float, float]) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.pages[0].cropbox = RectangleObject(box)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


NAME = SENTENCE[1]
HIDDEN: Mapping[str, Drawing] = {
    "white on white": said(NAME, grey=1),
    "nearly white": said(NAME, grey=0.97),
    "invisible": said(NAME, mode=3),
    "no size": said(NAME, size=0),
    "hardly any size": said(NAME, size=0.5),
    "no width": said(NAME, width=0),
    "hardly any width": said(NAME, width=1),
    "left of the page": said(NAME, x=-400),
    "below the page": said(NAME, y=-40),
    "a black box": covered(NAME),
    "a white box": covered(NAME, grey=1),
    "a grey box": covered(NAME, grey=0.6),
    "a box as high as small letters": covered(NAME, above=6.5, below=0),
    "a box through the feet": covered(NAME, above=9, below=-1),
    "a short name": covered("Fox"),
    "the shortest name": covered("Ng"),
    "thin letters": covered("Jill"),
}
SHOWN: Mapping[str, Drawing] = {
    "black": said(NAME),
    "grey": said(NAME, grey=0.7),
    "the palest grey that is read": said(NAME, grey=0.9),
    "small print": said(NAME, size=4),
    "a watermark": said("DRAFT", size=120, grey=0.88),
    "wide print": said(NAME, width=180),
    "a box beside it": lambda canvas: canvas.rect(300, 300, 50, 50, fill=1),
    "an underlined word": lambda canvas: (
        canvas.drawString(72, 400, NAME),
        canvas.line(72, 398, 200, 398),
    ),
    "a struck out word": lambda canvas: (
        canvas.drawString(72, 400, NAME),
        canvas.line(72, 404, 200, 404),
    ),
    "no letters": said("....... – – – ______ ••• £ : ;", grey=1),
    "white on black": lambda canvas: (
        canvas.rect(60, 390, 300, 30, fill=1),
        said(NAME, grey=1)(canvas),
    ),
    "red on blue of one grey": lambda canvas: (
        canvas.setFillColorRGB(0, 0, 1),
        canvas.rect(60, 390, 300, 30, fill=1, stroke=0),
        canvas.setFillColorRGB(0.38, 0, 0),
        canvas.drawString(72, 400, NAME),
    ),
    "up the page": lambda canvas: (canvas.rotate(90), canvas.drawString(200, -500, NAME)),
}


@pytest.mark.parametrize("how", HIDDEN)
def test_words_that_are_not_shown(how: str) -> None:
    """However a page hides words, its document is set aside, and the message keeps them hidden."""
    with pytest.raises(HiddenTextError) as error:
        read_pdf(page(HIDDEN[how]))

    assert str(error.value) == "hidden text: check redaction (page 1)"


@pytest.mark.parametrize("how", SHOWN)
def test_words_that_are_shown(how: str) -> None:
    """What anybody can see on the page is read, whatever its colour and size."""
    assert PROSE in read_pdf(page(SHOWN[how])).text


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_pages(degrees: int) -> None:
    """Pages that are shown turned hide no less and no more than others."""
    assert PROSE in read_pdf(turned(page(SHOWN["black"]), degrees)).text
    with pytest.raises(HiddenTextError):
        read_pdf(turned(page(HIDDEN["a black box"]), degrees))


def test_words_up_the_page_are_hidden_too() -> None:
    """A box over a line that runs up the page is seen like any other."""

    def draws(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.translate(100, -900)
        covered(NAME)(canvas)

    with pytest.raises(HiddenTextError):
        read_pdf(page(draws))


def test_words_that_are_cropped_away() -> None:
    """A page cropped to leave a name outside still holds it; one cropped to its margins is fine."""
    data = page(said(NAME, y=60))

    assert NAME in read_pdf(cropped(data, (36, 36, 559, 806))).text
    with pytest.raises(HiddenTextError):
        read_pdf(cropped(data, (36, 200, 559, 806)))


def test_pages_that_do_not_begin_at_nought() -> None:
    """A page whose box begins elsewhere, as printers' sheets do, hides nothing."""
    writer = PdfWriter(clone_from=io.BytesIO(page(SHOWN["black"])))
    first = writer.pages[0]
    first.add_transformation(Transformation().translate(300, -500))
    first[NameObject("/MediaBox")] = ArrayObject(map(FloatObject, (300, -500, 895, 342)))
    if "/CropBox" in first:
        del first["/CropBox"]

    assert NAME in read_pdf(written(writer)).text


def test_a_box_drawn_as_an_annotation() -> None:
    """Many black boxes are comments drawn over the page; they hide and do not take away."""
    writer = PdfWriter(clone_from=io.BytesIO(page(said(NAME))))
    box = Rectangle(rect=(60, 395, 300, 415), interior_color="000000")
    writer.add_annotation(0, box)

    with pytest.raises(HiddenTextError):
        read_pdf(written(writer))


def test_the_page_is_named() -> None:
    """The page on which to look is the one that hides words."""
    writer = PdfWriter()
    for data in (page(SHOWN["black"]), page(SHOWN["grey"]), page(HIDDEN["a black box"])):
        writer.append(PdfReader(io.BytesIO(data)))

    with pytest.raises(HiddenTextError, match=r"\(page 3\)"):
        read_pdf(written(writer))


def scan(data: bytes, *, censored: bool) -> bytes:
    """A picture of a page with its words, unseen, in front: what recognition makes of a scan."""
    with opened(data) as document:
        pixels = draw(document[0], 100).pixels
    if censored:
        row, column = round(442 / 72 * 100), round(72 / 72 * 100)
        pixels[row - 20 : row + 8, column : column + 200] = 0
    noise = np.random.default_rng(1).integers(-4, 5, pixels.shape)
    pixels = np.clip(pixels.astype(int) + noise, 0, 255).astype(np.uint8)
    height, width = pixels.shape
    netpbm = b"P5 %d %d 255\n" % (width, height) + pixels.tobytes()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), invariant=1)
    canvas.drawImage(ImageReader(io.BytesIO(netpbm)), 0, 0, 595, 842)
    for number in range(12):
        said(PROSE, y=782 - 14 * number, mode=3)(canvas)
    said(NAME, mode=3)(canvas)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def test_the_text_of_a_scan() -> None:
    """Unseen words in front of a picture of themselves are no secret; a blacked out name is one."""
    data = page(said(NAME))

    assert NAME in read_pdf(scan(data, censored=False)).text
    with pytest.raises(HiddenTextError):
        read_pdf(scan(data, censored=True))


def test_a_text_layer_that_two_readers_read_differently() -> None:
    """Where PDFium has other words than pypdf, nobody knows which are shown: the page is bare."""
    with opened(page(SHOWN["black"])) as document:
        layer = characters(document[0])

    assert disagree(layer, PROSE.translate({letter: letter + 1 for letter in range(97, 122)}))
    assert not disagree(layer, f"{PROSE} {NAME} elsewhere")
