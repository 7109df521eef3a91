"""A question is read for what it asks and for the meetings it asks about; doubt narrows nothing."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.evaluate import read_questions
from index.hits import Query
from service.question import Asked, form_of, read_question

CORPUS = Path(__file__).parents[2] / "corpus"
FAMILIES = "Children and Families Scrutiny Committee"
HEALTH = "Health and Wellbeing Board"
COMMITTEES = (
    FAMILIES,
    HEALTH,
    "Cabinet",
    "Environment, Housing and Transport Scrutiny Committee",
    "Health Scrutiny Committee",
    "Overview and Scrutiny Management Board",
    "Schools Forum",
    "Scrutiny Committee",
    "Select Committee on Water",
)
COUNCILS = ("Thornmere Borough Council", "Westmarsh City Council", "London Borough of Elmside")


def read(text: str, *kept: str, **filters) -> Asked:
    return read_question(
        Query(text, **filters), committees=COMMITTEES, councils=COUNCILS, kept=kept
    )


def held(asked: Asked) -> tuple[str | None, str | None]:
    return tuple(
        day.isoformat() if day else None for day in (asked.query.held_from, asked.query.held_to)
    )


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Did the report on respite care come back?", "came back"),
        ("has the damp strategy ever gone back to scrutiny", "came back"),
        ("were the new benches ever delivered?", "returned"),
        ("What is outstanding for the Director?", "outstanding"),
        ("overdue actions on school transport", "outstanding"),
        ("Was the school judged outstanding?", "other"),
        ("what did we ask officers for on SEND?", "promised"),
        ("What has the Head of Housing promised about lifts?", "promised"),
        ("What became of the Millbeck scheme?", "returned"),
        ("are the buses coming back", "other"),
        ("has the damp report been received?", "came back"),
        ("has the damp report been presented to members", "came back"),
        ("has the damp report come yet?", "came back"),
        ("did we ever get the damp report?", "came back"),
        ("was the strategy ever presented?", "came back"),
        ("was respite ever brought back?", "came back"),
        ("did officers report back on damp?", "came back"),
        ("has it been reported back", "came back"),
        ("what have we asked for on damp", "promised"),
        ("what has the committee asked for on damp", "promised"),
        ("what did we ask for on damp", "promised"),
        ("what have officers been asked to do about damp", "promised"),
        ("what were officers asked to bring back on SEND", "promised"),
        ("what does the Director still owe us", "outstanding"),
        ("what is the Head of Housing still to do", "outstanding"),
        ("what actions are open for the Clerk", "outstanding"),
        ("which actions are outstanding on SEND?", "outstanding"),
        ("what has the Head of SEND not reported back on", "outstanding"),
        ("what is the Clerk due to report on", "outstanding"),
        ("list outstanding actions", "outstanding"),
        ("show me the open actions for the Clerk", "outstanding"),
        ("what are the outstanding commitments on damp", "outstanding"),
        ("any overdue actions?", "outstanding"),
        ("what is still outstanding", "outstanding"),
        ("what's overdue from the Clerk?", "outstanding"),
        ("Which schools had outstanding reports from Ofsted?", "which"),
        ("which schools were rated outstanding", "which"),
        ("was the home rated outstanding by Ofsted", "other"),
        ("outstanding debts", "other"),
        ("what outstanding debts are there", "other"),
        ("are there any outstanding planning applications", "other"),
        ("what is the outstanding balance on the loan", "other"),
        ("what is outstanding work", "other"),
        ("has the bus come back?", "other"),
        ("did the staff come back to work", "other"),
        ("has the plan come into force", "other"),
        ("what did residents ask for on parking", "other"),
        ("was the award presented", "other"),
        ("has the grant been received", "other"),
        ("what is the council due to receive", "other"),
        ("are the open spaces open", "other"),
        ("When was the bus gate first raised?", "first"),
        ("first time anybody mentioned the lifts", "first"),
        ("latest on the lifts", "latest"),
        ("what is the current position on kinship care", "latest"),
        ("where are we with the lifts?", "latest"),
        ("Who objected to the bus gate?", "who"),
        ("whose permission is needed", "who"),
        ("which councillor asked about bins", "who"),
        ("By whom was it proposed?", "who"),
        ("When is the next visit?", "when"),
        ("by what date must the report be brought?", "when"),
        ("deadline for the reply", "when"),
        ("when the lifts broke, were tenants told", "other"),
        ("How many beds are there?", "how many"),
        ("how long do people wait", "how many"),
        ("if the zone goes, for how long must buses run?", "how many"),
        ("what share took up the offer", "how many"),
        ("do not say how long carers stay", "other"),
        ("How much did it cost?", "how much"),
        ("price of a camera", "how much"),
        ("what will the roof cost", "how much"),
        ("Which firm removed the asbestos?", "which"),
        ("what is the name of the supplier", "which"),
        ("Where can the minutes be read?", "where"),
        ("what did we resolve about bins", "decided"),
        ("What was decided about weedkiller?", "decided"),
        ("decisions on parking", "decided"),
        ("was the exemption agreed", "decided"),
        ("In 2021, what was decided about bins?", "decided"),
        ("at the March meeting, who spoke", "who"),
        ("who decided to close the baths", "who"),
        ("staying put", "other"),
        ("", "other"),
    ],
)
def test_a_form_is_told_by_the_words_that_ask(question, form) -> None:
    """A name, a date, a number, a decision: what would answer."""
    assert form == form_of(question)


@pytest.mark.parametrize(
    ("question", "first", "last", "label"),
    [
        ("what was said about bins in 2021", "2021-01-01", "2021-12-31", "in 2021"),
        ("what was said in 2021 on bins", "2021-01-01", "2021-12-31", "in 2021"),
        ("meetings in March 2020", "2020-03-01", "2020-03-31", "in March 2020"),
        ("minutes of Feb 2020", "2020-02-01", "2020-02-29", "in February 2020"),
        ("the 14 June 2018 meeting", "2018-06-14", "2018-06-14", "on 14 June 2018"),
        ("what was agreed on 14th of June, 2018", "2018-06-14", "2018-06-14", "on 14 June 2018"),
        ("what was agreed on 14/06/2018", "2018-06-14", "2018-06-14", "on 14 June 2018"),
        (
            *("what was discussed during 2019/20", "2019-04-01", "2020-03-31"),
            "from 1 April 2019 to 31 March 2020",
        ),
        (
            *("bins as discussed between 2019 and 2021", "2019-01-01", "2021-12-31"),
            "from 1 January 2019 to 31 December 2021",
        ),
        (
            *("what did members say from January to March 2021", "2021-01-01", "2021-03-31"),
            "from 1 January 2021 to 31 March 2021",
        ),
        ("has it been raised since March 2020", "2020-03-01", None, "from 1 March 2020 on"),
        ("what was said from 2020 onwards", "2020-01-01", None, "from 1 January 2020 on"),
        ("anything said after 2019 on bins", "2020-01-01", None, "from 1 January 2020 on"),
        ("decisions before June 2019", None, "2019-05-31", "up to 31 May 2019"),
        ("decisions taken until June 2019", None, "2019-06-30", "up to 30 June 2019"),
        ("In 2021, what was said about bins?", "2021-01-01", "2021-12-31", "in 2021"),
        ("mould in flats since 2020", "2020-01-01", None, "from 1 January 2020 on"),
        ("potholes before June 2019?", None, "2019-05-31", "up to 31 May 2019"),
        ("did the report come back in 2021", "2021-01-01", "2021-12-31", "in 2021"),
        ("how many spoke at meetings in 2021", "2021-01-01", "2021-12-31", "in 2021"),
        ("what was decided about bins in 2035", "2035-01-01", "2035-12-31", "in 2035"),
    ],
)
def test_a_time_of_saying_is_when_a_meeting_was_held(question, first, last, label) -> None:
    """Whole days, months, years and financial years, and what is since or before them."""
    asked = read(question)

    assert (first, last) == held(asked)
    assert {f"meetings held {label}"} == {one.label for one in asked.recognised}
    assert [("from", first), ("to", last)] == [
        *([] if first else [("from", None)]),
        *((one.filter, one.value) for one in asked.recognised),
        *([] if last else [("to", None)]),
    ]


@pytest.mark.parametrize(
    "question",
    [
        "How much warning did people get before collections stopped in 2021?",
        "what was said about the school that closed in 2019",
        "what was said about cuts made by the council in 2019",
        "What did the inspectors say about Mill House in 2021?",
        "what was said by the inspectors in 2021",
        "the flood in 2020",
        "how have bins changed since 2020",
        "houses finished since 2020",
        "how many crimes were reported in 2021",
        "what was said about the 2021/22 budget",
        "what was said in 2019 and 2021",
        "what was said in 2019 and what was said in 2021",
        "what was said on 31 June 2018",
        "what was said between 2021 and 2019",
        "what was said during 2019/25",
        "meetings in 20211",
        'what was said about "bins in 2021"',
        'what was said since "bins" 2021',
        "section 23 Children Act 1989",
        "in 2021",
        "the 2021",
    ],
)
def test_any_other_time_stays_in_the_words(question) -> None:
    """When something happened, two times, or no time at all: nothing is narrowed or taken out."""
    asked = read(question)

    assert ((None, None), question, ()) == (held(asked), asked.query.text, asked.recognised)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what was said at Children and Families about fostering", FAMILIES),
        ("what was said at children & families in 2021", FAMILIES),
        ("latest on fostering at Children and Families", FAMILIES),
        ("What was recommended by Children and Families?", FAMILIES),
        ("what did the Children and Families committee say", FAMILIES),
        ("at the children and families overview and scrutiny committee", FAMILIES),
        ("was it raised at the Children and Families meeting", FAMILIES),
        ("minutes of the Health and Wellbeing Board", HEALTH),
        ("was it reported to the Health Scrutiny Committee", "Health Scrutiny Committee"),
        ("what was agreed at Cabinet", "Cabinet"),
        ("what did the Schools Forum agree", "Schools Forum"),
        ("what did the scrutiny committee decide", "Scrutiny Committee"),
        ("damp at the select committee on water", "Select Committee on Water"),
        ("environment housing and transport committee on damp", COMMITTEES[3]),
    ],
)
def test_a_committee_that_met_is_recognised(question, name) -> None:
    """By its own words without those that all have, where the question says that it met."""
    asked = read(question)

    assert (name,) == asked.query.committees
    assert f"meetings of {name}" in {one.label for one in asked.recognised}


@pytest.mark.parametrize(
    "question",
    [
        "children and families who are homeless",
        "what was said about children and families who are homeless",
        "what was recommended by children and families",
        "support aimed at children and families",
        "what was said about looking at children and families in need",
        "children and families meeting their carers",
        "what was said about the Children and Families Scrutiny Committee",
        "was it referred to the Health and Wellbeing Board",
        "at the health and safety committee",
        "what did the Health and Wellbeing Board and the Health Scrutiny Committee say",
        "what did the schools management board say",
        "flooding in Thornmere",
        'what was said at "Children and Families"',
    ],
)
def test_a_topic_is_no_committee(question) -> None:
    """The same words as what somebody asks about, and names that the library has not, are words."""
    asked = read(question)

    assert ((), (), question) == (asked.query.committees, asked.query.councils, asked.query.text)


def test_committees_of_one_name_are_all_meant() -> None:
    """Two councils may have one each; the whole name tells them apart."""
    names = ("Audit Committee", "Audit Scrutiny Panel")
    both = read_question(Query("what was said at audit"), committees=names, councils=())
    one = read_question(Query("at the audit scrutiny panel"), committees=names, councils=())

    assert names == both.query.committees
    assert {"meetings of Audit Committee or Audit Scrutiny Panel"} == {
        found.label for found in both.recognised
    }
    assert names[1:] == one.query.committees


def test_a_council_is_recognised_where_there_are_several() -> None:
    """Of a library of one council it is all that anybody asks about."""
    question = "what did Westmarsh council say about trams"
    alone = read_question(Query(question), committees=(), councils=COUNCILS[1:2])

    assert ("Westmarsh City Council",) == read(question).query.councils
    assert "what did the council say about trams" == read(question).query.text
    assert COUNCILS[2:] == read("trams at the London Borough of Elmside").query.councils
    assert ((), question) == (alone.query.councils, alone.query.text)


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("What was said about kinship care in 2021?", "What was said about kinship care?"),
        ("In 2021, what was said about bins?", "what was said about bins?"),
        (
            "what was said at Children and Families in 2021 about bins",
            "what was said about bins",
        ),
        ("what did the health and wellbeing board say of flu", "what did the committee say of flu"),
        ("meetings in 2021", "meetings in 2021"),
        ("what was said at Cabinet", "what was said at Cabinet"),
    ],
)
def test_words_that_narrow_are_not_searched_for(question, searched) -> None:
    """Unless nothing would be left; the question itself is kept as it was asked."""
    asked = read(f"  {question} ")

    assert (question, searched) == (asked.question, asked.query.text)
    assert all(one.words in question for one in asked.recognised)


def test_filters_that_were_given_outrank_words() -> None:
    """Each its own kind: a given committee leaves a time in the words to be recognised."""
    question = "what was said at Cabinet in 2021"
    dated = read(question, held_to=date(2019, 1, 1))
    named = read(question, committees=("Audit",))

    assert ((None, "2019-01-01"), ("Cabinet",)) == (held(dated), dated.query.committees)
    assert (("2021-01-01", "2021-12-31"), ("Audit",)) == (held(named), named.query.committees)
    assert ["committee"] == [one.filter for one in dated.recognised]


@pytest.mark.parametrize(
    ("kept", "filters"),
    [
        ((), ["committee", "from", "to"]),
        (("in 2021",), ["committee"]),
        (("IN  2021",), ["committee"]),
        (("2021",), ["committee"]),
        (("202", "", " "), ["committee", "from", "to"]),
        (("at Children and Families",), ["from", "to"]),
        (("at Children and Families", "in 2021"), []),
    ],
)
def test_words_that_are_kept_narrow_nothing(kept, filters) -> None:
    """So a filter is removed: its words are searched for like the others."""
    asked = read("what was said at Children and Families in 2021 about bins", *kept)

    assert filters == [one.filter for one in asked.recognised]
    assert ("in 2021" in asked.query.text) == ("from" not in filters)


def test_a_decision_may_stand_in_any_part_of_the_minutes() -> None:
    """To ask what was decided does not leave out what was discussed."""
    assert () == read("what was decided about bins in 2021").query.kinds


WORDS = (
    "what was said about in at by the 2021 March ſept 31 June 2018 Cabinet Children and Families"
    ' Committee Board "q” , ? since between 2019/20 14/06/2018 \0 ٢٠٢١ 20٢١ meeting of council'
).split(" ")


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=60))
@example("what was discussed in ſept 2019")
def test_any_text_can_be_read(text) -> None:
    """Without an error, with its filters among its words, and the same way when asked again."""
    asked = read(text)
    again = read(text, *(one.words for one in asked.recognised))

    assert all(one.words in asked.question for one in asked.recognised)
    assert {one.words for one in asked.recognised}.isdisjoint(one.words for one in again.recognised)
    assert asked == read(text)


def test_no_judged_question_loses_its_evidence() -> None:
    """Of the sample's questions, many with a year in them, none is narrowed past its answer."""
    committees = {
        "ach": "Adult Care and Health Scrutiny Committee",
        "cyp": "Children and Young People Scrutiny Committee",
        "eht": "Environment, Housing and Transport Scrutiny Committee",
        "osm": "Overview and Scrutiny Management Board",
    }
    questions = read_questions(CORPUS / "questions.jsonl")
    lost = []
    for question in questions:
        query = read_question(
            Query(question.text), committees=committees.values(), councils=COUNCILS
        ).query
        for document, _ in question.evidence:
            committee, day = re.match(r"(\w+)-(\d{4}-\d\d-\d\d)", document).groups()
            held = date.fromisoformat(day)
            within = (query.held_from or held) <= held <= (query.held_to or held)
            if not within or committees[committee] not in (query.committees or committees.values()):
                lost.append(question.text)

    assert sum("20" in question.text for question in questions) >= 8
    assert [] == lost
