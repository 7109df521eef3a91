"""Which lines belong together, and what each block is."""

import pytest

from ingest.lines import classify, find_form, is_heading, text_blocks
from ingest.model import BlockKind


def shown(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, text[block.start : block.end]) for block in text_blocks(text)]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("14. Staying Put Scheme – Update", id="number and full stop"),
        pytest.param("14 Staying Put Scheme", id="number alone"),
        pytest.param("23/5 Staying Put", id="minute and year (Middlesbrough)"),
        pytest.param("60/18 Apologies", id="minute and year (Bromsgrove)"),
        pytest.param("221 (28) Winter Gritting", id="two numbers (North Lincolnshire)"),
        pytest.param("CSC/12/19 Budget Monitoring", id="committee, minute and year"),
        pytest.param("EH.23 Budget Monitoring", id="committee and minute"),
        pytest.param("B.7 Budget Monitoring", id="a letter and minute"),
        pytest.param("EH.24.7 Budget Monitoring", id="committee, year and minute"),
        pytest.param("No. 611 Budget Monitoring", id="number by its word"),
        pytest.param("Agenda Item 7: Any Other Business", id="agenda item"),
        pytest.param("Minute 27 Bus Shelters", id="minute"),
        pytest.param("5 – Library Opening Hours", id="dash"),
        pytest.param("18. Swimming Baths: Annual Performance", id="title and subtitle"),
        pytest.param("4. Damp and mould: progress on the plan", id="subtitle in small letters"),
        pytest.param("Haddle Bridge Youth Centre", id="title without a number"),
        pytest.param("DECLARATIONS OF INTEREST", id="capitals"),
        pytest.param("14.\tStaying Put Scheme", id="tab after the number"),
        pytest.param(
            "4. Ferries on the river: fares and times", id="a numbered title in two parts"
        ),
    ],
)
def test_headings_in_every_numbering_style(line: str) -> None:
    """A short title is a heading, however its item is numbered."""
    assert is_heading(line)
    assert classify(line) == "heading"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("The Director reported a delay.", id="sentence"),
        pytest.param("the report be noted", id="no capital"),
        pytest.param("Councillor Reed", id="a person"),
        pytest.param("Mr T Oduya", id="a person with a title"),
        pytest.param("14", id="number alone on its line"),
        pytest.param("3. Finance: the Clerk reported a saving", id="a sentence after a colon"),
        pytest.param("3. Finance: Mr Reed to ask the bank", id="an action after a colon"),
        pytest.param("1) Option A: closure in April", id="a list to choose from"),
        pytest.param("Haddle Bridge Youth Centre:", id="announces what follows"),
        pytest.param("Year | Cost", id="cells"),
        pytest.param("2020\t£400", id="cells between tabs"),
        pytest.param("Haddle " * 30, id="longer than a line"),
        pytest.param("4. Ferries on the river: none was late", id="what a numbered title says"),
        pytest.param("What it costs? [Action: Clerk to ask]", id="a mark of who is to act"),
        pytest.param("Members asked what it would cost to close the gap", id="words of a sentence"),
    ],
)
def test_what_is_no_heading(line: str) -> None:
    """Sentences, names, numbers alone and table cells are no headings."""
    assert classify(line) != "heading"


@pytest.mark.parametrize("bullet", ["·", "•", "Ø", "§", "o", "-", "–", "*", "\uf0b7", "➢", "▪"])
def test_bullets_as_word_leaves_them(bullet: str) -> None:
    """Each glyph that Word's bullets survive as begins a bullet of its own."""
    text = f"Members noted that:\n{bullet} carers lost money.\n{bullet} one man had moved."

    assert [
        ("paragraph", "Members noted that:"),
        ("bullet", f"{bullet} carers lost money."),
        ("bullet", f"{bullet} one man had moved."),
    ] == shown(text)


@pytest.mark.parametrize(
    "marker", ["(1)", "1)", "1.", "(a)", "a)", "a.", "(iv)", "iv.", "(A)", "12.", "(x)"]
)
def test_clauses_in_every_numbering_style(marker: str) -> None:
    """A clause of a resolution is a block of its own, whatever its number looks like."""
    text = f"the Committee noted it\n{marker} the report be noted; and\n{marker} the other too."

    assert [
        ("paragraph", "the Committee noted it"),
        ("clause", f"{marker} the report be noted; and"),
        ("clause", f"{marker} the other too."),
    ] == shown(text)


@pytest.mark.parametrize("marker", ["14.1", "14.1.", "(a)", "(1)", "3.", "·", "Ø", "o", "\uf0b7"])
def test_markers_alone_on_a_line_belong_to_the_words_after_them(marker: str) -> None:
    """A number or bullet alone on its line is joined to the next line, even over a blank one."""
    for gap in ("\n", "\n\n"):
        text = f"It was late.\n\n{marker}{gap}the Director was sorry for that."

        assert [
            "It was late.",
            f"{marker}{gap}the Director was sorry for that.",
        ] == [words for _, words in shown(text)]


def test_numbered_paragraphs_stand_alone() -> None:
    """ "14.1 The Director" begins a paragraph; a line that begins with the time does not."""
    text = (
        "14.1 The Director reported that collections began late and would go on until about\n"
        "8.30 pm on most days of that week.\n"
        "14.2 Members asked why."
    )

    assert [
        "14.1 The Director reported that collections began late and would go on until about\n"
        "8.30 pm on most days of that week.",
        "14.2 Members asked why.",
    ] == [words for _, words in shown(text)]


def test_lines_broken_at_a_margin_are_one_paragraph() -> None:
    """Lines that run on to the margin are one block, until a blank line ends it."""
    paragraph = (
        "The Director reported that eleven young people were living with carers at\n"
        "nineteen. Four of them would leave before the summer, and nobody knew for\n"
        "where."
    )

    assert [("paragraph", paragraph)] * 2 == shown(f"{paragraph}\n\n{paragraph}\n")


def test_a_line_that_ends_short_ends_its_paragraph() -> None:
    """Where a sentence ends well before the margin, the next line is another paragraph."""
    text = (
        "The Director reported that eleven young people were living with carers at\n"
        "nineteen.\n"
        "Members asked what it would cost to let each one of them stay for one year\n"
        "longer."
    )

    assert ["The", "Members"] == [words.split()[0] for _, words in shown(text)]


@pytest.mark.parametrize(
    "line",
    [
        "Minutes:",
        "Decision:",
        "RESOLVED: That",
        "RESOLVED –",
        "Resolved",
        "Agenda item",
        "Supporting documents:",
        "ACTION:",
        "Actions",
        "RECOMMENDATIONS:",
        "Present:",
        "In attendance:",
        "14.3 RESOLVED:",
        "It was unanimously resolved:",
        "Proposed by Councillor Reed, seconded by Councillor Orme and resolved:",
        "And Resolved;",
        "The Committee resolved to:",
        "The Committee RESOLVED that",
    ],
)
def test_labels(line: str) -> None:
    """A line that only announces what follows is a label, and the words after it are not."""
    text = f"{line}\nthe report be noted."

    assert [("label", line), ("paragraph", "the report be noted.")] == shown(text)


def test_labels_need_the_whole_line() -> None:
    """A sentence that begins with a label's word is no label."""
    for line in ("Minutes of the last meeting were late.", "Present circumstances are odd."):
        assert classify(line) == "paragraph"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        pytest.param("Year\tCost\n2020\t£400\n2021\t£500", "Year | Cost", id="tabs"),
        pytest.param("Owner\t\tDue\nHousing\t\tMay\nRoads\t\tJune", "Owner | Due", id="two tabs"),
        pytest.param("| Year | £ |\n| 2020 | 4 |\n| 2021 | 5 |", "| Year | £ |", id="pipes"),
    ],
)
def test_rows_carry_the_header_of_their_table(text: str, header: str) -> None:
    """Each line of a table is a row, and every row but the first carries the first."""
    assert ["", header, header] == [block.header for block in text_blocks(text)]
    assert ["row"] * 3 == [block.kind for block in text_blocks(text)]


@pytest.mark.parametrize("marker", ["(a)", "1.", "14.1", "23/5", "iv)", "·", "B."])
def test_a_number_before_a_tab_makes_no_table(marker: str) -> None:
    """Word puts a tab between a number and its words; that is a list, not a table."""
    text = f"{marker}\tthe Director spoke.\n{marker}\tthe Chair spoke."

    assert "row" not in [kind for kind, _ in shown(text)]


def test_a_transcript_is_known_by_its_turns() -> None:
    """Half the paragraphs opening with a speaker make a transcript; ten are needed to tell."""
    turns = "Lynne Neagle AM: Good afternoon.\n\nI said so before.\n\n"

    for n_turns, form in ((5, "transcript"), (4, "minutes")):
        text = turns * n_turns
        assert find_form(text, text_blocks(text)) == form


def test_minutes_with_a_few_colons_are_no_transcript() -> None:
    """Minutes that name a speaker now and then are still minutes."""
    text = "Reed: no.\n\n" * 4 + "The Director reported that it was late.\n\n" * 6

    assert find_form(text, text_blocks(text)) == "minutes"


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n", "\u00a0\n"])
def test_white_space_has_no_blocks(text: str) -> None:
    """What holds no words has no blocks."""
    assert text_blocks(text) == ()
