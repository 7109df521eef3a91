"""What the meeting decided, told in a sentence without being announced."""

import pytest

from ingest.model import Block
from ingest.outcomes import part_decisions, tells_outcome


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("The Group agreed it wants to hear from the miller.", id="agreed it wants"),
        pytest.param("3.1 The minutes of 3 May were taken as a true record.", id="taken as true"),
        pytest.param("The minutes of 3 May were read and signed.", id="read and signed"),
        pytest.param("The Chairman signed the minutes of 3 May.", id="the Chairman signed"),
        pytest.param("Notes of 3rd May agreed as accurate.", id="notes agreed, no verb"),
        pytest.param("Ferry report noted.", id="report noted, no verb"),
        pytest.param("The Panel THANKED the officers.", id="a verb in capitals"),
        pytest.param("She spoke, and the update was NOTED.", id="was NOTED"),
        pytest.param(
            "The Panel agreed that the Chair write to the mill.", id="agreed that he write"
        ),
        pytest.param("Deferred to the next meeting.", id="deferred"),
        pytest.param("After discussion it was agreed to defer the item.", id="after discussion"),
        pytest.param("It was late and it was duly decided to write.", id="and it was decided"),
        pytest.param("The Chair proposed a visit, which was agreed.", id="which was agreed"),
        pytest.param("Councillor Reed was duly elected Vice-Chair.", id="elected"),
        pytest.param(
            "Scrutiny made the following recommendations to Cabinet:", id="made the following"
        ),
        pytest.param("After a vote, the Panel AGREED that:-", id="a lead-in with a dash"),
        pytest.param("The Board resolved to keep the hall open.", id="the Board resolved"),
        pytest.param("The Councillors resolved to pay all of these.", id="councillors resolved"),
        pytest.param("The Panel approved the minutes.", id="approved"),
        pytest.param("The Board voted, by a majority, that it be closed.", id="voted"),
        pytest.param("The Parks Panel agreed the plan.", id="a named body agreed the"),
        pytest.param("The PC agrees in principle to a grant.", id="agrees in principle"),
        pytest.param("Members agreed to write to the operator.", id="members agreed to"),
        pytest.param(
            "The Panel agreed that the fees should be halved.", id="agreed that ... should"
        ),
        pytest.param("The Board were all in agreement with this.", id="in agreement"),
        pytest.param("The Committee noted the progress report.", id="noted a report"),
        pytest.param("It was therefore resolved to keep the policy.", id="it was resolved to"),
        pytest.param("It was agreed to print forty copies.", id="it was agreed to"),
        pytest.param("Agreed to place a notice in the library.", id="agreed to"),
        pytest.param("If possible, agreed to remove the sign.", id="after an introduction"),
        pytest.param("9.6Agreed to show photographs.", id="after a number without a space"),
        pytest.param("On the proposal of Councillor Reed, it was so ordered.", id="proposal"),
        pytest.param("The motion, as amended, was adopted.", id="motion adopted"),
        pytest.param("Payment of accounts was agreed in accordance with the list.", id="payment"),
        pytest.param("The minutes were agreed as a true record.", id="minutes"),
        pytest.param("This was agreed by the Board.", id="by the Board"),
        pytest.param("Circulated, a report, which was noted by the Members.", id="which was noted"),
        pytest.param("The Mayor declared the Amended Motion as carried.", id="carried"),
        pytest.param("She would help and it was resolved to write.", id="and it was resolved to"),
        pytest.param("a) Website It was resolved that some meet.", id="after a title run in"),
        pytest.param(
            "Proposed by AB, seconded by CD and agreed: a sign.", id="seconded and agreed"
        ),
        pytest.param("It was full and the Board agreed to wait.", id="and the Board agreed to"),
        pytest.param("It was read and the Board were in full agreement.", id="and in agreement"),
        pytest.param("All agreed this was a true record.", id="all agreed this was true"),
        pytest.param("It was agreed by all Members to wait.", id="agreed by all"),
        pytest.param("The Board reviewed the offer and agreed to it.", id="reviewed and agreed"),
        pytest.param("The minutes were agreed for accuracy.", id="for accuracy"),
        pytest.param("All were in agreement that it be sold.", id="all in agreement"),
        pytest.param(
            "The review was approved and adopted by the council.", id="approved and adopted"
        ),
        pytest.param("Accordingly, the Motion was declared as defeated.", id="defeated"),
        pytest.param("The minutes, as sent, were confirmed as a true record.", id="confirmed"),
        pytest.param("The minutes were checked, agreed as a true record.", id="checked, agreed"),
        pytest.param("These were agreed as a true account.", id="these were agreed as"),
        pytest.param("Letters were noted and taken as read.", id="taken as read"),
        pytest.param("At the outset it was agreed Item 2 would be first.", id="agreed Item 2"),
        pytest.param(
            "It was proposed by AB and seconded by CD that it wait.", id="it was proposed by"
        ),
        pytest.param("It was proposed by resolution to proceed.", id="proposed by resolution"),
        pytest.param("The Councillors agreed all satisfactory.", id="all satisfactory"),
        pytest.param("It was long, and the Councillors decided to wait.", id="and they decided"),
        pytest.param("He asked for a stall, which the Trustees declined.", id="declined"),
        pytest.param("The scheme was proposed by AB and seconded by CD.", id="was proposed by"),
        pytest.param("Proposed by AB, seconded CD and agreed.", id="seconded without by"),
        pytest.param("The firm was new and the Board was recommended to wait.", id="recommended"),
        pytest.param("Mildenham – the Board reviewed the bid and agreed to it.", id="after a dash"),
        pytest.param("The minutes were adopted on the proposal of AB.", id="on the proposal of"),
    ],
)
def test_forms_in_which_outcomes_are_told(sentence: str) -> None:
    """Each form that was met in real minutes is known."""
    assert tells_outcome(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The complaint had been resolved in May.",
        "The motion was proposed by AB and seconded by CD.",
        "He stated that it was agreed at the May meeting that queries would be sent.",
        "Tributes were paid and it was agreed that much had been achieved.",
        "The letter was confirmed by post.",
        "Members agreed that the delay was too long.",
        "The Committee agreed that parents had been patient.",
        "It was noted that Cabinet had agreed the budget.",
        "Agreed by all parties in 2017, the plan had failed.",
        "The application was approved in 2012.",
        "The policy was agreed last year.",
        "Members noted the improvement in results.",
        "The Director said that the policy was approved by Cabinet in May.",
        "Officers agreed to circulate the figures.",
        "The trust noted our concern.",
        "The clerk said that they had resolved to wait.",
        "The scheme was popular and officers agreed to extend it.",
        "A replacement was appointed in August.",
        "Mr Reed was appointed by the trust in May.",
        "He said that it was decided to close the mill.",
        "Following the Board in May it was decided to review the ferry.",
        "Members asked:",
        "The Panel asked the following questions:",
        "He had seen the minutes of the Board.",
        "The letter had been signed in May.",
    ],
)
def test_what_was_said_or_done_elsewhere_is_no_outcome(sentence: str) -> None:
    """Agreement in discussion, and decisions of others at other times, are what was told."""
    assert not tells_outcome(sentence)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param(
            "It was late. It was agreed to wait. Members left.",
            ["It was late.", "It was agreed to wait.", "Members left."],
            id="in the middle",
        ),
        pytest.param(
            "It was agreed to wait. It was agreed to go. Members left.",
            ["It was agreed to wait. It was agreed to go.", "Members left."],
            id="two together",
        ),
        pytest.param(
            "It was late. RESOLVED: That we wait. The report was noted by the Board.",
            ["It was late.", "RESOLVED: That we wait. The report was noted by the Board."],
            id="announced, so it goes on",
        ),
        pytest.param("It was late. It was wet.", ["It was late. It was wet."], id="none"),
    ],
)
def test_paragraphs_are_parted_where_decisions_begin_and_end(text: str, parts: list[str]) -> None:
    """What was said before and after a decision is not part of it, and no word is lost."""
    blocks = list(part_decisions(text, Block(0, len(text), "paragraph")))

    assert parts == [text[block.start : block.end] for block in blocks]


def test_titles_and_rows_are_left_whole() -> None:
    """Only running text is parted."""
    row = Block(0, 40, "row", header="Item")

    assert [row] == list(part_decisions("It was late. It was agreed to wait. | ADOPTED", row))
