"""Promises in sentences of discussion, and the plans and wishes that promise nobody anything."""

import pytest

from ingest.undertakings import find_promise


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("The Head of Parks undertook to look into the case.", "The Head of Parks"),
        ("Dr Amble agreed to circulate rates for each ward.", "Dr Amble"),
        ("HD offered to send an email to the contractor.", "HD"),
        ("Ms Oakes promised that she would write again.", "Ms Oakes"),
        ("She gave an undertaking that both rooms would be painted.", "She"),
        ("An undertaking was given by officers to review the terms.", "officers"),
        ("The Clerk will write to the owner.", "The Clerk"),
        ("Mr Sorley believed that it did but would check.", "Mr Sorley believed that it did"),
        ("Officers were at work on it and would share a draft with the Committee.", None),
        ("The Director would provide the Panel with the data.", "The Director"),
        ("The service will report to the Committee on it.", "The service"),
        ("AB had spoken to them and will report back.", "AB"),
        ("Holes are back in Mill Lane, Councillors will fill them in.", "Councillors"),
        ("He would bring the results to the Board.", "He"),
        ("She would report when the hut had been open for a year.", "She"),
        ("Mr Sorley promised a report within six months.", "Mr Sorley"),
        ("The Clerk was to let members know the dates.", "The Clerk"),
        ("Mr Sorley agreed that a liaison officer would be appointed.", "Mr Sorley"),
        ("He would, within a fortnight, have every gate inspected.", "He"),
        ("The Clerk thought that it was ten and would send a list.", "The Clerk"),
    ],
)
def test_somebody_promises(sentence: str, who: str | None) -> None:
    """Whoever undertakes something, or serves those who asked, promises it."""
    promise = find_promise(sentence)
    assert promise is not None
    assert not promise.is_passive
    if who is not None:
        assert (promise.who or "").startswith(who)


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Written reports will be circulated to all councillors.", None),
        ("The full audit would be sent to Members in March.", None),
        ("A few points were to hand, the rest to be checked by officers.", "officers"),
        ("The Manager was asked for a note, to be sent to Members.", None),
        ("The Police will be informed.", None),
        ("There will be a briefing at the next meeting.", None),
    ],
)
def test_a_thing_is_promised(sentence: str, who: str | None) -> None:
    """A passive promises what reaches those who met; who does it stands after "by" or nowhere."""
    promise = find_promise(sentence)
    assert promise is not None
    assert promise.is_passive
    assert promise.who == who


@pytest.mark.parametrize(
    "sentence",
    [
        "A review of parking would come to a later meeting of the Committee.",
        "The scheme would come back in the autumn.",
        "This will be an agenda item for the next meeting.",
    ],
)
def test_a_thing_comes_back(sentence: str) -> None:
    """What comes to a meeting is promised, though nobody is said to bring it."""
    promise = find_promise(sentence)
    assert promise is not None
    assert promise.who is None


@pytest.mark.parametrize(
    "sentence",
    [
        # plans, told for information
        "The commissioner would carry out a review.",
        "The Council would invite sponsors to come forward in the autumn.",
        "The findings would be shared with the Improvement Board.",
        "Her term would come to an end on 4 March.",
        "The elections would take place on 2 May.",
        "Both of them will bring huge experience to the Board.",
        "Simon Tarn would take up the post on 4 October.",
        # what was done before, or by the way
        "Mr Sorley advised that one in nine repairs had to be revisited within six months.",
        "Four schools had each agreed to open a unit for Members’ wards.",
        "The Council would pay for lessons if they agreed to remain.",
        "Members agreed that the measure of interest had been the wait.",
        # questions, wishes and needs
        "Members asked how residents would find out.",
        "A Member asked for the survey to be circulated.",
        "Housing for young people needed to be looked at.",
        "It was hoped that the service would write to them.",
        "Mr Sorley would not write to the owner.",
        # notices and the order of business
        "I will ask at the next Meeting that a crossing be provided.",
        "The Chair advised that Item 5 would be taken after the minutes.",
        "There will be nothing to report.",
        "",
    ],
)
def test_what_promises_nobody_anything(sentence: str) -> None:
    """Plans, wishes, questions and what was done before are no promises."""
    assert find_promise(sentence) is None


def test_works_are_promised_where_somebody_asked() -> None:
    """Repairs that answer a request are promised, and told for information they are a plan."""
    sentence = "The footpath will be repaired."
    assert find_promise(sentence) is None
    assert find_promise(sentence, is_answer=True) is not None
    assert find_promise("In reply, he stated that the path will be repaired.") is not None
    assert find_promise("Once funded, the path will be repaired.", is_answer=True) is None


def test_a_body_promises_in_its_own_reply() -> None:
    """What a department says in its reply to a motion that it will do is promised."""
    sentence = "The Roads Department will carry out a review of parking."
    assert find_promise(sentence) is None
    assert find_promise(sentence, is_reply=True) is not None
    assert find_promise("The Council has agreed to fund a gate.", is_reply=True) is not None
    assert find_promise("The Council has agreed to fund a gate.") is None
