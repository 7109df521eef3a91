"""What a question's words may also mean is looked for, once, and told."""

from pathlib import Path

import pytest

from index.acronyms import Acronym
from index.glossary import Term
from index.hits import Widening
from index.lexical import LexicalRetriever, write_lexical
from index.widen import Widener, for_meaning

PASSAGES = [
    (1, "The Multi-agency Safeguarding Hub is full.", ""),
    (2, "MASH is full; children in care wait.", ""),
    (3, "Looked after children wait; the recycling centre is shut, the tip of a pen.", ""),
]
ACRONYMS = [
    Acronym("MASH", ("Multi-agency Safeguarding Hub", "Most Awful Soup Here")),
    Acronym("SEND", ("recycling centre",), is_word=True),
    Acronym("PEP", ("children in care",)),
]
GLOSSARY = [
    (Term("looked after children"), Term("children in care"), Term("LAC", is_word=True)),
    (Term("recycling centre"), Term("tip", is_word=True)),
]


@pytest.fixture(scope="module")
def widener(tmp_path_factory: pytest.TempPathFactory) -> Widener:
    folder: Path = tmp_path_factory.mktemp("widen") / "lexical"
    write_lexical(folder, PASSAGES)
    return Widener(LexicalRetriever.open(folder), ACRONYMS, GLOSSARY)


@pytest.mark.parametrize(
    ("text", "words", "also", "why"),
    [
        ("how full is the MASH?", "MASH", ("Multi-agency Safeguarding Hub",), "acronym"),
        ("a multi agency safeguarding hub", "multi agency safeguarding hub", ("MASH",), "acronym"),
        ("Children in Care", "Children in Care", ("looked after children",), "glossary"),
        (
            "how many LAC",
            "LAC",
            ("looked after children", "children in care"),
            "glossary",
        ),
        ("is the tip open", "tip", ("recycling centre",), "glossary"),
        ("the recyclign depot", "recyclign", ("recycling",), "spelling"),
    ],
)
def test_what_else_is_looked_for(
    widener: Widener, text: str, words: str, also: tuple[str, ...], why: str
) -> None:
    """An acronym for its words and the words for it, a term for its equals, a slip put right.

    What the library does not have is not looked for, nor a word that has other meanings.
    """
    assert (Widening(words, also, why),) == widener.widenings(text)


@pytest.mark.parametrize(
    "text",
    [
        'how full is the "MASH"?',  # asked for exactly
        "send it",  # an ordinary word in small letters
        "lac",
        "a pep talk for staff",
        "mash potato",
        "lorries tipping at the gate",  # no tip
        "recycling",
        "",
    ],
)
def test_what_is_not_widened(widener: Widener, text: str) -> None:
    """Words in quotation marks, and words that only look like a term."""
    assert () == widener.widenings(text)


def test_both_forms_in_a_question_are_one(widener: Widener) -> None:
    """Who writes an acronym beside its words has them looked for once."""
    (only,) = widener.widenings("the Multi-agency Safeguarding Hub (MASH)")

    assert ("Multi-agency Safeguarding Hub", ("MASH",)) == (only.words, only.also)


def test_the_model_is_told_what_it_may_not_know() -> None:
    """It gets the word that was meant, and the words of an acronym beside it."""
    widened = (
        Widening("MASH", ("Multi-agency Safeguarding Hub",), "acronym"),
        Widening("recyclign", ("recycling",), "spelling"),
        Widening("tip", ("recycling centre",), "glossary"),
    )

    assert "MASH (Multi-agency Safeguarding Hub) recycling tip" == for_meaning(
        "MASH recyclign tip", widened
    )


def test_only_the_word_itself_is_put_right() -> None:
    """Not a part of another word, and nothing in quotation marks."""
    widened = (
        Widening("SEN", ("special needs",), "acronym"),
        Widening("counci", ("council",), "spelling"),
    )

    assert "SEN (special needs) and SEND" == for_meaning("SEN and SEND", widened)
    assert "councils and council" == for_meaning("councils and counci", widened)
    assert '"SEN" is SEN (special needs)' == for_meaning('"SEN" is SEN', widened)
