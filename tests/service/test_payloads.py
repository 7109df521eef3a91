"""The JSON is what DESIGN.md says it is, and what was said."""

import json
from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from index.hits import Query
from index.search import Searcher
from service.answer import answer
from service.payloads import (
    ClaimPayload,
    HitPayload,
    ProblemPayload,
    ask_payload,
    document_payload,
    document_text_payload,
    hit_payload,
    passage_payload,
    search_payload,
    status_payload,
)
from service.question import read_question


@pytest.fixture
def searcher(library, encoder):
    return Searcher.open(library, encoder)


def test_search_and_ask_give_the_same_hits(searcher) -> None:
    """A hit has one form, wherever it is given."""
    asked = read_question(Query("staying put"), committees=(), councils=())
    found = searcher.search(asked.query, 5)
    answered = answer(searcher, asked.query, limit=5)

    assert search_payload(asked, found).hits == ask_payload(asked, answered).hits
    assert ask_payload(asked, answered).question == search_payload(asked, found).query


def test_every_claim_and_citation_is_in_the_payload(searcher) -> None:
    """In order, with every field of the citation."""
    asked = read_question(Query("staying put"), committees=(), councils=())
    answered = answer(searcher, asked.query)
    payload = ask_payload(asked, answered)

    assert [claim.text for claim in payload.claims] == [claim.text for claim in answered.claims]
    for given, claim in zip(payload.claims, answered.claims, strict=True):
        for name in ("passage_id", "document_id", "path", "start", "end", "quote", "label"):
            assert getattr(given.citations[0], name) == getattr(claim.citations[0], name)


def test_what_was_recognised_is_in_the_payload(searcher) -> None:
    """As the parameters that would do the same; the question stays as it was asked."""
    question = "what was said about bins in June 2018"
    asked = read_question(Query(question), committees=(), councils=())
    payload = ask_payload(asked, answer(searcher, asked.query))
    words = {"words": "in June 2018", "label": "meetings held in June 2018"}

    assert payload.question == question
    assert [one.model_dump() for one in payload.recognised] == [
        {**words, "filter": "from", "value": "2018-06-01"},
        {**words, "filter": "to", "value": "2018-06-30"},
    ]


def test_unknown_is_null(searcher) -> None:
    """What is not known of a document is null, neither left out nor guessed."""
    hit = searcher.search(Query("bins"), 1).hits[0]
    record = searcher.search(Query("bins"), 1).records[hit.passage_id]
    unknown = replace(record.document.meeting, council=None, committee=None, held=None)
    document = replace(record.document, meeting=unknown, url=None)
    payload = json.loads(document_payload(document).model_dump_json())

    assert [payload[name] for name in ("council", "committee", "held", "url")] == [None] * 4


def test_a_hit_in_a_pdf_links_to_its_page(searcher) -> None:
    """Page and link are those on which the passage begins."""
    found = searcher.search(Query("bins"), 1)
    record = found.records[found.hits[0].passage_id]
    pdf = replace(
        record.document,
        media_type="application/pdf",
        url="https://tinytown.example/june.pdf",
        page_starts=(0, record.passage.start),
    )
    payload = hit_payload(found.hits[0], replace(record, document=pdf))

    assert payload.page == 2
    assert payload.document.url == "https://tinytown.example/june.pdf#page=2"


def test_a_passage_has_its_neighbouring_words(library, searcher) -> None:
    """They are given beside the quotation, not in it."""
    found = searcher.search(Query('"Mill Lane"'), 1)
    record = found.records[found.hits[0].passage_id]
    payload = passage_payload(record, "before ", " after")

    assert (payload.before, payload.after) == ("before ", " after")
    assert payload.text == record.passage.text


def test_a_document_has_all_its_words(library) -> None:
    """The text is the library's own."""
    record = library.documents()[0]
    payload = document_text_payload(record, library.text(record.id))

    assert payload.text == library.text(record.id)
    assert payload.page_starts == []
    assert payload.held == record.meeting.held == date(2018, 10, 11)


def test_status_counts(library) -> None:
    """What the library counts is what is given."""
    payload = status_payload(library.counts(), "tiny", 7)

    assert (payload.documents, payload.model, payload.generation) == (2, "tiny", 7)


def test_a_claim_without_a_citation_is_refused() -> None:
    """The JSON cannot say what it does not cite."""
    with pytest.raises(ValidationError):
        ClaimPayload(text="It rained", citations=[])


def test_payloads_do_not_change() -> None:
    """They are values, as everything that flows is."""
    problem = ProblemPayload(title="Not Found", status=404, detail="no such thing")

    with pytest.raises(ValidationError):
        problem.status = 200
    assert problem.type == "about:blank"


def test_ranks_begin_at_one(searcher) -> None:
    """A hit of rank 0 is no hit."""
    found = searcher.search(Query("bins"), 1)
    payload = hit_payload(found.hits[0], found.records[found.hits[0].passage_id])

    with pytest.raises(ValidationError):
        HitPayload.model_validate(payload.model_dump() | {"rank": 0})


def test_what_else_was_searched_for_is_told(searcher) -> None:
    """The words, what was added and why, in a search and in an answer alike."""
    asked = read_question(Query("rubbish and the fallen trea"), committees=(), councils=())
    found = searcher.search(asked.query)
    widened = [one.model_dump() for one in search_payload(asked, found).widened]

    assert widened == [
        {"words": "rubbish", "also": ["refuse"], "why": "glossary"},
        {"words": "trea", "also": ["tree"], "why": "spelling"},
    ]
    told = ask_payload(asked, answer(searcher, asked.query))
    assert widened == [one.model_dump() for one in told.widened]
