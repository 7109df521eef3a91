"""Where one sentence of council prose ends and the next begins."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_sentences_are_told_apart() -> None:
    """Full stops, question marks and exclamation marks end sentences."""
    assert ["It was late.", "Why?", "Nobody knew!", "The Chair closed."] == sentences(
        "It was late. Why? Nobody knew! The Chair closed."
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Cllr. Reed asked Mrs. Hope about it.",
        "It began at 6.30 p.m. on Tuesday.",
        "St. Mary’s School was named.",
        "See para. 3.2 and app. 4 of the report.",
        "Officers, e.g. the Head of Housing, spoke.",
        "Minute no. 14 was read.",
        "The cost was £1.5 million.",
        "Messrs. Hope and Reed, Dr. Ash and Prof. Elm came.",
    ],
)
def test_abbreviations_end_no_sentence(sentence: str) -> None:
    """Titles and references carry a full stop inside a sentence."""
    assert [sentence] == sentences(sentence)


@given(st.text(max_size=200))
def test_sentences_lose_only_white_space(text: str) -> None:
    """Spans are in order, apart, and leave out nothing but white space."""
    spans = sentence_spans(text)

    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join(text.split()) == "".join("".join(words.split()) for words in sentences(text))
