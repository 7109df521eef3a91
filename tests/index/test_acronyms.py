"""Acronyms are learnt where the documents explain them, and nowhere else."""

import pytest

from index.acronyms import MOST_EXPANSIONS, Acronym, acronyms_of, mine, pairs, usage_in


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (
            "Referrals to the Multi-agency Safeguarding Hub (MASH) had risen.",
            *("MASH", "Multi-agency Safeguarding Hub"),
        ),
        ("The MASH (Multi-Agency Safeguarding Hub) met.", "MASH", "Multi-Agency Safeguarding Hub"),
        (
            "of 40 Education, Health and Care Plans (EHCPs) late",
            *("EHCP", "Education, Health and Care Plans"),
        ),
        (
            "young people not in education, employment or training (NEET)",
            *("NEET", "not in education, employment or training"),
        ),
        (
            "under the Deprivation of Liberty Safeguards (DoLS)",
            *("DoLS", "Deprivation of Liberty Safeguards"),
        ),
        (
            "Black, Asian and minority ethnic (BAME) residents",
            *("BAME", "Black, Asian and minority ethnic"),
        ),
        ("waits in Accident and Emergency (A&E)", "A&E", "Accident and Emergency"),
    ],
)
def test_an_explained_acronym_is_learnt(text: str, short: str, long: str) -> None:
    """Whichever form comes first, with function words, hyphens, plurals and an ampersand."""
    assert [(short, long)] == pairs(text)


@pytest.mark.parametrize(
    "text",
    [
        "Councillor Reed (Chair) spoke.",
        "the Director of Finance (see appendix)",
        "The budget was agreed (MTFS).",
        "waits had grown. Health and Care Plans (EHCP) were late",
        "the cost (GBP 40,000)",
        "fallen (FALLEN)",
        "an increase (UP) in 2019 (2019)",
    ],
)
def test_brackets_explain_nothing_by_themselves(text: str) -> None:
    """The letters must be those of the words beside them, in order, all of them."""
    assert [] == pairs(text)


def test_expansions_are_counted() -> None:
    """Those that conflict are all kept, the most frequent first, at most three."""
    texts = [
        *["the Local Area Committee (LAC) met"] * 2,
        *["each Looked After Child (LAC) has a plan", "looked after children (LAC)"] * 2,
        "looked after child (LAC)",
        "a Large Art Centre (LAC)",
        "Least Awful Choice (LAC)",
    ]
    (acronym,) = mine(texts)

    assert ("LAC", "Looked After Child") == (acronym.short, acronym.longs[0])
    assert "Local Area Committee" in acronym.longs
    assert len(acronym.longs) == MOST_EXPANSIONS


def test_letters_that_are_a_word_are_told() -> None:
    """Where documents write the same letters small, they may mean the word."""
    explained = "special educational needs and disabilities (SEND) and the Better Care Fund (BCF)"

    assert [
        Acronym("BCF", ("Better Care Fund",)),
        Acronym("SEND", ("special educational needs and disabilities",), is_word=True),
    ] == mine([explained, "please send it", "they send more", "to send"])


def test_parts_explain_what_the_whole_explains() -> None:
    """What is known of some texts and of others, put together, is what is known of all."""
    texts = [
        "Special Educational Needs and Disabilities (SEND) were discussed.",
        "The SEND (Special Educational Needs and Disability) team will send R&D a letter.",
        "They send, and send;\nsend A&E's letter, the SEND-team said (send).",
        "Accident and Emergency (A&E) was full. Accident\nand Emergency (A&E) again.",
    ]
    whole = mine(texts)

    assert ["A&E", "SEND"] == [acronym.short for acronym in whole]
    assert [False, True] == [acronym.is_word for acronym in whole]
    for cut in range(len(texts) + 1):
        assert whole == acronyms_of([usage_in(texts[:cut]), usage_in(texts[cut:])])
