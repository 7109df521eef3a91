"""The columns say what the truth says."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.columns import KINDS, NO_SPEECH, Columns, write_columns
from index.late import unpack
from index.library import Library

TRANSCRIPT = "".join(
    f"{name} AM: Bins in {place} were late. {'They were late again. ' * 60}\n\n"
    for place in ("Mill Lane", "Weir Street", "the park", "Market Row", "the depot")
    for name in ("Ann Reed", "Tom Sedge")
)
MINUTES = (
    "Scrutiny Committee\n\n14 June 2018\n\n1. Bins\n\nThey were late.\n\nRESOLVED: That it wait.\n"
)


@pytest.fixture
def mixed(make_library: Callable[..., Library]) -> Library:
    """Two transcripts and minutes."""
    return make_library({"a.txt": TRANSCRIPT, "b.txt": MINUTES, "c.txt": TRANSCRIPT + "Thanks.\n"})


@pytest.fixture
def columns(mixed: Library, tmp_path: Path) -> Columns:
    write_columns(tmp_path / "columns", mixed)
    return Columns.open(tmp_path / "columns", mixed.dimension)


def test_every_passage_has_a_row(mixed: Library, columns: Columns) -> None:
    """In order of number, with its kind and the transcript that it is of."""
    described = list(mixed.described())
    of = {transcript: i for i, (_, _, transcript, _) in enumerate(described)}

    assert columns.numbers.tolist() == [number for number, *_ in described]
    assert [KINDS[kind] for kind in columns.kinds] == [kind for _, kind, *_ in described]
    assert {True, False} == {speech == NO_SPEECH for speech in columns.speech.tolist()}
    for (_, _, transcript, _), speech in zip(described, columns.speech.tolist(), strict=True):
        assert (speech == NO_SPEECH) == (transcript is None)
        assert transcript is None or columns.speech[of[transcript]] == speech
    assert len({transcript for _, _, transcript, _ in described}) == len(
        set(columns.speech.tolist())
    )


def test_pieces_are_those_of_the_truth(mixed: Library, columns: Columns) -> None:
    """Of any passages, in any order, as often as they are read."""
    described = {number: codes for number, _, _, codes in mixed.described()}
    numbers = np.random.default_rng(0).permutation(columns.numbers)
    rows = columns.rows(numbers)
    for _ in range(2):
        for number, codes in zip(numbers.tolist(), columns.codes(rows), strict=True):
            kept = unpack(described[number], mixed.dimension)
            assert kept.starts.tolist() == codes.starts.tolist()
            assert np.array_equal(kept.signs, codes.signs)
    assert columns.n_pieces(rows).tolist() == [len(one.starts) for one in columns.codes(rows)]
    assert columns.n_pieces(rows).sum() > 0


def test_numbers_that_are_nobodys(columns: Columns) -> None:
    """Are not held, below the first, between and beyond the last."""
    last = int(columns.numbers[-1])
    asked = np.array([0, last, last + 1, -5, int(columns.numbers[0])])

    assert columns.holds(asked).tolist() == [False, True, False, False, True]


def test_damaged_pieces_are_none(mixed: Library, tmp_path: Path) -> None:
    """A passage whose codes have the wrong length has no pieces, and the next has its own."""
    (first, *_), (second, *_), *_ = mixed.described()
    mixed._db.execute("update piece set codes = x'010203' where number = ?", (first,))
    mixed._db.commit()
    write_columns(tmp_path / "damaged", mixed)
    columns = Columns.open(tmp_path / "damaged", mixed.dimension)
    damaged, next_to_it = columns.codes(columns.rows(np.array([first, second])))

    assert len(damaged.starts) == 0 == len(damaged.signs)
    assert len(next_to_it.starts) > 0


def test_an_empty_library_has_no_rows(make_library: Callable[..., Library], tmp_path: Path) -> None:
    """And can be asked all the same."""
    empty = make_library({})
    write_columns(tmp_path / "columns", empty)
    columns = Columns.open(tmp_path / "columns", empty.dimension)

    assert columns.codes(np.zeros(0, dtype=np.intp)) == []
    assert columns.holds(np.zeros(0, dtype=np.int64)).tolist() == []
