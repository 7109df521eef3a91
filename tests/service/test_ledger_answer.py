"""Questions of what was promised, what came back and what is outstanding."""

import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from starlette.datastructures import QueryParams

from index.encode import Encoder
from index.follow_up import follow_up
from index.hits import Query
from index.ledger import OPEN, Ledger
from index.library import Library
from index.search import Searcher
from service.answer import Answer, answer
from service.cli import _parser
from service.desk import Desk
from service.ledger_answer import AskedOfLedger, asked_of_ledger, find_owner
from service.pages import Pages
from service.payloads import ask_payload
from service.question import form_of, read_question

TODAY = date(2020, 1, 1)
JUNE = """Scrutiny Committee

Thursday 14 June 2018

3. Weir Footbridge

The Head of Bridges said that the handrail of the weir footbridge was loose.

RESOLVED: That the Head of Bridges report on the cost of a new handrail for the weir footbridge.

4. Otters

RESOLVED: That

(1) the Head of Rivers count the otters at the mill every spring; and

(2) the volunteers be thanked.
"""
OCTOBER = """Scrutiny Committee

Thursday 11 October 2018

5. Weir Footbridge

The Head of Bridges presented the report on the cost of a new handrail for the weir footbridge, for
which the Committee had asked in June 2018. It had been put at £4,000.
"""


@pytest.fixture
def searcher(make_library: Callable[..., Library], encoder: Encoder) -> Searcher:
    library = make_library({"june.txt": JUNE, "october.txt": OCTOBER})
    searcher = Searcher.open(library, encoder)
    follow_up(library, searcher)
    return searcher


def ask(searcher: Searcher, question: str, today: date | None = TODAY) -> Answer:
    return answer(
        searcher, Query(question), form=form_of(question), floor=0.0, limit=5, today=today
    )


def test_whether_a_report_came_back(searcher: Searcher) -> None:
    """The promise in its own words, with where it stands, and after it the words that report."""
    answered = ask(searcher, "has the report on the handrail of the weir footbridge come back?")
    promise, report = answered.claims[:2]

    assert promise.text.startswith("the Head of Bridges report on the cost")
    assert "Reported back on 11 October 2018" == promise.position
    assert report.text.startswith("The Head of Bridges presented the report")
    assert promise.commitment == report.commitment is not None
    assert "" == report.position


def test_what_is_outstanding_for_somebody(searcher: Searcher) -> None:
    """Open commitments of that owner only, and none of what came back or needs nothing back."""
    rivers = ask(searcher, "what is outstanding for the Head of Rivers?")
    bridges = ask(searcher, "what is outstanding for the Head of Bridges?")

    assert ["the Head of Rivers count the otters at the mill every spring"] == [
        claim.text for claim in rivers.claims
    ]
    assert rivers.claims[0].position.startswith("No later mention found in 1 later meeting")
    assert all(claim.commitment is None for claim in bridges.claims)


@pytest.mark.parametrize(
    "name", ["Martin Sallow", "Mr Sallow", "the Head of Highways", "the Head of Highways and Lanes"]
)
def test_what_is_outstanding_for_somebody_by_any_name(
    make_library: Callable[..., Library], encoder: Encoder, name: str
) -> None:
    """Whoever the minutes call by a name here and by an office there is one."""
    minutes = JUNE.replace(
        "3. Weir", "Officers: Martin Sallow (Head of Highways and Lanes) and P Dean.\n\n3. Weir"
    )
    library = make_library(
        {
            "june.txt": minutes + "\nMr Sallow agreed to circulate the figures to members.\n\n"
            "RESOLVED: That the Head of Highways and Lanes mend the lane to the mill.\n"
        }
    )
    answered = ask(Searcher.open(library, encoder), f"what is outstanding for {name}?")

    assert [
        "Mr Sallow agreed to circulate the figures to members.",
        "the Head of Highways and Lanes mend the lane to the mill.",
    ] == [claim.text for claim in answered.claims]


def test_what_was_asked_for_on_a_matter(searcher: Searcher) -> None:
    """Of all that was asked for, what is about the matter."""
    answered = ask(searcher, "what did we ask officers for on otters?")

    assert ["the Head of Rivers count the otters at the mill every spring"] == [
        claim.text for claim in answered.claims
    ]


def test_every_claim_of_the_ledger_is_cited_to_the_word(searcher: Searcher) -> None:
    """The quotation is the document's text at its offsets, and its passage is among the records."""
    answered = ask(searcher, "has the report on the handrail of the weir footbridge come back?")

    for claim in answered.claims:
        citation = claim.citations[0]
        text = searcher.library.text(citation.document_id)
        assert claim.text == citation.quote == text[citation.start : citation.end]
        assert citation.passage_id in answered.records


def test_without_a_day_the_ledger_is_not_asked(searcher: Searcher) -> None:
    """Passages answer, as they do every other question."""
    answered = ask(searcher, "what is outstanding for the Head of Rivers?", today=None)

    assert all(claim.commitment is None for claim in answered.claims)


@pytest.mark.parametrize("words", ["xyzzyplugh", "a" * 1000, "a " * 500, "puff pastry"])
def test_words_that_no_commitment_is_about_find_none(searcher: Searcher, words: str) -> None:
    """The nearest of strangers is no answer; words that a commitment has find it."""
    ledger = Ledger(searcher.library, TODAY)

    assert [] == ledger.about(searcher, Query(words))
    assert ledger.about(searcher, Query("the cost of a handrail"))


TASKS = (
    "Scrutiny Committee\n\nThursday 14 June 2018\n\n3. Tasks\n\nRESOLVED: That\n\n"
    + "\n\n".join(
        f"({i}) the Clerk write to the {body} about otters;"
        for i, body in enumerate(
            "bank baker college dentist forge garage hospital inn mill".split(), 1
        )
    )
)


def test_what_is_left_out_is_told(make_library: Callable[..., Library], encoder: Encoder) -> None:
    """How many commitments there are, and where a page, the API and a command list them all."""
    library = make_library({"tasks.txt": TASKS})
    searcher = Searcher.open(library, encoder)
    follow_up(library, searcher)
    answered = ask(searcher, "what is outstanding for the Clerk on otters?")
    asked = read_question(Query("what is outstanding for the Clerk"), committees=(), councils=())
    told = ask_payload(asked, answered).ledger
    arguments = _parser().parse_args(shlex.split(answered.ledger.command)[1:])
    desk = Desk(library.directory, encoder, seats=1, today=lambda: TODAY, answer_floor=0.0)
    asking = QueryParams({"q": "what is outstanding for the Clerk on otters?"})
    page = bytes(Pages("Minutes").search(desk, asking).body).decode()
    listed = desk.commitments(replace(answered.ledger.wanted, ids=None), 5)
    desk.close()

    assert (9, 8) == (told.total, told.shown) == (sum(listed.states.values()), len(answered.claims))
    assert told.address.startswith("/api/v1/commitments?q=otters&owner=Clerk&state=mentioned+since")
    assert ("otters", "Clerk") == (arguments.query, arguments.owner)
    assert tuple(arguments.state) == answered.ledger.wanted.states == OPEN
    assert "8 of 9 commitments shown" in page
    assert '"/commitments?q=otters&amp;owner=Clerk&amp;state=no+later+mention">9 no later' in page


def test_nothing_is_left_out_where_all_are_shown(searcher: Searcher) -> None:
    """Then no number is told; nor of a ledger that did not answer."""
    shown = ask(searcher, "what is outstanding for the Head of Rivers?")

    assert 1 == shown.ledger.total == shown.n_commitments
    assert ask(searcher, "what is outstanding for Mr Nobody?").ledger is None


YEARS = """Scrutiny Committee

Thursday {day}

3. Ferry Landing

The Head of Rivers said that the boards were worn.

RESOLVED: That

(1) the Clerk report on {what}; and

(2) the Clerk look into the lamps.
"""


def test_a_story_begins_with_its_first_request(
    make_library: Callable[..., Library], encoder: Encoder
) -> None:
    """By date, from the first request that names the matter to the last, whatever is nearest."""
    days = {
        "14 June 2018": "the state of the boards of the ferry landing, with prices for oak and elm",
        "11 October 2018": "the ferry landing when the boards have been measured",
        "7 February 2019": "the ferry landing in writing",
        "13 June 2019": "the ferry landing",
        "10 October 2019": "the ferry landing again",
    }
    library = make_library(
        {f"{i}.txt": YEARS.format(day=day, what=what) for i, (day, what) in enumerate(days.items())}
    )
    searcher = Searcher.open(library, encoder)
    answered = ask(searcher, "has the report on the ferry landing come back?")
    made = [claim for claim in answered.claims if claim.position]
    held = [answered.records[one.citations[0].passage_id].document.meeting.held for one in made]

    assert [*list(days.values())[:3], list(days.values())[-1]] == [
        claim.text.removeprefix("the Clerk report on ") for claim in made
    ]
    assert held == sorted(held)
    assert len(answered.claims) <= 8


OWNERS = [
    "AS",
    "Ann",
    "Director of Children’s Services",
    "Head",
    "Head of Housing",
    "JF",
    "Officers",
]


@pytest.mark.parametrize(
    ("asked", "owner"),
    [
        ("Head of Housing", "Head of Housing"),
        ("head of housing and repairs", "Head of Housing"),
        ("Director", "Director"),
        ("director of children's services", "Director of Children’s Services"),
        ("Head of Bridges", None),
        ("Director of Planning", None),
        ("AS", "AS"),
        ("as", None),
        ("Annual Review Officer", None),
        ("Alan Smith", None),
        ("Clerk", None),
        ("", None),
    ],
)
def test_the_owner_whom_words_name(asked: str, owner: str | None) -> None:
    """As the ledger has them, the longest first; the whole of a name, and nobody else."""
    assert owner == find_owner(asked, OWNERS)


@pytest.mark.parametrize(
    ("question", "owner", "topic"),
    [
        ("what is outstanding for the Head of Housing?", "Head of Housing", ""),
        ("what is still outstanding?", "", ""),
        ("what is outstanding for Mr Nobody", "Mr Nobody", ""),
        ("what is outstanding for the fire brigade?", "fire brigade", ""),
        ("overdue actions on school transport", "", "school transport"),
        ("what has the Director promised?", "Director", ""),
        ("what did the police promise?", "police", ""),
        ("what did we ask for on bins?", "", "bins"),
        ("what did we ask officers for on SEND?", "", "SEND"),
        ("what have officers been asked to do about open spaces?", "", "open spaces"),
        ("what did the committee ask officers to do about bins", "", "bins"),
        ("what did we ask the Head of Housing for on damp?", "Head of Housing", "damp"),
        ("what was promised on respite by the Clerk", "Clerk", "respite"),
        ("what does the Director still owe us on SEND", "Director", "SEND"),
        ("what is the Head of Housing still to do", "Head of Housing", ""),
        ("what actions are open for the Clerk", "Clerk", ""),
        ("what has the Head of SEND not reported back on", "Head of SEND", ""),
        ("what is the Clerk due to report on", "Clerk", ""),
        ("has the report on staying put been received?", "", "report staying put"),
        ("did officers report back on staying put", "", "staying put"),
        ("did we ever get the open spaces report", "", "open spaces report"),
    ],
)
def test_whose_and_what_a_question_asks_for(question: str, owner: str, topic: str) -> None:
    """Somebody who is named is no topic, and a topic nobody."""
    assert AskedOfLedger(owner, topic) == asked_of_ledger(question, form_of(question))


@pytest.mark.parametrize(
    "question",
    [
        "what is outstanding for Mr Nobody?",
        "what is outstanding for the fire brigade?",
        "what did the otters promise?",
        "what is outstanding on volcanoes?",
        "what is outstanding for the Head of Rivers on volcanoes?",
    ],
)
def test_the_ledger_is_silent_on_strangers(searcher: Searcher, question: str) -> None:
    """Nothing of it answers for somebody whom it has not, or on a matter that is not held."""
    assert all(claim.commitment is None for claim in ask(searcher, question).claims)


def test_a_topic_must_be_near(searcher: Searcher) -> None:
    """What is outstanding for somebody needs no evidence; on a matter, as much as any answer."""
    asked = ("what is outstanding for the Head of Rivers?", "what is outstanding on otters?")
    told = [
        answer(searcher, Query(one), form=form_of(one), floor=9.0, today=TODAY).claims
        for one in asked
    ]

    assert [1, 0] == [len(claims) for claims in told]
