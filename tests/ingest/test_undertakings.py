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
        ("The Mayor, having seen it, had told the depot and would write to them.", "The Mayor"),
        ("It was asked how many; Ms Oakes did not know but would find out.", "Ms Oakes"),
        ("Ms Oakes would be very glad to do so.", "Ms Oakes"),
        ("Ms Oakes was more than happy to come and talk to the group.", "Ms Oakes"),
        ("AB happy to ring the owner.", "AB"),
        ("She gave Mr Amble her word that it would be mended.", "She"),
        ("Mr Sorley committed to publishing the list.", "Mr Sorley"),
        ("She'd get it over to the Clerk.", "She"),
        ("The Head of Parks would let Dr Amble have the list.", "The Head of Parks"),
        ("The Head of Parks would have an engineer look at it.", "The Head of Parks"),
        ("The Head of Parks would take that away.", "The Head of Parks"),
        ("HD and AB will do a first draft.", "HD and AB"),
        ("SK is going to find out.", "SK"),
        ("The Head of Parks had been asked to see them and would report back.", "The Head"),
        ("Ms Oakes could see no reason not to let the Panel have it.", "Ms Oakes"),
        ("Mr Sorley would be glad for Members to see it.", "Mr Sorley"),
        ("Mr Sorley was willing to walk round with him.", "Mr Sorley"),
        ("It might be late; if so she would warn the Chair.", "she"),
        ("I will ask the depot if it can be moved.", "I"),
        ("He would have to check and come back to Members.", "He"),
        ("If the owner wrote and wanted it she would ring him.", "If the owner"),
        ("When the count was in he would let Members know.", "When the count"),
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
        ("It was not known, but Members would be told as soon as it was.", None),
        ("The Panel would have sight of a draft.", None),
        ("Ms Roe would have an answer within a week.", None),
        ("The last list was nearly ready and should reach Members by Friday.", None),
        ("Councillors should have the list before Easter.", None),
        ("A tree survey was in hand, the results of which would be sent to Members.", None),
        ("Further legal advice would be sought.", None),
        ("Members’ comments would be passed on to the depot.", None),
        ("A site visit would be arranged.", None),
        ("The details would follow shortly.", None),
        ("A written answer was promised.", None),
        ("Come back to the gates next time.", None),
        ("Mr Sorley apologised and said that it would be put right.", None),
        ("Dr Amble asked for a gate and Mr Sorley said that one would be installed.", None),
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
        "Mr Sorley said that was easy and would go in the next report.",
        "The gates would be put on the list for June.",
        "It would be added to the work programme.",
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
        "A warden would be visiting each park over the summer.",
        "Most of the cost would come back on resale.",
        "Residents would be told in the autumn.",
        "The budget would be in the papers for the Cabinet.",
        "A seminar was to be held in Ashby.",
        "Mr Sorley was pleased to report that the gate was mended.",
        "The details that would follow from it were unknown.",
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
        "The leaflet was short so that Members would be told of it.",
        "Members should receive training.",
        "Dr Amble feared that the noise would come back.",
        "I can confirm that the gate is shut.",
        "Mr Sorley was asked if he would write.",
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


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Mr Sorley was asked to send it, and agreed.", "Mr Sorley"),
        ("Mr Sorley was asked for a list and said that he would.", "Mr Sorley"),
        ("The Chair invited Ms Oakes back in June, which she accepted.", "Ms Oakes"),
        ("Dr Amble asked if he could see it, and Ms Oakes saw no difficulty in this.", "Ms Oakes"),
        ("Dr Amble suggested a map; officers were happy to do so.", "officers"),
        ("A Member proposed a map and the point was taken on board by officers.", "officers"),
        ("Mr Sorley took that away.", "Mr Sorley"),
        ("The Clerk took an action to write.", "The Clerk"),
    ],
)
def test_somebody_agrees_to_what_was_asked(sentence: str, who: str) -> None:
    """Whoever agrees to what another asks promises it."""
    promise = find_promise(sentence)
    assert promise is not None
    assert (promise.who or "").startswith(who)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was proposed that the list be sent, and Members agreed.",
        "Dr Amble asked whether the Panel would sit longer, and the Panel agreed.",
        "Dr Amble asked why the gate was shut and Mr Sorley explained.",
        "Ms Oakes saw no difficulty in this.",
        "The bins were taken away by lorry.",
    ],
)
def test_what_is_agreed_and_not_promised(sentence: str) -> None:
    """A committee's agreement decides, and who agrees that a thing is so does nothing about it."""
    assert find_promise(sentence) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Ms Oakes saw no difficulty in this.",
        "Mr Sorley said that he would.",
        "Mr Sorley apologised; it would go this week.",
        "Yes, will do.",
        "Ms Oakes gave that assurance.",
        "That can be circulated.",
    ],
)
def test_an_answer_promises_in_few_words(sentence: str) -> None:
    """What answers a request need not say again what was asked."""
    assert find_promise(sentence, is_answer=True) is not None
