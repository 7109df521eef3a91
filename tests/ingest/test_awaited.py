"""What is to be heard of again, and what was done by being said."""

import pytest

from ingest.awaited import is_awaited


@pytest.mark.parametrize(
    "clause",
    [
        "a report be brought to the next meeting",
        "the report be noted and that a further report be made in May",
        "the position be noted, and that the Clerk write to the owner",
        "The Committee noted the update and asked for a written report.",
        "Housing for Leavers be added to the Work Programme",
        "the Committee notes the progress made and asks for a report in March",
        "That the report be noted and that the Head of Parks report again after a full year.",
        "the queues on Mondays be the subject of a short note",
        "a report on access be received no later than November",
        "the hotel be written to and thanked",
        "The Clerk was thanked and it was agreed that she allow the sum of £40.",
        "It was agreed the programme be circulated to the Elected Members",
        "The minutes were approved. AS to amend and send to the county",
        "regret be recorded, that the Director of Parks attend in March",
        "the position be noted and the Head of Parks advise ward councillors of the date",
        "the work programme be approved, subject to the addition in May of an item on parks",
        "This was agreed and the Clerk will write to the owner.",
        "a further report be received in May",
        "consideration of the report be adjourned to the meeting on 3 May",
        "Clerk to book the hall for meetings in 2024",
        "To reply with regards to the fence",
    ],
)
def test_awaited(clause: str) -> None:
    """Any part that asks for something is waited for."""
    assert is_awaited(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "the report be noted",
        "the report be received.",
        "the status of the actions in Appendix C be agreed",
        "the next meeting be held on 3 May",
        "the Director be thanked for her presentation",
        "The minutes of 3 June, having been circulated, were confirmed as a true record.",
        "the minutes be taken as read and correctly recorded and be signed by the Chair",
        "the press and public be excluded",
        "The following accounts were approved for payment",
        "Councillor Reed be elected Chair",
        "To leave the rate unchanged.",
        "which the Trustees declined",
        "welcomes the improvement",
        "The work programme was agreed.",
        "The Committee approved the work programme.",
        "The minutes of 3 June, when the only business had been the draft budget for the coming"
        " year, which nobody opposed, were agreed.",
        "the petitioners be thanked and the Committee’s regret be expressed to Mrs Hale",
        "the Committee’s disappointment be recorded",
        "the Committee place on record its regret at the delay",
        "On being put to the meeting the proposal was carried by six votes to three.",
        "The Motion was proposed by Councillor Teale and seconded by Councillor Orme.",
        "This was agreed by the Board.",
        "has been met.",
        "It was agreed that nothing further was required.",
        "It was agreed to take items 4 to 6 first",
    ],
)
def test_done_by_being_said(clause: str) -> None:
    """Thanks, records, elections and payments need nothing back."""
    assert not is_awaited(clause)
