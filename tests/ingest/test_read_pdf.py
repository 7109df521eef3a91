"""PDF files: words with their pages, without headers and footers."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.model import Document, ScanError, UnreadableError, page_at
from ingest.passages import split_passages
from ingest.pdf.picture import draw, opened
from ingest.read_pdf import read_pdf


def pdf(*pages: Sequence[str], title: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    canvas.setTitle(title)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(72, 780 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def encrypted(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def joined(*files: bytes) -> bytes:
    writer = PdfWriter()
    for data in files:
        writer.append(io.BytesIO(data))
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def scanned(data: bytes, stamp: str = "") -> bytes:
    """Pictures of the pages, with a stamp in the corner of each."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    with opened(data) as document:
        for page in document:
            pixels = draw(page, 100).pixels
            height, width = pixels.shape
            picture = io.BytesIO(b"P5 %d %d 255\n" % (width, height) + pixels.tobytes())
            canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
            canvas.drawString(520, 20, stamp)
            canvas.showPage()
    canvas.save()
    return file.getvalue()


def without_key(data: bytes) -> bytes:
    """The pages with a font that says of each of its letters that it is a private one."""
    key = DecodedStreamObject()
    key.set_data(
        b"1 begincodespacerange <00> <ff> endcodespacerange\n"
        b"1 beginbfrange <00> <ff> <e000> endbfrange"
    )
    writer = PdfWriter(clone_from=io.BytesIO(data))
    reference = writer._add_object(key)
    for page in writer.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font.get_object()[NameObject("/ToUnicode")] = reference
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


HEADER = "Tinytown Council – Scrutiny Committee"
SAID = (
    ("The bins of Mill Lane had been late.", "The Chair was sorry."),
    ("The bins of High Street were early.", "Nobody knew why that was."),
    ("The bins of Low Street were lost.", "They were found in Mill Lane."),
)


def test_furniture_is_taken_off() -> None:
    """Lines that repeat at heads and feet go, with page numbers; the first page's head stays."""
    reading = read_pdf(pdf(*([HEADER, *said, f"Page {n} of 3"] for n, said in enumerate(SAID, 1))))

    assert reading.text.split() == " ".join([HEADER, *(" ".join(s) for s in SAID)]).split()


@pytest.mark.parametrize(
    "number", ["1", "- 1 -", "Page 1", "page 1 of 3", "1/3", "(1)", "P a g e | 1"]
)
def test_page_numbers_are_taken_off(number: str) -> None:
    """A number alone at the foot of a page numbers the page, in whatever form."""
    reading = read_pdf(
        pdf(*([*said, number.replace("1", str(n), 1)] for n, said in enumerate(SAID, 1)))
    )

    assert reading.text.split() == " ".join(" ".join(said) for said in SAID).split()


def test_headers_that_differ_on_odd_and_even_pages() -> None:
    """A line on two pages of every five is furniture; a line on one page is not."""
    heads = ["Left", "Right", "Left", "Right", "Left"]
    pages = [[head, f"Words of page {chr(64 + n)}."] for n, head in enumerate(heads, 1)]
    text = read_pdf(pdf(*pages)).text

    assert text.count("Left") == 1  # on the first page, where titles stand
    assert "Right" not in text
    assert [text.count(f"page {letter}.") for letter in "ABCDE"] == [1] * 5


def test_lines_that_repeat_in_the_middle_of_pages_stay() -> None:
    """Only the edges of a page hold furniture; a label that repeats is part of the minutes."""
    middle = ["One line.", "Two lines.", "Three lines.", "RESOLVED: That", "it be noted."]
    pages = [
        [f"{line[:-1]} {n}x." if line != "RESOLVED: That" else line for line in middle]
        + [f"end {n}a", f"end {n}b", f"end {n}c"]
        for n in range(3)
    ]

    assert read_pdf(pdf(*pages)).text.count("RESOLVED: That") == 3


def test_the_same_decision_at_the_foot_of_two_pages_stays() -> None:
    """Decisions are often in the same words; that does not make furniture of them."""
    decision = "RESOLVED: That the report be noted."
    pages = [[HEADER, *said, f"{n}.2 {decision}"] for n, said in enumerate(SAID[:2], 7)]

    assert read_pdf(pdf(*pages)).text.count(decision) == 2


def test_page_numbers_among_the_title_lines() -> None:
    """On the first page only page numbers go from the head, wherever they stand in it."""
    reading = read_pdf(pdf([HEADER, "Page 1 of 2", *SAID[0]], [HEADER, "Page 2 of 2", *SAID[1]]))

    assert "Page" not in reading.text
    assert reading.text.count(HEADER) == 1


def test_tabs_are_spaces() -> None:
    """Some fonts show a tab for every space, which would make a table of every line."""
    lines = ["The\tbins\tof\tMill\tLane\thad\tbeen\tlate.", "The\tChair\twas\tsorry."]

    assert "\t" not in read_pdf(pdf(lines)).text


def test_a_single_page_keeps_all_its_lines() -> None:
    """On one page nothing can be seen to repeat, so nothing is taken off."""
    assert read_pdf(pdf([HEADER, *SAID[0], "7"])).text.split()[-1] == "7"


def test_every_page_starts_with_its_own_words() -> None:
    """`page_starts` gives the offset of each page's first words, past the furniture."""
    reading = read_pdf(pdf(*([HEADER, *said, str(n)] for n, said in enumerate(SAID, 1))))
    starts = [reading.text[start:].split("\n")[0] for start in reading.page_starts]

    assert starts[0].startswith("Tinytown Council")
    assert starts[1].startswith("The bins of High Street")
    assert starts[2].startswith("The bins of Low Street")


def test_a_paragraph_over_a_page_break_has_both_pages() -> None:
    """A paragraph goes on over the page; the words on the second page are on that page."""
    reading = read_pdf(
        pdf(
            ["The Director reported that eleven young people were living with carers at"],
            ["nineteen, and that four of them would leave before the summer ended."],
        )
    )

    assert len(reading.blocks) == 1
    assert page_at(reading.page_starts, reading.text.index("carers")) == 1
    assert page_at(reading.page_starts, reading.text.index("nineteen")) == 2


def test_a_blank_page_is_nothing_to_tell() -> None:
    """The back of a sheet is no scan, and the pages after it keep their numbers."""
    reading = read_pdf(pdf(SAID[0], [], SAID[2]))

    assert (reading.warnings, reading.bare_pages) == ((), ())
    assert page_at(reading.page_starts, reading.text.index("Low Street")) == 3


def test_a_scanned_page_is_bare() -> None:
    """A picture of a page among others is named, also where a page number is stamped on it."""
    for stamp in ("", "Page 12"):
        reading = read_pdf(joined(pdf(SAID[0]), scanned(pdf(SAID[1]), stamp), pdf(SAID[2])))

        assert reading.warnings == ("no text on pages 2",)
        assert reading.bare_pages == (2,)
        assert "Page 12" not in reading.text
        assert page_at(reading.page_starts, reading.text.index("Low Street")) == 3


def test_recognised_words_take_the_place_of_a_missing_layer() -> None:
    """What OCR read on a bare page stands where the page stands, and the page is marked."""
    words = "\n".join(SAID[1])
    reading = read_pdf(joined(pdf(SAID[0]), scanned(pdf(SAID[1])), pdf(SAID[2])), {2: words})

    assert (reading.bare_pages, reading.ocr_pages, reading.warnings) == ((), (2,), ())
    assert page_at(reading.page_starts, reading.text.index("High Street")) == 2
    assert page_at(reading.page_starts, reading.text.index("Low Street")) == 3


def test_a_page_of_letters_that_mean_nothing_is_bare() -> None:
    """A font without a key to its letters gives private characters, which say nothing."""
    reading = read_pdf(joined(pdf(SAID[0]), without_key(pdf(SAID[1]))))

    assert reading.bare_pages == (2,)
    assert reading.text.split() == " ".join(SAID[0]).split()


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param(
            ["The scrutiny of it was late, and the next scru-", "tiny of it would be later still."],
            "the next scrutiny of it",
            id="the whole word occurs",
        ),
        pytest.param(
            ["The members of the panel included one who was co-", "opted only in the last year."],
            "was co-opted only",
            id="the whole word does not occur",
        ),
        pytest.param(
            ["The panel and its guests travelled together to Stratford-", "Upon was never named."],
            "Stratford- Upon",
            id="a capital follows",
        ),
        pytest.param(
            ["The sum was agreed by all those present to be £4,000-", "and no more than that."],
            "£4,000- and",
            id="a figure",
        ),
    ],
)
def test_broken_words(lines: list[str], text: str) -> None:
    """A word broken by the margin is joined only where it occurs whole elsewhere."""
    assert text in read_pdf(pdf(lines)).text


def test_titles_that_programs_give_are_no_titles() -> None:
    """A file's own title is used, unless a program named the file after itself."""
    assert read_pdf(pdf(SAID[0], title="Minutes of the Panel")).facts.title == (
        "Minutes of the Panel"
    )
    for title in ("Microsoft Word - x.doc", "Untitled document", "minutes.docx", "Minutes", ""):
        assert read_pdf(pdf(SAID[0], title=title)).facts.title is None


def test_an_empty_password_opens_a_file() -> None:
    """Files locked against copying only are read as any reader program shows them."""
    assert "The Chair was sorry." in read_pdf(encrypted(pdf(SAID[0]), "")).text


def test_a_password_is_named() -> None:
    """A file that needs a password is refused with the remedy."""
    with pytest.raises(UnreadableError, match="password; save a copy without one"):
        read_pdf(encrypted(pdf(SAID[0]), "secret"))


def test_a_pdf_without_text_is_a_scan() -> None:
    """Pictures of pages are refused with the program that makes them searchable."""
    with pytest.raises(ScanError, match=r"no text on any of its 2 pages.*ocrmypdf") as error:
        read_pdf(scanned(pdf(*SAID[:2])))

    assert error.value.pages == (1, 2)


@pytest.mark.parametrize("data", [b"%PDF-1.4", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\ntrailer<<>>"])
def test_a_shell_of_a_pdf_is_damaged(data: bytes) -> None:
    """A file with a PDF's first line and no more is damaged, and printing may mend it."""
    with pytest.raises(UnreadableError, match=r"damaged PDF .*; print it to PDF again"):
        read_pdf(data)


@pytest.fixture(scope="module")
def small() -> bytes:
    return pdf(*SAID)


def test_cut_anywhere_a_pdf_is_read_or_unreadable(small: bytes) -> None:
    """Wherever a download broke off, there is a text or an UnreadableError and nothing else."""
    outcomes = set()
    for cut in range(0, len(small) + 1, 7):
        try:
            outcomes.add(type(read_pdf(small[:cut]).text))
        except UnreadableError as error:
            outcomes.add(str(error).partition(" (")[0])
    assert outcomes <= {str, "damaged PDF"}
    assert "damaged PDF" in outcomes


def test_flipped_anywhere_a_pdf_is_read_or_unreadable(small: bytes) -> None:
    """Whichever byte a disk lost, there is a text or an UnreadableError and nothing else."""
    outcomes = set()
    for place in range(0, len(small), 23):
        flipped = bytearray(small)
        flipped[place] ^= 0x2A
        try:
            outcomes.add(type(read_pdf(bytes(flipped)).text))
        except UnreadableError:
            outcomes.add(UnreadableError)
    assert outcomes == {str, UnreadableError}


def test_corpus_pdfs_cut_short(corpus_folder: Path) -> None:
    """A council's PDF cut at any of many points is read in part, with a warning, or damaged."""
    data = (corpus_folder / "cyp-2018-06-14-minutes.pdf").read_bytes()
    for tenths in range(1, 10):
        try:
            warnings = read_pdf(data[: len(data) * tenths // 10]).warnings
        except UnreadableError as error:
            warnings = (str(error),)
        assert "damaged" in warnings[0]


def test_a_page_of_too_much_drawing_is_left_out() -> None:
    """A plan of a town would take minutes to search for words; the pages around it are read."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf(*SAID)))
    plan = DecodedStreamObject()
    plan.set_data(writer.pages[1].get_contents().get_data() + b"%" * 9_000_000)  # type: ignore[union-attr]
    writer.pages[1][NameObject("/Contents")] = writer._add_object(plan.flate_encode())
    file = io.BytesIO()
    writer.write(file)
    reading = read_pdf(file.getvalue())

    assert reading.warnings == ("left out, being damaged or too large: pages 2",)
    assert page_at(reading.page_starts, reading.text.index("Low Street")) == 3


def test_the_pages_that_are_whole_are_read() -> None:
    """Of a file with a page beyond reading and no list of its objects, the other pages remain."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf(*SAID)))
    content = DecodedStreamObject()
    content.set_data(b"BT /F1 12 Tf (Lost) Tj ET")
    content[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[1][NameObject("/Contents")] = writer._add_object(content)
    file = io.BytesIO()
    writer.write(file)
    data = file.getvalue()
    reading = read_pdf(data[: data.rindex(b"startxref")])

    assert "High Street" not in reading.text
    assert page_at(reading.page_starts, reading.text.index("Low Street")) == 3


def test_pages_of_passages_are_those_pypdf_finds_them_on(
    corpus: dict[str, Document], corpus_folder: Path
) -> None:
    """The first words of every passage of every corpus PDF stand on the page it is given."""
    n_checked = 0
    for name, document in corpus.items():
        if not name.endswith(".pdf"):
            continue
        pages = PdfReader(corpus_folder / name).pages
        shown = [squeezed(page.extract_text()) for page in pages]
        assert len(document.page_starts) == len(pages)
        for passage in split_passages(document):
            page = document.page_at(passage.start)
            assert page is not None
            first_words = squeezed(" ".join(passage.text.replace("|", " ").split()[:3]))
            assert first_words in shown[page - 1] or crosses(first_words, shown, page), passage
            n_checked += 1
    assert n_checked > 500


def squeezed(text: str) -> str:
    """Text without white space, hyphens and soft hyphens, which line ends add and take."""
    return "".join(c for c in text if not c.isspace() and c not in "-‐\xad")


def crosses(words: str, shown: Sequence[str], page: int) -> bool:
    """Whether the words begin at the end of one page and end on the next."""
    return any(
        words[:cut] and words[:cut] in shown[page - 1][-200:] and words[cut:] in shown[page]
        for cut in range(1, len(words))
        if page < len(shown)
    )


def test_furniture_of_corpus_pdfs_is_gone(corpus: dict[str, Document], corpus_folder: Path) -> None:
    """A line that pypdf finds at the head of most pages stands at most once in the document."""
    document = corpus["cyp-2018-06-14-minutes.pdf"]
    pages = PdfReader(corpus_folder / "cyp-2018-06-14-minutes.pdf").pages
    heads = {page.extract_text().split("\n")[0] for page in pages}

    assert len(heads) == 1
    assert document.text.count(heads.pop()) == 1
