"""At which meeting was it said? Unknown is an answer; a guess is not."""

from datetime import date

import pytest

from ingest.lines import text_blocks
from ingest.meeting import find_dates, find_facts, is_title_block
from ingest.model import DocumentKind, Facts


def dates(text: str) -> list[date]:
    return [found for _, found in find_dates(text)]


def facts(text: str, *, title: str | None = None, path: str = "a/b.txt") -> Facts:
    return find_facts(text, text_blocks(text), title, path)


@pytest.mark.parametrize(
    "text",
    [
        "14 March 2018",
        "14th March 2018",
        "Wednesday 14 March 2018",
        "Wednesday, 14th March, 2018",
        "14th of March 2018",
        "14 MARCH 2018",
        "14 Mar 2018",
        "14 Mar. 2018",
        "14 Mawrth 2018",
        "14eg Mawrth 2018",
        "14/03/2018",
        "14/3/2018",
        "14.03.2018",
        "2018-03-14",
        "2018_03_14_minutes.pdf",
        "scrutiny-2018-03-14.pdf",
        "Printed minutes 14th-Mar-2018 18.00.pdf",
        "minutes_14_march_2018.pdf",
        "minutes-14-March-2018_final.pdf",
        "at 6.00 pm on 14\u00a0March\u00a02018",
        "NOTES OF SESSION 3 - 14 March 2018 (Teams)",
    ],
)
def test_dates_as_councils_write_them(text: str) -> None:
    """The day comes first, except in ISO dates; file names join their words in other ways."""
    assert dates(text) == [date(2018, 3, 14)]


@pytest.mark.parametrize(
    ("month", "number"),
    [
        ("Ionawr", 1),
        ("Chwefror", 2),
        ("Mawrth", 3),
        ("Ebrill", 4),
        ("Mai", 5),
        ("Mehefin", 6),
        ("Gorffennaf", 7),
        ("Awst", 8),
        ("Medi", 9),
        ("Hydref", 10),
        ("Tachwedd", 11),
        ("Rhagfyr", 12),
    ],
)
def test_welsh_months(month: str, number: int) -> None:
    """Minutes of Welsh councils name the months in Welsh."""
    assert dates(f"Dydd Iau, 8 {month} 2018") == [date(2018, number, 8)]


@pytest.mark.parametrize("day", ["1af", "2il", "3ydd", "5ed", "8fed", "14eg", "20fed"])
def test_welsh_ordinals(day: str) -> None:
    """Welsh days carry Welsh endings."""
    assert [found.day for found in dates(f"{day} Medi 2018")] == [int(day.rstrip("abdefgily"))]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("March 2018", id="month alone"),
        pytest.param("in the year 2018", id="year alone"),
        pytest.param("2018/19", id="financial year"),
        pytest.param("14-15 March 2018", id="range"),
        pytest.param("14–15 March 2018", id="range with dash"),
        pytest.param("14 – 15 March 2018", id="range with spaces"),
        pytest.param("14 and 15 March 2018", id="two days"),
        pytest.param("14th & 15th March 2018", id="two days with endings"),
        pytest.param("14 to 16 March 2018", id="from one to another"),
        pytest.param("30 March to 2 April 2018", id="over the month's end"),
        pytest.param("14/15 March 2018", id="night"),
        pytest.param("31 February 2018", id="no such day"),
        pytest.param("29 February 2019", id="not a leap year"),
        pytest.param("32/01/2018", id="no such day in figures"),
        pytest.param("03/14/2018", id="month first"),
        pytest.param("2018-13-01", id="no such month"),
        pytest.param("0 March 2018", id="no day"),
        pytest.param("114 March 2018", id="too many figures"),
        pytest.param("14 March 1066", id="before councils"),
        pytest.param("14 Marching bands 2018", id="no month"),
        pytest.param("4.3.1 2018", id="paragraph number"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    """A month alone, a range or a day that never was is no date."""
    assert dates(text) == []


def test_dates_have_their_places() -> None:
    """Each date comes with the offset at which it begins, in order."""
    text = "From 1 May 2018 until 2.6.2018."

    assert [(5, date(2018, 5, 1)), (22, date(2018, 6, 2))] == list(find_dates(text))


HEAD = "Tinytown Borough Council\n\nScrutiny Committee\n\nThursday 14 June 2018\n\n"


def test_title_lines_name_the_meeting() -> None:
    """Council, committee and date are read from the lines above the first item."""
    found = facts(HEAD + "1. Apologies\n\nNone.\n")

    assert found.meeting.council == "Tinytown Borough Council"
    assert found.meeting.committee == "Scrutiny Committee"
    assert found.meeting.held == date(2018, 6, 14)


def test_a_sentence_that_says_when_it_was_held() -> None:
    """ "Minutes of the meeting held on ..." names the meeting in one line."""
    found = facts(
        "Minutes of a meeting of the Housing Panel of Tinytown Borough Council held on "
        "14 June 2018 at 6.30 pm in the Council Chamber.\n\n1. Apologies\n\nNone.\n"
    )

    assert found.meeting.committee == "Housing Panel"
    assert found.meeting.held == date(2018, 6, 14)
    assert found.kind == "minutes"


@pytest.mark.parametrize(
    "line",
    [
        "The minutes of the meeting held on 12 April 2018 were confirmed as a correct record.",
        "Minutes of the meeting held on 12 April 2018 were approved.",
        "The minutes of the meeting held on 12 April 2018 were agreed and signed.",
        "To approve the minutes of the meeting held on 12 April 2018.",
        "RESOLVED that the minutes of the meeting held on 12 April 2018 be a correct record.",
        "1. Minutes of the Committee held on 12 April 2018.",
        "· Minutes of the Committee held on 12 April 2018.",
        "The scheme had begun on 12 April 2018.",
    ],
)
def test_other_dates_are_not_this_meetings(line: str) -> None:
    """The last meeting's date, or one that somebody spoke of, is not the day this one was held."""
    assert facts(f"Scrutiny Committee\n\n{line}\n").meeting.held is None


def test_dates_below_the_first_item_are_not_believed() -> None:
    """Once business has begun, a line with a date is business."""
    text = "Scrutiny Committee\n\n1. Date of Next Meeting\n\n12 April 2018\n"

    assert facts(text).meeting.held is None


def test_a_line_with_two_dates_says_nothing() -> None:
    """Of two days on a line nobody can tell which it was; the next line may say."""
    two = "Scrutiny Committee, 12 April 2018 and 14 June 2018"

    assert facts(two + "\n").meeting.held is None
    assert facts(two + "\n\n14 June 2018\n").meeting.held == date(2018, 6, 14)


@pytest.mark.parametrize(
    "path",
    [
        "minutes/2018-06-14.pdf",
        "minutes/scrutiny 14 June 2018.pdf",
        "minutes/Printed minutes 14th-Jun-2018 18.00 Scrutiny.pdf",
        "2018-06-14/minutes.pdf",
        "minutes/scrutiny_14.06.2018.docx",
    ],
)
def test_a_file_name_dates_a_document_without_a_date(path: str) -> None:
    """Where the words give no date, the name of the file or its folder may."""
    assert facts("Staying Put\n\nIt was late.\n", path=path).meeting.held == date(2018, 6, 14)


def test_words_outrank_the_file_name() -> None:
    """The date in the title lines is believed before that in the file's name."""
    assert facts(HEAD, path="2017-01-01.pdf").meeting.held == date(2018, 6, 14)


def test_unknown_stays_unknown() -> None:
    """A document that names no meeting has no council, committee or date."""
    found = facts("Bins\n\nThe bins were late again in Mill Lane.\n")

    assert found.meeting.council is None
    assert found.meeting.committee is None
    assert found.meeting.held is None
    assert found.kind == "other"
    assert found.status == "unknown"


@pytest.mark.parametrize(
    "head",
    [
        "LONDON BOROUGH OF HOLMWICK\n\nHOUSING SCRUTINY PANEL\n\nTuesday 14 May 2019",
        "Minute Book page 12\n\nHousing Scrutiny Panel\n\n14 May 2019",
        "Vale, Moor & Fell\n\nHOUSING SCRUTINY PANEL\n\nMinutes of the meeting held on 14 May 2019",
        "Holmwick Council\n\nHousing Scrutiny Panel - Tuesday 14 May 2019 6.30 p.m.",
        "Minutes of a Special Meeting of the Housing Scrutiny\n\nPanel\n\nTuesday, 14 May 2019",
    ],
)
def test_what_is_printed_above_a_meetings_name_is_passed_over(head: str) -> None:
    """A borough, a book's page or the names of several councils; and a name may run on."""
    found = facts(f"{head}\n\nPresent: Councillor Reed\n\n1. Apologies\n\nThere were none.\n")

    assert ("Housing Scrutiny Panel", date(2019, 5, 14)) == (
        found.meeting.committee,
        found.meeting.held,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Holmwick Council\n\n12. Housing Scrutiny Panel\n\nHeld on 14 May 2019\n",
        "3 May 2019\n\nHomes\n\nHousing Scrutiny Panel, 14 May 2019\n",
    ],
)
def test_a_heading_ends_the_lines_that_are_believed(text: str) -> None:
    """One that has a number, or any after the day was named, is an item of business."""
    assert facts(text).meeting.committee is None
    assert facts(text).meeting.held != date(2019, 5, 14)


@pytest.mark.parametrize(
    ("line", "council"),
    [
        ("LONDON BOROUGH OF HOLMWICK", "London Borough of Holmwick"),
        ("Royal Borough of Marlow and Upton", "Royal Borough of Marlow and Upton"),
        ("Metropolitan Borough of Calder Council", "Metropolitan Borough of Calder Council"),
        ("Holmwick Parish Council", "Holmwick Parish Council"),
        ("Parish Council", None),
    ],
)
def test_councils_are_named_as_they_call_themselves(line: str, council: str | None) -> None:
    """A borough need not say that it is a council; a council has a name."""
    assert facts(f"{line}\n\nScrutiny Panel\n\n14 May 2019\n").meeting.council == council


@pytest.mark.parametrize(
    ("line", "committee"),
    [
        ("CHILDREN AND YOUNG PEOPLE SCRUTINY COMMITTEE", "Children and Young People Scrutiny"),
        ("Minutes of the Adult Care Scrutiny Committee", "Adult Care Scrutiny"),
        ("DRAFT MINUTES Housing, Roads & Bins Committee", "Housing, Roads & Bins"),
    ],
)
def test_committees_are_named_as_they_are_spoken(line: str, committee: str) -> None:
    """Capitals are put down, and the words around a name are left out."""
    assert facts(line + "\n").meeting.committee == f"{committee} Committee"


@pytest.mark.parametrize(
    "line",
    [
        "Held in the Council Chamber",
        "Council House, High Street",
        "Committee Room 2",
        "The Council’s budget",
        "Council Tax",
    ],
)
def test_places_are_no_councils(line: str) -> None:
    """Rooms, taxes and possessives are not the name of a council or committee."""
    found = facts(line + "\n")

    assert (found.meeting.council, found.meeting.committee) == (None, None)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Minutes of the Scrutiny Committee", "minutes"),
        ("Cofnodion", "minutes"),
        ("Agenda for the Scrutiny Committee", "agenda"),
        ("Report of the Head of Housing", "report"),
        ("Record of Decision", "decision notice"),
        ("Decision Notice and minutes", "decision notice"),
        ("Newsletter", "other"),
    ],
)
def test_kinds_of_documents(title: str, kind: DocumentKind) -> None:
    """A document's title says what it is."""
    assert facts("It was late.\n", title=title).kind == kind


@pytest.mark.parametrize(
    "text", ["RESOLVED: That it be noted.", "Minutes:\n\nIt was late.", "PRESENT: Councillor Ash"]
)
def test_an_agenda_that_minutes_what_happened_is_minutes(text: str) -> None:
    """ModernGov's agenda pages become the minutes after the meeting."""
    assert facts(f"{text}\n", title="Agenda for the Scrutiny Committee").kind == "minutes"


def test_drafts_say_so() -> None:
    """A draft is known by its title lines, and never by what was said of another draft."""
    assert facts("Draft minutes of the Scrutiny Committee\n").status == "draft"
    assert facts("Approved Minutes of the Scrutiny Committee\n").status == "approved"
    assert facts("Scrutiny Committee minutes (confirmed)\n").status == "approved"
    assert facts("Minutes to be approved by the Scrutiny Committee\n").status == "unknown"
    assert facts(HEAD + "1. Plan\n\nThe draft plan was late.\n").status == "unknown"


@pytest.mark.parametrize(
    ("line", "is_title"),
    [
        ("THORNMERE BOROUGH COUNCIL", True),
        ("Scrutiny Committee – 14 June 2018", True),
        ("Thursday 14 June 2018 at 6.00 pm", True),
        ("Public Minutes", True),
        ("Scrutiny Committee 14.06.18", True),
        ("Staying Put Scheme", False),
        ("12. Report to the Scrutiny Committee", False),
        ("The Scrutiny Committee was told that carers had lost money", False),
        ("-" * 50_000 + "x", False),
    ],
)
def test_title_blocks(line: str, is_title: bool) -> None:
    """A line that names the meeting and no more belongs to the title, not to the business."""
    assert is_title_block(line) is is_title
