"""What can be made again is made again, and what is damaged is never opened."""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.derived import faults, open_derived
from index.encode import Encoder
from index.hits import Query
from index.library import Library
from index.search import Searcher
from index.sync import sync

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

    assert (4, library.state) == (manifest["format"], manifest["state"])
    assert {*manifest["files"], "manifest.json"} == set(files_of(snapshot_of(library)))
    assert all(len(digest) == 64 for digest in manifest["files"].values())


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
