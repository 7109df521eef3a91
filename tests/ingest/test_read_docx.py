"""Word files: paragraphs, headings, lists and tables."""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from ingest.model import HiddenTextError, UnreadableError
from ingest.read_docx import read_docx

DOCUMENT = "word/document.xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


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
    paragraphs = "".join(
        f"<w:p><w:pPr><w:jc w:val='left'/></w:pPr><w:r><w:t>The bins {n}</w:t></w:r></w:p>"
        for n in range(20)
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f"<Types xmlns='{PACKAGE}/content-types'>"
            "<Default Extension='xml' ContentType='application/xml'/></Types>",
        )
        archive.writestr(
            "_rels/.rels",
            f"<Relationships xmlns='{PACKAGE}/relationships'><Relationship Id='a' "
            f"Type='{OFFICE}/officeDocument' Target='{DOCUMENT}'/></Relationships>",
        )
        archive.writestr(
            DOCUMENT,
            f"<w:document xmlns:w='{WORD}'><w:body>{paragraphs}</w:body></w:document>",
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


def word_file(body: str, main: str = "document", **parts: str) -> bytes:
    """A Word file with this body, and these parts: styles, numbering, footnotes, comments."""
    file = io.BytesIO()
    names = " ".join(
        f"xmlns:{prefix}='{name}'"
        for prefix, name in (
            ("w", WORD),
            ("r", OFFICE),
            ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
            ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
            ("v", "urn:schemas-microsoft-com:vml"),
            ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
        )
    )
    relations = "".join(
        f"<Relationship Id='{name}' Type='{OFFICE}/{name}' Target='{name}.xml'/>" for name in parts
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f"<Relationships xmlns='{PACKAGE}/relationships'><Relationship Id='a' "
            f"Type='{OFFICE}/officeDocument' Target='/word/{main}.xml'/></Relationships>",
        )
        archive.writestr(
            f"word/_rels/{main}.xml.rels",
            f"<Relationships xmlns='{PACKAGE}/relationships'>{relations}</Relationships>",
        )
        archive.writestr(
            f"word/{main}.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>"
        )
        for name, part in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {names}>{part}</w:{name}>")
    return file.getvalue()


def paragraph(words: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{a_run(words, run)}</w:p>"


def a_run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"


def blocks(data: bytes) -> list[tuple[str, str]]:
    reading = read_docx(data)
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


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


def test_a_deleted_mark_joins_two_paragraphs() -> None:
    """The paragraph that is left has the lower one's number, before its first word."""
    numbers = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
    data = word_file(
        paragraph("The Panel ", f"{numbers}<w:rPr><w:del w:id='1'/></w:rPr>")
        + paragraph("agreed to wait.", numbers)
        + paragraph("No date was set.", numbers),
        numbering=NUMBERING,
    )

    assert blocks(data) == [
        ("clause", "1. The Panel agreed to wait."),
        ("clause", "2. No date was set."),
    ]


def test_what_is_moved_stands_in_its_new_place() -> None:
    """A moved paragraph is read where it went, and leaves nothing where it was."""
    words = a_run("The bins were late.")
    data = word_file(
        f"<w:p><w:pPr><w:rPr><w:moveFrom w:id='1'/></w:rPr></w:pPr><w:moveFrom>{words}"
        "</w:moveFrom></w:p>"
        + paragraph("Apologies were received from nobody.")
        + f"<w:p><w:moveTo>{words}</w:moveTo></w:p>"
    )

    assert [text for _, text in blocks(data)] == [
        "Apologies were received from nobody.",
        "The bins were late.",
    ]


def test_deleted_rows_are_not_read() -> None:
    """A row of a table whose deletion nobody has accepted is left out."""
    rows = [f"<w:tc>{paragraph(f'Ward {n}')}</w:tc><w:tc>{paragraph('4')}</w:tc>" for n in range(3)]
    data = word_file(
        f"<w:tbl><w:tr>{rows[0]}</w:tr><w:tr><w:trPr><w:del w:id='1'/></w:trPr>{rows[1]}</w:tr>"
        f"<w:tr>{rows[2]}</w:tr></w:tbl>"
    )

    assert blocks(data) == [("row", "Ward 0 | 4"), ("row", "Ward 2 | 4")]


NUMBERING = """
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/>
  </w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl>
  <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
"""
STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Item"><w:basedOn w:val="berschrift1"/><w:name w:val="Item"/>
  <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Strong"><w:name w:val="Strong line"/>
  <w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Open"><w:basedOn w:val="Secret"/>
  <w:rPr><w:vanish w:val="0"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="White"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Banner"><w:basedOn w:val="White"/>
  <w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr></w:style>
<w:style w:type="table" w:styleId="Grid"/>
<w:style w:type="table" w:styleId="Banded"><w:basedOn w:val="Grid"/>
  <w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="4472C4"/></w:tcPr>
  </w:tblStylePr></w:style>
"""


def in_list(words: str, place: str) -> str:
    number, level = place.split("/")
    numbers = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"
    return paragraph(words, numbers)


def styled(words: str, style: str) -> str:
    return paragraph(words, f"<w:pStyle w:val='{style}'/>")


def test_numbers_are_written_where_word_shows_them() -> None:
    """Headings, minutes, clauses and bullets each with the label that Word computes."""
    data = word_file(
        styled("Home to school transport", "Item")
        + in_list("The Head of Transport reported that it:", "1/1")
        + in_list("had cost more", "2/0")
        + in_list("by a tenth", "2/1")
        + in_list("had been late", "2/0")
        + in_list("Members were content with that.", "1/1")
        + styled("Street lighting", "Item"),
        styles=STYLES,
        numbering=NUMBERING,
    )

    assert blocks(data) == [
        ("heading", "1. Home to school transport"),
        ("paragraph", "1.1 The Head of Transport reported that it:"),
        ("clause", "1) had cost more"),
        ("bullet", "by a tenth"),
        ("clause", "2) had been late"),
        ("paragraph", "1.2 Members were content with that."),
        ("heading", "2. Street lighting"),
    ]


def test_titles_after_clauses_are_titles() -> None:
    """An item's title in a plain list is no clause of the resolution above it."""
    data = word_file(
        in_list("Apologies", "1/0")
        + paragraph("There were none.")
        + in_list("Street Lighting", "1/0")
        + paragraph("RESOLVED: That")
        + in_list("The Report be noted", "2/0")
        + in_list("Residents", "1/0"),
        numbering=NUMBERING,
    )

    assert [text for kind, text in blocks(data) if kind == "heading"] == [
        "1. Apologies",
        "2. Street Lighting",
        "3. Residents",
    ]


def test_a_number_alone_in_a_cell_numbers_its_row() -> None:
    """Tables of minutes often have a column in which Word counts; elsewhere it counts nothing."""
    cells = f"<w:tc>{in_list('', '1/0')}</w:tc><w:tc>{paragraph('The bins')}</w:tc>"
    data = word_file(
        f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + in_list("", "1/0"), numbering=NUMBERING
    )

    assert blocks(data) == [("row", "1. | The bins")]


def test_a_sentence_in_a_style_of_headings_is_none() -> None:
    """Templates that number every paragraph with a heading's style do not make it a title."""
    sentence = "The Committee thanked the officers, who had worked through the winter, for it all."
    data = word_file(styled(sentence, "Item"), styles=STYLES, numbering=NUMBERING)

    assert blocks(data) == [("clause", f"1. {sentence}")]


def test_a_table_of_contents_opens_no_items() -> None:
    """Its lines are kept, and are no headings."""
    data = word_file(styled("4. Street Lighting\t12", "TOC1"), styles=STYLES)

    assert blocks(data) == [("bullet", "4. Street Lighting 12")]


def test_bold_by_style_is_bold() -> None:
    """A numbered title is known by its bold type, wherever that comes from."""
    title = "7 Report of the Corporate Director on the state of the bins in the wards of the north"
    data = word_file(styled(title, "Strong") + paragraph(f"{title} and more"), styles=STYLES)

    assert [kind for kind, _ in blocks(data)] == ["heading", "paragraph"]


def test_text_boxes_fields_links_and_controls_are_read() -> None:
    """Words are read wherever Word puts them, once each; what follows a break is a new word."""
    box = f"<w:txbxContent>{paragraph('in a box')}</w:txbxContent>"
    data = word_file(
        "<w:p><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:p><w:fldSimple w:instr='DATE'>{a_run('in a field')}</w:fldSimple></w:p>"
        f"<w:p><w:hyperlink r:id='gone'>{a_run('in a link')}</w:hyperlink></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('in a control')}</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>up to</w:t><w:br w:type='page'/><w:t>here and co</w:t><w:softHyphen/>"
        "<w:t>operate</w:t></w:r></w:p>"
    )

    assert [text for _, text in blocks(data)] == [
        "in a box",
        "in a field",
        "in a link",
        "in a control",
        "up to here and cooperate",
    ]


def test_notes_are_read_and_comments_are_not() -> None:
    """A note stands at the end, and its sign where it belongs; no comment was said at a meeting."""
    data = word_file(
        "<w:p><w:r><w:t>The cost rose</w:t><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:t> again.</w:t><w:commentReference w:id='0'/></w:r></w:p>",
        footnotes=f"<w:footnote w:id='2'>{paragraph('In real terms.')}</w:footnote>",
        comments=f"<w:comment w:id='0' w:author='Clerk'>{paragraph('Surely not?')}</w:comment>",
    )

    assert [text for _, text in blocks(data)] == ["The cost rose[1] again.", "1. In real terms."]


def test_a_note_that_is_not_there_is_done_without() -> None:
    """A sign without its note is left out, and the words around it are read."""
    data = word_file(
        "<w:p><w:r><w:t>The cost rose</w:t><w:footnoteReference w:id='9'/>"
        "<w:endnoteReference/><w:t> again.</w:t></w:r></w:p>"
    )

    assert blocks(data) == [("paragraph", "The cost rose again.")]


def test_the_document_may_have_another_name() -> None:
    """Files from the web version of Word hold `document2.xml`."""
    assert blocks(word_file(paragraph("A word."), main="document2")) == [("paragraph", "A word.")]


def test_the_strict_form_is_read_alike() -> None:
    """Word can write the same file under other names, to the letter of the standard."""
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    data = word_file(in_list("The bins", "1/0"), numbering=NUMBERING)
    renamed = repacked(data, lambda _, part: part.replace(WORD.encode(), strict))

    assert data != renamed
    assert [text for _, text in blocks(renamed)] == ["1. The bins"]


VANISH = "<w:vanish/>"
WHITE = "<w:color w:val='FFFFFF'/>"
THEME_WHITE = "<w:color w:themeColor='background1'/>"


def cell(within: str, properties: str = "", table: str = "") -> str:
    return (
        f"<w:tbl><w:tblPr>{table}</w:tblPr><w:tr><w:tc><w:tcPr>{properties}</w:tcPr>{within}</w:tc>"
        "</w:tr></w:tbl>"
    )


def shading(fill: str, pattern: str = "clear") -> str:
    return f"<w:shd w:val='{pattern}' w:fill='{fill}'/>"


@pytest.mark.parametrize(
    ("body", "how"),
    [
        (paragraph("a name", run=VANISH), "marked as hidden"),
        (paragraph("a name", run="<w:specVanish/>"), "marked as hidden"),
        (paragraph("a name", run="<w:rStyle w:val='Secret'/>"), "marked as hidden"),
        (paragraph("a name", run="<w:sz w:val='2'/>"), "smaller than 2 points"),
        (paragraph("a name", run=WHITE), "white on white"),
        (paragraph("a name", run="<w:color w:val='fefefe'/>"), "white on white"),
        (paragraph("a name", run=THEME_WHITE), "white on white"),
        (styled("a name", "White"), "white on white"),
        (paragraph("a name", run=WHITE + shading("FFFFFF")), "white on white"),
        (paragraph("a name", run=WHITE + shading("auto")), "white on white"),
        (paragraph("a name", run=WHITE + "<w:highlight w:val='white'/>"), "white on white"),
        (cell(paragraph("a name", run=WHITE)), "white on white"),
        (cell(paragraph("a name", shading("FFFFFF"), WHITE), shading("000000")), "white on white"),
        (
            cell(paragraph("a name", run=WHITE), table="<w:tblStyle w:val='Grid'/>"),
            "white on white",
        ),
        (f"<w:p><w:ins><w:hyperlink>{a_run('a', VANISH)}</w:hyperlink></w:ins></w:p>", "marked"),
    ],
)
def test_hidden_words_set_a_document_aside(body: str, how: str) -> None:
    """It is said where they are and how they are hidden, and never what they say."""
    data = word_file(paragraph("Shown.") + paragraph("") + body, styles=STYLES)

    with pytest.raises(HiddenTextError, match=rf"words in paragraph 2 are {how}") as raised:
        read_docx(data)
    assert "a name" not in str(raised.value)


@pytest.mark.parametrize(
    "body",
    [
        paragraph("", run=VANISH),
        paragraph(" … ", run=VANISH),
        paragraph("words", f"<w:rPr>{VANISH}</w:rPr>"),
        paragraph("words", run="<w:vanish w:val='0'/>"),
        paragraph("words", run="<w:rStyle w:val='Open'/>"),
        paragraph("words", run="<w:webHidden/>"),
        paragraph("Top of Form", run=VANISH),
        paragraph("words", run="<w:sz w:val='8'/>"),
        paragraph("words", run="<w:sz w:val='x'/>"),
        paragraph("words", run="<w:color w:val='auto'/>"),
        paragraph("words", run="<w:color w:val='D9D9D9'/>"),
        paragraph("words", run="<w:color w:themeColor='background1' w:themeShade='80'/>"),
        paragraph("words", run=WHITE + shading("000000")),
        paragraph("words", run=WHITE + shading("auto", "solid")),
        paragraph("words", run=WHITE + "<w:highlight w:val='darkBlue'/>"),
        paragraph("words", run=WHITE + "<w:outline/>"),
        paragraph("words", shading("1F3864"), WHITE),
        paragraph("words", "<w:pStyle w:val='Banner'/>"),
        cell(paragraph("words", run=WHITE), shading("1F3864")),
        cell(cell(paragraph("words", run=WHITE)), shading("1F3864")),
        cell(paragraph("words", run=WHITE), table=shading("1F3864")),
        cell(paragraph("words", run=WHITE), table="<w:tblStyle w:val='Banded'/>"),
        f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('words', run=WHITE)}</w:txbxContent>"
        "</w:pict></w:r></w:p>",
        "<w:p><w:r><w:drawing><wp:anchor behindDoc='1'/></w:drawing></w:r></w:p>"
        + paragraph("words", run=WHITE),
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        "<wp:anchor behindDoc='1'/></w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect/></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>" + paragraph("words", run=WHITE),
        "<w:p><w:r><w:pict><v:rect style='position:absolute;z-index:-25'/></w:pict></w:r></w:p>"
        + paragraph("words", run=WHITE),
        f"<w:p><w:del>{a_run('words', VANISH)}</w:del></w:p>",
    ],
)
def test_innocent_words_do_not(body: str) -> None:
    """Marks, empty runs, and white words on any colour or on what cannot be known are read."""
    assert read_docx(word_file(paragraph("Shown.") + body, styles=STYLES)).text.startswith("Shown.")


def test_hidden_words_in_a_note() -> None:
    """Notes are looked through as the document is."""
    note = f"<w:footnote w:id='2'>{paragraph('a name', run=VANISH)}</w:footnote>"

    with pytest.raises(HiddenTextError, match="paragraph 1 are marked as hidden of the footnotes"):
        read_docx(word_file(paragraph("Shown."), footnotes=note))


def test_entities_are_refused(tiny: bytes) -> None:
    """A part that declares entities is not unfolded, whatever they would come to."""
    bomb = (
        b"<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
        b"<d>&b;&b;&b;&b;</d>"
    )
    data = repacked(tiny, lambda name, part: bomb if name == DOCUMENT else part)

    with pytest.raises(UnreadableError, match="declares a document type"):
        read_docx(data)


def test_broken_styles_and_numbering_are_done_without() -> None:
    """The words stand without the parts that say how to show them."""
    data = word_file(in_list("The bins", "1/0"), numbering="<", styles="&")

    assert [text for _, text in blocks(data)] == ["The bins"]


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
