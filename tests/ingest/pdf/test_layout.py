"""Lines in the order in which a page is read: columns, tables, paragraphs, headers."""

import io
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from ingest.model import Reading, page_at
from ingest.read_pdf import read_pdf

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=14)
RULED = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
HEADER = ["Action", "Owner", "Due"]
ACTIONS = [
    ["Write to every tenant of Mill Lane about the repair of the roof", "Head of Housing", "June"],
    ["Ask the County Council for the map of its drains, and for the dates", "Clerk", ""],
    ["Bring the figures back", "Director of Finance and Property", "14 July"],
]


def drawn(*draws: Callable[[Canvas], None]) -> bytes:
    """A page for each drawing."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    for draw in draws:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def printed(*flowables: object) -> bytes:
    """Pages of flowing text."""
    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=(595, 842), invariant=1).build(list(flowables))
    return file.getvalue()


def table(rows: Sequence[Sequence[str]], *style: object, widths: Sequence[int] = ()) -> Table:
    return Table(
        [[Paragraph(cell, BODY) for cell in row] for row in rows],
        colWidths=list(widths) or [200, 130, 80],
        style=TableStyle(list(style or RULED)),
        repeatRows=1,
    )


def rows(reading: Reading) -> list[str]:
    return [reading.text[b.start : b.end] for b in reading.blocks if b.kind == "row"]


def headers(reading: Reading) -> set[str]:
    return {b.header for b in reading.blocks if b.kind == "row"}


SHADED = [*RULED, ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)]
PALE = [("GRID", (0, 0), (-1, -1), 0.25, colors.HexColor("#bfbfbf"))]
OPEN = [("INNERGRID", (0, 0), (-1, -1), 0.5, colors.black)]


@pytest.mark.parametrize(
    "style", [RULED, SHADED, PALE, OPEN], ids=["ruled", "shaded", "pale", "open"]
)
def test_a_row_stays_together_with_its_header(style: Sequence[object]) -> None:
    """Each row of a ruled table is one line, however many its cells take, under its header."""
    reading = read_pdf(
        printed(Paragraph("Actions agreed:", BODY), table([HEADER, *ACTIONS], *style))
    )

    assert rows(reading) == [" | ".join(row) for row in (HEADER, *ACTIONS)]
    assert headers(reading) == {"", "Action | Owner | Due"}
    assert reading.text.startswith("Actions agreed:")


def test_a_table_over_two_pages() -> None:
    """A table that goes on over the page keeps its header, which is not read twice."""
    reading = read_pdf(printed(Spacer(1, 500), table([HEADER, *ACTIONS, *ACTIONS])))

    assert len(reading.page_starts) == 2
    assert rows(reading) == [" | ".join(row) for row in (HEADER, *ACTIONS, *ACTIONS)]
    assert headers(reading) == {"", "Action | Owner | Due"}


def test_cells_that_span() -> None:
    """A title across a table stands alone; an empty cell keeps its place."""
    spanned = [*RULED, ("SPAN", (0, 0), (-1, 0))]
    title = ["Actions of the Committee in the municipal year 2023/24 by their owners", "", ""]
    reading = read_pdf(printed(table([title, HEADER, *ACTIONS], *spanned)))

    assert reading.text.startswith(title[0])
    assert rows(reading)[0] == "Action | Owner | Due"
    assert rows(reading)[2].endswith("| Clerk | ")


def test_minutes_laid_out_by_a_table() -> None:
    """Where the cells hold paragraphs, the table is only how the minutes are laid out."""
    said = "The Director reported that the bins of Mill Lane had been late again, and why. " * 6
    reading = read_pdf(
        printed(
            table(
                [["14.1", said, "AB"], ["14.2", said.replace("Mill", "Low"), "CD"]],
                widths=[40, 330, 40],
            )
        )
    )

    assert not rows(reading)
    assert "14.1 The Director reported" in reading.text
    assert reading.text.index("14.2 The Director") > reading.text.index("AB")


FORM = [
    ["", "", "Action"],
    ["1.", "The Head of Parks would write to the tenants of Quarry Hill about the gate", "GW"],
    ["2.", "Date of Next Meeting", ""],
    ["3.", "Parks are green. The Clerk will look into that before long, and tell us", ""],
]


def test_initials_beside_minutes_are_an_action() -> None:
    """In a form for minutes, the paragraph that initials stand beside is a row with them."""
    reading = read_pdf(printed(table(FORM, widths=[40, 370, 60])))

    assert [
        "1. The Head of Parks would write to the tenants of Quarry Hill about the gate | GW"
    ] == rows(reading)
    assert {"Action"} == headers(reading)


def test_no_cell_of_a_form_is_lost() -> None:
    """A short text beside an empty column for actions is no initials."""
    text = read_pdf(printed(table(FORM, widths=[40, 370, 60]))).text

    assert [cell for row in FORM for cell in row if cell and cell not in text] == []
    assert "2. Date of Next Meeting" in text


def test_a_column_for_actions_without_rules() -> None:
    """Below "Action", initials right of all else stand with the words beside them, page by page."""
    hedge = "The Clerk would ask {} for the price of a new hedge, and of the work."
    said = {
        "4 Allotments": ("The gate had been left open again for the sheep.", "Reed"),
        "5 Trees": ("Four limes on the green had dropped their branches.", "Sedge"),
    }

    def page(title: str) -> Callable[[Canvas], None]:
        said_first, whom = said[title]

        def draw(canvas: Canvas) -> None:
            canvas.drawString(80, 760, title[:1])
            canvas.drawString(106, 760, title[2:])
            for number in range(3):
                canvas.drawString(106, 730 - 14 * number, f"{said_first} {whom} saw {number}.")
            canvas.drawString(106, 660, hedge.format(whom))
            canvas.drawString(520, 660, "KR")
            if title == "4 Allotments":
                canvas.drawString(516, 760, "Action")

        return draw

    reading = read_pdf(drawn(*map(page, said)))

    assert [f"{hedge.format(whom)} | KR" for _, whom in said.values()] == rows(reading)
    assert {"Action"} == headers(reading)
    assert [title for title in said if title not in reading.text] == []


@pytest.mark.parametrize("first", [True, False])
def test_short_words_beside_a_line_that_begins_with_them(first: bool) -> None:
    """Initials that are written before the line beside them take no letters from it."""

    def form(canvas: Canvas) -> None:
        canvas.grid([60, 100, 470, 530], [700, 720, 780])
        canvas.drawString(480, 705, "Action")
        lines = [
            (480, 760, "TH"),
            (106, 760, "TH to find the money for the chair."),
            (106, 746, "The Panel agreed to hire two chairs until then."),
        ]
        for x, y, line in lines if first else reversed(lines):
            canvas.drawString(x, y, line)

    words = " ".join(read_pdf(drawn(form)).text.replace("|", " ").split())

    assert "TH to find the money for the chair." in words
    assert "The Panel agreed to hire two chairs until then." in words


def test_accounts_have_a_row_for_each_amount() -> None:
    """Where only columns are ruled, each amount makes a row with what stands beside it."""

    def accounts(canvas: Canvas) -> None:
        for x in (60, 240, 330, 420):
            canvas.line(x, 600, x, 760)
        for y in (600, 740, 760):
            canvas.line(60, y, 420, y)
        lines = [("Payments", "2022-23", "2023-24"), ("Clerk's salary", "3,025.00", "3,245.00")]
        lines += [("Internal audit", "20.00", ""), ("External audit", "0.00", "50.00")]
        lines += [("Hire of hall", "97.50", "85.00"), ("Total", "3,142.50", "3,380.00")]
        for n, cells in enumerate(lines):
            for x, cell in zip((70, 250, 340), cells, strict=True):
                canvas.drawString(x, 745 - 22 * n, cell)

    reading = read_pdf(drawn(accounts))

    assert rows(reading)[:3] == [
        "Payments | 2022-23 | 2023-24",
        "Clerk's salary | 3,025.00 | 3,245.00",
        "Internal audit | 20.00 | ",
    ]
    assert headers(reading) == {"", "Payments | 2022-23 | 2023-24"}


def test_a_frame_is_no_table() -> None:
    """A box around words, and lines under headings, leave the words as they are."""

    def framed(canvas: Canvas) -> None:
        canvas.rect(60, 600, 400, 200)
        canvas.line(60, 700, 460, 700)
        canvas.drawString(72, 770, "The bins were late.")
        canvas.drawString(72, 650, "Nobody knew why.")

    assert not rows(read_pdf(drawn(framed)))


LEFT = [f"left {n} of the words that fill the whole of this column" for n in range(12)]
RIGHT = [f"right {n} of the words that fill the whole of that column" for n in range(12)]
TITLE = "Thornmere Borough Council tells every one of its residents what it has done in this year."


@pytest.mark.parametrize("order", ["column by column", "line by line", "in one go"])
def test_columns_are_read_one_after_the_other(order: str) -> None:
    """However a program wrote two columns, the left one is read first, title and foot outside."""

    def columns(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 800, TITLE)
        places = [(60, 770 - 13 * n, line) for n, line in enumerate(LEFT)]
        places += [(320, 770 - 13 * n, line) for n, line in enumerate(RIGHT)]
        if order == "line by line":
            places.sort(key=lambda place: -place[1])
        if order == "in one go":
            text = canvas.beginText(60, 770)
            for left, right in zip(LEFT, RIGHT, strict=True):
                text.textOut(left)
                text.moveCursor(260, 0)
                text.textOut(right)
                text.moveCursor(-260, 13)
            canvas.drawText(text)
        else:
            for place in places:
                canvas.drawString(*place)
        canvas.drawString(60, 560, TITLE.replace("Council", "Committee"))

    words = " ".join(read_pdf(drawn(columns)).text.split())

    foot = TITLE.replace("Council", "Committee")
    assert words == " ".join([TITLE, *LEFT, *RIGHT, foot])


def test_names_and_roles_beside_each_other_are_no_columns() -> None:
    """Two columns of a few words are a list, each line of which is read across."""

    def attendance(canvas: Canvas) -> None:
        for n in range(10):
            canvas.drawString(72, 700 - 14 * n, f"Councillor Ash{n}")
            canvas.drawString(300, 700 - 14 * n, f"Chair of Panel {n}")

    assert "Ash3 Chair of Panel 3" in read_pdf(drawn(attendance)).text


def lines_at(*lines: tuple[float, str]) -> Callable[[Canvas], None]:
    """Lines at these heights."""

    def draws(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for height, line in lines:
            canvas.drawString(72, height, line)

    return draws


def said(what: str, height: float) -> list[tuple[float, str]]:
    """A few lines of minutes."""
    words = (
        f"The report of {what} was late.",
        "Nobody knew why.",
        f"{what} was praised, and so on.",
    )
    return [(height - 14 * n, line) for n, line in enumerate(words)]


FULL = "The Director reported that the lorries of the town were all too wide for Mill Lane"
ENDED = "and it was agreed by all those who were present that they should not be used there."


def test_white_between_lines_parts_paragraphs() -> None:
    """A last line that reaches the margin ends its paragraph where more white follows."""
    apart = read_pdf(
        drawn(lines_at((780, FULL), (766, ENDED), (744, FULL), (730, ENDED), (716, "So it was.")))
    )
    together = read_pdf(
        drawn(lines_at((780, FULL), (766, ENDED), (752, FULL), (738, ENDED), (724, "So it was.")))
    )

    assert [len(apart.blocks), len(together.blocks)] == [2, 1]


def test_double_spacing_is_no_white() -> None:
    """In a text of which every line stands far from the next, no line is a paragraph."""
    heights = [780 - 28 * n for n in range(6)]
    reading = read_pdf(drawn(lines_at(*zip(heights, [FULL, ENDED] * 3, strict=True))))

    assert len(reading.blocks) == 1


def test_a_paragraph_goes_on_over_the_page() -> None:
    """The foot of a page parts nothing."""
    reading = read_pdf(drawn(lines_at((780, FULL)), lines_at((780, ENDED))))

    assert len(reading.blocks) == 1


def test_white_without_a_space_parts_words() -> None:
    """Some programs leave out the space after a number, and print it wide."""

    def draws(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setFont("Helvetica", 11)
        canvas.drawText(text)
        for n in range(4):
            canvas._code.append(
                f"BT /F1 11 Tf 72 {700 - 14 * n} Td [(1{n}.1) -150 (Agreed) -270 (to) -270 (it.)]"
                " TJ ET"
            )

    assert "11.1 Agreed to it." in read_pdf(drawn(draws)).text


def test_headers_that_name_a_section() -> None:
    """A header that stands apart and half of which comes back is furniture, whatever the rest."""
    sections = ["Housing", "Parks", "Roads", "Schools", "Bins", "Care"]
    reading = read_pdf(
        drawn(
            *(
                lines_at((800, f"Scrutiny Committee – {section}"), *said(section, 740))
                for section in sections
            )
        )
    )

    assert reading.text.count("Scrutiny Committee") == 1
    assert all(f"of {section} was late." in reading.text for section in sections)


def test_footers_of_four_lines() -> None:
    """An address of four lines at the foot of each page goes; what stands above it stays."""
    address = ["Thornmere Borough Council", "Town Hall", "Loam Street", "Telephone 01632 960 100"]
    foot = [(80 - 12 * n, line) for n, line in enumerate(address)]
    said = ["The bins were late.", "The swans were early.", "Nobody knew why that was."]
    reading = read_pdf(drawn(*(lines_at((780, words), *foot) for words in said)))

    assert reading.text.split() == " ".join(said).split()


def test_figures_at_the_foot_of_a_page_are_not_its_number() -> None:
    """One number alone at the foot numbers the page; the figures above it are what was counted."""
    said = ["The poll at Saltby was held in May.", "At Millbeck nobody came to vote."]

    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            for place, line in enumerate([said[number - 1], "120", "45", "300", str(number)]):
                canvas.drawString(72, 700 - 20 * place, line)

        return draw

    words = read_pdf(drawn(page(1), page(2))).text.split()

    assert [words.count(figure) for figure in ("120", "45", "300")] == [2, 2, 2]


def test_footers_that_are_written_first() -> None:
    """Programs may write the foot of a page before its words; what counts is where it stands."""
    said = ["The bins were late.", "The swans were early.", "Nobody knew why that was."]
    reading = read_pdf(drawn(*(lines_at((40, "Draft minutes"), (780, words)) for words in said)))

    assert reading.text.split() == " ".join(said).split()


def test_the_papers_of_a_pack_have_headers_of_their_own() -> None:
    """A header on a few pages among many is furniture there."""
    papers = [("Housing report", 4), ("Annual report of Parks", 5), ("Minutes of Care", 6)]
    pages = [head for head, n in papers for _ in range(n)]
    reading = read_pdf(
        drawn(
            *(
                lines_at((800, head), *said(f"page {chr(65 + n)}", 740))
                for n, head in enumerate(pages)
            )
        )
    )

    assert reading.text.count("Annual report of Parks") == 0
    assert all(f"of page {chr(65 + n)} was" in reading.text for n in range(len(pages)))


word = st.text(alphabet="abcdefghjkmnopqrstuvwxyz", min_size=2, max_size=6)
pages_of_words = st.lists(
    st.lists(st.lists(word, min_size=1, max_size=6), max_size=12), min_size=1, max_size=5
)


@settings(max_examples=40, deadline=None)
@given(pages_of_words, st.booleans())
def test_every_word_is_on_its_page(pages: list[list[list[str]]], has_header: bool) -> None:
    """Whatever stands on the pages, each word is read once, in its order, and on its own page."""
    marked = [
        [
            " ".join(f"{word}{'ABCDE'[n]}{i}q{k}" for k, word in enumerate(line))
            for i, line in enumerate(page)
        ]
        for n, page in enumerate(pages)
    ]
    head = [(810.0, "Scrutiny Committee")] if has_header else []
    if not any(marked):
        return
    reading = read_pdf(
        drawn(*(lines_at(*head, *((760 - 15.0 * i, t) for i, t in enumerate(p))) for p in marked))
    )
    expected = [(w, n) for n, p in enumerate(marked, 1) for line in p for w in line.split()]
    places = [reading.text.index(w) for w, _ in expected]

    assert all(one < other for one, other in pairwise(places))
    assert [page_at(reading.page_starts, place) for place in places] == [n for _, n in expected]
