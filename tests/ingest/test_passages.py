"""Passages quote their document: exactly, in order, and without losing a word of it."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import Document, Passage, PassageKind
from ingest.passages import TARGET_CHARS, split_passages
from ingest.read import read_document

MARKERS = (
    "1. ", "14.1 ", "(a) ", "(1)", "· ", "• ", "Ø ", "o ", "- ", "RESOLVED: That", "RESOLVED",
    " RECOMMENDED ", "Decision:", "ACTION: ", "Minutes:", "PRESENT: ", "Apologies\n", "Bins\n",
    "| a | b |", "a\tb", "14.1", "·", "Lynne Neagle AM: ", "Reed: ", "noted:", "14 June 2018",
    "Scrutiny Committee", "Mr. ", "e.g. ",
)  # fmt: skip
GAPS = (
    "\n",
    "\n\n",
    " ",
    ". ",
    "; ",
    ": ",
    "\u00a0",
    "\t",
    "\u2028",
    "\x0b",
    "\x85",
    "\u200b",
    "\r\n",
)
WORDS = st.one_of(
    st.sampled_from(MARKERS),
    st.sampled_from(GAPS),
    st.text(alphabet="ab .:;!?’", max_size=40),
    st.text(max_size=10),
    st.integers(1, 3000).map(lambda length: "w" * length),
    st.integers(1, 300).map(lambda length: "The cat sat. " * length),
)
TEXTS = st.lists(WORDS, max_size=30).map("".join)


def read(text: str, *, document_id: str = "d") -> Document:
    # A word of its own, so that there is always one to be had.
    return read_document(
        f"x\n\n{text}".encode("utf-8", "replace").replace(b"\x00", b""),
        document_id=document_id,
        path="a.txt",
    )


def split(text: str) -> list[Passage]:
    return split_passages(read(text))[1:]


def kinds(text: str) -> list[tuple[PassageKind, str]]:
    return [(passage.kind, passage.text) for passage in split(text)]


def assert_faithful(document: Document, passages: Sequence[Passage]) -> None:
    """Invariants 1 and 2, and that ids are unique."""
    assert all(document.text[p.start : p.end] == p.text for p in passages)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert without_space(document.text) == without_space("".join(p.text for p in passages))
    assert all(p.text and p.document_id == document.id for p in passages)
    assert len({p.id for p in passages}) == len(passages)


def without_space(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_passages_quote_their_document(text: str) -> None:
    """Every passage is the document's own words at its own offsets, and none are lost."""
    document = read(text)

    assert_faithful(document, split_passages(document))


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(1, 200))
def test_passages_of_any_size_quote_their_document(text: str, target: int) -> None:
    """The size asked for bounds the passages, bullets and clauses at four times that."""
    document = read(text)
    passages = split_passages(document, target_chars=target)

    assert_faithful(document, passages)
    if document.form == "minutes":
        assert max(len(p.text) for p in passages) <= 4 * target


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(MARKERS), max_size=30), st.sampled_from(["\n", "\n\n", " ", ""]))
def test_markers_alone_are_no_reason_to_lose_them(markers: list[str], gap: str) -> None:
    """A text of nothing but numbers, bullets and labels is kept like any other."""
    document = read(gap.join(markers))

    assert_faithful(document, split_passages(document))


TURNS = st.lists(
    st.tuples(
        st.sampled_from(["Lynne Neagle AM", "Cllr Reed", "The Chair (Mrs Hope)"]),
        st.sampled_from(["Yes. ", "I said so before. ", "Was it? ", "word " * 300]),
        st.integers(1, 40),
    ),
    min_size=10,
    max_size=25,
)


@settings(max_examples=100, deadline=None)
@given(TURNS)
def test_transcripts_are_quoted_too(turns: list[tuple[str, str, int]]) -> None:
    """Turns gathered into passages lose nothing, and stay within the target."""
    document = read("\n\n".join(f"{who}: {what * n}" for who, what, n in turns))
    passages = split_passages(document)

    assert document.form == "transcript"
    assert_faithful(document, passages)
    assert max(len(p.text) for p in passages) <= TARGET_CHARS


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_ids_are_stable(text: str) -> None:
    """Read twice, a document has the same passages with the same ids."""
    assert split_passages(read(text)) == split_passages(read(text))


def test_every_corpus_document_is_quoted(corpus: dict[str, Document]) -> None:
    """The invariants hold for every document of the sample, and again on a second run."""
    assert len(corpus) > 40
    for document in corpus.values():
        passages = split_passages(document)
        assert_faithful(document, passages)
        assert max(len(p.text) for p in passages) <= TARGET_CHARS
        assert passages == split_passages(document)


def test_corpus_bytes_give_the_same_ids_again(
    corpus: dict[str, Document], corpus_folder: Path
) -> None:
    """From bytes to ids nothing depends on the run: each form of file, read again, agrees."""
    for name in (
        "cyp-2018-06-14-minutes.pdf",
        "cyp-2018-10-11-minutes.html",
        "cyp-2021-11-16-minutes.docx",
        "cyp-2021-03-11-minutes.txt",
    ):
        again = read_document(
            (corpus_folder / name).read_bytes(), document_id=corpus[name].id, path=name
        )
        assert again == corpus[name]


def test_ids_survive_changes_elsewhere() -> None:
    """A passage keeps its id when words before it, after it and in its heading change."""
    before = split("1. Bins\n\nThey were late.\n\nThe Chair was sorry.\n\nIt rained.")
    after = split("1. Refuse\n\nLate, all of them.\n\nIt was.\n\nThe Chair was sorry.\n\nSnow.")

    (before_id,) = [p.id for p in before if p.text == "The Chair was sorry."]
    (after_id,) = [p.id for p in after if p.text == "The Chair was sorry."]
    assert before_id == after_id
    assert {p.id for p in before} & {p.id for p in after} == {before_id}


def test_the_same_words_twice_have_two_ids() -> None:
    """Words that a document repeats are told apart by their count."""
    first, second = (p.id for p in split("It was late.\n\nIt was late."))

    assert second == f"{first}-2"


def test_ids_are_of_their_document() -> None:
    """The same words in two documents have two ids."""
    one, two = (split_passages(read("It was late.", document_id=name)) for name in ("a", "b"))

    assert {p.id for p in one}.isdisjoint({p.id for p in two})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Members were concerned. RESOLVED: That it be noted.",
            [
                ("discussion", "Members were concerned."),
                ("decision", "RESOLVED: That it be noted."),
            ],
            id="paragraph",
        ),
        pytest.param(
            "14.1 Members were concerned.\nRESOLVED – that it be noted.",
            [
                ("discussion", "14.1 Members were concerned."),
                ("decision", "RESOLVED – that it be noted."),
            ],
            id="on the next line",
        ),
        pytest.param(
            "· Members were concerned. UNANIMOUSLY RESOLVED that it be noted.",
            [
                ("discussion", "· Members were concerned."),
                ("decision", "UNANIMOUSLY RESOLVED that it be noted."),
            ],
            id="bullet",
        ),
        pytest.param(
            "One was. RESOLVED: That it be. Two were. RECOMMENDED: That they be.",
            [
                ("discussion", "One was."),
                ("decision", "RESOLVED: That it be. Two were."),
                ("decision", "RECOMMENDED: That they be."),
            ],
            id="twice",
        ),
        pytest.param(
            "Members hoped that it had been resolved. All agreed that it was late.",
            [
                (
                    "discussion",
                    "Members hoped that it had been resolved. All agreed that it was late.",
                )
            ],
            id="no decision",
        ),
    ],
)
def test_a_paragraph_that_turns_into_a_decision_is_cut_there(
    text: str, expected: list[tuple[PassageKind, str]]
) -> None:
    """What was said and what was then decided are two passages."""
    assert kinds(text) == expected


def test_clauses_below_a_decision_inside_a_paragraph() -> None:
    """The clauses that follow "... RESOLVED: That" are decisions, and have it as their lead-in."""
    text = "Members were concerned. RESOLVED: That\n(1) it be noted; and\n(2) it be sent."
    passages = split(text)

    assert [p.kind for p in passages] == ["discussion", "procedural", "decision", "decision"]
    assert [p.context for p in passages[2:]] == ["RESOLVED: That"] * 2


def test_context_is_what_a_reader_would_need() -> None:
    """Item, heading within it and lead-in, a line each, and never the passage itself."""
    passages = split(
        "1. Apologies\n\nNone.\n\n2. Housing\n\nDamp and Mould\n\n"
        "The following points were noted:\n\n· It was damp.\n\nIt rained.\n"
    )
    context = {p.text: p.context for p in passages}

    assert context["· It was damp."] == (
        "Housing\nDamp and Mould\nThe following points were noted:"
    )
    assert context["It rained."] == "Housing\nDamp and Mould"
    assert context["2. Housing"] == ""
    assert {p.text: p.item for p in passages}["· It was damp."] == "2 Housing"


def test_rows_have_their_header_as_context() -> None:
    """A row of figures means nothing without the names of its columns."""
    rows = split("Costs of Bins\n\nYear\tCost\n2020\t£400\n2021\t£500\n")[1:]

    assert [("Year\tCost", "Costs of Bins"), ("2020\t£400", "Costs of Bins\nYear | Cost")] == [
        (p.text, p.context) for p in rows[:2]
    ]


def test_no_passage_crosses_an_item(corpus: dict[str, Document]) -> None:
    """Each passage lies in the item it names, from first character to last."""
    for document in corpus.values():
        for passage in split_passages(document):
            item = document.item_at(passage.start)
            assert item == document.item_at(passage.end - 1)
            assert passage.item == (item.label if item else None)


def test_long_paragraphs_are_cut_between_sentences() -> None:
    """What is longer than the target is cut evenly, and no sentence is cut in two."""
    sentence = "Cllr. Reed asked about the bins in Mill Lane."  # 45 characters
    passages = split(" ".join([sentence] * 40))  # 1,839 in all, so two passages

    assert [p.text for p in passages] == [" ".join([sentence] * n) for n in (21, 19)]


@pytest.mark.parametrize("marker", ["· ", "(a) ", "1. "])
def test_a_long_bullet_or_clause_is_not_cut(marker: str) -> None:
    """What one bullet says is one passage, however many sentences it has."""
    text = marker + "Cllr. Reed asked about the bins in Mill Lane. " * 40

    assert [text.strip()] == [
        p.text for p in split(f"Members noted:\n\n{text}\n\n· It rained.")[1:2]
    ]


def test_a_long_sentence_is_cut_between_words() -> None:
    """A sentence beyond the target is cut at a space, and a word beyond it where it must be."""
    words = split(("word " * 500).strip() + ".")
    (first, *_) = split("w" * 2500)

    assert all(set(p.text.rstrip(".").split()) == {"word"} for p in words)
    assert len(first.text) == TARGET_CHARS


def test_turns_share_a_passage_and_know_their_speaker() -> None:
    """Short turns are gathered; a passage that begins inside a turn names the speaker."""
    turns = [f"Member {letter}: {'I said so before. ' * 20}" for letter in "ABCDEFGHI"]
    long = "Lynne Neagle AM: " + "Good afternoon to all. " * 100
    document = read_document("\n\n".join([*turns, long]).encode(), document_id="d", path="a.txt")
    passages = split_passages(document)

    assert "Member B: " in passages[0].text
    assert (passages[0].text[:10], passages[0].context) == ("Member A: ", "")
    assert (passages[-1].text[:15], passages[-1].context) == ("Good afternoon ", "Lynne Neagle AM")
    assert all(p.context.startswith("Member") for p in passages if p.text.startswith("I said"))
