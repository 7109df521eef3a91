"""What was decided, asked of somebody or promised: whole documents of our own words."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.commitments import find_commitments
from ingest.model import Commitment, Document, DocumentKind, Facts
from ingest.read import read_document


def read(text: str, kind: DocumentKind = "minutes") -> Document:
    return read_document(text.encode(), document_id="d", path="a.txt", known=Facts(kind=kind))


def found(text: str) -> list[Commitment]:
    return find_commitments(read(text))


def told(text: str) -> list[tuple[str, str, str | None, str | None, bool]]:
    """Kind, words, owner, due and whether it is awaited, of each commitment of a text."""
    return [(c.kind[:3], " ".join(c.text.split()), c.owner, c.due, c.awaited) for c in found(text)]


def test_clauses_below_resolved() -> None:
    """Each numbered clause is one record, without its number and the "and" between them."""
    text = (
        "Agenda item\n\nLodgings Scheme Update\n\nMinutes:\n\n"
        "The Director gave a presentation.\n\nRESOLVED: That\n\n"
        "(1) the Director be thanked for her presentation;\n\n"
        "(2) a report be presented to the next meeting of the Committee on the Lodgings Scheme as"
        " part of the next Service Update; and\n\n"
        "(3) Homes for School Leavers be added to the Work Programme.\n"
    )
    assert told(text) == [
        ("res", "the Director be thanked for her presentation", None, None, False),
        (
            "res",
            "a report be presented to the next meeting of the Committee on the Lodgings Scheme as"
            " part of the next Service Update",
            None, "next meeting", True,
        ),
        ("res", "Homes for School Leavers be added to the Work Programme.", None, None, True),
    ]  # fmt: skip
    scheme = found(text)[1]
    assert scheme.about == "the Lodgings Scheme as part of the next Service Update"
    assert scheme.item == "Lodgings Scheme Update"


@pytest.mark.parametrize(
    ("announced", "kind"),
    [("Decision: That", "res"), ("RECOMMENDATIONS:\n\nThe Board recommends:", "rec")],
)
def test_clauses_below_other_announcements(announced: str, kind: str) -> None:
    """Whatever announces them: they are what was decided, and the announcement itself is not."""
    text = (
        f"Minutes:\n\nThe fans were old.\n\n{announced}\n\n(i) progress be noted;\n\n"
        "(ii) the Head of Homes submit a statement of readiness by May 2030.\n"
    )

    assert [
        (kind, "progress be noted", None, None, False),
        (
            kind,
            "the Head of Homes submit a statement of readiness by May 2030.",
            "Head of Homes",
            "by May 2030",
            True,
        ),
    ] == told(text)


def test_recommendations_and_an_action() -> None:
    """Lettered recommendations, an action with its owner, and two promises made before them."""
    text = (
        "Minutes:\n\nDuring discussion the following points were noted:\n\n"
        "· Officers were working on a new version of the Plan and would share a draft with the"
        " Committee in due course.\n\n"
        "· Demand was increasing and placed pressure on teams.\n\n"
        "· An external review of transport would come to a later meeting of the Committee.\n\n"
        "RECOMMENDATIONS:\n\nThe Committee recommended that:\n\n"
        "a) An overview of the plan be presented at a forthcoming workshop;\n\n"
        "b) A report on the review be allocated to a forthcoming meeting, as soon as available;\n\n"
        "c) A report giving detail of legal advice be provided to the Committee at a future"
        " meeting and\n\n"
        "d) In future the report reflects how staff are managed.\n\n"
        "ACTION:\n\n1. The Director for Roads would provide the Committee with the data on how"
        " long repairs took.\n"
    )
    commitments = found(text)
    assert [c.kind for c in commitments] == ["undertaking"] * 2 + ["recommendation"] * 4 + [
        "action"
    ]
    assert [c.owner for c in commitments] == ["Officers", *[None] * 5, "Director for Roads"]
    assert [c.due for c in commitments] == [
        "in due course", "a later meeting", "at a forthcoming workshop",
        "a forthcoming meeting, as soon as available", "at a future meeting", None, None,
    ]  # fmt: skip
    assert all(c.awaited for c in commitments)
    assert commitments[-1].text.endswith("repairs took.")


def test_numbers_inside_a_paragraph() -> None:
    """A number that counts on begins a clause; one that is spoken of does not."""
    text = (
        "Minutes:\n\nThe fans were old.\n\nRESOLVED: That\n\n(3) the trial be extended\n\n"
        "(4) a report be made when the condition in (2) has been met.\n\n"
        "Trees\n\nRESOLVED: That (1) the elm be felled under Section 9 (4) (b) of the Act (2) an"
        " oak be planted; and (c) the stump be left.\n"
    )
    assert [words for _, words, *_ in told(text)] == [
        "the trial be extended",
        "a report be made when the condition in (2) has been met.",
        "the elm be felled under Section 9 (4) (b) of the Act",
        "an oak be planted",
        "the stump be left.",
    ]


@pytest.mark.parametrize("decision", ["Decision: ", ""])
def test_recommendations_to_somebody(decision: str) -> None:
    """What only announces is no clause; whom it addresses is to act where nobody else is."""
    text = (
        f"Minutes:\n\nThe fans were old.\n\n{decision}The Committee approved the report and"
        " recommended to the Cabinet and to the Schools Forum:\n\n"
        "(a) that a panel be set up by January 2030;\n\n"
        "(b) that the Head of Schools report on it after twelve months.\n"
    )
    assert told(text) == [
        ("rec", "a panel be set up by January 2030", "Cabinet", "by January 2030", True),
        (
            "rec", "the Head of Schools report on it after twelve months.", "Head of Schools",
            "after twelve months", True,
        ),
    ]  # fmt: skip


def test_a_numbered_resolution() -> None:
    """ "14.7 Resolved that the Committee:" gives its clauses their subject."""
    text = (
        "Agenda item\n\nPractice Plan\n\nMinutes:\n\n14.6 Members were grateful for it.\n\n"
        "14.7 Resolved that the Committee:\n\n1. Notes the process for the Plan.\n\n"
        "2. Considers how it proposes to discharge its function.\n"
    )
    assert told(text) == [
        ("res", "Notes the process for the Plan.", None, None, False),
        (
            "res", "Considers how it proposes to discharge its function.",
            "Committee", None, True,
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Resolved – That the presentation be noted.", "the presentation be noted."),
        (
            "Resolved – That the Director of Roads be thanked for her presentation.",
            "the Director of Roads be thanked for her presentation.",
        ),
    ],
)
def test_what_needs_nothing_back(text: str, clause: str) -> None:
    """Thanks and notes are kept, and nothing is waited for; plans before them are none."""
    before = (
        "The Director assured Members that the Board would show how roads would be improved.\n\n"
    )
    assert told(before + text) == [("res", clause, None, None, False)]


def test_a_table_of_actions() -> None:
    """A row is its action with who and when; what was promised in its update stands apart."""
    text = (
        "| No | Action | Owner | Update |\n"
        "| 1 | AS to order signs | AS | In hand |\n"
        "| 2 | Notice for the board | NO | No answers. HD offered to send an email to the bank |\n"
        "| 3 | Lease for the field – JF to draft | JF | Completed |\n"
    )
    assert told(text) == [
        ("act", "AS to order signs | AS", "AS", None, True),
        ("act", "Notice for the board | NO", "NO", None, True),
        ("und", "HD offered to send an email to the bank", "HD", None, True),
        ("act", "Lease for the field – JF to draft | JF", "JF", None, False),
    ]


@pytest.mark.parametrize(
    ("status", "awaited"),
    [
        ("Complete; volunteers deliver twice a week", False),
        ("Received October 2029", False),
        ("Lease signed 30 July 2029; on this agenda", False),
        ("Handrail in place", False),
        ("Briefing held 4 May", False),
        ("Visitor centre opened in July", False),
        ("Completed. It was not hard.", False),
        ("Sent; no reply", True),
        ("Not received", True),
        ("Held over to May", True),
        ("On-going", True),
        ("Signed copy awaited", True),
        ("Completed but for the gate", True),
        ("To be signed in May", True),
        ("Overdue; on this agenda", True),
    ],
)
def test_a_status_that_says_done(status: str, awaited: bool) -> None:
    """What the council's own tracker says is done needs nothing back, and the rest does."""
    row = f"| 1 | New gate | D Fairley | {status} |\n"
    text = f"| Ref | Action | Owner | Status at March 2030 |\n{row}"
    assert [c.awaited for c in found(text) if c.kind == "action"] == [awaited]


def test_a_report_of_no_meeting() -> None:
    """A risk register's rows and sentences are no commitments; a table of actions is."""
    text = (
        "Thornmere Borough Council\n\nThe Clerk will write to members every year.\n\n"
        "| Topic | Risk | Action | Notes |\n| Cash | Low | RFO to verify | Rare |\n"
    )
    tracker = "| Action | Owner |\n| Mend the gate | AB |\n\nRESOLVED: That the fence be mended.\n"
    assert find_commitments(read(text, "other")) == []
    assert len(find_commitments(read(text))) == 2
    assert [c.kind for c in find_commitments(read(tracker, "other"))] == ["action", "resolution"]


def test_columns_for_who_and_when() -> None:
    """The column says by whom and by when, whatever the action's own words say."""
    text = (
        "| Action required | By whom | By when |\n"
        "| Outline cost of a new hall | D Fairley | April 2024 |\n"
    )
    assert told(text) == [
        ("act", "Outline cost of a new hall | D Fairley | April 2024", "D Fairley", "April 2024",
         True),
    ]  # fmt: skip


@pytest.mark.parametrize("due", ["No date set", "TBC", "-", "n/a"])
def test_a_column_that_says_no_date(due: str) -> None:
    """A date that nobody set is none."""
    text = f"| Action | Owner | Due |\n| Lease of the hall | D Fairley | {due} |\n"
    assert [c.due for c in found(text)] == [None]


def test_a_sum_keeps_its_currency() -> None:
    """The pound before a sum is no mark of a list, and its figures are no number of an item."""
    text = (
        "Grants\n\nRESOLVED: That\n\n(1) £540 be paid to the band\n\n(2) €1,170 go to the hall.\n"
    )
    assert [c.text for c in found(text)] == ["£540 be paid to the band", "€1,170 go to the hall."]


def test_marks_of_who_is_to_act() -> None:
    """ "ACTION: MS" below a promise and "(Action: JF)" after one make it an action of theirs."""
    text = (
        "3.1 He said the bank had closed.\n\n"
        "3.2 MS stated he would update the names on the account.\n\nACTION: MS\n\n"
        "3.3 The Clerk undertook to circulate the list. (Action: Clerk)\n"
    )
    assert told(f"{text}\n3.4 AB will look into it. (Action:\n")[-1][:3] == (
        "act", "AB will look into it.", "AB",
    )  # fmt: skip
    assert told(text) == [
        ("act", "MS stated he would update the names on the account.", "MS", None, True),
        ("act", "The Clerk undertook to circulate the list.", "Clerk", None, True),
    ]


def test_actions_inside_paragraphs() -> None:
    """A sentence that is no more than who is to do what is an action, in a heading too."""
    text = (
        "No salt is required this winter in the village or near it. Clerk to respond to the"
        " county.\n\nRoad Sweeper - Clerk to ask for it\n\nThe clerk to the trust was away.\n"
    )
    assert [(kind, words) for kind, words, *_ in told(text)] == [
        ("act", "Clerk to respond to the county."),
        ("act", "Clerk to ask for it"),
    ]


def test_a_proposal_and_how_it_went() -> None:
    """What was proposed and that it was agreed are one record over both sentences."""
    proposal = "Councillor Teale proposed the District write to the Minister."
    carried = "This was seconded by Councillor Orme and agreed."
    text = f"Discussion ensued.\n\n{proposal} {carried}\n"
    assert told(text) == [("res", f"{proposal} {carried}", "District", None, True)]
    assert told(f"Discussion ensued.\n\n{proposal}\n") == []


def test_a_motion_of_which_notice_was_given() -> None:
    """The notice is no promise; carried far below it, the motion alone is the record."""
    motion = "I will move at the next Meeting that this Committee call for a letter box."
    moved = "The motion was proposed by Councillor Teale, seconded by Councillor Orme and agreed."
    assert told(f"7. Notice of Motion\n\n{motion}\n") == []
    near = told(f"7. Notice of Motion\n\n{motion} {moved}\n")
    assert [words for _, words, *_ in near] == [f"{motion} {moved}"]
    reply = "The post office has closed in both villages, as members know."
    far = told(f"7. Notice of Motion\n\n{motion}\n\n{reply}\n\n{moved}\n")
    assert [words for _, words, *_ in far] == [motion]


def test_replies_to_questions() -> None:
    """Below "REPLY:" what will be done is promised; elsewhere it is a plan."""
    plan = "As an interim measure, tar patching will be carried out on this road."
    text = (
        f"15. Question submitted by Councillor Reed\n\nI will ask about it.\n\nREPLY:\n\n{plan}\n"
    )
    assert [words for _, words, *_ in told(text)] == [plan]
    assert told(f"15. Roads in the north\n\nThe programme was described.\n\n{plan}\n") == []


@pytest.mark.parametrize(
    ("before", "sentence", "owner"),
    [
        ("Mr Aske said that the list was long.", "He undertook to circulate it.", "Mr Aske"),
        ("Mr Aske said that the list was long.", "She undertook to circulate it.", None),
        (
            "The Head of Parks did not know. Members asked for the figures.",
            "She undertook to send them to Members.",
            "Head of Parks",
        ),
        ("Members asked for the figures.", "They were long and he agreed to send them.", None),
        ("Mr Aske asked.", "Ms Roe had no figures with her, and she would ask.", "Ms Roe"),
        ("Mr Aske spoke.", "Mr Holt asked for it and Ms Roe said that it would be sent.", "Ms Roe"),
        ("Mr Aske spoke.", "Mr Holt asked for it; Ms Roe had none but would look again.", "Ms Roe"),
    ],
)
def test_pronouns(before: str, sentence: str, owner: str | None) -> None:
    """A pronoun is whoever last spoke where it can be, and nobody otherwise."""
    commitments = found(f"{before} {sentence}\n")
    assert [c.owner for c in commitments if c.text == sentence] == [owner]


def test_a_short_answer_is_kept_with_what_was_asked() -> None:
    """ "Mr Holt said that he would" says nothing without the sentence before it."""
    text = "Ms Roe asked that the list be shown on a map. Mr Holt said that he would."
    assert [words for _, words, *_ in told(f"It was late. {text}\n")] == [text]


def test_corrections_of_minutes_are_no_commitments() -> None:
    """What is listed below "subject to the following changes" changes words."""
    text = (
        "Minutes of the last meeting\n\nThe minutes were agreed as a true record subject to the"
        " following changes:\n\n· Item 5.2 should read Board.\n\n· Item 6 should read Mrs Holt.\n"
    )
    assert [kind for kind, *_ in told(text)] == ["res"]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        pytest.param(
            "4.2 The Panel agreed:\n\n• to thank the wardens;\n• that the Chair write to the bank.",
            ["to thank the wardens", "the Chair write to the bank."],
            id="a body agreed, and bullets",
        ),
        pytest.param(
            "The Panel requested that:\n\nthe depot’s plan be sent to members in May;\n\n"
            "a bargeman be invited; and\n\nthe lease be shown.",
            ["the depot’s plan be sent to members in May", "a bargeman be invited",
             "the lease be shown."],
            id="paragraphs that go on",
        ),
        pytest.param(
            "RESOLVED –\n\nTHAT the dredger be hired.\n\nTHAT officers ask for its price.",
            ["the dredger be hired.", "officers ask for its price."],
            id="paragraphs that begin alike",
        ),
        pytest.param(
            "RESOLVED: T H A T the ferry be painted.", ["the ferry be painted."], id="spaced out"
        ),
        pytest.param(
            "AGREED: That the Sub-Committee (a) keeps the bell; (b) asks for a key in May.",
            ["keeps the bell", "asks for a key in May."],
            id="the subject alone is no clause",
        ),
        pytest.param(
            "Mr Reed spoke at length of the weir and, on a show of hands, it was RESOLVED by 6"
            " votes to 2 that the lock be drained.",
            ["the lock be drained."],
            id="decided in mid-sentence",
        ),
        pytest.param(
            "The wait had been long and it was unanimously decided to ask the miller.",
            ["it was unanimously decided to ask the miller."],
            id="decided in mid-sentence, small letters",
        ),
        pytest.param(
            "DECISION\n\nTo send the matter back to the Cabinet Member.",
            ["To send the matter back to the Cabinet Member."],
            id="decision alone on its line",
        ),
        pytest.param(
            "The Panel:\n\n• NOTED the survey;\n• REQUESTED that it be sent to the Chair.",
            ["NOTED the survey", "REQUESTED that it be sent to the Chair."],
            id="verbs in capitals",
        ),
    ],
)  # fmt: skip
def test_forms_of_announcements(text: str, clauses: list[str]) -> None:
    """However a council announces what it decided, its clauses are found and nothing else."""
    document = read(f"4. Locks\n\n{text}")
    assert [c.text for c in find_commitments(document)] == clauses
    assert {c.kind for c in find_commitments(document)} == {"resolution"}


@pytest.mark.parametrize(
    ("text", "clause", "owner"),
    [
        pytest.param(
            "The sluice was rusty. The survey would be shown to members.\n\n"
            "                                   Action: Head of Harbours",
            "The survey would be shown to members.", "Head of Harbours", id="at the margin below",
        ),
        pytest.param(
            "The map was old and a new one was on its way.\n\nACTION: Ann Holt, w/c 3 May",
            "The map was old and a new one was on its way.", "Ann Holt", id="with a date",
        ),
        pytest.param(
            "How deep is it? That was not known. [Action: Harbour Master to confirm]",
            "That was not known. [Action: Harbour Master to confirm", "Harbour Master",
            id="what to do in brackets",
        ),
        pytest.param(
            "Cllr Ann Holt (AH) came. The owner has not replied, AH to try again.",
            "The owner has not replied, AH to try again.", "AH", id="initials at the end",
        ),
        pytest.param(
            "ACTION - AH to find the key", "AH to find the key", "AH", id="after a dash"
        ),
        pytest.param(
            "Next steps\n\n→ AH - draw up the list\n", "AH - draw up the list", "AH", id="an arrow"
        ),
    ],
)  # fmt: skip
def test_marks_of_actions(text: str, clause: str, owner: str) -> None:
    """A mark of who is to act makes an action of what it stands beside, below or after."""
    actions = [c for c in find_commitments(read(f"4. Locks\n\n{text}")) if c.kind == "action"]
    assert [(c.text, c.owner) for c in actions] == [(clause, owner)]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            "No  Action                 Who    When\n"
            "1   Write to the bargeman  AH     3 May\n2   Oil the crane          BD/AH  -\n",
            id="columns of spaces",
        ),
        pytest.param(
            "Action Owner Date\nWrite to the bargeman AH 3 May\nOil the crane BD/AH\n",
            id="single spaces",
        ),
    ],
)
def test_a_table_of_which_lines_are_left(table: str) -> None:
    """A table of actions as plain text gives its rows, with who and when."""
    commitments = find_commitments(read(f"4. Locks\n\nIt rained.\n\n{table}\nIt was cold."))
    assert [(c.kind, c.owner, c.due) for c in commitments] == [
        ("action", "AH", "3 May"), ("action", "BD/AH", None),
    ]  # fmt: skip
    assert commitments[0].text.startswith("Write to the bargeman")


def test_minutes_that_do_not_call_themselves_so() -> None:
    """Notes that say who came are read for what was told in sentences, as minutes are."""
    told_in = "It was agreed to oil the crane."
    came = read(f"Attending: Cllr Reed\n\n1. Locks\n\n{told_in}", kind="other")
    assert [c.text for c in find_commitments(came)] == [told_in]
    nobody = read(f"Crane manual\n\n1. Locks\n\n{told_in}", kind="other")
    assert not find_commitments(nobody)


def test_transcripts_give_none() -> None:
    """What is said word for word is not told from what is promised."""
    turns = "".join(f"The Chair: I will write to them again, {n}.\n\n" for n in range(12))
    document = read(turns)
    assert document.form == "transcript"
    assert find_commitments(document) == []


MINUTES = """\
Thornmere Borough Council

Amenities Committee

14 March 2019

1. Apologies

There were no apologies.

2. Minutes

The minutes of the meeting held on 10 January 2019, having been circulated, were confirmed as a \
true record and signed by the Chair.

3. Lamp columns

Mr Garth presented the report. One in nine columns had to be replaced within six months. Members \
asked how residents would find out. Mr Garth said that he would write to every household by the \
end of May 2019.

It was agreed to print fifty copies of the map.

RESOLVED: That the report be noted and that a further report be brought to the September meeting.

4. Allotments

The Clerk will contact the owner of the track. The owner would carry out works in the spring.

The Committee resolved to keep the rent unchanged.

Action: Clerk to obtain two quotations for the gate by 1 May 2019.

5. Date of next meeting

The next meeting would be held on 9 May 2019.
"""
EXPECTED = (
    ("resolution", "The minutes of the meeting", None, False),
    ("undertaking", "Mr Garth said that he would write", "Mr Garth", True),
    ("resolution", "It was agreed to print fifty", None, True),
    ("resolution", "the report be noted and that a further", None, True),
    ("undertaking", "The Clerk will contact the owner", "Clerk", True),
    ("resolution", "The Committee resolved to keep the rent", "Committee", False),
    ("action", "Clerk to obtain two quotations", "Clerk", True),
)


def test_minutes_of_our_own() -> None:
    """Every commitment of a short set of minutes is found, and nothing else."""
    commitments = found(MINUTES)
    assert [(c.kind, c.owner, c.awaited) for c in commitments] == [
        (kind, owner, awaited) for kind, _, owner, awaited in EXPECTED
    ]
    for commitment, (_, words, _, _) in zip(commitments, EXPECTED, strict=True):
        assert commitment.text.startswith(words)
    assert [str(c.due_on) for c in commitments if c.due_on] == [
        "2019-05-31", "2019-09-30", "2019-05-01",
    ]  # fmt: skip


def test_the_same_words_keep_their_ids() -> None:
    """An id is made of the words, so that it survives what is added before them."""
    clause = "\n\nRESOLVED: That the fence be mended.\n"
    once, twice = found(f"Gates{clause}"), found(f"Gates\n\nA walk.{clause}{clause}")
    assert once[0].id == twice[0].id
    assert twice[1].id == f"{twice[0].id}-2"


def test_a_clause_that_ends_with_a_committee_is_no_lead_in() -> None:
    """ "The Panel:" leads to clauses; what is to be reported to it is one."""
    text = "Homes\n\nRESOLVED: That yearly figures be reported to the Committee.\n"

    assert ["yearly figures be reported to the Committee."] == [one.text for one in found(text)]


PIECES = st.sampled_from(
    ("RESOLVED: That ", "the report be noted; and ", "(1) ", "a) ", "ACTION: ", "(Action: JF)",
     "Clerk to write ", "| a | AB |", "| Action | Owner |", "He would circulate it. ", "REPLY: ",
     "I will move at the next Meeting that ", "This was seconded by AB and agreed. ", "\n", "\n\n",
     "Councillor Reed proposed that ", "by the end of May ", "· ", " – ", "***", "RECOMMENDED: ",
     "1. Gates\n", "The Board agreed to wait. ", "All were in agreement that ", "that ", " and ")
)  # fmt: skip


ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, ANYTHING), max_size=30).map("".join))
def test_commitments_quote_their_document(text: str) -> None:
    """Whatever the text, a commitment is the document's own words at its own offsets."""
    document = read(f"Gates.\n\n{text}")
    commitments = find_commitments(document)
    for c in commitments:
        assert document.text[c.start : c.end] == c.text
        assert c.text == c.text.strip()
        assert any(map(str.isalpha, c.text))
    assert len({c.id for c in commitments}) == len(commitments)


@pytest.mark.parametrize(
    "words",
    [
        "the officer would ", "ACTION: Clerk to ", "RESOLVED: That ", "; and ", "| AW ", "in July ",
        "the Board agreed to write and ", "Clerk, Officer, Director and ", " (1) that ", "a b. ",
        "it was RESOLVED by 6 votes ", "[Action: ", "and it was decided ", "minutes of ",
        "Action Who ", "Councillor Reed was ", "The Panel: ", "That Cabinet be asked to ",
        "was NOTED ", "proposed a visit, which ", "Write AB 3 ", "4. Gates: a ", "JB, AB to ",
        "after discussion ",
        "T h a t ",
    ],
)  # fmt: skip
def test_long_lines_cost_little(words: str) -> None:
    """200,000 characters in one line take seconds at the most, whatever they say."""
    document = read(words * (200_000 // len(words)))
    started = time.perf_counter()
    find_commitments(document)
    assert time.perf_counter() - started < 5
