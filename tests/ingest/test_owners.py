"""Who is to do it, as the minutes name them."""

import pytest

from ingest.owners import find_owner, find_sayer, find_subject, is_assigned


@pytest.mark.parametrize(
    ("clause", "owner"),
    [
        ("Clerk to write", "Clerk"),
        ("AS to order replacement signs", "AS"),
        ("Changing room – NO to obtain a quote", "NO"),
        ("Clare and Steve to speak to officials", "Clare and Steve"),
        ("the Panel and the ODT to stay in touch", "Panel and the ODT"),
        ("A Postlethwaite to add it to the tracker", "A Postlethwaite"),
        ("That the Clerk should ask Mr Lawn to cut the hedge", "Clerk"),
        (
            "the Director of Place be asked to invite the Head of Parks to attend",
            "Director of Place",
        ),
        ("Cabinet be recommended to add Sunday journeys", "Cabinet"),
        (
            "the parish councils of Aske and Holt Bridge be invited to pay",
            "parish councils of Aske and Holt Bridge",
        ),
        ("Co-option of Councillor- AS to post a notice", "AS"),
        ("Clare will consider the offer", "Clare"),
        ("recommends Cabinet to provide a screen", "Cabinet"),
        ("asks the Head of Housing to report on progress", "Head of Housing"),
        ("the Head of Housing submit a report", "Head of Housing"),
        ("the Head of Transport press the operator", "Head of Transport"),
        ("the Chair write to the Minister about dentistry", "Chair"),
        ("Councillor Reed proposed the District write to the Minister", "District"),
        ("an advisory group, led by Highways, should develop the list", "advisory group"),
        ("Alison and Ali will consider if this is the way", "Alison and Ali"),
        ("the form will be returned to the association by the Clerk", "Clerk"),
        ("pending further research by the Highways department on the law", "Highways department"),
        ("the Trustees agreed to cover the cost", "Trustees"),
        ("Mr Reed and Ms Holt walk the site before the works", "Mr Reed and Ms Holt"),
        ("that Councillor Mrs Lacey chair the sub-group", "Councillor Mrs Lacey"),
        (
            "that the figures be noted and that the Chairperson write on behalf of all",
            "Chairperson",
        ),
        ("that the Vice-Chair read the draft", "Vice-Chair"),
        ("Council officers prepare a leaflet", "Council officers"),
        ("Panel members to suggest witnesses", "Panel members"),
        ("if no bid is made by May, the Committee convene again", "Committee"),
        ("that the lead be Ms Kerr and that the group deliver its advice in July", "group"),
        ("the trust explain the delay", "trust"),
        ("that this Council engage with its libraries", "Council"),
        ("that Cabinet reject the tender", "Cabinet"),
        ("that Karen Boothroyd gather the replies", "Karen Boothroyd"),
        ("that line 9 be re-examined by the Executive in the light of it", "Executive"),
        (
            "The Committee RESOLVED to say nothing but to ask that this be told by the Chairman",
            "Chairman",
        ),
        ("The Panel RESOLVED to write again", "Panel"),
        ("send the decision back; to refer it back to the Cabinet Member", "Cabinet Member"),
        ("that an update be sought from the Head of Parks", "Head of Parks"),
        (
            "that the Head of Parks, in consultation with the Chair, be authorised to sign",
            "Head of Parks",
        ),
        (
            "delegated authority be given to the Solicitor, after talks with the Chair, to sign",
            "Solicitor",
        ),
        ("it was left with officers to find a date", "officers"),
        ("a request for the Director to attend", "Director"),
        ("task the Clerk with finding a hall", "Clerk"),
        ("the hall be painted. [Action: Estates Manager/Clerk]", "Estates Manager/Clerk"),
        ("Put it in the paper. ACTION - KV", "KV"),
        ("RT/KV - draft the questions by May", "RT/KV"),
        ("T H A T Cabinet seek a meeting", "Cabinet"),
        ("All - send two lines to RT", "All"),
        (
            "A visit to be arranged. (Head of Parks, Trees and Paths - October)",
            "Head of Parks, Trees and Paths",
        ),
        ("the Director, Places, be requested to look at it", "Director, Places"),
        ("that officers of the two councils take advice", "officers of the two councils"),
        (
            "appoint Cllrs Reed, Holt and Kerr as a panel to see the site",
            "Cllrs Reed, Holt and Kerr",
        ),
        ("Resolved that Cabinet be recommended:", "Cabinet"),
        ("Resolved that the Head of Parks:", "Head of Parks"),
        (
            "to delegate to the Managing Director, with the Leader, the authority",
            "Managing Director",
        ),
    ],
)
def test_owner(clause: str, owner: str) -> None:
    """Offices, names and initials are found where something is theirs to do."""
    assert find_owner(clause) == owner


@pytest.mark.parametrize(
    "clause",
    [
        "a report be brought to the next meeting",
        "the report be noted",
        "the minutes be approved by Friday",
        "The Routes to Membership document will be added before 4th April",
        "the decision be deferred",
        "In future the report reflects how staff are managed",
        "the following Members would attend the seminar",
        "Please send it to the county, and it will consider it",
        "LOST to find a seconder",
        "Need to look at the stock",
        "Nor should more be bought",
        "Our will to help",
        "Development agreed to look at it",
        "Planning will consider it",
        "Changes to Leasing to make them fair",
        "a floor below which the General Reserve will not be allowed to fall",
        "CCTV - prices to be sought",
        "asked that the SPD come back before it is adopted",
        "T H A T a report be brought back",
        "the list could be obtained from the HR system",
        "Link to useful form in the bulletin",
        "Check contact with the tenant",
        "Mr Thompson’s contribution had been received",
        "that the Committee timetable for the year be agreed",
        "that the Chair of the Panel present be thanked",
    ],
)
def test_no_owner(clause: str) -> None:
    """A thing that is to be done names nobody who is to do it."""
    assert find_owner(clause) is None


def test_whoever_says_it() -> None:
    """Initials and offices say things like names do, after an introduction too."""
    assert find_sayer("In replying, the Meetings Administrator stated that it would.") == (
        "Meetings Administrator"
    )
    assert find_sayer("HD offered to send an email.") == "HD"
    assert find_sayer("It was stated that it would.") is None
    assert find_sayer("The Engineer was sorry to hear it and said he would look.") == "Engineer"
    assert find_subject("Under the scheme a lane is swept and will be again") is None
    assert find_subject("Based on the vote, Councillor Reed") is None
    assert find_subject("Glazebrook will speak to the agency") == "Glazebrook"


@pytest.mark.parametrize(
    ("sentence", "sayer"),
    [
        ("Mrs Holt asked how many there were; the Clerk would find out.", "Clerk"),
        ("Mr Reed asked that the form be tried, and Ms Kerr agreed to that.", "Ms Kerr"),
        (
            "Members had not seen it, and the Head of Parks said that it would be sent.",
            "Head of Parks",
        ),
        ("This was not so, but the Head of Parks said that it would be.", "Head of Parks"),
        ("Mr Reed asked for it and the list was said to be long.", "Mr Reed"),
        ("The motion was moved by Mr Reed, seconded by Ms Holt and agreed.", None),
        ("It was said, and the hedge would be cut.", None),
    ],
)
def test_whoever_asks_is_not_who_answers(sentence: str, sayer: str | None) -> None:
    """Of a question and its answer in a sentence, the answer tells who says it."""
    assert find_sayer(sentence) == sayer


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The Clerk is to contact the owner of the verge.", True),
        ("Finance Manager to clarify the terms.", True),
        ("Quotes to be sought for extra grit.", True),
        ("A letter to be written to the farmer.", True),
        ("Nothing to report.", False),
        ("The fence needs to be checked.", False),
        ("Members asked for it to be circulated.", False),
        ("The Clerk to the Board gave an update.", False),
    ],
)
def test_sentences_without_a_verb(sentence: str, expected: bool) -> None:
    """ "Clerk to contact" gives an action, and "needs to be checked" gives nobody one."""
    assert is_assigned(sentence) is expected
