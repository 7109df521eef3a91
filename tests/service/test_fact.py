"""The sort of fact that a question asks for, and sentences that hold one."""

import pytest

from service.fact import expected, holds


@pytest.mark.parametrize(
    ("form", "question", "sort"),
    [
        ("how many", "how many sandbags are kept", "a number"),
        ("how much", "how much did the survey cost", "an amount"),
        ("when", "when did the ferry stop", "a date"),
        ("who", "who objected to the lamps", "a name"),
        ("which", "which firm mended the roof", "a name"),
        ("which", "which animals delayed the works", None),
        ("other", "what is the name of the supplier of the lamps", "a name"),
        ("decided", "what was decided about the ferry", None),
        ("other", "the ferry", None),
    ],
)
def test_the_sort_of_fact_is_named(form, question, sort) -> None:
    """As a reader is told it; a question that is open asks for none."""
    assert expected(form, question) == sort


@pytest.mark.parametrize(
    ("form", "question", "sentence", "held"),
    [
        ("how many", "how many sandbags are kept", "The depot kept 400 sandbags.", True),
        ("how many", "how many sandbags are kept", "Twelve were kept.", True),
        ("how many", "how many sandbags are kept", "The depot kept sandbags.", False),
        # What the question has already is no answer to it.
        ("how many", "how many sandbags in 2022", "Sandbags were kept in 2022.", False),
        ("how much", "what did the survey cost", "It had cost £12,400.", True),
        ("how much", "what did the survey cost", "The survey was free.", True),
        ("how much", "what did the survey cost", "The survey was dear.", False),
        ("when", "when did the ferry stop", "The ferry stopped on 4 May.", True),
        ("when", "when did the ferry stop", "It would go on until the autumn.", True),
        ("when", "when did the ferry stop", "The ferry had stopped.", False),
        ("who", "who objected", "The Head of Highways objected.", True),
        ("who", "who objected", "An objection came from Ms Petra Lowe.", True),
        ("who", "who objected", "An objection was made.", False),
        ("which", "which firm mended the roof", "The roof was mended by Harrow Slates.", True),
        ("which", "which firm mended the roof", "The roof was mended by a firm.", False),
        # Numbers of paragraphs and rows, and words that are spelt like months, say nothing.
        ("how many", "how many sandbags", "45.3 The depot kept sandbags.", False),
        ("how many", "how many sandbags", "4 | Sandbags | D Oakes | Not received", False),
        ("when", "when did the ferry stop", "Members may ask.", False),
        ("when", "when did the ferry stop", "It stopped on 4 May.", True),
        ("which", "which firm mended the roof", "It was mended by a firm on Monday.", False),
        ("how much", "how much did the survey cost", "In 2019 the Board met.", False),
        ("how much", "how much warning was given", "They had 10 minutes.", True),
        ("other", "the ferry", "The ferry stopped.", True),
    ],
)
def test_a_sentence_holds_it_or_not(form, question, sentence, held) -> None:
    """By the sort of word alone; an open question is held by anything."""
    assert holds(form, question, sentence) is held
