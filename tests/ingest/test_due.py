"""When a thing is to be done, as written and as a day."""

from datetime import date

import pytest

from ingest.due import due_day, find_due

HELD = date(2019, 3, 14)  # a Thursday


@pytest.mark.parametrize(
    ("text", "due", "day"),
    [
        ("a report be brought to the next meeting of the Committee", "next meeting", None),
        ("it would come to a later meeting of the Committee", "a later meeting", None),
        ("be provided at a future meeting", "at a future meeting", None),
        ("allocated to a forthcoming meeting, as soon as available", None, None),
        ("ahead of the next Panel meeting", "ahead of the next Panel meeting", None),
        ("send it by the end of July 2020", "by the end of July 2020", date(2020, 7, 31)),
        ("report in September 2019", "September 2019", date(2019, 9, 30)),
        ("report in February", "February", date(2020, 2, 29)),
        ("attend on 20th September", "20th September", date(2019, 9, 20)),
        ("finalised 19th April, 5:45pm meeting", "19th April, 5:45pm meeting", date(2019, 4, 19)),
        ("a March meeting on Wednesday, 3rd April, 2019", None, date(2019, 4, 3)),
        ("held on Thursday, 9° May, 2019", "Thursday, 9° May, 2019", None),
        ("within six weeks", "within six weeks", date(2019, 4, 25)),
        ("report in a year’s time", "in a year’s time", date(2020, 3, 14)),
        ("by Easter 2020", "by Easter 2020", date(2020, 4, 30)),
        ("would report in due course", "in due course", None),
        ("be done when the lease has been completed", "when the lease has been completed", None),
        ("proceed once funding is secured", "once funding is secured", None),
        ("attend each six months, not each month", "each six months", None),
        ("circulated soon", "soon", None),
        ("on an annual basis", "on an annual basis", None),
        ("fit the meter by 18/12", "by 18/12", date(2019, 12, 18)),
        ("give a view at the next meeting but one", "next meeting but one", None),
        ("ready by the end of the autumn term 2025", None, date(2025, 12, 31)),
        ("ready by the summer term", "by the summer term", date(2019, 7, 31)),
        ("be told when the matter is next raised", "when the matter is next raised", None),
        ("figures be sent weekly to the Chair", "weekly", None),
        (
            "reported once the new boiler in the east wing had been in use for two winters",
            "once the new boiler in the east wing had been in use for two winters",
            None,
        ),
        ('meet on Friday, 7" June, 2019', 'Friday, 7" June, 2019', date(2019, 6, 7)),
    ],
)
def test_due(text: str, due: str | None, day: date | None) -> None:
    """The words for when are found, and the last day that they name by themselves."""
    found = find_due(text, HELD)
    assert found is not None
    if due is not None:
        assert found == due
    assert due_day(found, HELD) == day or day is None


@pytest.mark.parametrize(
    "text",
    [
        "the report be noted",
        "extend three-weekly collection",
        "the minutes of the meeting held on 18 November 2018 be approved",
        "at 10.00 in the Town Hall",
        "put at the head of each day’s round",
        "The minutes of 3 June, when the only business had been the bypass, were agreed",
        "collect the weekly food waste and review the monthly allowance",
        "the notice be withdrawn at once and rewritten",
        "to stay until the 31 July that follows their birthday",
        "the request made in January 2019 be dropped",
        "the works done during 2016/17 be reviewed",
        "the bill of 4/3/18 be paid",
        "I will move at the next Meeting of the District that a lamp be fitted",
        "a plan for the Christmas Village",
        "",
    ],
)
def test_no_due(text: str) -> None:
    """Rates, hours and days gone by are not when a thing is to be done."""
    assert find_due(text, HELD) is None


def test_the_next_meeting_names_no_day() -> None:
    """The calendar knows when the next meeting is; the words do not."""
    assert due_day("next meeting", HELD) is None
    assert due_day("September", None) is None
