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
        ("send it to them that day", "that day", HELD),
        ("the page would be corrected the next day", "next day", date(2019, 3, 15)),
        ("see the agent when they met the following Monday", None, None),
        ("would ring the agent the following week", "following week", date(2019, 3, 22)),
        ("write by Friday", "by Friday", date(2019, 3, 15)),
        ("reopen the hall on Thursday", "Thursday", date(2019, 3, 21)),
        ("visit a week on Monday", "a week on Monday", date(2019, 3, 25)),
        ("post it by close of play", "by close of play", HELD),
        ("post it by close of business on Tuesday", None, date(2019, 3, 19)),
        ("post it by noon tomorrow", "by noon", HELD),
        ("call by the end of the week", "by the end of the week", date(2019, 3, 15)),
        ("report by the end of next month", "by the end of next month", date(2019, 4, 30)),
        ("spend it by the end of the financial year", None, date(2019, 3, 31)),
        ("reply within ten working days", "within ten working days", date(2019, 3, 28)),
        ("reply within twenty-eight days", "within twenty-eight days", date(2019, 4, 11)),
        ("a leaflet goes out in the next fortnight", "next fortnight", date(2019, 3, 28)),
        ("phased in the next six months", "next six months", date(2019, 9, 14)),
        ("salt the paths before the winter", "before the winter", date(2019, 11, 30)),
        ("put it off to the June meeting", "June meeting", date(2019, 6, 30)),
        ("be told by Monday week", "by Monday week", date(2019, 3, 25)),
        ("in a couple of weeks", "in a couple of weeks", date(2019, 3, 28)),
        ("tell them within the next few weeks", "within the next few weeks", None),
        ("ready ahead of October", "ahead of October", date(2019, 9, 30)),
        ("done before the new year", "before the new year", date(2019, 12, 31)),
        ("write to schools before half-term", "before half-term", None),
        ("print it before the summer holidays", None, date(2019, 7, 31)),
        ("survey it over the summer", "over the summer", date(2019, 8, 31)),
        ("the item on verges was deferred to May", "May", date(2019, 5, 31)),
        ("| Price the lamps | RT | June", "June", date(2019, 6, 30)),
        ("figures to Members mid Apr", "mid Apr", date(2019, 4, 30)),
        ("the form would be changed for Quarter 1", "Quarter 1", date(2019, 6, 30)),
        ("a table by the end of Q4 2019", None, date(2020, 3, 31)),
        ("send the list round with the minutes", "with the minutes", None),
        ("it would be put in the next monitoring report", "next monitoring report", None),
        ("be seen ahead of any scheme going live", "ahead of any scheme going live", None),
        ("sent to us prior to its approval by Cabinet", "prior to its approval by Cabinet", None),
        ("a reply inside five working days", "inside five working days", date(2019, 3, 21)),
        ("sent round in the first half of May", None, date(2019, 5, 31)),
        ("A visit. (Head of Parks - October)", "October", date(2019, 10, 31)),
        ("a table of costs for session 4", "for session 4", None),
        ("bring it back next time", "next time", None),
        ("be seen before it goes to Full Council", "before it goes to Full Council", None),
        ("be sent before the Board met", "before the Board met", None),
        ("change it before the next print run", None, None),
        ("tell us after the trial had run for a month", None, None),
        ("shown as soon as the auditor had read them", None, None),
        ("told as soon as there was news and would write", "as soon as there was news", None),
        # Of two times a deadline is believed.
        (
            "send a note before the Easter break with a talk on 1 July",
            "before the Easter break",
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
        "the performance report for Quarter 2 be noted",
        "a special case be made and the papers be laid before the Planning Committee",
        "convene a special meeting",
        "that day centres be kept",
        "the record of the meeting of 18th November, as sent round, be confirmed",
        "the number of appeals, by quarter, be given",
        "should the Trust decide in October, the Chair write to it",
        "the errors had to be mended before they could be signed",
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
