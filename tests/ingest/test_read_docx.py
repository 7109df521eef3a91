"""Word files: paragraphs, headings, lists and tables."""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from ingest.model import UnreadableError
from ingest.read_docx import read_docx

DOCUMENT = "word/document.xml"


@pytest.fixture(scope="module")
def data() -> bytes:
    """A small Word file with a heading, lists and a table."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Header of every page"
    document.add_heading("1. Staying Put", 2)
    document.add_paragraph("The Director reported a delay.")
    document.add_paragraph("carers lost money", style="List Bullet")
    document.add_paragraph("the report be noted", style="List Number")
    document.add_paragraph("it be sent on", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells),
        ("Year", "Cost", "2020", "£4"),
        strict=True,
    ):
        cell.text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.fixture(scope="module")
def tiny() -> bytes:
    """The least that Word opens, in three parts, which takes next to no time to read."""
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraphs = "".join(
        f"<w:p><w:pPr><w:jc w:val='left'/></w:pPr><w:r><w:t>The bins {n}</w:t></w:r></w:p>"
        for n in range(20)
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f"<Types xmlns='{package}/content-types'>"
            "<Default Extension='xml' ContentType='application/xml'/></Types>",
        )
        archive.writestr(
            "_rels/.rels",
            f"<Relationships xmlns='{package}/relationships'>"
            f"<Relationship Id='a' Type='{office}' Target='{DOCUMENT}'/></Relationships>",
        )
        archive.writestr(
            DOCUMENT,
            f"<w:document xmlns:w='{word}'><w:body>{paragraphs}</w:body></w:document>",
        )
    return file.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The file with each of its parts changed, or left out where the change gives None."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return file.getvalue()


def document_part(data: bytes, old: bytes, new: bytes) -> bytes:
    return repacked(data, lambda name, part: part.replace(old, new) if name == DOCUMENT else part)


def test_paragraphs_headings_lists_and_tables(data: bytes) -> None:
    """Each is a block of its kind, numbered as Word shows it; page headers are left out."""
    reading = read_docx(data)

    assert [(b.kind, reading.text[b.start : b.end], b.header) for b in reading.blocks] == [
        ("heading", "1. Staying Put", ""),
        ("paragraph", "The Director reported a delay.", ""),
        ("bullet", "carers lost money", ""),
        ("clause", "1. the report be noted", ""),
        ("clause", "2. it be sent on", ""),
        ("row", "Year | Cost", ""),
        ("row", "2020 | £4", "Year | Cost"),
    ]


def test_insertions_are_read_and_deletions_are_not(data: bytes) -> None:
    """Under track changes, the text is as it would be with every change accepted."""
    run = b"<w:r><w:t>The Director reported a delay.</w:t></w:r>"
    assert run in zipfile.ZipFile(io.BytesIO(data)).read(DOCUMENT)
    changed = document_part(
        data,
        run,
        b'<w:del w:id="1" w:author="a"><w:r><w:delText>Nobody</w:delText></w:r></w:del>'
        b'<w:ins w:id="2" w:author="a"><w:r><w:t>The Chair</w:t></w:r></w:ins>'
        b"<w:r><w:t> reported a delay.</w:t></w:r>",
    )

    assert "The Chair reported a delay." in read_docx(changed).text
    assert "Nobody" not in read_docx(changed).text


def test_the_least_that_word_opens(tiny: bytes) -> None:
    """A file without styles and numbering is read all the same."""
    assert len(read_docx(tiny).blocks) == 20


def test_cut_anywhere_a_docx_is_damaged(data: bytes) -> None:
    """The list of a ZIP's files is at its end, so that no broken download can be read."""
    for cut in range(0, len(data), 101):
        with pytest.raises(UnreadableError, match=r"damaged DOCX .*; open it in Word and"):
            read_docx(data[:cut])


def test_flipped_anywhere_a_docx_is_read_or_unreadable(tiny: bytes) -> None:
    """Whichever byte a disk lost, there is a text or an UnreadableError and nothing else."""
    outcomes = set()
    for place in range(0, len(tiny), 3):
        flipped = bytearray(tiny)
        flipped[place] ^= 0x2A
        try:
            outcomes.add(type(read_docx(bytes(flipped)).text))
        except UnreadableError:
            outcomes.add(UnreadableError)
    assert outcomes == {str, UnreadableError}


@pytest.mark.parametrize(
    "odd", [None, b"", b"not XML", b"<a/>", b"<?xml version='1.0'?><a><b></a>"]
)
def test_odd_parts(tiny: bytes, odd: bytes | None) -> None:
    """Any part of the file may be missing, empty or not XML without a failure of its own."""
    n_refused = 0
    for name in zipfile.ZipFile(io.BytesIO(tiny)).namelist():
        try:
            read_docx(repacked(tiny, lambda other, part, name=name: odd if other == name else part))
        except UnreadableError:
            n_refused += 1
    assert n_refused >= 1


def test_scrambled_xml(tiny: bytes) -> None:
    """The document's own XML, damaged in fifty places in turn, never fails in a way of its own."""
    dice = random.Random(1)
    n_refused = 0
    for _ in range(50):
        place, length = dice.randrange(1500), dice.randrange(1, 20)
        try:
            read_docx(
                repacked(
                    tiny,
                    lambda name, part, place=place, length=length: (
                        part[:place] + b"<" * (length % 3) + part[place + length :]
                        if name == DOCUMENT
                        else part
                    ),
                )
            )
        except UnreadableError:
            n_refused += 1
    assert n_refused > 10


def test_a_zip_bomb_is_refused_by_its_declared_size() -> None:
    """A few kilobytes that unpack to more than 200 MiB are not unpacked."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open(DOCUMENT, "w", force_zip64=True) as part,
    ):
        for _ in range(201):
            part.write(bytes(1024 * 1024))

    with pytest.raises(UnreadableError, match=r"unpacks to 210,763,776 bytes, over the limit"):
        read_docx(file.getvalue())


def test_a_size_declared_too_small_is_damage(tiny: bytes) -> None:
    """A file that unpacks to more than it declares is not believed."""
    entry = zipfile.ZipFile(io.BytesIO(tiny)).getinfo(DOCUMENT)
    size, false_size = entry.file_size.to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert size in tiny

    with pytest.raises(UnreadableError, match="damaged DOCX"):
        read_docx(tiny.replace(size, false_size))


def test_corpus_files_cut_short(corpus_folder: Path) -> None:
    """A council's Word file cut at any of many points is refused as damaged."""
    data = (corpus_folder / "cyp-2021-11-16-minutes.docx").read_bytes()
    for tenths in range(1, 10):
        with pytest.raises(UnreadableError, match="damaged DOCX"):
            read_docx(data[: len(data) * tenths // 10])
