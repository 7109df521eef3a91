"""Stems of passages are those that were written, and are found however they are parted."""

from pathlib import Path

import numpy as np
import pytest

from index.stems import Stems, write_stems

PASSAGES = [
    (2, ["bin", "lane", "late"]),
    (3, []),
    (7, ["late", "bin", "bin"]),
    (8, ["lane"]),
    (12, ["weir", "street", "weir"]),
]


@pytest.fixture(params=[[5], [2, 3], [1, 1, 3]])
def stems(tmp_path: Path, request: pytest.FixtureRequest) -> Stems:
    """In one part, or in several that are found in any order."""
    begin = 0
    for i, n in enumerate(request.param):
        write_stems(tmp_path / f"{9 - i}.stems", PASSAGES[begin : begin + n])
        begin += n
    return Stems(tmp_path.glob("*.stems"))


@pytest.mark.parametrize(
    ("wanted", "having"),
    [
        (["bin"], {2, 7}),
        (["late"], {2, 7}),
        (["bin", "lane"], {2}),
        (["bin", "bin"], {7}),
        (["weir", "street", "weir"], {12}),
        # One after the other in the file, but of two passages.
        (["late", "late"], set()),
        (["weir", "bin"], set()),
        (["zeppelin"], set()),
    ],
)
def test_who_has_which(stems: Stems, wanted: list[str], having: set[int]) -> None:
    """A passage has stems that stand in it one after the other, whatever it is asked with."""
    for numbers in ([12, 2, 8, 3, 7], [7, 2], [3], [2, 3, 7, 8, 12]):
        has = stems.of(np.array(numbers)).which_have(wanted)

        assert having & set(numbers) == {n for n, one in zip(numbers, has, strict=True) if one}


def test_no_parts(tmp_path: Path) -> None:
    """A library without passages has no file of stems."""
    run = Stems(tmp_path.glob("*.stems")).of(np.array([], dtype=np.int64))

    assert [] == run.which_have(["bin"]).tolist()
