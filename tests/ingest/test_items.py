"""Agenda items, and what a reader would need to have read before each block."""

from collections.abc import Sequence

import pytest

from ingest.items import find_items, place
from ingest.lines import text_blocks
from ingest.model import PassageKind

Placement = tuple[PassageKind, str, str]  # kind, lead-in and words


def items(text: str) -> list[tuple[str | None, str]]:
    return [(item.number, item.title) for item in find_items(text, text_blocks(text))]


def placed(text: str) -> list[Placement]:
    blocks = text_blocks(text)
    return [
        (here.kind, here.lead_in, text[here.block.start : here.block.end])
        for here in place(text, blocks, find_items(text, blocks))
    ]


def kinds(text: str) -> list[PassageKind]:
    return [kind for kind, _, _ in placed(text)]


@pytest.mark.parametrize(
    ("headings", "numbers"),
    [
        pytest.param(("14. Staying Put", "15. Bins"), ["14", "15"], id="14."),
        pytest.param(("14 Staying Put", "15 Bins"), ["14", "15"], id="14"),
        pytest.param(("23/5 Staying Put", "23/6 Bins"), ["23/5", "23/6"], id="23/5"),
        pytest.param(("60/18 Staying Put", "61/18 Bins"), ["60/18", "61/18"], id="60/18"),
        pytest.param(("221 (28) Staying Put", "222 (29) Bins"), ["221 (28)", "222 (29)"], id="()"),
        pytest.param(
            ("CSC/12/19 Staying Put", "CSC/13/19 Bins"), ["CSC/12/19", "CSC/13/19"], id="CSC/"
        ),
        pytest.param(("Item 4: Staying Put", "Item 5: Bins"), ["4", "5"], id="Item 4:"),
        pytest.param(("Minute 27 Staying Put", "Minute 28 Bins"), ["27", "28"], id="Minute 27"),
    ],
)
def test_numbering_styles(headings: Sequence[str], numbers: list[str]) -> None:
    """An item has the number that the minutes give it, and the title without the number."""
    text = "".join(f"{heading}\n\nIt was late that day.\n\n" for heading in headings)

    assert list(zip(numbers, ["Staying Put", "Bins"], strict=True)) == items(text)


def test_markdown_headings() -> None:
    """A line of Markdown that begins with # is a heading, of whatever shape, without the mark."""
    text = (
        "# Minutes\n## 4. Bins\nThey were late.\n### what was said about them\nNo.\n## 5. Parks\n"
    )
    blocks = text_blocks(text)
    last = [here.headings for here in place(text, blocks, find_items(text, blocks))][4]

    assert [("4", "Bins"), ("5", "Parks")] == items(text)
    assert last == ("what was said about them",)


def test_items_reach_to_the_next() -> None:
    """Items are in order and apart, and the last reaches to the document's end."""
    text = "Opening words.\n\n1. Apologies\n\nNone came.\n\n2. Bins\n\nThey were late.\n"
    first, second = find_items(text, text_blocks(text))

    assert text[first.start : first.end] == "1. Apologies\n\nNone came.\n\n"
    assert text[second.start : second.end] == "2. Bins\n\nThey were late.\n"
    assert second.label == "2 Bins"


def test_where_items_are_numbered_other_headings_lie_within_them() -> None:
    """A heading without a number opens an item only where none has one."""
    numbered = "1. Apologies\n\nNone.\n\n2. Housing\n\nDamp and Mould\n\nIt was damp.\n"
    plain = "Apologies\n\nThere were none.\n\nHousing\n\nIt was damp.\n"

    assert [("1", "Apologies"), ("2", "Housing")] == items(numbered)
    assert [(None, "Apologies"), (None, "Housing")] == items(plain)


def test_a_heading_right_below_another_is_its_subtitle() -> None:
    """Two headings in a row open one item."""
    assert [(None, "Damp and Mould")] == items(
        "Damp and Mould\n\nReport of the Head of Housing\n\nIt was damp.\n"
    )


def test_the_title_of_the_meeting_is_no_item() -> None:
    """The council's name, the committee's and the date open no item."""
    text = (
        "Tinytown Council\n\nScrutiny Committee\n\n14 June 2018\n\nMinutes\n\n"
        "Staying Put\n\nIt was late.\n"
    )

    assert [(None, "Staying Put")] == items(text)


def test_a_lead_in_is_the_context_of_its_list() -> None:
    """Bullets carry the words that introduce them, and no longer than the list goes on."""
    text = (
        "1. Staying Put\n\nDuring discussion the following points were noted:\n\n"
        "· Carers lost money.\n\n• One man had moved.\n\nThe Chair thanked them all.\n"
    )
    lead_in = "During discussion the following points were noted:"

    assert [
        ("procedural", "", "1. Staying Put"),
        ("procedural", "", lead_in),
        ("discussion", lead_in, "· Carers lost money."),
        ("discussion", lead_in, "• One man had moved."),
        ("discussion", "", "The Chair thanked them all."),
    ] == placed(text)


def test_a_lead_in_is_the_last_sentence_before_its_list() -> None:
    """Of a paragraph that ends with a colon, the last sentence introduces the list."""
    text = "The Director was sorry. She proposed:\n\n· more money.\n"

    assert placed(text)[1] == ("discussion", "She proposed:", "· more money.")


@pytest.mark.parametrize(
    ("opening", "kind"),
    [
        ("RESOLVED: That", "decision"),
        ("RESOLVED –", "decision"),
        ("14.3 RESOLVED:", "decision"),
        ("Decision:", "decision"),
        ("RECOMMENDATIONS:", "decision"),
        ("The Committee resolved to:", "decision"),
        ("ACTIONS:", "action"),
    ],
)
@pytest.mark.parametrize("marker", ["(1)", "(a)", "·", "1.", "-"])
def test_clauses_below_a_label_are_what_it_says(
    opening: str, kind: PassageKind, marker: str
) -> None:
    """Clauses and bullets below a label are decisions or actions, and carry it as lead-in."""
    text = f"{opening}\n\n{marker} That the report be noted\n\n{marker} That it be sent\n"

    assert [
        ("procedural", "", opening),
        (kind, opening, f"{marker} That the report be noted"),
        (kind, opening, f"{marker} That it be sent"),
    ] == placed(text)


def test_the_paragraph_right_below_a_label_is_what_it_says() -> None:
    """A label and one paragraph are a decision; the paragraph after that is not."""
    text = "RESOLVED:\n\nThat the report be noted.\n\nThe Chair thanked them all.\n"

    assert [
        ("procedural", "", "RESOLVED:"),
        ("decision", "RESOLVED:", "That the report be noted."),
        ("discussion", "", "The Chair thanked them all."),
    ] == placed(text)


def test_a_table_ends_the_list_before_it() -> None:
    """Figures below a list of decisions are none; below a label they are what it announces."""
    below_list = "RESOLVED: That\n\n(a) it be noted;\n\nYear\tCost\n2020\t£4\n"
    below_label = "ACTIONS:\n\nAction\tOwner\nFell the tree\tReed\n"
    below_bullet = "ACTIONS:\n\n· these by May:\n\nAction\tOwner\nFell the tree\tReed\n"

    assert kinds(below_list) == ["procedural", "decision", "discussion", "discussion"]
    assert kinds(below_label) == ["procedural", "action", "action"]
    assert [lead_in for _, lead_in, _ in placed(below_bullet)][2:] == ["· these by May:"] * 2


def test_a_decision_ends_with_its_item() -> None:
    """Bullets under the next item are not decisions of the last one."""
    text = "1. Bins\n\nRESOLVED: That\n\n(a) it be noted\n\n2. Parks\n\n· They were green.\n"

    assert kinds(text)[-1] == "discussion"


def test_minutes_label_ends_a_decision() -> None:
    """On ModernGov pages "Minutes:" follows "Decision:", and what it opens was said."""
    text = "Decision:\n\nTo close the bridge.\n\nMinutes:\n\nThe bridge was old.\n\n· It swayed.\n"

    assert ["procedural", "decision", "procedural", "discussion", "discussion"] == kinds(text)


def test_headings_within_an_item_are_context() -> None:
    """A heading inside an item heads what follows it, until the next heading."""
    text = (
        "1. Apologies\n\nNone.\n\n2. Housing\n\nDamp and Mould\n\nIt was damp.\n\n"
        "Empty Homes\n\nThey were empty.\n"
    )
    blocks = text_blocks(text)
    headings = {
        text[here.block.start : here.block.end]: here.headings
        for here in place(text, blocks, find_items(text, blocks))
    }

    assert headings["It was damp."] == ("Damp and Mould",)
    assert headings["They were empty."] == ("Empty Homes",)
    assert headings["None."] == ()


def test_short_words_under_a_routine_item_are_procedural() -> None:
    """Under Apologies, one line is a formality, yet who was there is still attendance."""
    text = "1. Apologies\n\nCouncillor Reed was ill.\n\nPresent: Councillor Ash\n\n2. Bins\n\nLate."

    assert ["procedural", "procedural", "attendance", "procedural", "discussion"] == kinds(text)


@pytest.mark.parametrize("word", ["NOTED", "NOTED.", "RECEIVED.", "AGREED", "AGREED – the fee"])
def test_one_word_may_be_the_decision(word: str) -> None:
    """ "NOTED" alone on its line announces nothing: it is what was decided of the item."""
    assert kinds(f"1. Fees\n\nFees were late.\n\n{word}\n\n2. Parks\n\nParks were green.\n") == [
        "procedural",
        "discussion",
        "decision",
        "procedural",
        "discussion",
    ]


def test_a_vote_between_two_clauses_ends_no_resolution() -> None:
    """Who moved a clause and how they voted stands between it and the next."""
    text = "RESOLVED that:\n\n1. a be done; and\n\nVoting: unanimous\n\n2. b be done.\n"

    assert ["procedural", "decision", "discussion", "decision"] == kinds(text)


def test_the_page_turns_inside_a_resolution() -> None:
    """A rule and the number of a page are no words, and end nothing."""
    text = "1. Land\n\nAnd Resolved:\n\n---\n\n2\n\n“That it be sold.”\n\n(b) Circulated, a map.\n"

    assert kinds(text)[-2:] == ["decision", "discussion"]


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        ("No\tAction\tOwner", "1\tMend the gate\tReed", "action"),
        ("Item\tAction by", "The gate would be mended\tReed", "action"),
        ("Item\tAction by", "The gate was old\t ", "discussion"),
        ("Year\tCost", "2020\t£4", "discussion"),
        ("No\tSubject\tDisposition", "1\tThe gate\tADOPTED AS AMENDED", "decision"),
        ("No\tSubject\tDisposition", "1\tThe gate\tRECEIVED AS INFORMATION (see 2)", "decision"),
    ],
)
def test_rows_of_actions_and_dispositions(header: str, row: str, kind: PassageKind) -> None:
    """A column for actions makes its rows actions; "ADOPTED" in the last cell, decisions."""
    assert kind == kinds(f"1. Gates\n\nThe list:\n\n{header}\n{row}\n")[-1]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        pytest.param(
            "19.09.01 Apologies\n\nNone.\n\n19.09.02 Bonfire\n\nIt burns.\n",
            ["19.09.01 Apologies", "19.09.02 Bonfire"],
            id="year, month and item",
        ),
        pytest.param(
            "1. Welcome: The Chair spoke.\n\n2. Apologies: none.\n\n3. Bins: They were late.\n",
            ["1 Welcome", "2 Apologies", "3 Bins"],
            id="titles run in",
        ),
        pytest.param(
            "Item 1: Bins: a proposal\n\nLate.\n\nItem 7i) Parks\n\nGreen.\n",
            ["1 Bins: a proposal", "7i) Parks"],
            id="Item N",
        ),
        pytest.param(
            "2. Homes\n\n(a) Damp\n\nIt was damp.\n\n(b) Mould\n\nIt grew.\n\n3. Parks\n\nGreen.\n",
            ["2 Homes", "a Damp", "b Mould", "3 Parks"],
            id="lettered titles",
        ),
        pytest.param(
            "8. Letters\n\n1. Gritting Leaflet\n\n2. Agenda\n\n3. Map\n\n9. Parks\n\nGreen.\n",
            ["8 Letters", "9 Parks"],
            id="a list within an item",
        ),
        pytest.param(
            "Agenda item\n\nTo receive a report.\n\nIt was late.\n",
            ["To receive a report."],
            id="a sentence",
        ),
        pytest.param(
            "1 | The gate | ADOPTED\n2 | The park | RECEIVED\n".replace(" | ", "\t"),
            ["1 The gate", "2 The park"],
            id="tabs",
        ),
        pytest.param(
            "| 1 | The gate | ADOPTED |\n| 2 | The park | RECEIVED |\n",
            ["1 The gate", "2 The park"],
            id="dispositions",
        ),
    ],
)
def test_items_in_the_ways_that_councils_number_them(text: str, labels: list[str]) -> None:
    """Each way was met in real minutes."""
    assert labels == [item.label for item in find_items(text, text_blocks(text))]
