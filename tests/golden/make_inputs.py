"""Make a PDF, the office files and a text of Windows: `python tests/golden/make_inputs.py`."""

import zipfile
from pathlib import Path

import docx
from docx.oxml import parse_xml
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer  # type: ignore[import-untyped]

INPUTS = Path(__file__).parent / "inputs"

STREETS = (
    "Mill Lane|High Street|Low Road|Bridge End|Church Row|Fore Street|Station Road|Ash Close|"
    "Elm Way|Oak Rise|Castle Hill|Weir Street|Quay Side|Dock Road"
).split("|")
CAUSES = (
    "tree|flood|crane|fair|burst main|parade|lorry|bus|swan|hole|film|march|wall|frost"
).split("|")
PDF_PARAGRAPHS = [
    "<b>TINYTOWN BOROUGH COUNCIL</b>",
    "<b>SCRUTINY COMMITTEE</b>",
    "<b>Thursday 14 June 2018</b>",
    "PRESENT: Councillor Ash in the chair. Councillors Elm and Reed.",
    "<b>7 Declarations of Interest</b>",
    "There were none.",
    "<b>8 Bins</b>",
    *(
        f"8.{n} The Head of Cleansing said that collections had been late in {street}, where a "
        f"{cause} had closed the road to all but the smallest of the Council’s own lorries. "
        f"Residents of {street} had carried their bins to the corner, and {n + 2} had been lost."
        for n, (street, cause) in enumerate(zip(STREETS, CAUSES, strict=True), 1)
    ),
    "· The tree had been reported in May.",
    "· Nobody had been told of it since.",
    "8.16 RESOLVED: That (1) the tree be felled; and (2) the lorries be sent.",
    "<b>9 Date of Next Meeting</b>",
    "Thursday 11 October 2018 at 6.00 pm.",
]
WORD_PARAGRAPHS = [
    ("Tinytown Borough Council", "Title"),
    ("Minutes of the Scrutiny Committee held on 11 October 2018", "Normal"),
    ("Staying Put Scheme", "Heading 1"),
    ("What was promised", "Heading 2"),
    ("The Director undertook to report by Easter. She noted:", "Normal"),
    ("carers lost money", "List Bullet"),
    ("one man had moved", "List Bullet"),
    ("Recommendations", "Heading 2"),
    ("That the Committee", "Normal"),
    ("note the report", "List Number"),
    ("ask for another", "List Number"),
]
WORD_TABLE = [("Year", "Young people"), ("2017", "9"), ("2018", "11")]

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Minutes numbered by their headings' style, paragraphs below them, clauses, and a list that begins
# anew for each resolution.
LEVELS = [
    ("decimal", "HNS/%1", 14, "Heading 2"),
    ("decimal", "%1.%2", 1, None),
    ("lowerLetter", "(%3)", 1, None),
    ("lowerRoman", "%4)", 1, None),
]
CLAUSES = [("decimal", "%1.", 1, None), ("upperLetter", "%2.", 1, None)]
NUMBERED_PARAGRAPHS: list[tuple[str, str, tuple[int, int] | None]] = [
    ("Thornmere Borough Council", "Title", None),
    ("Minutes of the Housing and Neighbourhoods Scrutiny Committee", "Normal", None),
    ("held on Tuesday 14 March 2023 at 6.30 pm", "Normal", None),
    ("Apologies for Absence", "Heading 2", None),
    ("Apologies were received from Councillor Sedge.", "Normal", (1, 1)),
    ("Damp in Council Homes", "Heading 2", None),
    ("The Head of Housing presented the report. Members asked:", "Normal", (1, 1)),
    ("how many homes had been inspected", "Normal", (1, 2)),
    ("whether tenants had been told", "Normal", (1, 2)),
    ("by letter", "Normal", (1, 3)),
    ("by telephone", "Normal", (1, 3)),
    ("when the next survey would be", "Normal", (1, 2)),
    ("The Head of Housing replied that 212 homes had been inspected.", "Normal", (1, 1)),
    ("no tenant had been moved", "List Bullet", None),
    ("RESOLVED: That", "Normal", None),
    ("The Report be noted", "Normal", (2, 0)),
    ("A further report be brought in June", "Normal", (2, 0)),
    ("with the costs of each survey", "Normal", (2, 1)),
    ("Street Lighting", "Heading 2", None),
    ("The Committee received a presentation.", "Normal", (1, 1)),
    ("RESOLVED: That", "Normal", None),
    ("Columns in Ferry Lane be replaced", "Normal", (3, 0)),
    ("Residents be thanked", "Normal", (3, 0)),
]
CHANGED_PARAGRAPHS = [
    "<w:p><w:r><w:t>Thornmere Borough Council</w:t></w:r></w:p>",
    "<w:p><w:r><w:t>Minutes of the Audit Committee held on 9 May 2024</w:t></w:r></w:p>",
    "<w:p><w:r><w:t>7. Unpaid Invoices</w:t></w:r></w:p>",
    "<w:p><w:r><w:t xml:space='preserve'>The Auditor reported that </w:t></w:r>"
    "<w:del><w:r><w:delText>nine</w:delText></w:r></w:del>"
    "<w:ins><w:r><w:t>eleven</w:t></w:r></w:ins>"
    "<w:r><w:t xml:space='preserve'> invoices had been paid late.</w:t></w:r></w:p>",
    "<w:p><w:moveFrom><w:r><w:t>None was in dispute.</w:t></w:r></w:moveFrom></w:p>",
    "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    "<w:r><w:t xml:space='preserve'>Members thanked the Auditor </w:t></w:r></w:p>",
    "<w:p><w:r><w:t>for a clear report.</w:t></w:r></w:p>",
    "<w:p><w:moveTo><w:r><w:t>None was in dispute.</w:t></w:r></w:moveTo></w:p>",
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Supplier</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>Days late</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>Sallow and Sons</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>31</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>Withy Works</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    "<w:p><w:r><w:t>RESOLVED: That the report be noted</w:t></w:r>"
    "<w:ins><w:r><w:t xml:space='preserve'> and published</w:t></w:r></w:ins>"
    "<w:r><w:t>.</w:t></w:r></w:p>",
]
# What became of each item, as some councils print it.
DISPOSITION = (
    "THORNMERE BOROUGH COUNCIL\n\nDISPOSITION OF ITEMS\n\nCOUNCIL MEETING\n\n"
    "WEDNESDAY, 24 APRIL 2019"
)
DISPOSED = {
    "REPORT OF THE WORKS COMMITTEE DATED 8 APRIL 2019": [
        ("1", "Resurfacing of Weir Street and Quay Side", "ADOPTED"),
        ("2", "Counts of lorries on Low Road, 2018", "RECEIVED AS INFORMATION"),
        ("3", "Parking permits for carers in Church Row", "AMENDED AND ADOPTED (See Motion 1)"),
        ("4", "A bridge for walkers at Bridge End", "FOR REPORT BACK IN 60 DAYS"),
    ],
    "REPORT OF THE AUDIT COMMITTEE DATED 10 APRIL 2019": [
        ("1", "Fees of the auditor", "ADOPTED"),
        ("2", "Sale of the old library by auction", "LOST"),
    ],
}
# With bytes that are neither ASCII nor UTF-8; paragraphs of a no-break space part the others.
WINDOWS_LINES = [
    "SALTBY TOWN COUNCIL",
    "\xa0",
    "Minutes of the Finance Committee held on 11 January 2022",
    "\xa0",
    "Present: Councillors Bream (Chair), Loach and O’Dowd",
    "\xa0",
    "1. Accounts",
    "\xa0",
    "The Clerk reported that £12,480 – twice last year’s sum – stood in the “rainy day” account.",
    "\xa0",
    "Councillor Loach asked whether it had rained… The Clerk said that it had not.",
    "\xa0",
    "RESOLVED – That £5,000 be spent on the Guildhall’s roof.",
    "\xa0",
    "2. Café in the Park",
    "\xa0",
    "The tenant owed £1,150.75 – five months’ rent.",
    "\xa0",
    "ACTION: Clerk to write to the café’s owner.",
    "\xa0",
    "\xa0",
    "The meeting closed at 7.55 pm.",
]
ODT_TYPE = "application/vnd.oasis.opendocument.text"
ODT_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
ODT_NAMES = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (
            *((name, name) for name in ("office", "text", "style", "table")),
            ("fo", "xsl-fo-compatible"),
        )
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
ODT_STYLES = """
<text:list-style style:name="Clauses">
  <text:list-level-style-number text:level="1" style:num-format="a" style:num-prefix="("
    style:num-suffix=")"/>
  <text:list-level-style-number text:level="2" style:num-format="i" style:num-suffix="."/>
</text:list-style>
<text:list-style style:name="Dots">
  <text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
</text:list-style>
<style:style style:name="Strong" style:family="text">
  <style:text-properties fo:font-weight="bold"/>
</style:style>
"""
ODT_OUTLINE = """
<text:outline-style style:name="Outline">
  <text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>
</text:outline-style>
"""
ODT_BODY = """
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>
  <office:change-info><dc:creator>Clerk</dc:creator><dc:date>2023-10-05T09:00:00</dc:date>
  </office:change-info><text:p>The Committee saw no reason to ask.</text:p>
</text:deletion></text:changed-region></text:tracked-changes>
<text:p>Thornmere Borough Council</text:p>
<text:p>Minutes of the Parks and Open Spaces Committee held on <text:s/>3 October 2023</text:p>
<text:h text:outline-level="1">Apologies</text:h>
<text:p>Councillor Bracken sent apologies. <text:change text:change-id="c1"/></text:p>
<text:h text:outline-level="1">Playgrounds</text:h>
<text:p>The Parks Manager said<text:note text:id="n1" text:note-class="footnote">
  <text:note-citation>1</text:note-citation>
  <text:note-body><text:p>By telephone, from Mere Park.</text:p></text:note-body>
</text:note> that three swings had been mended:<text:line-break/>two in Mere Park.</text:p>
<text:list text:style-name="Dots">
  <text:list-item><text:p>one had been stolen</text:p></text:list-item>
  <text:list-item><text:p>none had been painted</text:p></text:list-item>
</text:list>
<table:table>
  <table:table-column table:number-columns-repeated="2"/>
  <table:table-header-rows><table:table-row>
    <table:table-cell><text:p>Park</text:p></table:table-cell>
    <table:table-cell><text:p>Swings</text:p></table:table-cell>
  </table:table-row></table:table-header-rows>
  <table:table-row>
    <table:table-cell><text:p>Mere Park</text:p></table:table-cell>
    <table:table-cell><text:p>6</text:p></table:table-cell>
  </table:table-row>
</table:table>
<text:p><text:span text:style-name="Strong">RESOLVED</text:span>: That</text:p>
<text:list text:style-name="Clauses">
  <text:list-item><text:p>the swings be painted, and</text:p>
    <text:list><text:list-item><text:p>in green;</text:p></text:list-item></text:list>
  </text:list-item>
  <text:list-item><text:p>the Parks Manager report in May.</text:p></text:list-item>
</text:list>
"""


def make_pdf(path: Path) -> None:
    """A council's PDF, with a header and a footer on each of its pages."""

    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, A4[1] - 40, "Scrutiny Committee 14.06.18")
        canvas.drawCentredString(A4[0] / 2, 30, f"Page {document.page} of 2")

    style = ParagraphStyle("minutes", fontName="Helvetica", fontSize=11, leading=14)
    story = [part for text in PDF_PARAGRAPHS for part in (Paragraph(text, style), Spacer(1, 10))]
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build(
        story, onFirstPage=furniture, onLaterPages=furniture
    )


def make_docx(path: Path) -> None:
    """A Word file with headings, lists and a table."""
    document = docx.Document()
    for text, style in WORD_PARAGRAPHS:
        document.add_paragraph(text, style=style)
    table = document.add_table(rows=0, cols=2)
    for values in WORD_TABLE:
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value
    document.add_paragraph("RESOLVED – That the table be published.")
    document.save(str(path))


def make_numbered_docx(path: Path) -> None:
    """A Word file whose numbers are all Word's own, by style and by list."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for pattern, levels in ((901, LEVELS), (902, CLAUSES)):
        numbering.insert(0, parse_xml(_pattern(pattern, levels)))
    again = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
    for number, pattern, override in ((901, 901, ""), (902, 902, again), (903, 902, again)):
        numbering.append(
            parse_xml(
                f"<w:num xmlns:w='{WORD}' w:numId='{number}'>"
                f"<w:abstractNumId w:val='{pattern}'/>{override}</w:num>"
            )
        )
    heading = document.styles["Heading 2"].element.get_or_add_pPr()
    heading.append(parse_xml(f"<w:numPr xmlns:w='{WORD}'><w:numId w:val='901'/></w:numPr>"))
    for text, style, place in NUMBERED_PARAGRAPHS:
        paragraph = document.add_paragraph(text, style=style)
        if place:
            numbers = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            numbers.get_or_add_numId().val = 900 + place[0]
            numbers.get_or_add_ilvl().val = place[1]
    document.save(str(path))


def _pattern(number: int, levels: list[tuple[str, str, int, str | None]]) -> str:
    described = "".join(
        f"<w:lvl w:ilvl='{place}'><w:start w:val='{start}'/><w:numFmt w:val='{form}'/>"
        + (f"<w:pStyle w:val='{style.replace(' ', '')}'/>" if style else "")
        + f"<w:lvlText w:val='{text}'/></w:lvl>"
        for place, (form, text, start, style) in enumerate(levels)
    )
    return f"<w:abstractNum xmlns:w='{WORD}' w:abstractNumId='{number}'>{described}</w:abstractNum>"


def make_changed_docx(path: Path) -> None:
    """A Word file with insertions, deletions and a move that nobody has accepted, and a comment."""
    document = docx.Document()
    body = document.element.body
    for block in reversed(CHANGED_PARAGRAPHS):
        body.insert(0, parse_xml(block.replace(">", f" xmlns:w='{WORD}'>", 1)))
    document.add_comment(document.paragraphs[3].runs, "Were there not twelve?", author="Clerk")
    document.save(str(path))


def make_dispositions(path: Path) -> None:
    """A Word file that tells in tables what became of each item."""
    document = docx.Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = DISPOSITION
    document.add_paragraph()
    for report, rows in DISPOSED.items():
        table = document.add_table(rows=1, cols=3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = report
        for values in rows:
            for cell, value in zip(table.add_row().cells, values, strict=True):
                cell.text = value
        document.add_paragraph()
    document.save(str(path))


def make_windows_text(path: Path) -> None:
    """Text as Windows programs save it."""
    path.write_bytes("\r\n".join([*WINDOWS_LINES, ""]).encode("cp1252"))


def make_odt(path: Path) -> None:
    """An OpenDocument text with numbered headings, lists, a table, a note and a deletion."""
    root = "<office:{0} {1}>{2}</office:{0}>"
    body = f"<office:body><office:text>{ODT_BODY}</office:text></office:body>"
    styles = f"<office:automatic-styles>{ODT_STYLES}</office:automatic-styles>"
    outline = f"<office:styles>{ODT_OUTLINE}</office:styles>"
    listed = "".join(
        f"<m:file-entry m:full-path='{name}' m:media-type='{kind}'/>"
        for name, kind in (("/", ODT_TYPE), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (
            ("mimetype", ODT_TYPE),
            ("content.xml", root.format("document-content", ODT_NAMES, styles + body)),
            ("styles.xml", root.format("document-styles", ODT_NAMES, outline)),
            (
                "META-INF/manifest.xml",
                f"<m:manifest xmlns:m='{ODT_MANIFEST}'>{listed}</m:manifest>",
            ),
        ):
            part = zipfile.ZipInfo(name)
            part.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(part, content)


if __name__ == "__main__":
    make_pdf(INPUTS / "furniture.pdf")
    make_docx(INPUTS / "headings-and-table.docx")
    make_numbered_docx(INPUTS / "word-numbering.docx")
    make_changed_docx(INPUTS / "tracked-changes.docx")
    make_dispositions(INPUTS / "dispositions.docx")
    make_windows_text(INPUTS / "cp1252.txt")
    make_odt(INPUTS / "minutes.odt")
