"""What a commitment is about, without the forms that all of them have."""

import pytest

from ingest.matters import find_matter


@pytest.mark.parametrize(
    ("clause", "owner", "due", "matter"),
    [
        (
            "a report be presented to the next meeting of the Committee on the Lodgings Scheme as"
            " part of the next update",
            None, "next meeting", "the Lodgings Scheme as part of the next update",
        ),
        (
            "the Head of Highways obtain prices for the replacement of the evening journeys and"
            " report to the Committee in September 2018",
            "Head of Highways", "September 2018",
            "prices for the replacement of the evening journeys",
        ),
        (
            "The Director would provide the Committee with the data on waiting times for repairs",
            "Director", None, "Local Buses: waiting times for repairs",
        ),
        (
            "verified passenger numbers be included in that report", None, None,
            "Local Buses: verified passenger numbers in that report",
        ),
        ("Signs for Mill Lane | AS | May", "AS", "May", "Local Buses: Signs for Mill Lane"),
        (
            "the operator be asked to supply, in June, the weekly counts for every route",
            "operator", "in June", "the weekly counts for every route",
        ),
        (
            "T H A T the Chair write on behalf of all members about fares for apprentices", "Chair",
            None, "on behalf of all members about fares for apprentices",
        ),
        (
            "Mr Reed gave an assurance that he would raise the broken shelters with the operator",
            "Mr Reed", None, "raise the broken shelters with the operator",
        ),
        ("the report be noted", None, None, "Local Buses: the report be noted"),
        ("RESOLVED", None, None, "Local Buses: RESOLVED"),
    ],
)  # fmt: skip
def test_matter(clause: str, owner: str | None, due: str | None, matter: str) -> None:
    """The words of the matter stay, below the item's title where they do not name it."""
    assert find_matter(clause, "Local Buses", owner, due) == matter


def test_a_matter_without_a_title() -> None:
    """Where no item is known the clause speaks for itself."""
    assert find_matter("the report be noted", "", None, None) == "the report be noted"
