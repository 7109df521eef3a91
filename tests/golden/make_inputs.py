"""Make the PDF and the Word file among the inputs: `python tests/golden/make_inputs.py`."""

from pathlib import Path

import docx
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


if __name__ == "__main__":
    make_pdf(INPUTS / "furniture.pdf")
    make_docx(INPUTS / "headings-and-table.docx")
