"""A slip of the pen is forgiven; a word that is right is left alone."""

from pathlib import Path

import pytest

from index.lexical import LexicalRetriever, write_lexical
from index.spelling import corrections

TEXT = (
    "Mrs Lindqvist said the potholes in Ashwick Green and the recycling centre at Thornmere were a"
    " breach of the safeguarding plan; the carers' allowance was late. Greed was not."
)


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> LexicalRetriever:
    folder: Path = tmp_path_factory.mktemp("spelling") / "lexical"
    write_lexical(folder, [(1, TEXT, "Potholes"), (2, "potholes in the green lane", "")])
    return LexicalRetriever.open(folder)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("safegaurding", "safeguarding"),  # two letters swapped
        ("recyling", "recycling"),  # one missing
        ("pothholes", "potholes"),  # one too many
        ("allowanse", "allowance"),  # one wrong
        ("Linqvist", "lindqvist"),  # a name
        ("Lindqist's", "lindqvist"),
        ("Thornmeer", "thornmere"),  # a place, two letters
    ],
)
def test_a_slip_is_forgiven(vocabulary: LexicalRetriever, typed: str, meant: str) -> None:
    """The word that was meant is the first."""
    ((word, also),) = corrections(f"what was said about {typed}?", vocabulary)

    assert (typed.removesuffix("'s"), meant) == (word, also[0])


@pytest.mark.parametrize(
    "text",
    [
        "potholes in Ashwick Green",  # as they stand
        "pothole breaches",  # in another form
        "beach greek",  # English words, each a letter from one that stands
        "wouldn't doesn’t abuot",  # words that ask, or are nearest to none
        "gren lat",  # too short, or too far
        "zzzzzzzz",
        "",
    ],
)
def test_what_is_right_is_left_alone(vocabulary: LexicalRetriever, text: str) -> None:
    """Nothing is put in place of a word of the library, an English word, or an unlike one."""
    corrected = {word for word, _ in corrections(text, vocabulary)}

    assert corrected <= {"gren"}


def test_the_same_first_letter_then_the_commonest(vocabulary: LexicalRetriever) -> None:
    """Of several that are as near."""
    assert [("gren", ("green",))] == list(corrections("gren", vocabulary))
    assert [("greez", ("green", "greed"))] == list(corrections("greez", vocabulary))
