"""The glossary is a list that a clerk can read, and a council can have its own."""

from pathlib import Path

import pytest

from index.glossary import Term, read_glossary
from index.lexical import stems


def test_the_glossary_that_comes_with_minutebook() -> None:
    """It has a group for what councils speak of most, each of at least two different terms."""
    groups = read_glossary()
    by_term = {term.words: {other.words for other in group} for group in groups for term in group}

    assert 60 <= len(groups) <= 120
    assert "children in care" in by_term["looked after children"]
    assert "education, health and care plan" in by_term["EHCP"]
    for group in groups:
        assert len({tuple(stems(term.words)) for term in group}) >= 2, group


def test_no_term_is_in_two_groups() -> None:
    """A term means one thing."""
    terms = [term.words.lower() for group in read_glossary() for term in group]

    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_a_glossary_of_ones_own(tmp_path: Path) -> None:
    """Its groups are read in place of the others; remarks and empty lines say nothing."""
    file = tmp_path / "terms.txt"
    file.write_text("# ours\n\nLoamlink |  dial  a ride | > the link\n", encoding="utf-8")

    assert [
        (Term("Loamlink"), Term("dial a ride"), Term("the link", is_word=True))
    ] == read_glossary(file)


def test_a_glossary_saved_with_a_mark_of_its_encoding(tmp_path: Path) -> None:
    """Some editors begin a file with one; it is no part of the first term."""
    file = tmp_path / "terms.txt"
    file.write_text("Loamlink | dial a ride\n", encoding="utf-8-sig")

    assert [(Term("Loamlink"), Term("dial a ride"))] == read_glossary(file)


def test_a_glossary_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Missing, with what to do; of another encoding, with the line too."""
    file = tmp_path / "terms.txt"
    with pytest.raises(OSError, match=r"the glossary .*terms\.txt cannot be read \(No such file"):
        read_glossary(file)
    file.write_bytes(b"bins | wheelie bins\ncaf\xe9 | coffee house\n")
    with pytest.raises(ValueError, match=r"terms\.txt, line 2: this is not UTF-8; save it as"):
        read_glossary(file)


def test_a_lone_term_is_refused(tmp_path: Path) -> None:
    """With the file, the line and what to do."""
    file = tmp_path / "terms.txt"
    file.write_text("bins | wheelie bins\nLoamlink\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"terms\.txt, line 2: 'Loamlink' is one term; write"):
        read_glossary(file)
