"""Questions of what was promised, what came back and what is outstanding."""

from collections.abc import Callable
from datetime import date

import pytest

from index.encode import Encoder
from index.follow_up import follow_up
from index.hits import Query
from index.ledger import Ledger
from index.library import Library
from index.search import Searcher
from service.answer import Answer, answer
from service.ledger_answer import find_owner
from service.question import form_of

TODAY = date(2020, 1, 1)
JUNE = """Scrutiny Committee

Thursday 14 June 2018

3. Weir Footbridge

The Head of Bridges said that the handrail of the weir footbridge was loose.

RESOLVED: That the Head of Bridges report on the cost of a new handrail for the weir footbridge.

4. Otters

RESOLVED: That

(1) the Warden count the otters at the mill every spring; and

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
    warden = ask(searcher, "what is outstanding for the Warden?")
    bridges = ask(searcher, "what is outstanding for the Head of Bridges?")

    assert ["the Warden count the otters at the mill every spring"] == [
        claim.text for claim in warden.claims
    ]
    assert warden.claims[0].position.startswith("No later mention found in 1 later meeting")
    assert all(claim.commitment is None for claim in bridges.claims)


def test_what_was_asked_for_on_a_matter(searcher: Searcher) -> None:
    """Of all that was asked for, what is about the matter."""
    answered = ask(searcher, "what did we ask officers for on otters?")

    assert ["the Warden count the otters at the mill every spring"] == [
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
    answered = ask(searcher, "what is outstanding for the Warden?", today=None)

    assert all(claim.commitment is None for claim in answered.claims)


@pytest.mark.parametrize("words", ["xyzzyplugh", "a" * 1000, "a " * 500, "puff pastry"])
def test_words_that_no_commitment_is_about_find_none(searcher: Searcher, words: str) -> None:
    """The nearest of strangers is no answer; words that a commitment has find it."""
    ledger = Ledger(searcher.library, TODAY)

    assert [] == ledger.about(searcher, Query(words))
    assert ledger.about(searcher, Query("the cost of a handrail"))


@pytest.mark.parametrize(
    ("question", "owner"),
    [
        ("what is outstanding for the Head of Housing?", "Head of Housing"),
        ("what is outstanding for the head of housing and repairs?", "Head of Housing"),
        ("what has the Director promised?", "Director"),
        ("what is outstanding for the Clerk", "Clerk"),
        ("what did we ask for on bins?", None),
    ],
)
def test_the_owner_whom_a_question_names(question: str, owner: str | None) -> None:
    """As the ledger has them, the longest first; else a role."""
    assert owner == find_owner(question, ["Head of Housing", "Head", "JF"])
