"""The truth on disk: whole documents or none, and nothing of what was withdrawn."""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.derived import open_derived
from index.encode import Encoder
from index.hits import Query
from index.late import embed
from index.library import (
    Library,
    LibraryError,
    WrongEncoderError,
    sha256_of,
)
from index.sync import sync
from ingest.model import Document, Facts, Meeting
from ingest.passages import split_passages
from ingest.read import read_document

FILE = "library.sqlite"
SECRET = "Zephyrine Quackenbush was excluded at nine."


def read(text: str, name: str = "test.txt", known: Facts | None = None) -> Document:
    """A document whose id is its name."""
    return read_document(text.encode(), document_id=name, path=f"minutes/{name}", known=known)


def keep(library: Library, encoder: Encoder, document: Document) -> None:
    passages = split_passages(document)
    texts = [passage.text for passage in passages]
    library.put(
        document,
        passages,
        [sha256_of(text) for text in texts],
        embed(encoder, texts),
        file=Path("/from") / document.source.path,
        facts_sha256="f",
    )


def ids_of(library: Library, numbers: list[int]) -> list[str]:
    return [passage_id for passage_id, _ in library.kinds(numbers).values()]


def bytes_of(directory: Path) -> bytes:
    """Everything that is written in a directory."""
    return b"".join(file.read_bytes() for file in sorted(directory.rglob("*")) if file.is_file())


@pytest.fixture
def empty(tmp_path: Path, encoder: Encoder) -> Iterator[Library]:
    """A library of nothing."""
    with Library.create(tmp_path / "empty", encoder) as library:
        yield library


# Opening


def test_no_library_there(tmp_path: Path) -> None:
    """Reading a library that is not there is an error that says how to make one; none is made."""
    with pytest.raises(LibraryError, match="minutebook index PATH"):
        Library.open(tmp_path / "nothing")

    assert not (tmp_path / "nothing").exists()


def test_not_a_library(tmp_path: Path, encoder: Encoder) -> None:
    """A file that is no SQLite file is refused with what to do, and left as it was."""
    (tmp_path / FILE).write_bytes(b"Minutes of the Scrutiny Committee\n" * 200)

    with pytest.raises(LibraryError, match="restore it from a copy"):
        Library.open(tmp_path)
    with pytest.raises(LibraryError, match="restore it from a copy"):
        Library.create(tmp_path, encoder)
    assert (tmp_path / FILE).read_bytes().startswith(b"Minutes of the Scrutiny")


@pytest.mark.parametrize("version", [1, 2, 3, 99])
def test_another_version_is_refused(library: Library, version: int) -> None:
    """A library that another Minutebook wrote is not opened, and not changed."""
    library.close()
    with closing(sqlite3.connect(library.directory / FILE)) as db:
        db.execute(f"pragma user_version = {version}")
    before = (library.directory / FILE).read_bytes()

    with pytest.raises(LibraryError, match=f"version {version}, .* reads version 6"):
        Library.open(library.directory)
    assert before == (library.directory / FILE).read_bytes()


@pytest.mark.parametrize(
    ("version", "lacks"),
    [(4, ("mark", "sought", "follow_up", "owner_also", "commitment")), (5, ("owner_also",))],
)
def test_a_library_of_a_version_before_is_brought_up_to_date(
    library: Library, version: int, lacks: tuple[str, ...]
) -> None:
    """It keeps what it holds and gets the tables that it lacks, empty until files are read."""
    held = library.held()
    library.close()
    with closing(sqlite3.connect(library.directory / FILE)) as db, db:
        for table in lacks:
            db.execute(f"drop table {table}")
        db.execute(f"pragma user_version = {version}")

    with Library.open(library.directory) as opened:
        assert held == opened.held()
        assert all([] == opened.select(f"select * from {table}") for table in lacks)


def test_another_encoder_is_refused(
    library: Library, encoder: Encoder, make_encoder: Callable[[str], Encoder]
) -> None:
    """Another model's vectors are refused, by both names and with the remedy, before any write."""
    before = library.generation, library.held()
    other = make_encoder("other")

    with pytest.raises(WrongEncoderError, match=r"built with tiny .* not with other .*; use that"):
        Library.create(library.directory, other)
    with pytest.raises(WrongEncoderError, match="index again into another directory"):
        library.require(other)
    library.require(encoder)
    assert before == (library.generation, library.held())
    assert library.encoder_name == "tiny"


def test_what_only_moves_in_a_document_keeps_its_number(make_library, encoder, reader) -> None:
    """Passages and commitments are quoted from where they stand now; what changed is new."""
    folder_of = "Scrutiny Committee\n\nThursday 14 June 2018\n\n1. Bins\n\n"
    lines = ["Bins were late.", "RESOLVED: That the bins be counted.", "Bins were lost."]
    library = make_library({"june.txt": folder_of + "\n\n".join(lines)})
    folder = library.directory.parent / "made-in"

    def numbers() -> dict[str, int]:
        return {
            row["words"]: row["number"]
            for table in ("passage", "commitment")
            for row in library.select(
                f"select {table}.number, '{table} ' || substr(text, start + 1, \"end\" - start)"
                f" as words from {table} join document on document.id = document_id"
            )
        }

    before = numbers()
    lines[0] = "Many bins were late."
    (folder / "june.txt").write_text(folder_of + "\n\n".join(lines), encoding="utf-8")
    sync(library, encoder, [folder], reader=reader)
    after = numbers()

    assert {"passage Bins were late."} == before.keys() - after.keys()
    assert {"passage Many bins were late."} == after.keys() - before.keys()
    assert all(before[words] == after[words] for words in before.keys() & after.keys())
    assert any(words.startswith("commitment") for words in before)


def test_a_transcript_is_numbered_on_end(make_library, encoder, reader) -> None:
    """Its neighbours are known by their numbers, whichever of its passages has changed."""
    turns = [f"Ann Reed AM: {f'I counted bins for number {i}. ' * 30}" for i in range(12)]
    library = make_library({"oral.txt": "\n\n".join(turns)})
    folder = library.directory.parent / "made-in"
    turns[1] = turns[1].replace("counted", "lost", 1)
    (folder / "oral.txt").write_text("\n\n".join(turns), encoding="utf-8")
    sync(library, encoder, [folder], reader=reader)
    numbers = [row["number"] for row in library.select("select number from passage order by start")]

    assert ["transcript"] == [document.form for document in library.documents()]
    assert list(range(numbers[0], numbers[0] + len(numbers))) == numbers
    assert len(numbers) > 2


def test_what_is_acknowledged_is_durable(library: Library) -> None:
    """Each commit reaches the disk: the log is synchronised fully, and links are enforced."""
    pragmas = {
        name: library._db.execute(f"pragma {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }

    assert {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1} == (
        pragmas
    )


# Writing


def test_put_keeps_a_document(empty: Library, encoder: Encoder) -> None:
    """What is put comes back as it was: facts, text, passages and vectors."""
    known = Facts(
        Meeting("Tinytown Council", "Scrutiny", date(2018, 6, 14)),
        title="June",
        url="https://tinytown.example/june",
        kind="minutes",
        status="draft",
    )
    document = read("Bins were missed.\n\nA tree had fallen in Mill Lane.", known=known)
    keep(empty, encoder, document)
    kept = empty.document("test.txt")

    assert kept is not None
    assert (document.meeting, "June", "minutes", "draft", known.url) == (
        kept.meeting,
        kept.title,
        kept.kind,
        kept.status,
        kept.url,
    )
    assert document.text == empty.text("test.txt")
    assert split_passages(document) == empty.passages_in("test.txt")
    assert next(empty.rows())[3] == embed(encoder, ["Bins were missed."])[0].vector.tobytes()


def test_put_replaces(empty: Library, encoder: Encoder) -> None:
    """A document put again is there once, with its new words and passages only."""
    keep(empty, encoder, read("Bins were missed.\n\nA tree had fallen."))
    keep(empty, encoder, read("Bins were collected."))

    assert ["Bins were collected."] == [p.text for p in empty.passages_in("test.txt")]
    assert "Bins were collected." == empty.text("test.txt")
    assert (1, 1) == (empty.counts().n_documents, empty.counts().n_passages)


def test_a_put_that_fails_changes_nothing(empty: Library, encoder: Encoder) -> None:
    """A document is kept whole or not at all: what was there before stays when a put fails."""
    keep(empty, encoder, read("Bins were missed.\n\nA tree had fallen."))
    before = empty.generation, empty.text("test.txt"), empty.passages_in("test.txt")
    document = read("Carers lost out.\n\nCarers lost more.")
    first, _ = split_passages(document)

    with pytest.raises((LibraryError, sqlite3.Error)):
        empty.put(
            document,
            [first, first],  # the second breaks the rule that ids are unique
            ["a", "b"],
            embed(encoder, ["a", "b"]),
            file=Path("/from/test.txt"),
            facts_sha256="f",
        )
    assert before == (empty.generation, empty.text("test.txt"), empty.passages_in("test.txt"))


def test_parallel_lists_must_match(empty: Library, encoder: Encoder) -> None:
    """A passage without a vector is refused before anything is written."""
    document = read("Bins were missed.\n\nA tree had fallen.")

    with pytest.raises(ValueError, match="2 passages, 2 digests and 1 embeddings"):
        empty.put(
            document,
            split_passages(document),
            ["a", "b"],
            embed(encoder, ["a"]),
            file=Path("/from/test.txt"),
            facts_sha256="f",
        )
    assert empty.generation == 0
    assert empty.documents() == []


def test_the_generation_goes_up(empty: Library, encoder: Encoder) -> None:
    """Every put and every removal is a new generation, and other connections see it."""
    with Library.open(empty.directory) as other:
        seen = [other.generation]
        keep(empty, encoder, read("Bins were missed."))
        seen.append(other.generation)
        keep(empty, encoder, read("Bins were collected."))
        seen.append(other.generation)
        empty.remove("test.txt")
        seen.append(other.generation)

    assert [0, 1, 2, 3] == seen


def test_numbers_are_never_given_again(empty: Library, encoder: Encoder) -> None:
    """A number is never another passage's: an older index cannot name the wrong one."""
    keep(empty, encoder, read("Bins were missed.\n\nA tree had fallen."))
    before = set(empty.matching(Query("")))
    keep(empty, encoder, read("Carers lost out.\n\nCarers lost more."))

    assert before.isdisjoint(empty.matching(Query("")))


# Withdrawal


def test_withdrawn_words_are_gone_from_the_file(empty: Library, encoder: Encoder) -> None:
    """Once removed, a document's words, vectors and title are in no byte of the closed library."""
    keep(empty, encoder, read("Bins were missed.", "kept.txt"))
    keep(empty, encoder, read(f"{SECRET}\n\n" * 400, "secret.txt", Facts(title="Quackenbush v")))
    vector = encoder.encode_documents([SECRET]).vectors[0].tobytes()
    empty._db.execute("pragma wal_checkpoint(truncate)")
    held = bytes_of(empty.directory)
    assert SECRET.encode() in held
    assert vector in held

    empty.remove("secret.txt")
    empty.close()
    left = bytes_of(empty.directory)

    assert b"Quackenbush" not in left
    assert vector not in left
    assert b"Bins were missed." in left


def test_withdrawn_words_are_gone_while_others_read(empty: Library, encoder: Encoder) -> None:
    """The write-ahead log keeps no withdrawn words, though a service holds the library open."""
    keep(empty, encoder, read(SECRET))
    with Library.open(empty.directory) as service:
        assert service.counts().n_documents == 1
        empty.remove("test.txt")

        assert b"Quackenbush" not in bytes_of(empty.directory)
        assert service.counts().n_documents == 0


def test_redacted_words_are_gone_while_others_read(empty: Library, encoder: Encoder) -> None:
    """Words that a later version of a document leaves out are withdrawn too."""
    keep(empty, encoder, read(f"Bins were missed.\n\n{SECRET}"))
    with Library.open(empty.directory) as service:
        assert service.counts().n_passages == 2
        keep(empty, encoder, read("Bins were missed."))

        assert b"Quackenbush" not in bytes_of(empty.directory)


def test_withdrawn_words_are_gone_from_the_derived_indexes(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """Neither index keeps a withdrawn word once they have been brought up to date."""
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    sync(library, encoder, [folder])
    open_derived(library)
    assert b"quackenbush" in bytes_of(library.directory).lower()

    (folder / "secret.txt").unlink()
    sync(library, encoder, [folder])
    open_derived(library)

    assert b"quackenbush" not in bytes_of(library.directory).lower()


def test_nothing_withdrawn_stays_however_documents_come_and_go(
    empty: Library, encoder: Encoder
) -> None:
    """After 300 puts and removals of all sizes, only what is held can be found in the file."""
    chance = random.Random(20180614)
    held: dict[str, str] = {}
    every = set()
    for turn in range(300):
        name = f"d{chance.randrange(12)}"
        if name in held and chance.random() < 0.5:
            empty.remove(name)
            del held[name]
        else:
            held[name] = f"word{turn}x"
            every.add(held[name])
            text = f"On {held[name]} it was noted.\n\n" * chance.choice([1, 3, 40, 200])
            keep(empty, encoder, read(text, name))
    empty.close()
    left = bytes_of(empty.directory)

    assert set(held.values()) == {word for word in every if word.encode() in left}


# Reading


def test_every_quote_is_what_was_written(library: Library) -> None:
    """A passage's words are the document's at its offsets, in the library as in the document."""
    for document in library.documents():
        text = library.text(document.id)
        passages = library.passages_in(document.id)

        assert all(text[p.start : p.end] == p.text for p in passages)
        assert "".join(text.split()) == "".join("".join(p.text.split()) for p in passages)


def test_offsets_count_characters(empty: Library, encoder: Encoder) -> None:
    """Bytes and characters differ, and offsets count characters: of any script, and of emoji."""
    text = (
        "Café naïve – £5.\n\n🦔 The hedgehogs’ paper was noted.\n\n議会 was told e\u0301te\u0301."
    )
    keep(empty, encoder, read(text))

    assert text == empty.text("test.txt")
    assert all(text[p.start : p.end] == p.text for p in empty.passages_in("test.txt"))
    assert text.split("\n\n") == [p.text for p in empty.passages_in("test.txt")]


@pytest.fixture
def shelf(make_library: Callable[..., Library]) -> Library:
    """Five documents of one decision and one discussion each, with all manner of names."""
    text = "Bins in {0} were late.\n\nRESOLVED: That bins in {0} be early."
    names = ["june.txt", "100%.txt", "a_b.txt", "axb.txt", "sub/june.txt"]
    return make_library(
        {name: text.format(name.replace("/", " ")) for name in names},
        "file,council,committee,held\n"
        "june.txt,Tinytown Council,Scrutiny Committee,2018-06-14\n"
        "100%.txt,Tinytown Council,Licensing Committee,2018-10-11\n"
        "a_b.txt,Cyngor Sir Ynys Môn,Pwyllgor Sgriwtini,2019-01-01\n"
        "axb.txt,Bigtown Council,Scrutiny Committee,\n",
    )


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ["june.txt", "100%.txt", "a_b.txt", "axb.txt", "sub/june.txt"]),
        ({"councils": ("Tinytown Council",)}, ["june.txt", "100%.txt"]),
        ({"councils": ("tinyTOWN",)}, ["june.txt", "100%.txt"]),
        ({"councils": ("ynys môn",)}, ["a_b.txt"]),
        ({"councils": ("YNYS MÔN",)}, ["a_b.txt"]),
        ({"councils": ("Ambridge",)}, []),
        ({"councils": ("%",)}, []),
        ({"councils": ("Tiny", "Big")}, ["june.txt", "100%.txt", "axb.txt"]),
        ({"committees": ("scrutiny",)}, ["june.txt", "axb.txt"]),
        ({"committees": ("Licensing Committee", "Sgriwtini")}, ["100%.txt", "a_b.txt"]),
        ({"councils": ("Tiny",), "committees": ("Scrutiny",)}, ["june.txt"]),
        ({"held_from": date(2018, 10, 11)}, ["100%.txt", "a_b.txt"]),
        ({"held_to": date(2018, 10, 11)}, ["june.txt", "100%.txt"]),
        ({"held_from": date(2018, 6, 14), "held_to": date(2018, 6, 14)}, ["june.txt"]),
        ({"held_from": date(2018, 6, 15), "held_to": date(2018, 10, 10)}, []),
        ({"documents": ("june.txt",)}, ["june.txt", "sub/june.txt"]),
        ({"documents": ("sub/june.txt",)}, ["sub/june.txt"]),
        ({"documents": ("made-in/june.txt",)}, ["june.txt"]),
        ({"documents": ("une.txt",)}, []),
        ({"documents": ("100%.txt",)}, ["100%.txt"]),
        ({"documents": ("%.txt",)}, []),
        ({"documents": ("%",)}, []),
        ({"documents": ("a_b.txt",)}, ["a_b.txt"]),
        ({"documents": ("_____txt",)}, []),
        ({"documents": ("a\\_b.txt",)}, []),
        ({"documents": ("a_b.txt", "axb.txt")}, ["a_b.txt", "axb.txt"]),
        ({"documents": ("' or 1 --",)}, []),
    ],
)
def test_filters(shelf: Library, filters: dict[str, tuple[str, ...]], names: list[str]) -> None:
    """Names match by any part, dates inclusively, files by their whole name; all must hold."""
    numbers = shelf.matching(Query("bins", **filters))  # type: ignore[arg-type]
    found = shelf.passages(ids_of(shelf, numbers)).values()

    assert {f"made-in/{name}" for name in names} == {record.document.path for record in found}
    assert 2 * len(names) == len(found)


def test_documents_are_found_by_id(shelf: Library) -> None:
    """A document's id lets through that document only."""
    wanted = shelf.documents()[0]
    numbers = shelf.matching(Query("bins", documents=(wanted.id,)))

    assert {wanted.id} == {
        record.document.id for record in shelf.passages(ids_of(shelf, numbers)).values()
    }


def test_kinds_are_of_passages(shelf: Library) -> None:
    """A kind lets through the passages of that kind, in every document."""
    numbers = shelf.matching(Query("bins", kinds=("decision",)))
    found = shelf.passages(ids_of(shelf, numbers)).values()

    assert 5 == len(found)
    assert {"decision"} == {record.passage.kind for record in found}


def test_counts(shelf: Library) -> None:
    """What is held is counted, and what is unknown is said."""
    counts = shelf.counts()

    assert (5, 10, 2) == (counts.n_documents, counts.n_passages, counts.n_undated)
    assert (date(2018, 6, 14), date(2019, 1, 1)) == (counts.first_held, counts.last_held)
    assert ("Bigtown Council", "Cyngor Sir Ynys Môn", "Tinytown Council") == counts.councils


def test_documents_come_newest_first(shelf: Library) -> None:
    """The newest meeting comes first and what has no date last, in order of path."""
    names = [document.path.removeprefix("made-in/") for document in shelf.documents()]

    assert ["a_b.txt", "100%.txt", "june.txt", "axb.txt", "sub/june.txt"] == names


def test_many_ids_at_once(empty: Library, encoder: Encoder) -> None:
    """More passages than SQLite takes variables can be asked for at once, each way."""
    keep(empty, encoder, read("\n\n".join(f"Bin {n} was missed." for n in range(1200))))
    numbers = empty.matching(Query(""))
    ids = ids_of(empty, numbers)

    assert 1200 == len(numbers) == len(set(ids)) == len(empty.passages(ids))
    assert ids == [record.passage.id for record in empty.numbered(numbers).values()]
    digests = [sha256_of(f"Bin {n} was missed.") for n in range(1200)]
    held = empty.embeddings_of(digests)
    (seventh,) = embed(encoder, ["Bin 7 was missed."])
    assert set(digests) == held.keys()
    assert np.array_equal(held[digests[7]].vector, seventh.vector)
    assert held[digests[7]].codes == seventh.codes


def test_what_is_not_held_is_not_found(library: Library) -> None:
    """Unknown ids are left out of what comes back, and an unknown text is a KeyError."""
    assert library.passages(["nobody"]) == library.kinds([10**6]) == {}
    assert library.embeddings_of(["nobody"]) == library.numbered([10**6]) == {}
    assert library.document("nobody") is None
    assert library.passages_in("nobody") == []
    with pytest.raises(KeyError):
        library.text("nobody")


def test_a_page_is_that_of_the_passage(empty: Library, encoder: Encoder) -> None:
    """A passage knows the page it begins on; text without pages has none."""
    keep(empty, encoder, read("Bins were missed."))
    (passage,) = empty.passages_in("test.txt")

    assert empty.passages([passage.id])[passage.id].page is None
    empty._db.execute("update document set page_starts = '[0, 400]'")
    assert empty.passages([passage.id])[passage.id].page == 1


def test_two_first_runs_at_once(tmp_path: Path, encoder: Encoder) -> None:
    """Two processes may both find no library and make it; neither breaks the other."""
    (tmp_path / "new").mkdir()
    held = sqlite3.connect(tmp_path / "new" / FILE, isolation_level=None)
    held.execute("pragma journal_mode = wal")
    held.execute("begin immediate")
    made: list[Library | Exception] = []

    def make() -> None:
        try:
            made.append(Library.create(tmp_path / "new", encoder))
        except LibraryError as error:
            made.append(error)

    makers = [threading.Thread(target=make) for _ in range(2)]
    for maker in makers:
        maker.start()
    time.sleep(0.3)  # both have now seen that there are no tables
    held.execute("commit")
    held.close()
    for maker in makers:
        maker.join()

    assert [Library, Library] == [type(one) for one in made]
    for one in made:
        assert isinstance(one, Library)
        one.close()


def test_what_is_read_together_is_of_one_state(empty: Library, encoder: Encoder) -> None:
    """Inside `unchanging` the library is as it was, though another process writes meanwhile."""
    keep(empty, encoder, read("Bins were missed."))
    with Library.open(empty.directory) as other:
        # What was deleted is wiped when readers have gone, and waited for no longer than this.
        other._db.execute("pragma busy_timeout = 100")
        with empty.unchanging():
            before = empty.state, empty.encoded()
            keep(other, encoder, read("A hedgehog was seen."))
            assert before == (empty.state, empty.encoded())
            assert ["Bins were missed."] == [words for _, words, *_ in empty.rows()]
        assert other.state == empty.state != before[0]
        assert ["A hedgehog was seen."] == [words for _, words, *_ in empty.rows()]


def test_rows_from_one_number_to_another(library: Library) -> None:
    """Rows may be read for some numbers only, ends included, and vectors by themselves."""
    rows = list(library.rows())
    first, last = rows[2][0], rows[5][0]

    assert list(map(tuple, rows[2:6])) == list(map(tuple, library.rows(first, last)))
    assert [row[3] for row in rows] == list(library.vectors())
