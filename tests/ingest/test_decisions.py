"""Decision, action, who was there, formality, or what was said?

The forms are those that councils were seen to use; the council is named where one was.
"""

import pytest

from ingest.decisions import DECISION_INSIDE, is_formality, is_lead_in, is_routine, opens


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("RESOLVED: That (1) the report be noted", id="colon and number"),
        pytest.param("RESOLVED - that the report be noted", id="hyphen"),
        pytest.param("RESOLVED – that the report be noted", id="dash"),
        pytest.param("RESOLVED — that the report be noted", id="long dash"),
        pytest.param("Resolved –(a) the report be noted", id="no space after the dash"),
        pytest.param("Resolved (1) That the report be noted", id="number before That"),
        pytest.param("RESOLVEDThat the report be noted", id="lost separator (Brighton)"),
        pytest.param("2.1 RESOLVEDThat the report be noted", id="lost separator, numbered"),
        pytest.param("RESOLVED:That x be noted. REASON: y", id="no space (York)"),
        pytest.param("REASON: To comply with the Act.", id="reason (York)"),
        pytest.param("Reason for decision: to comply.", id="reason for decision"),
        pytest.param("RECOMMENDATIONS:", id="recommendations"),
        pytest.param("RECOMMENDED – That Cabinet adopt it", id="recommended"),
        pytest.param("Recommendation: That Cabinet adopt it", id="one recommendation"),
        pytest.param("RECEIVED.", id="received (City of London)"),
        pytest.param("NOTED.", id="noted"),
        pytest.param("APPROVED.", id="approved"),
        pytest.param("Resolved that the minutes be approved", id="no colon"),
        pytest.param("Resolved", id="alone on its line"),
        pytest.param("UNANIMOUSLY RESOLVED: That x", id="unanimously, in capitals"),
        pytest.param("Unanimously resolved: that x".replace("r", "R", 1), id="unanimously"),
        pytest.param("RESOLVED unanimously that x", id="unanimously after"),
        pytest.param("FURTHER RESOLVED that x", id="further"),
        pytest.param("It was RESOLVED that x", id="it was RESOLVED"),
        pytest.param("IT WAS AGREED that x", id="IT WAS AGREED"),
        pytest.param("It was resolved that x", id="it was resolved that"),
        pytest.param("It was unanimously agreed that x", id="it was unanimously agreed that"),
        pytest.param("The Committee RESOLVED to note x", id="the committee RESOLVED"),
        pytest.param("The Panel resolved that x", id="the panel resolved that"),
        pytest.param("Cabinet recommended that x", id="cabinet recommended that"),
        pytest.param("AGREED: that x", id="agreed"),
        pytest.param("Decision: to close the bridge", id="decision"),
        pytest.param("14.3 RESOLVED – that x", id="after a paragraph's number"),
        pytest.param("1. Resolved – that x", id="after an item's number"),
        pytest.param("• RESOLVED: that x", id="after a bullet"),
    ],
)
def test_forms_of_decisions(text: str) -> None:
    """Every form in which minutes announce a decision is one."""
    assert opens(text) == "decision"


@pytest.mark.parametrize(
    "text",
    [
        "The complaint had been resolved in May.",
        "It was hoped that the dispute would be resolved.",
        "Resolved complaints numbered forty.",
        "Members agreed that the delay was too long.",
        "The Committee agreed that parents had been patient.",
        "It was noted that Cabinet had agreed the budget.",
        "Agreed by all parties in 2017, the plan had failed.",
        "Recommended reading was circulated.",
        "The Board’s recommendations had been accepted.",
        "Decisions were late.",
        "Received wisdom was questioned.",
        "Noted authors had lived there.",
        "REASONABLE adjustments were made.",
        "The reasons given were three.",
    ],
)
def test_decided_inside_discussion_is_no_decision(text: str) -> None:
    """ "Resolved", "agreed" and "recommended" inside a sentence are what was said."""
    assert opens(text) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ACTION: Head of Housing to report back", id="colon"),
        pytest.param("ACTIONS:", id="list below"),
        pytest.param("ACTION", id="alone on its line"),
        pytest.param("ACTION 3", id="numbered, alone"),
        pytest.param("ACTION 3: G Woodhall to write", id="numbered (Epping Forest)"),
        pytest.param("Action point 3 – G Woodhall to write", id="point"),
        pytest.param("ACTION POINTS: G Woodhall to write", id="points"),
        pytest.param("Action – Head of Housing", id="dash"),
        pytest.param("4.2 ACTION: Head of Housing", id="after a paragraph's number"),
        pytest.param("It would be looked into. (Action: Rob Mack).", id="inline (Haringey)"),
        pytest.param("It would be looked into. (ACTION: RM)", id="inline capitals"),
    ],
)
def test_forms_of_actions(text: str) -> None:
    """Every form in which minutes give somebody something to do is an action."""
    assert opens(text) == "action"


def test_an_office_with_a_to_of_its_own() -> None:
    """ "The Clerk to the Board" is who she is, not what she is to do."""
    assert opens("The Clerk to the Board gave an update.") is None


@pytest.mark.parametrize(
    "text",
    [
        "Action Plan 2024",
        "Actions were taken at once.",
        "The action: a summary",
        "Legal action (actions: none) was considered.",
        "ACTIONABLE complaints rose.",
    ],
)
def test_action_inside_discussion_is_no_action(text: str) -> None:
    """The word alone gives nobody anything to do."""
    assert opens(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "PRESENT: Councillor X in the chair. Councillors A, B and C.",
        "Present",
        "Members Present: Councillors A and B",
        "In attendance – the Director of Place",
        "ALSO PRESENT: Councillor D",
        "Attendance",
        "Attendees: A, B and C",
        "Apologies: Councillor E",
        "1. Present: Councillor A",
    ],
)
def test_forms_of_attendance(text: str) -> None:
    """Lists of who was there, or was not, are attendance."""
    assert opens(text) == "attendance"


@pytest.mark.parametrize(
    "text",
    ["Present circumstances were odd.", "Attendance at school had fallen.", "A present: socks"],
)
def test_attendance_inside_discussion_is_none(text: str) -> None:
    """ "Present" and "attendance" inside a sentence list nobody."""
    assert opens(text) is None


@pytest.mark.parametrize(
    "title",
    [
        "Apologies for Absence",
        "Apology",
        "Declarations of Interest",
        "Declaration of Pecuniary Interests",
        "Disclosures of Interest",
        "Minutes of the Last Meeting",
        "Minutes of previous meetings",
        "Minutes",
        "Previous Minutes",
        "Date of Next Meeting",
        "Exclusion of the Press and Public",
        "Declaration of the Party Whip",
        "Substitutions",
        "Appointment of Vice-Chair",
        "Election of Chairman",
        "Membership of the Committee",
        "Webcasting Notice",
        "Fire Drill",
        "Supporting documents",
    ],
)
def test_routine_items(title: str) -> None:
    """Items that every meeting has are routine."""
    assert is_routine(title)


@pytest.mark.parametrize(
    "title",
    [
        "Staying Put Scheme",
        "Fire Safety in Tower Blocks",
        "Minute Silence at School Events",
        "Local Elections 2023",
        "Public Health Report",
        "Interest on Arrears",
    ],
)
def test_items_of_substance_are_not_routine(title: str) -> None:
    """A word that formalities use does not make a matter one."""
    assert not is_routine(title)


@pytest.mark.parametrize(
    "text",
    [
        "Apologies were received from Councillor Reed.",
        "No apologies had been received.",
        "No declarations were made.",
        "Councillor Reed declared a personal interest in item 4.",
        "The minutes were confirmed as a correct record.",
        "The meeting closed at 8.20 pm.",
        "There was no urgent business.",
        "Staying Put Scheme PDF 313 KB",
    ],
)
def test_formal_words_anywhere(text: str) -> None:
    """A formality is one under any item."""
    assert is_formality(text, "Staying Put Scheme")


def test_long_words_under_a_routine_item_are_no_formality() -> None:
    """Matters arising under a routine item take more words than a formality does."""
    arising = "The Chair observed that the sign had not been removed. " * 6

    assert is_formality(arising[:55], "Minutes of the Last Meeting")
    assert not is_formality(arising, "Minutes of the Last Meeting")
    assert not is_formality(arising[:55], "Staying Put Scheme")


@pytest.mark.parametrize(
    ("text", "announces"),
    [
        ("During discussion the following points were noted:", True),
        ("During discussion the following points were noted", False),
        ("The Director spoke. The following points were noted:", False),
        ("The points noted were " + "many and " * 20 + "these:", False),
    ],
)
def test_lead_ins(text: str, announces: bool) -> None:
    """A lead-in is one short sentence that ends with a colon."""
    assert is_lead_in(text) is announces


@pytest.mark.parametrize(
    ("text", "n_decisions"),
    [
        ("Members were concerned. RESOLVED: That x be noted.", 1),
        ("Members asked why? UNANIMOUSLY RESOLVED that x.", 1),
        ("Members were concerned; RECOMMENDED: that x.", 1),
        ("Members were concerned. Resolved – that x.", 1),
        ("One. RESOLVED: That x. Two. RECOMMENDED: That y.", 2),
        ("Members hoped it would be RESOLVED soon.", 0),
        ("Members were concerned. Resolved complaints rose.", 0),
        ("RESOLVED: That x.", 0),
    ],
)
def test_decisions_that_begin_inside_a_paragraph(text: str, n_decisions: int) -> None:
    """A sentence that opens with RESOLVED ends what was said before it."""
    assert len(DECISION_INSIDE.findall(text)) == n_decisions
