"""What can be made again is made again, and what is damaged is never opened."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.derived import Derived, faults, open_derived, parted
from index.encode import Encoder
from index.hits import Query
from index.late import Embedding
from index.library import Library, sha256_of, to_encode
from index.search import Searcher
from index.sync import sync
from ingest.passages import split_passages
from ingest.read import read_document

QUERIES = ["staying put", "what was said about bins?", '"fallen tree"', "carers allowance", "reed"]


def answers(library: Library, encoder: Encoder) -> list[list[tuple[str, float]]]:
    """Every hit of a few queries, with its score."""
    searcher = Searcher.open(library, encoder)
    return [
        [(hit.passage_id, hit.score) for hit in searcher.search(Query(text), 20).hits]
        for text in QUERIES
    ]


def snapshot_of(library: Library) -> Path:
    return library.directory / "derived" / str(library.generation)


def files_of(snapshot: Path) -> list[str]:
    """The files of a snapshot that are read; Tantivy's locks are empty and mean nothing."""
    return sorted(
        file.relative_to(snapshot).as_posix()
        for file in snapshot.rglob("*")
        if file.is_file() and file.suffix != ".lock"
    )


def test_built_when_missing(library: Library, encoder: Encoder) -> None:
    """A library without derived indexes gets them when it is opened, sound and complete."""
    assert not (library.directory / "derived").exists()
    derived = open_derived(library)

    assert library.counts().n_passages == len(derived.dense)
    assert [] == faults(snapshot_of(library), library)


def test_built_once(library: Library) -> None:
    """A snapshot that is whole and of this generation is opened as it is."""
    open_derived(library)
    before = {
        file: (snapshot_of(library) / file).stat().st_mtime_ns
        for file in files_of(snapshot_of(library))
    }
    open_derived(library)

    assert before == {
        file: (snapshot_of(library) / file).stat().st_mtime_ns
        for file in files_of(snapshot_of(library))
    }


def test_built_when_behind(library: Library, encoder: Encoder, folder: Path) -> None:
    """What has been added since is found, and snapshots of older generations are removed."""
    open_derived(library)
    (folder / "may.txt").write_text("A hedgehog was seen.", encoding="utf-8")
    sync(library, encoder, [folder])
    found = Searcher.open(library, encoder).search(Query("hedgehog"))

    assert "A hedgehog was seen." == found.records[found.hits[0].passage_id].passage.text
    assert [str(library.generation)] == os.listdir(library.directory / "derived")


def test_what_a_crash_left_is_cleared(library: Library, encoder: Encoder, folder: Path) -> None:
    """A snapshot that was being made when the machine stopped is never opened, and is removed."""
    open_derived(library)
    half = library.directory / "derived" / ".making-abc"
    shutil.copytree(snapshot_of(library), half)
    (half / "dense.faiss").write_bytes(b"half")
    (folder / "june.txt").unlink()
    sync(library, encoder, [folder])
    open_derived(library)

    assert [str(library.generation)] == os.listdir(library.directory / "derived")


def flip(data: bytes, chance: random.Random) -> bytes:
    """The data with one bit turned over."""
    at = chance.randrange(8 * len(data))
    return data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "one bit flipped": flip,
    "cut short": lambda data, chance: data[: chance.randrange(len(data))],
    "junk appended": lambda data, _: data + b"\0" * 1024,
    "zeroed": lambda data, _: b"\0" * len(data),
    "emptied": lambda _, __: b"",
    "deleted": lambda _, __: None,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_seen_and_mended(library: Library, encoder: Encoder, damage: str) -> None:
    """Whatever happens to any file of a snapshot, it is noticed, and the answers stay the same."""
    before = answers(library, encoder)
    snapshot = snapshot_of(library)
    chance = random.Random(20180614)
    names = files_of(snapshot)
    assert {"dense.faiss", "manifest.json", "lexical/meta.json"} < set(names)

    for number in range(len(names)):
        name = files_of(snapshot)[number]  # Tantivy names its files anew each time
        data = DAMAGES[damage]((snapshot / name).read_bytes(), chance)
        if data is None:
            (snapshot / name).unlink()
        else:
            (snapshot / name).write_bytes(data)

        assert faults(snapshot, library), f"{name}: {damage}"
        assert before == answers(library, encoder)
        assert [] == faults(snapshot, library)


def test_many_flips_are_all_seen(library: Library) -> None:
    """FAISS would open an index with a flipped bit and answer wrongly: no flip gets that far."""
    open_derived(library)
    snapshot = snapshot_of(library)
    chance = random.Random(20181011)

    for name in ("dense.faiss", "manifest.json"):
        whole = (snapshot / name).read_bytes()
        for _ in range(300):
            (snapshot / name).write_bytes(flip(whole, chance))
            assert faults(snapshot, library)
        (snapshot / name).write_bytes(whole)
    assert [] == faults(snapshot, library)


def test_swapped_files_are_seen(library: Library, encoder: Encoder) -> None:
    """Two whole files in each other's place are damage too."""
    before = answers(library, encoder)
    snapshot = snapshot_of(library)
    one, other = snapshot / "dense.faiss", snapshot / "lexical" / "meta.json"
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)

    assert 2 == len(faults(snapshot, library))
    assert before == answers(library, encoder)


@pytest.mark.parametrize(
    "manifest",
    ["", "{}", "[]", "null", "7", '{"format": 1}', '{"format": 1, "state": "", "files": 3}'],
)
def test_a_manifest_that_says_nothing(library: Library, encoder: Encoder, manifest: str) -> None:
    """A manifest that is no manifest makes its snapshot no snapshot."""
    before = answers(library, encoder)
    (snapshot_of(library) / "manifest.json").write_text(manifest, encoding="utf-8")

    assert faults(snapshot_of(library), library)
    assert before == answers(library, encoder)


def test_a_snapshot_under_another_name_is_seen(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """An older snapshot renamed to be the newest is not taken for it."""
    open_derived(library)
    old = snapshot_of(library).rename(library.directory / "old")
    (folder / "june.txt").unlink()
    sync(library, encoder, [folder])
    old.rename(snapshot_of(library))

    assert faults(snapshot_of(library), library)
    assert () == Searcher.open(library, encoder).search(Query('"fallen tree"')).hits


def test_a_file_in_the_snapshots_place(library: Library, encoder: Encoder) -> None:
    """Something else where the snapshot should be is cleared away."""
    before = answers(library, encoder)
    shutil.rmtree(snapshot_of(library))
    snapshot_of(library).write_text("not a folder", encoding="utf-8")

    assert before == answers(library, encoder)


def test_another_library_of_as_many_changes(
    make_library: Callable[..., Library], encoder: Encoder
) -> None:
    """Indexes left by another library in this place are not taken for its own.

    A library restored from a copy, or made anew, may have changed as often and hold other words.
    """
    old = make_library({"june.txt": "Bins were missed."}, name="old")
    new = make_library({"june.txt": "A hedgehog was seen."}, name="new")
    open_derived(old)
    assert old.generation == new.generation
    shutil.copytree(old.directory / "derived", new.directory / "derived")
    found = Searcher.open(new, encoder).search(Query("hedgehog"))

    # Found by its word too, not by the vector alone.
    assert found.hits[0].score == pytest.approx(1)


def test_nothing_held_opens_and_finds_nothing(tmp_path: Path, encoder: Encoder) -> None:
    """A library of nothing has indexes of nothing, which answer every question with nothing."""
    with Library.create(tmp_path / "empty", encoder) as library:
        searcher = Searcher.open(library, encoder)

        assert 0 == searcher.n_passages
        assert all(() == searcher.search(Query(text)).hits for text in QUERIES)
        assert () == searcher.search(Query("bins", documents=("june.txt",))).hits


def test_emptied_finds_nothing(library: Library, encoder: Encoder, folder: Path) -> None:
    """A library whose last document has gone finds nothing, and no error."""
    for file in folder.glob("*.txt"):
        file.unlink()
    sync(library, encoder, [folder])

    assert [[]] * len(QUERIES) == answers(library, encoder)


def test_an_open_snapshot_outlives_its_removal(
    library: Library, encoder: Encoder, folder: Path
) -> None:
    """Whoever has opened an older snapshot goes on reading it after its files have been removed."""
    derived = open_derived(library)
    vector = encoder.encode_queries(["fallen tree"]).vectors[0]
    before = derived.dense.retrieve(vector, 5), derived.lexical.retrieve("fallen tree", 5)
    (folder / "june.txt").unlink()
    sync(library, encoder, [folder])
    open_derived(library)

    assert before == (derived.dense.retrieve(vector, 5), derived.lexical.retrieve("fallen tree", 5))


def test_a_manifest_lists_every_file(library: Library) -> None:
    """A manifest states its form, the library's state, and the SHA-256 of each other file."""
    open_derived(library)
    manifest = json.loads((snapshot_of(library) / "manifest.json").read_text(encoding="utf-8"))

    assert (6, library.state) == (manifest["format"], manifest["state"])
    assert {*manifest["files"], "manifest.json"} == set(files_of(snapshot_of(library)))
    assert all(len(digest) == 64 for digest in manifest["files"].values())


N_DOCUMENTS, N_EACH = 160, 100
WORDS = "bin lane carer allowance bedsit reed heron library bridge tree refuse nineteen".split()


def put(library: Library, name: str, seed: int, canary: str = "") -> None:
    """Keep a document of a hundred passages of a few words, which the seed chooses."""
    chance = random.Random(seed)
    lines = [
        f"In case {n} the {' '.join(chance.choices(WORDS, k=5))} was missed {canary}."
        for n in range(N_EACH)
    ]
    text = "\n\n".join(lines)
    document = read_document(text.encode(), document_id=name, path=f"minutes/{name}.txt")
    passages = split_passages(document)
    rows = np.random.default_rng(seed).normal(size=(len(passages), 64)).astype(np.float32)
    library.put(
        document,
        passages,
        [sha256_of(to_encode(passage.text, passage.context)) for passage in passages],
        [Embedding(row / np.linalg.norm(row), b"") for row in rows],
        file=Path(f"/minutes/{name}.txt"),
        facts_sha256="",
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, module_encoder: Encoder) -> Path:
    """A library of several parts, with its snapshot."""
    directory = tmp_path_factory.mktemp("many") / "library"
    with Library.create(directory, module_encoder) as library:
        for number in range(N_DOCUMENTS):
            put(library, f"d{number}", number, "quackenbush" if number == 3 else "")
        open_derived(library)
    return directory


@pytest.fixture
def many(made: Path, tmp_path: Path) -> Iterator[Library]:
    """A copy of that library for one test."""
    with Library.open(Path(shutil.copytree(made, tmp_path / "many"))) as library:
        yield library


def all_found(derived: Derived) -> list[object]:
    """What both indexes find by a few questions, among all and among some, and the acronyms."""
    lexical, dense = derived.lexical, derived.dense
    vectors = np.eye(64, dtype=np.float32)[:4]
    some = list(range(1, dense.last, 3))
    return [
        *(lexical.retrieve(text, 50, among) for text in WORDS[:4] for among in (None, some)),
        *(
            lexical.retrieve("case 17 of a heron on the bridge", 50, among)
            for among in (None, some)
        ),
        *(dense.retrieve(vector, 50, among) for vector in vectors for among in (None, some)),
        [lexical.near(word, 2) for word in WORDS],
        lexical.saying("the heron reed", 100),
        derived.acronyms,
    ]


def parts_of(library: Library) -> dict[str, list[str]]:
    """The files of each part of the library's snapshot, by the part's name."""
    return {
        file.stem: sorted(json.loads(file.read_bytes())["files"])
        for file in (snapshot_of(library) / "parts").iterdir()
    }


def assert_as_made_anew(library: Library) -> None:
    """The snapshot is sound and finds what one finds that is made from nothing."""
    found = all_found(open_derived(library))
    assert [] == faults(snapshot_of(library), library)
    shutil.rmtree(library.directory / "derived")
    assert found == all_found(open_derived(library))


@pytest.mark.parametrize("change", ["none", "more", "again", "fewer", "all"])
def test_brought_up_to_date(many: Library, change: str) -> None:
    """After any change the parts that it does not touch are kept, and all is found as if made anew.

    Scores too: the counts that they rest on are exact.
    """
    before = parts_of(many)
    many.remove("d0")
    if change == "more":
        put(many, "new", 1000)
    if change == "again":
        put(many, "d80", 1001)
    if change == "fewer":
        many.remove("d80")
    if change == "all":
        for number in range(N_DOCUMENTS):
            many.remove(f"d{number}")
    open_derived(many)
    after = parts_of(many)

    assert len(before) >= 3
    assert (len(before) - 3 <= len(before.keys() & after.keys()) < len(before)) or change == "all"
    # Tantivy gives a new segment a name of its own: what was kept has its old ones.
    assert all(before[name] == after[name] for name in before.keys() & after.keys())
    assert_as_made_anew(many)


def test_no_file_belongs_to_two_snapshots(many: Library) -> None:
    """What is kept is copied: whatever happens to an older file, the newer stays as it is."""
    many.remove("d0")
    open_derived(many)

    assert {1} == {
        (snapshot_of(many) / file).stat().st_nlink for file in files_of(snapshot_of(many))
    }


def test_withdrawn_words_are_in_no_part(many: Library) -> None:
    """Of a document that is taken out, no file of the next snapshot has a word.

    Terms are packed where they stand, so each part is also asked for it.
    """
    before = parts_of(many)
    assert open_derived(many).lexical.n_having("quackenbush") == N_EACH
    assert open_derived(many).lexical.near("quackenbusk", 1)
    many.remove("d3")
    derived = open_derived(many)
    after = parts_of(many)

    assert 1 <= len(before.keys() - after.keys()) <= 2
    kept = {file for files in after.values() for file in files}
    assert not kept & {file for name in before.keys() - after.keys() for file in before[name]}
    assert 0 == derived.lexical.n_having("quackenbush")
    assert [] == derived.lexical.near("quackenbusk", 1)
    for file in many.directory.rglob("*"):
        assert not file.is_file() or b"quackenbush" not in file.read_bytes().lower(), file


def test_another_past_of_the_same_numbers(many: Library, tmp_path: Path) -> None:
    """A library that was put back from a copy gives old numbers to new words: nothing is mixed up.

    Its documents come and go as often as before, so numbers and generation are the same.
    """
    copied = Path(shutil.copy(many.directory / "library.sqlite", tmp_path / "copy"))
    put(many, "new", 1000, "hedgehog")
    open_derived(many)
    generation, last = many.generation, open_derived(many).dense.last
    many.close()
    shutil.copy(copied, many.directory / "library.sqlite")

    with Library.open(many.directory) as restored:
        put(restored, "new", 1001, "badger")
        derived = open_derived(restored)
        assert (generation, last) == (restored.generation, derived.dense.last)
        assert (0, N_EACH) == tuple(map(derived.lexical.n_having, ("hedgehog", "badger")))
        assert_as_made_anew(restored)


def test_a_damaged_part_is_not_built_upon(many: Library) -> None:
    """Whatever happened to what the last snapshot was made of, the next is as if made from nothing.

    One part with all its files, what is recorded of each part, and the list of all of them.
    """
    chance = random.Random(20180614)
    segments = next(iter(parts_of(many).values()))
    old = snapshot_of(many)
    many.remove("d0")
    kept = shutil.copytree(old, many.directory / "kept")
    expected = all_found(open_derived(many))
    records = [f"parts/{file.name}" for file in (kept / "parts").iterdir()]

    for name in ["manifest.json", *records, *(f"lexical/{file}" for file in segments)]:
        shutil.rmtree(snapshot_of(many))
        shutil.copytree(kept, old)
        data = DAMAGES[chance.choice(list(DAMAGES))]((old / name).read_bytes(), chance)
        if data is None:
            (old / name).unlink()
        else:
            (old / name).write_bytes(data)

        assert expected == all_found(open_derived(many)), name
        assert [] == faults(snapshot_of(many), many)


def test_a_part_of_another_form_is_not_built_upon(many: Library) -> None:
    """What an older Minutebook wrote is not kept, though its passages are the same."""
    before = parts_of(many)
    manifest = snapshot_of(many) / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"format": 6', '"format": 5'), encoding="utf-8")
    many.remove("d0")
    open_derived(many)
    after = parts_of(many)

    assert before.keys() & after.keys()
    assert not {file for files in before.values() for file in files} & {
        file for files in after.values() for file in files
    }


def is_as_written(snapshot: Path) -> bool:
    """Whether a snapshot has its manifest, and every file that is listed there."""
    if not (snapshot / "manifest.json").exists():
        return False
    listed = json.loads((snapshot / "manifest.json").read_bytes())["files"]
    return {*listed, "manifest.json"} == set(files_of(snapshot)) and all(
        digest == hashlib.sha256((snapshot / name).read_bytes()).hexdigest()
        for name, digest in listed.items()
    )


def test_killed_while_brought_up_to_date(many: Library) -> None:
    """Killed at any moment of it, the old snapshot is whole or the new one is, and it mends."""
    chance = random.Random(20181011)
    killed = 0
    for turn in range(12):
        many.remove(f"d{turn}")
        opener = subprocess.Popen(
            [sys.executable, "-c", OPENER, str(many.directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert opener.stdin
        assert opener.stdout
        assert "\n" == opener.stdout.readline()
        opener.stdin.write("open\n")
        opener.stdin.flush()
        with suppress(subprocess.TimeoutExpired):
            opener.wait(chance.random() * 0.6)
        opener.kill()
        told, _ = opener.communicate(timeout=20)
        killed += not told
        # The one that is taken away once the other is there may be half gone.
        there = [p for p in snapshot_of(many).parent.iterdir() if not p.name.startswith(".")]
        assert any(is_as_written(snapshot) for snapshot in there)
        assert is_as_written(snapshot_of(many)) or not snapshot_of(many).exists()
        if turn % 4 == 3:
            assert_as_made_anew(many)

    assert killed


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 30_000))
def test_parts_hold_every_passage_once(seed: int, n: int) -> None:
    """Parts are runs of numbers on end that hold each passage once, and there are never many.

    One passage more or fewer changes the part it is in, and at most the one before.
    """
    chance = random.Random(seed)
    numbers = sorted(chance.sample(range(1, 4 * n + 2), n))
    encoded = {number: f"{number:064}" for number in numbers}
    parts = parted(encoded)
    inside = [m for part in parts for m in numbers if part.first <= m <= part.last]

    assert numbers == inside
    assert len(parts) <= 16
    assert len({part.name for part in parts}) == len(parts)
    if n:
        gone = chance.choice(numbers)
        without = parted({m: digest for m, digest in encoded.items() if m != gone})
        assert len({part.name for part in parts} - {part.name for part in without}) in (1, 2)


def test_parts_are_named_by_what_they_hold() -> None:
    """The same numbers with other words, or the same words under other numbers, are other parts."""
    names = [
        [part.name for part in parted(encoded)]
        for encoded in ({1: "a", 2: "b"}, {1: "a", 2: "c"}, {1: "a", 3: "b"}, {2: "b", 1: "a"})
    ]

    assert names[0] == names[3]
    assert 3 == len({*map(tuple, names)})


OPENER = """
import sys
from pathlib import Path
from index.derived import open_derived
from index.library import Library

library = Library.open(Path(sys.argv[1]))
print(flush=True)  # ready
for line in sys.stdin:
    derived = open_derived(library)
    print(len(derived.dense), flush=True)
"""


def test_many_open_at_once(make_library: Callable[..., Library]) -> None:
    """Processes that find no snapshot and make it at the same time all open a whole one."""
    library = make_library(
        {f"{n}.txt": "\n\n".join(f"In {n}, bin {m} was missed." for m in range(50)) for n in "abcd"}
    )
    openers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENER, str(library.directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    try:
        for opener in openers:
            assert opener.stdout
            assert "\n" == opener.stdout.readline(), opener.stderr and opener.stderr.read()
        for _ in range(12):
            shutil.rmtree(library.directory / "derived", ignore_errors=True)
            for opener in openers:
                assert opener.stdin
                opener.stdin.write("open\n")
                opener.stdin.flush()
            for opener in openers:
                assert opener.stdout
                line = opener.stdout.readline()
                assert "200\n" == line, opener.stderr and opener.stderr.read()
    finally:
        for opener in openers:
            opener.communicate(timeout=20)
    assert [0, 0, 0] == [opener.returncode for opener in openers]


def test_a_failed_build_leaves_nothing_behind(
    library: Library, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no room for a snapshot, the error says so, and the next opening succeeds."""
    open_derived(library)
    before = answers(library, encoder)
    shutil.rmtree(snapshot_of(library))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            open_derived(library)
    assert [] == os.listdir(library.directory / "derived")
    assert before == answers(library, encoder)


def test_threads_may_open_at_once(library: Library) -> None:
    """Two threads with a library each open the same snapshot."""
    opened = []

    def open_one() -> None:
        with Library.open(library.directory) as own:
            opened.append(len(open_derived(own).dense))

    threads = [threading.Thread(target=open_one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [library.counts().n_passages] * 2 == opened
