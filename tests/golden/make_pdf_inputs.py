"""Make the PDFs that show how pages are laid out: `python tests/golden/make_pdf_inputs.py`."""

from pathlib import Path

from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import (  # type: ignore[import-untyped]
    registerFont,
    stringWidth,
)
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

INPUTS = Path(__file__).parent / "inputs"

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=14)
BOLD = ParagraphStyle("bold", parent=BODY, fontName="Helvetica-Bold")
CELL = ParagraphStyle("cell", parent=BODY, fontSize=10, leading=12)

LEFT = """5. Swimming Lessons
5.1 The Head of Leisure reported that 412 children were
waiting for a place at the Loam Valley Pool, some of them
since the spring of last year. Two teachers had left and only
one of the posts had been filled.
5.2 Members asked whether the pool at Saltby could be
opened on Sunday mornings. The Head of Leisure said that
its boiler would not stand it before a repair in August.
5.3 Councillor Fewster said that a child who waits for two
years may never learn, and that the river is near.
RESOLVED: That the waiting list be reported each quarter.
6. Allotments
6.1 The Clerk to the Panel reported that plots had been
left unworked at Quarry Hill for three years running.""".split("\n")
RIGHT = """6.2 In answer to a question the Clerk said that notice
could be given after one year, but that it never had been,
because the list of tenants was kept on cards and the cards
were kept by somebody who had retired.
RESOLVED: That (1) the cards be found; and
(2) notice be given to the tenants of unworked plots.
7. Bonfire in the Park
7.1 The Panel heard that 3,000 people had come to the
bonfire, twice as many as in the year before, and that the
gate on Weir Street had been opened to let them out.
7.2 The Chair thanked the stewards. She asked for a plan
of the gates before the summer fair.
8. Date of Next Meeting
8.1 Tuesday 9 July 2024 at 6.30 pm in the Town Hall.""".split("\n")
TITLES = ("THORNMERE BOROUGH COUNCIL", "COMMUNITY AND LEISURE PANEL", "Tuesday 14 May 2024")

ACTIONS = [
    ("No.", "Action", "Owner", "Due", "Progress"),
    (
        "1",
        "Write to the tenants of Millbeck Court about the date on which the lift will be mended",
        "Head of Housing",
        "30 June 2023",
        "Done. Letters went on 12 June to all 46 flats.",
    ),
    (
        "2",
        "Bring the cost of a night warden to the Panel",
        "Director of Finance",
        "13 September 2023",
        "In hand. Two of the three neighbouring councils have answered.",
    ),
    (
        "3",
        "Find out who owns the alley behind Fore Street",
        "Borough Solicitor",
        "",
        "The deeds are with the County Archive, which is shut until August for the moving of its"
        " shelves. A search of the Land Registry shows no owner.",
    ),
    ("4", "Invite the Fire Service to the autumn meeting", "Clerk to the Panel", "July 2023", ""),
]

FLOWING = (
    "HOUSING SCRUTINY PANEL",
    "Monday 6 November 2023",
    "11. Damp and Mould",
    "11.1 The Oﬃcer for private renting said that the ﬁrst survey of damp in rented homes had "
    "found mould in one bathroom of every five. The survey had been conﬁdential, and no land-",
    "lord would be named. A landlord who had been written to had mended the roof at once.",
    "11.2 Members asked about the eﬀect of the co-",
    "opted member’s proposal for a register. The Oﬃcer said that a register would cost £85,000-",
    "£90,000 a year, and that the inspec-",
    "tions it would need were twice those of today. All inspections take half a day.",
    "11.3 RESOLVED: That the oﬃcers report on a register in the spring.",
)

PACK = {
    "Cabinet – 7 February 2024 – Summons": (
        "THORNMERE BOROUGH COUNCIL",
        "CABINET",
        "Wednesday 7 February 2024 at 10.00 am",
        "AGENDA",
        "1. Apologies for Absence",
        "2. Declarations of Interest",
        "3. Budget 2024/25 (pages 2 to 4)",
        "4. Home to School Transport (pages 5 to 6)",
    ),
    "Cabinet – 7 February 2024 – Budget 2024/25": (
        "3. Budget 2024/25",
        "3.1 The Director of Finance asks the Cabinet to recommend a budget of £41.2 million, "
        "which is 3.1% more than in this year. The reserve stands at £6.8 million.",
        "3.2 Savings of £1.9 million are proposed, of which £640,000 come from the closing of the "
        "contact centre on Saturdays, and £310,000 from the lighting of streets by halves.",
        None,
        "3.3 The Scrutiny Committee asked in December that the grant to the Carers Forum be kept. "
        "It is kept, at £48,000, until March 2025.",
        "3.4 Council tax would rise by 2.99%, which is £5.21 a year for a home in band D.",
        None,
        "RECOMMENDATION: That the Council adopt the budget set out in Appendix A.",
    ),
    "Cabinet – 7 February 2024 – School Transport": (
        "4. Home to School Transport",
        "4.1 The number of children who are driven to school in taxis has risen from 212 to 305 in "
        "three years. The longest journey takes seventy minutes.",
        None,
        "4.2 The Director of Children’s Services proposes that two minibuses be leased from "
        "September, and that parents be asked first.",
        "RECOMMENDATION: That a trial of two minibuses be approved for one year.",
    ),
}


FORM_TITLES = ("THORNMERE BOROUGH COUNCIL", "Minutes of the Tenants’ Panel", "7 March 2022")
# A form for minutes, filled in: by page, the rows of number, paragraphs, and whose task each is.
FORM: list[list[tuple[str, list[tuple[str, str]]]]] = [
    [
        ("", [("", "Action")]),
        ("1.", [("Apologies for Absence\nApologies were received from Councillor Sedge.", "")]),
        (
            "2.",
            [
                (
                    "Lift at Millbeck Court\nThe Housing Manager reported that the lift had stood "
                    "still for 31\ndays in the winter, and that a part for it had to be made by\n"
                    "hand. Two tenants of the fourth floor had not been out since\nChristmas.",
                    "",
                ),
                ("GW would write to the makers of the lift.", "GW"),
                (
                    "Members agreed that the delay had been too long. A chair\n"
                    "that climbs stairs could be hired for £90 a week, and the",
                    "",
                ),
            ],
        ),
    ],
    [
        (
            "",
            [
                ("tenants had asked for one.", ""),
                ("TH to find the money for the chair.", "TH"),
                ("The Panel agreed to hire two chairs until the part comes.", ""),
            ],
        ),
        (
            "3.",
            [
                (
                    "Keys\nThe keys of nine garages at Quarry Hill could not be found.\n"
                    "Councillor Reed thought that the garages were empty.",
                    "",
                ),
                ("GW to have the locks changed.", "GW"),
            ],
        ),
        ("4.", [("Date of Next Meeting\n11 April 2022 at 2 pm.", "")]),
    ],
]
OWNED = (
    "SALTBY TOWN COUNCIL",
    "CEMETERY COMMITTEE",
    "Monday 17 October 2022",
    "1. Apologies for Absence",
    "Councillor Tench had sent apologies.",
    "2. Opening Hours",
    "The Clerk said that the gates had been shut at four o’clock by a firm, which wants £1,300 a "
    "year to shut them at six.",
    "RESOLVED: That the gates be left open.",
)


def make_two_columns(path: Path) -> None:
    """Minutes in two columns, written line by line across both."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for number, title in enumerate(TITLES):
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawCentredString(A4[0] / 2, 790 - 16 * number, title)
    canvas.setFont("Helvetica", 9.5)
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        canvas.drawString(40, 730 - 13 * number, left)
        canvas.drawString(310, 730 - 13 * number, right)
    canvas.drawString(40, 500, "The meeting closed at 8.15 pm, and the Chair signed these minutes.")
    canvas.showPage()
    canvas.save()


def make_action_table(path: Path) -> None:
    """An action tracker: a ruled table with cells of many lines, over two pages."""
    rows = [[Paragraph(cell, CELL) for cell in row] for row in ACTIONS]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    story = [
        Paragraph("THORNMERE BOROUGH COUNCIL", BOLD),
        Paragraph("HOUSING SCRUTINY PANEL", BOLD),
        Paragraph("Wednesday 14 June 2023", BOLD),
        Spacer(1, 14),
        Paragraph("21. Actions from Earlier Meetings", BOLD),
        Spacer(1, 8),
        Paragraph("21.1 The Panel went through the actions that were open.", BODY),
        Spacer(1, 360),
        Table(rows, colWidths=[30, 150, 85, 75, 115], style=TableStyle(style), repeatRows=1),
        Spacer(1, 14),
        Paragraph("21.2 RESOLVED: That action 1 be closed.", BODY),
    ]
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build(story)


def make_hyphens_and_ligatures(path: Path) -> None:
    """Words broken by the margin, and letters run together, in a font that has both."""
    registerFont(TTFont("Vera", "Vera.ttf"))
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    height = 780.0
    for paragraph in FLOWING:
        for line in _broken(paragraph):
            canvas.setFont("Vera", 11)
            canvas.drawString(72, height, line)
            height -= 15
        height -= 0 if paragraph.endswith("-") else 9
    canvas.showPage()
    canvas.save()


def _broken(paragraph: str) -> list[str]:
    """Lines that fit between the margins. The font has the ligatures fi and fl only."""
    lines = [""]
    for word in paragraph.replace("ﬃ", "fﬁ").replace("ﬀ", "ff").split():
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, "Vera", 11) <= A4[0] - 144:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def make_agenda_pack(path: Path) -> None:
    """A summons and two reports, with a header for each and footers left and right in turn."""
    headers: list[str] = []

    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, A4[1] - 40, headers[document.page - 1])
        place = 72 if document.page % 2 else A4[0] - 140
        canvas.drawString(place, 30, f"Page {document.page}")

    story: list[object] = []
    for header, paragraphs in PACK.items():
        headers.append(header)
        for text in paragraphs:
            if text is None:
                story.append(PageBreak())
                headers.append(header)
            else:
                story += [Paragraph(text, BODY), Spacer(1, 9)]
        story.append(PageBreak())
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build(
        story[:-1], onFirstPage=furniture, onLaterPages=furniture
    )


def make_action_column(path: Path) -> None:
    """Minutes on a ruled form, with a column for initials, over two pages."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setFont("Helvetica-Bold", 12)
    for number, title in enumerate(FORM_TITLES):
        canvas.drawString(60, 790 - 16 * number, title)
    for rows, top in zip(FORM, (740, 790), strict=True):
        _draw_form(canvas, rows, top)
        canvas.showPage()
    canvas.save()


def _draw_form(canvas: Canvas, rows: list[tuple[str, list[tuple[str, str]]]], top: float) -> None:
    canvas.setFont("Helvetica", 11)
    edges, y = [top], top
    for number, paragraphs in rows:
        canvas.drawString(66, y - 14, number)
        beside = []
        for words, initials in paragraphs:
            beside.append((y - 14, initials))
            for line in words.split("\n"):
                canvas.drawString(106, y - 14, line)
                y -= 13
            y -= 10
        for height, initials in beside:
            canvas.drawString(480, height, initials)
        edges.append(y)
    canvas.grid([60, 100, 470, 530], edges)


def make_encrypted(path: Path) -> None:
    """Minutes that anybody may read and only their owner change.

    Encryption draws lots, so that each run makes other bytes of the same pages.
    """
    story = [part for text in OWNED for part in (Paragraph(text, BODY), Spacer(1, 9))]
    lock = StandardEncryption("", ownerPassword="clerk", canModify=0, strength=128)
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1, encrypt=lock).build(story)


if __name__ == "__main__":
    make_two_columns(INPUTS / "two-columns.pdf")
    make_action_table(INPUTS / "action-table.pdf")
    make_hyphens_and_ligatures(INPUTS / "hyphens-and-ligatures.pdf")
    make_agenda_pack(INPUTS / "agenda-pack.pdf")
    make_action_column(INPUTS / "action-column.pdf")
    if not (INPUTS / "encrypted.pdf").exists():
        make_encrypted(INPUTS / "encrypted.pdf")
