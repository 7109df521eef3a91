"""Who spoke, where the words say so."""

import pytest

from ingest.passages import split_passages
from ingest.read import read_document
from ingest.speakers import find_speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Corporate Director advised that homes were full.", "The Corporate Director"),
        ("· Members asked whether it would last.", "Members"),
        ("14.1 The Chairman questioned the figures.", "The Chairman"),
        ("(a) A Member also asked about costs.", "A Member"),
        (
            "Councillor J. Reed, Cabinet Member for Homes, said so.",
            "Councillor J. Reed, Cabinet Member for Homes",
        ),
        ("In reply to Members, the Head of Service explained it.", "the Head of Service"),
        ("Mr Holt (tenants’ forum) commented on this.", "Mr Holt (tenants’ forum)"),
        (
            "The Director (Homes) and the Head of Repairs presented it.",
            "The Director (Homes) and the Head of Repairs",
        ),
        ("Residents of Mill Lane said it had flooded.", "Residents of Mill Lane"),
        ("One member felt that it was early.", "One member"),
    ],
)
def test_the_subject_of_a_verb_of_saying(text: str, speaker: str) -> None:
    """A person, an office or a body that says something is its speaker, in the words' own form."""
    assert speaker == find_speaker(text)


@pytest.mark.parametrize(
    "text",
    [
        "Members were advised that homes were full.",
        "It was reported that homes were full.",
        "The report stated that homes were full.",
        "The scheme had been agreed.",
        "Demand for homes raised concern.",
        "Bins were late. The Director advised patience.",
        "He added that it was late.",
        "",
    ],
)
def test_nobody_is_named_where_nobody_is(text: str) -> None:
    """Passives, papers and pronouns name no speaker; nor does a later sentence."""
    assert find_speaker(text) is None


def speakers(text: str) -> list[tuple[str | None, str]]:
    document = read_document(text.encode(), document_id="d", path="a.txt")
    return [(p.speaker, p.context) for p in split_passages(document) if p.kind == "discussion"]


def test_a_pronoun_is_resolved_where_it_is_certain() -> None:
    """ "She" is the one person of the passage before; the name stands in the context."""
    text = "1. Homes\n\nThe Director reported on homes.\n\nShe added that they were full.\n"

    assert [("The Director", "Homes"), ("The Director", "Homes\nThe Director")] == speakers(text)


@pytest.mark.parametrize(
    "before",
    [
        "The Director thanked Councillor Reed.",
        "Members asked about homes.",
        "The Director and the Head of Homes reported.",
        "Homes were full.",
    ],
)
def test_a_pronoun_is_left_alone_where_it_is_not(before: str) -> None:
    """Where two people are named, or many, or none, nobody can tell who "he" is."""
    assert speakers(f"1. Homes\n\n{before}\n\nHe added that they were full.\n")[1][0] is None


def test_a_pronoun_does_not_reach_into_another_item() -> None:
    """Who spoke under one item may not be who speaks under the next."""
    text = "1. Homes\n\nThe Director reported.\n\n2. Roads\n\nShe added that they were long.\n"

    assert [speaker for speaker, _ in speakers(text)] == ["The Director", None]


def test_speakers_of_a_transcript_are_those_of_its_turns() -> None:
    """Each passage of a transcript knows who speaks as it begins."""
    turns = "".join(f"Cllr Reed: {'It was late. ' * 30}\n\nCllr Sedge: No.\n\n" for _ in range(8))

    assert {"Cllr Reed", "Cllr Sedge"} >= {speaker for speaker, _ in speakers(turns)} != {None}
