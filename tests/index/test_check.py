"""A sound library passes, and every kind of damage is named."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index import sealed
from index.check import check
from index.derived import open_derived
from index.encode import Encoder
from index.library import Library, LibraryError

JUNE = "minutes/june.txt"


def passage_number(library: Library, words: str) -> int:
    """The number of the passage that says these words."""
    (number,) = (number for number, text, *_ in library.rows() if words in text)
    return number


def test_a_sound_library(library: Library) -> None:
    """Nothing is wrong with a library as it was made, before and after its indexes are built."""
    assert [] == [*check(library)]
    open_derived(library)
    assert [] == [*check(library)]


@pytest.mark.parametrize(
    "change", ["start = start - 5000", '"end" = start', '"end" = "end" + 9999']
)
def test_a_commitment_out_of_place_is_named(library: Library, change: str) -> None:
    """It is quoted by its offsets, which must lie in its document and begin in its passage."""
    of = library.select("select min(id) as id from commitment")[0]["id"]
    with library.writing() as db:
        db.execute(f"update commitment set {change} where id = ?", [of])

    assert [f"{JUNE}: commitment {of} is not where it says it is"] == [*check(library)]


def test_a_library_of_nothing_is_sound(tmp_path: Path, encoder: Encoder) -> None:
    """A library of nothing has nothing wrong with it."""
    with Library.create(tmp_path / "empty", encoder) as library:
        open_derived(library)
        assert [] == [*check(library)]


def test_a_damaged_export_is_named(library: Library) -> None:
    """So is one of another model than the library's."""
    with sealed.making(library.directory / "encoder") as making:
        (making / "model.onnx").write_bytes(b"graph")
        sealed.seal(making, {"fingerprint": library.encoder_fingerprint})
    assert [] == [*check(library)]
    (library.directory / "encoder" / "model.onnx").write_bytes(b"grave")
    assert ["encoder/model.onnx is not as written"] == [*check(library)]
    with sealed.making(library.directory / "encoder") as making:
        sealed.seal(making, {"fingerprint": "another"})
    assert ["encoder is of another state of the library"] == [*check(library)]


# Each damages the passage of a given number and says which words name the damage.
DAMAGES: dict[str, tuple[str, str]] = {
    "a start moved on": (
        "update passage set start = start + 3 where number = ?",
        "words before passage .* are in no passage",
    ),
    "an end moved back": (
        'update passage set "end" = "end" - 3 where number = ?',
        "are in no passage",
    ),
    "a passage moved into the one before": (
        "update passage set start = start - 5 where number = ?",
        "is not where it says it is",
    ),
    "pieces cut short": (
        "update piece set codes = substr(codes, 1, length(codes) - 3) where number = ?",
        "the pieces of passage number .* are damaged",
    ),
    "pieces that are gone": (
        "delete from piece where number = ?",
        "the pieces of passage number .* are damaged",
    ),
    "an end beyond the text": (
        'update passage set "end" = 99999 where number = ?',
        "is not where it says it is",
    ),
    "a start before the text": (
        "update passage set start = -7 where number = ?",
        "is not where it says it is",
    ),
    "an end before its start": (
        'update passage set "end" = start - 1 where number = ?',
        "is not where it says it is",
    ),
    "another context": (
        "update passage set context = 'Bees' where number = ?",
        "words of passage number .* are not those that were kept",
    ),
    "a passage lost": ("delete from passage where number = ?", "are in no passage"),
    "a vector cut short": (
        "update passage set vector = substr(vector, 1, 12) where number = ?",
        "vector of passage number {number} is damaged",
    ),
    "a vector of nothing": (
        "update passage set vector = zeroblob(256) where number = ?",
        "vector of passage number {number} is damaged",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("words", ["Apologies were received", "Collections of refuse"])
def test_damage_is_named(library: Library, damage: str, words: str) -> None:
    """Whatever is wrong with a passage, in the middle or at the end of its document, is named."""
    number = passage_number(library, words)
    statement, named = DAMAGES[damage]
    library._db.execute(statement, (number,))
    problems = [*check(library)]

    assert any(re.search(named.format(number=number), problem) for problem in problems), problems
    names = (
        f"{JUNE}: ",
        f"the words of passage number {number} ",
        f"the vector of passage number {number} ",
        f"the pieces of passage number {number} ",
    )
    assert all(problem.startswith(names) for problem in problems)


def test_a_changed_letter_is_named(library: Library) -> None:
    """One letter of a text that is not as it was kept is named, though every offset still fits."""
    library._db.execute("update document set text = replace(text, 'eleven', 'eleben')")
    number = passage_number(library, "eleben")

    assert [f"the words of passage number {number} are not those that were kept"] == [
        *check(library)
    ]


@pytest.mark.parametrize("number", [np.nan, np.inf, 2.0])
def test_a_vector_that_is_not_one_is_named(library: Library, number: float) -> None:
    """A vector that holds no number, or is not of length 1, is damaged."""
    row = np.zeros(64, dtype="<f4")
    row[0] = number
    library._db.execute("update passage set vector = ? where number = 5", (row.tobytes(),))

    assert ["the vector of passage number 5 is damaged"] == [*check(library)]


def test_a_document_without_passages_is_named(library: Library) -> None:
    """A document of which no passage is left cannot be found, and is named."""
    library._db.execute("delete from passage")
    problems = [*check(library)]

    assert [
        f"{name}: the words after character 0 are in no passage"
        for name in ("minutes/october.txt", JUNE)
    ] == problems


def test_a_text_that_was_changed_is_named(library: Library) -> None:
    """Words that have come into a document behind the library's back are in no passage."""
    library._db.execute(
        "update document set text = text || 'And so it ends.' where path = ?", (JUNE,)
    )

    assert any(problem.startswith(f"{JUNE}: ") for problem in check(library))


def test_a_passage_without_its_document_is_named(library: Library) -> None:
    """A document that was cut out from under its passages is named."""
    library._db.execute("pragma foreign_keys = off")
    library._db.execute("delete from document where path = ?", (JUNE,))
    library._db.commit()

    assert any(problem.startswith("library.sqlite: ") for problem in check(library))


@pytest.mark.parametrize("page", [2, 3, 5, 8, -1])
def test_a_corrupted_page_is_named(make_library: Callable[..., Library], page: int) -> None:
    """A page of the file that was overwritten is named, or the library is refused when opened."""
    library = make_library(
        {f"{n}.txt": "\n\n".join(f"In {n}, bin {m} was missed." for m in range(80)) for n in "abc"}
    )
    file = library.directory / "library.sqlite"
    library.close()
    data = bytearray(file.read_bytes())
    size, n_pages = 4096, len(data) // 4096
    at = (page % n_pages if page > 0 else n_pages + page) * size
    data[at : at + size] = b"\xa5" * size
    file.write_bytes(data)

    try:
        with Library.open(library.directory) as damaged:
            problems = [*check(damaged)]
    except LibraryError as error:
        problems = [str(error)]
    assert problems
    assert "library" in problems[0]


def test_damaged_indexes_are_named(library: Library) -> None:
    """A derived file that is not as it was written is named, with its place."""
    open_derived(library)
    file = library.directory / "derived" / str(library.generation) / "dense.faiss"
    file.write_bytes(file.read_bytes() + b"x")

    assert [f"derived: {library.generation}/dense.faiss is not as written"] == [*check(library)]
    file.unlink()
    assert [f"derived: {library.generation}/dense.faiss is missing"] == [*check(library)]
