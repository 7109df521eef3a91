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
    ],
)
def test_awaited(clause: str) -> None:
    """Any part that asks for something is waited for."""
    assert is_awaited(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "the report be noted",
        "the Director be thanked for her presentation",
        "The minutes of 3 June, having been circulated, were confirmed as a true record.",
        "the minutes be taken as read and correctly recorded and be signed by the Chair",
        "the press and public be excluded",
        "The following accounts were approved for payment",
        "Councillor Reed be elected Chair",
        "To leave the rate unchanged.",
        "which the Trustees declined",
        "welcomes the improvement",
    ],
)
def test_done_by_being_said(clause: str) -> None:
    """Thanks, records, elections and payments need nothing back."""
    assert not is_awaited(clause)
