"""From the bytes of one file to a Document: odd input warns, and only unreadable bytes raise."""

import codecs
import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ingest.model import Document, Facts, Meeting, UnreadableError
from ingest.passages import split_passages
from ingest.read import media_type, read_document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read(data: bytes, path: str = "minutes/a.txt", known: Facts | None = None) -> Document:
    return read_document(data, document_id="d", path=path, known=known)


def a_docx() -> bytes:
    file = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("The bins were late.")
    document.save(file)
    return file.getvalue()


def a_pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    canvas.drawString(72, 700, "The bins were late.")
    canvas.save()
    return file.getvalue()


def a_zip(name: str = "minutes.txt") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "The bins were late.")
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        pytest.param(a_pdf, "application/pdf", id="PDF"),
        pytest.param(lambda: b"\r\n \n" + a_pdf(), "application/pdf", id="PDF after empty lines"),
        pytest.param(a_docx, DOCX, id="DOCX"),
        pytest.param(lambda: b"<html><p>The bins were late.", "text/html", id="HTML"),
        pytest.param(lambda: b"<!DOCTYPE html>The bins were late.", "text/html", id="doctype"),
        pytest.param(
            lambda: codecs.BOM_UTF8 + b"\r\n<DIV>The bins were late.", "text/html", id="mark first"
        ),
        pytest.param(
            lambda: b'<?xml version="1.0"?><html><p>The bins were late.', "text/html", id="XHTML"
        ),
        pytest.param(lambda: b"The bins were late.", "text/plain", id="text"),
        pytest.param(lambda: b"# The bins were late.", "text/plain", id="Markdown"),
        pytest.param(lambda: b"<The bins> were late.", "text/plain", id="text in brackets"),
    ],
)
@pytest.mark.parametrize("suffix", ["pdf", "docx", "html", "txt", "exe", ""])
def test_content_decides_and_not_the_name(
    make: Callable[[], bytes], kind: str, suffix: str
) -> None:
    """Whatever a file is called, it is read as what it is."""
    document = read(make(), path=f"minutes/a.{suffix}")

    assert document.source.media_type == kind
    assert "bins" in document.text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "holds no words", id="empty file"),
        pytest.param(b" \r\n\t\n", "holds no words", id="white space"),
        pytest.param(b"--- *** ...", "holds no words", id="punctuation"),
        pytest.param(b"<html><body><img></body></html>", "holds no words", id="page of pictures"),
        pytest.param(b"\x00" * 100, "zero bytes; save it as TXT", id="zero bytes"),
        pytest.param(b"The bins\x00 were late.", "zero bytes; save it as TXT", id="one zero byte"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(20), "ocrmypdf", id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(20), "ocrmypdf", id="JPEG"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(99), "save it as DOCX or PDF", id="old DOC"),
        pytest.param(b"{\\rtf1 The bins}", "save it as DOCX or PDF", id="RTF"),
        pytest.param(a_zip(), "a ZIP file, but not DOCX; unpack it", id="ZIP"),
        pytest.param(a_zip("xl/workbook.xml"), "but not DOCX; unpack it", id="XLSX"),
        pytest.param(a_zip()[:60], "but not DOCX; unpack it", id="ZIP cut short"),
        pytest.param(a_docx()[:9000], "open it in Word and save it again", id="DOCX cut short"),
        pytest.param(a_zip("word/document.xml"), "open it in Word", id="DOCX of one part"),
        pytest.param(b"PK\x03\x04", "unpack it", id="a ZIP's first bytes"),
        pytest.param(
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text",
            "open it in LibreOffice and save it again",
            id="ODT",
        ),
        pytest.param(a_pdf()[:600], "print it to PDF again", id="PDF cut short"),
        pytest.param(
            b'<?xml version="1.0"?><meeting><p/></meeting>', "an XML file; save the page", id="XML"
        ),
        pytest.param(
            codecs.BOM_UTF8 + b'<?xml version="1.0"?><a/>', "an XML file", id="XML with a mark"
        ),
    ],
)
@pytest.mark.parametrize("suffix", ["txt", "pdf"])
def test_bytes_that_cannot_be_read(data: bytes, message: str, suffix: str) -> None:
    """What holds no words to be had is refused, and the message says what to do about it."""
    with pytest.raises(UnreadableError) as raised:
        read(data, path=f"a.{suffix}")

    assert message in str(raised.value)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("Bins – late".encode("utf-16"), id="UTF-16"),
        pytest.param("Bins – late".encode("cp1252"), id="cp1252"),
        pytest.param(codecs.BOM_UTF8 + "Bins – late".encode(), id="UTF-8 with a mark"),
        pytest.param("Bins – late".encode(), id="UTF-8"),
    ],
)
def test_text_in_any_encoding(data: bytes) -> None:
    """The words are the same, and there is no stray mark before them."""
    assert read(data).text == "Bins – late"


@pytest.mark.parametrize("byte", range(1, 256))
def test_any_one_byte(byte: int) -> None:
    """A file of one odd byte is words or is refused; nothing else happens."""
    try:
        text = read(bytes([byte])).text
    except UnreadableError:
        text = ""
    assert text == "" or any(character.isalnum() for character in text)


def test_a_document_knows_where_it_came_from() -> None:
    """Path, checksum and type of the file go with the words."""
    document = read(b"The bins were late.", path="minutes/2018/a.txt")

    assert document.source.path == "minutes/2018/a.txt"
    assert document.source.sha256 == sha256(b"The bins were late.").hexdigest()
    assert document.id == "d"


@pytest.mark.parametrize(
    ("text", "known", "title"),
    [
        ("Late.", Facts(title="June"), "June"),
        ("Scrutiny Committee\n\n14 June 2018\n\nLate.", None, "Scrutiny Committee, 14 June 2018"),
        ("1. Bins and Parks\n\nLate.\n\n2. Parks\n\nGreen.", None, "Bins and Parks"),
        ("it was late.", None, "a.txt"),
    ],
)
def test_titles(text: str, known: Facts | None, title: str) -> None:
    """A title is stated, or else the meeting, or the first item, or the name of the file."""
    assert read(text.encode(), known=known).title == title


def test_agreement_is_no_contradiction() -> None:
    """Only two different days are worth a warning."""
    text = b"Scrutiny Committee\n\n14 June 2018\n\nLate."

    assert read(text, known=Facts(Meeting(held=date(2018, 6, 14)))).warnings == ()
    assert len(read(text, known=Facts(Meeting(held=date(2018, 6, 1)))).warnings) == 1


def test_a_web_page_that_contradicts_itself_is_a_warning() -> None:
    """The date in a page's head is used, and the other one in its words is named."""
    document = read(
        b'<html><head><meta name="DC.date" content="2018-06-15"></head><body>'
        b"<p>Scrutiny Committee</p><p>14 June 2018</p><p>Late.</p></body></html>"
    )

    assert document.meeting.held == date(2018, 6, 15)
    assert len(document.warnings) == 1


def test_pages_and_items_by_offset() -> None:
    """Offsets lead to the item that holds them; a text file has no pages."""
    document = read(b"Opening.\n\n1. Bins\n\nThey were late.\n\n2. Parks\n\nGreen.")
    at = document.text.index

    assert document.page_at(0) is None
    assert document.item_at(at("Opening")) is None
    assert [item.label for item in document.items] == ["1 Bins", "2 Parks"]
    assert document.item_at(at("They")) == document.items[0]
    assert document.item_at(at("2. Parks")) == document.items[1]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" + "\n" * 60_000 + "y", id="empty lines"),
        pytest.param("Minutes" + " " * 20_000 + "x", id="spaces after a label"),
        pytest.param("Resolved" + " " * 20_000 + "x", id="spaces after RESOLVED"),
        pytest.param("a" + "\t" * 20_000 + "\ny", id="tabs"),
        pytest.param("1" * 60_000, id="digits"),
        pytest.param("1." * 60_000, id="digits and stops"),
        pytest.param("1" + " " * 20_000 + "5", id="spaces after a number"),
        pytest.param("-" * 60_000 + "x", id="dashes"),
        pytest.param("Heading Title\n\n" * 6000, id="headings"),
        pytest.param("A " * 30_000, id="letters"),
        pytest.param("| a " * 20_000, id="cells"),
        pytest.param("a" * 200_000, id="one word"),
    ],
)
@pytest.mark.parametrize("form", ["{}", "<html><body><h2>{}</h2>", "<html><ol><li>{}</ol>"])
def test_no_text_takes_more_than_its_share_of_time(text: str, form: str) -> None:
    """Patterns that try again from every place would take minutes over these; they take seconds."""
    began = time.perf_counter()
    split_passages(read(form.format(text).encode()))

    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<ol>" + "<li>a" * 6000, id="a list"),
        pytest.param("<form><p>a</form>" * 3000, id="forms"),
        pytest.param("<table><tr><td>" * 800 + "x", id="nested tables"),
        pytest.param("<table>" + "<tr><td>a<td>b" * 3000, id="rows"),
    ],
)
def test_no_page_takes_more_than_its_share_of_time(markup: str) -> None:
    """A page that repeats itself takes time by its length, not by its length squared."""
    began = time.perf_counter()
    read(f"<html><body><p>The bins.</p>{markup}".encode())

    assert time.perf_counter() - began < 10


def test_every_corpus_document_knows_its_meeting(
    corpus: dict[str, Document], corpus_folder: Path
) -> None:
    """Without their manifest, all sample documents name council, committee, date and kind."""
    for name, document in corpus.items():
        assert document.meeting.council == "Thornmere Borough Council", name
        assert document.meeting.committee, name
        assert str(document.meeting.held) == name[4:14], name
        assert document.kind == ("report" if "report" in name else "minutes"), name
        assert document.warnings == (), name
        assert document.form == "minutes", name


def test_media_type_is_asked_of_the_bytes_alone() -> None:
    """The type is known before anything is read."""
    assert media_type(b"%PDF-1.4") == "application/pdf"
    assert media_type(b"") == "text/plain"


def test_a_date_in_the_path_that_contradicts_the_words_is_told() -> None:
    """The words are believed, and whoever named the file is told; where both agree nobody is."""
    words = b"Scrutiny Committee\n\n14 June 2018\n\n1. Bins\n\nThey were late.\n"
    other, same = (
        read(words, path="2018/2018-06-15 minutes.txt"),
        read(words, path="14.06.2018.txt"),
    )

    assert date(2018, 6, 14) == other.meeting.held == same.meeting.held
    assert (
        "dated 2018-06-15 by its name or folder, but 2018-06-14 by its own words",
    ) == other.warnings
    assert () == same.warnings


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        (
            b"Scrutiny Committee\n\n14 June 2018\n\n1. Bins\n",
            "a.txt",
            "Scrutiny Committee, 14 June 2018",
        ),
        (
            b"Thornmere Council\n\n14 June 2018\n\n1. Bins\n",
            "a.txt",
            "Thornmere Council, 14 June 2018",
        ),
        (b"1. Yes\n\nBins were late.\n", "in/June_minutes of Saltby.txt", "June minutes of Saltby"),
        (b"1. Bins\n\nBins were late.\n", "g6439.txt", "Bins"),
        (b"Bins were late.\n", "g6439.txt", "g6439.txt"),
    ],
)
def test_a_document_without_a_title_is_called_by_its_meeting_or_its_file(
    text: bytes, path: str, title: str
) -> None:
    """Its committee or council and day; else a file name that says something; else its item."""
    assert title == read(text, path=path).title


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("<html><p>Bins</p></html>".encode("utf-16"), id="UTF-16"),
        pytest.param(b"<!-- " + b"x" * 5000 + b" --><p>Bins</p>", id="a long comment first"),
        pytest.param(b"<span>Bins</span>", id="a span"),
        pytest.param(b"<section><h2>Bins</h2></section>", id="a section"),
    ],
)
def test_markup_is_known_however_it_begins(data: bytes) -> None:
    """What only looks like text to a hurried eye must not bring its markup, or what it hides."""
    document = read(data, path="a.txt")

    assert ("text/html", "Bins") == (document.source.media_type, document.text)


@pytest.mark.parametrize("before", [b"", b"\n", b"\xef\xbb\xbf"])
def test_rtf_is_known_after_white_space(before: bytes) -> None:
    """Word opens such files too; as text they would show what they hide."""
    with pytest.raises(UnreadableError, match="an RTF file"):
        read(before + b"{\\rtf1 Bins {\\v late}}", path="a.txt")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The Committee" + " all," * 40 + " x agreed.", id="commas"),
        pytest.param("1\tA" + "\t" * 20000, id="tabs"),
        pytest.param("| 3 | " + "LOST (A) " * 5000 + "x |", id="a long disposition"),
        pytest.param("A&" * 20000, id="one long name"),
        pytest.param("1. " + "date " * 60 + "\n\nx\n", id="dates"),
    ],
)
def test_no_words_take_long(text: str) -> None:
    """Whatever stands in a document, telling what it is takes time in proportion to it."""
    began = time.process_time()
    split_passages(read(text.encode(), path="a.txt"))

    assert time.process_time() - began < 5
