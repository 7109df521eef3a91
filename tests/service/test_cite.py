"""A citation names a place, and gives the words that stand there or nothing."""

from dataclasses import replace
from datetime import date
from itertools import product
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ledger import Ledger, Wanted
from index.library import DocumentRecord, PassageRecord
from ingest.model import Meeting, Passage
from service.cite import Claim, cite, cite_commitment, label, link, numbered, one_line

TEXT = "The bridge was closed.   \n\nIt was opened again."


@pytest.fixture
def record():
    """Makes the record of a passage of TEXT that begins at 100 in its document."""

    def make(
        council="Tinytown Council",
        committee="Scrutiny Committee",
        held=date(2018, 6, 4),
        item="2 Bridge",
        **changes,
    ):
        fields = {
            "id": "d0c",
            "path": "minutes/june.pdf",
            "sha256": "0" * 64,
            "media_type": "application/pdf",
            "meeting": Meeting(council, committee, held),
            "title": "June meeting",
            "kind": "minutes",
            "status": "approved",
            "form": "minutes",
            "url": "https://tinytown.example/june.pdf",
            "page_starts": (0, 110),
            "warnings": (),
            **changes,
        }
        passage = Passage("p1", "d0c", 100, 100 + len(TEXT), TEXT, item, "", "discussion")
        return PassageRecord(passage, DocumentRecord(**fields))

    return make


def test_a_citation_gives_the_words_between_its_offsets(record) -> None:
    """Offsets count from the document's beginning, and the page is that of the first word."""
    first, second = cite(record(), 100, 122), cite(record(), 127, 147)

    assert first is not None
    assert second is not None
    assert (first.quote, first.page) == ("The bridge was closed.", 1)
    assert (second.quote, second.page) == ("It was opened again.", 2)
    assert (second.start, second.end, second.passage_id) == (127, 147, "p1")
    assert second.url == "https://tinytown.example/june.pdf#page=2"
    assert second.label.endswith("item 2 Bridge, page 2")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (99, 110),  # begins before the passage
        (100, 148),  # ends after it
        (0, 22),  # counted from the passage, not from the document
        (110, 110),  # nothing
        (120, 110),  # backwards
        (122, 127),  # white space only
        (-5, 110),
        (200, 210),
    ],
)
def test_what_the_passage_does_not_say_is_not_cited(record, start, end) -> None:
    """Beyond the passage, or where no words stand, there is no citation."""
    assert cite(record(), start, end) is None


@pytest.mark.parametrize(
    "known", list(product([True, False], repeat=5)), ids=lambda known: str(sum(known))
)
def test_a_label_names_what_is_known(record, known) -> None:
    """Council, committee or else title, date or that it is unknown, item, page: in that order."""
    council, committee, held, item, page = known
    made = record(
        council="Tinytown Council" if council else None,
        committee="Scrutiny Committee" if committee else None,
        held=date(2018, 6, 4) if held else None,
        item="2 Bridge" if item else None,
    )
    expected = ["Tinytown Council"] if council else []
    expected += ["Scrutiny Committee" if committee else "June meeting"]
    expected += ["4 June 2018" if held else "date unknown"]
    expected += ["item 2 Bridge"] if item else []
    expected += ["page 7"] if page else []

    assert label(made, 7 if page else None) == ", ".join(expected)


def test_a_title_that_is_the_item_is_named_once(record) -> None:
    """A document known by its first item is not cited as that item twice."""
    made = record(council=None, committee=None, title="2 Bridge")

    assert label(made, None) == "2 Bridge, 4 June 2018"


@pytest.mark.parametrize(
    ("status", "kind", "ending"),
    [
        ("draft", "minutes", "2 Bridge (draft minutes)"),
        ("draft", "report", "2 Bridge (draft)"),
        ("approved", "minutes", "2 Bridge"),
        ("unknown", "minutes", "2 Bridge"),
    ],
)
def test_a_draft_is_cited_as_a_draft(record, status, kind, ending) -> None:
    """Words that a meeting has not yet confirmed say so in their citation."""
    assert label(record(status=status, kind=kind), None).endswith(ending)


@pytest.mark.parametrize(
    ("url", "media_type", "page", "linked"),
    [
        ("https://t.example/a.pdf", "application/pdf", 3, "https://t.example/a.pdf#page=3"),
        ("https://t.example/A.PDF", "application/pdf", 3, "https://t.example/A.PDF#page=3"),
        ("https://t.example/a.pdf?v=2", "application/pdf", 1, "https://t.example/a.pdf?v=2#page=1"),
        ("https://t.example/a.pdf", "application/pdf", None, "https://t.example/a.pdf"),
        ("https://t.example/a.aspx?MId=1", "application/pdf", 3, "https://t.example/a.aspx?MId=1"),
        ("https://t.example/a?f=b.pdf", "application/pdf", 3, "https://t.example/a?f=b.pdf"),
        ("https://t.example/a.pdf", "text/html", 3, "https://t.example/a.pdf"),
        (None, "application/pdf", 3, None),
    ],
)
def test_only_a_link_to_a_pdf_names_the_page(url, media_type, page, linked) -> None:
    """A page means something to a PDF viewer and nothing to a web page."""
    assert link(url, media_type, page) == linked


def test_a_claim_without_a_citation_is_refused() -> None:
    """Nothing can be claimed that does not say where it stands."""
    with pytest.raises(ValueError, match="without a citation: 'It rained'"):
        Claim("It rained", ())


@pytest.mark.parametrize(
    ("item", "number", "title"),
    [
        ("CYP/14/20 Fostering", "CYP/14/20", "Fostering"),
        ("14.7 Lamps", "14.7", "Lamps"),
        ("Any other business", "", "Any other business"),
        (None, "", ""),
    ],
)
def test_an_item_is_its_number_and_its_title(item, number, title) -> None:
    """As councils cite them; empty where unknown."""
    assert (number, title) == numbered(item)


@given(st.text(st.characters()))
def test_one_line_is_what_any_file_can_hold(text) -> None:
    """XML, UTF-8 and a terminal; the words stay, with single spaces."""
    line = one_line(text)
    ElementTree.fromstring(f"<a>{escape(line)}</a>".encode())

    assert line.splitlines() == ([line] if line else [])
    assert one_line("  a\tb\x0c\n c\x1b[2J\u202ed ") == "a b c\ufffd[2J\ufffdd"
    assert one_line(line) == line


def test_a_commitment_is_cited_though_its_passage_ends_before_it(library) -> None:
    """By its own words, with the label and link of where they begin."""
    entry = Ledger(library, date(2019, 1, 7)).entries(Wanted())[0]
    cited = cite_commitment(entry)
    text = library.text(cited.document_id)

    assert cited.quote == text[cited.start : cited.end] == "the report be brought in February."
    assert cited.label.endswith("11 October 2018, item 4 Staying Put Scheme (draft minutes)")
    assert cited.url == "https://tinytown.example/october"
    longer = replace(entry.commitment, end=entry.commitment.end + 1, text=cited.quote + "\n")
    assert cite_commitment(replace(entry, commitment=longer)).quote == cited.quote + "\n"
