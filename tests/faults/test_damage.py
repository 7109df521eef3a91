"""A full or a damaged disk: the error is clear, and what was held is still read."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.check import check
from index.derived import faults, open_derived
from index.encode import Encoder
from index.hits import Query
from index.library import Library, LibraryError
from index.search import Searcher
from index.sync import sync

SEED = 20180614


def state(library: Library) -> list[object]:
    return [
        library.generation,
        library.held(),
        *((d, library.text(d.id), library.passages_in(d.id)) for d in library.documents()),
    ]


def fill(folder: Path) -> None:
    """More minutes than there will be room for."""
    for number in range(30):
        lines = (f"In case {n}, bin {number} was missed." for n in range(400))
        (folder / f"more{number:02}.txt").write_text("\n\n".join(lines), encoding="utf-8")


def test_no_room_in_the_library(library: Library, encoder: Encoder, folder: Path) -> None:
    """Where the file cannot grow, the run ends with an error that says so, and nothing is lost.

    Once there is room, the next run finishes the work.
    """
    before = {document.path for document in library.documents()}
    n_pages = library._db.execute("pragma page_count").fetchone()[0]
    library._db.execute(f"pragma max_page_count = {n_pages + 60}")
    fill(folder)

    with pytest.raises(LibraryError, match=r"cannot be written .*full"):
        sync(library, encoder, [folder])
    assert [] == [*check(library)]
    assert before <= {d.path for d in library.documents()}
    assert Searcher.open(library, encoder).search(Query('"fallen tree"')).hits

    library._db.execute("pragma max_page_count = 1000000")
    sync(library, encoder, [folder])
    assert [] == [*check(library)]
    assert 32 == library.counts().n_documents


FULL = """
import resource, signal, sys
from pathlib import Path
import importlib.util
from index.library import Library, LibraryError
from index.sync import sync

spec = importlib.util.spec_from_file_location("conftest", sys.argv[3])
conftest = importlib.util.module_from_spec(spec)
spec.loader.exec_module(conftest)
encoder = conftest.TinyEncoder()
with Library.open(Path(sys.argv[1])) as library:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))
    try:
        sync(library, encoder, [Path(sys.argv[2])])
    except LibraryError as error:
        print(error)
"""


def run_full(directory: Path, folder: Path, limit: int) -> str:
    """What a process that can write no more than `limit` bytes to a file says."""
    conftest = Path(__file__).parents[1] / "conftest.py"
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(directory), str(folder), str(conftest), str(limit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == run.returncode, run.stderr
    return run.stdout


@pytest.mark.parametrize("kib", [8, 100, 500])
def test_a_write_that_fails(library: Library, encoder: Encoder, folder: Path, kib: int) -> None:
    """A real write that the system refuses, early or late, is a clear error and tears nothing."""
    library.close()
    fill(folder)
    told = run_full(library.directory, folder, kib * 1024)

    assert "cannot be written" in told
    assert str(library.directory) in told
    with Library.open(library.directory) as reopened:
        assert [] == [*check(reopened)]
        assert {"minutes/june.txt", "minutes/october.txt"} <= {
            document.path for document in reopened.documents()
        }
        sync(reopened, encoder, [folder])
        assert 32 == reopened.counts().n_documents
        assert [] == [*check(reopened)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where this user may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("making a small disk takes root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(not shutil.which("mount"), reason="there is no mount here")
def test_a_full_disk(small_disk: Path, encoder: Encoder, folder: Path) -> None:
    """On a disk that is really full, what was held is still found, and withdrawn words still go."""
    with Library.create(small_disk / "library", encoder) as library:
        sync(library, encoder, [folder])
        before = Searcher.open(library, encoder).search(Query("staying put"))
        fill(folder)
        with pytest.raises(LibraryError, match="cannot be written"):
            sync(library, encoder, [folder])

        assert [] == [*check(library)]
        assert {"minutes/june.txt", "minutes/october.txt"} <= {
            document.path for document in library.documents()
        }
        held = library.passages(hit.passage_id for hit in before.hits)
        assert before.records == held

    # Room is made, and the work is finished elsewhere from a copy.
    copied = shutil.copytree(small_disk / "library", folder.parent / "copied")
    with Library.open(copied) as library:
        sync(library, encoder, [folder])
        assert 32 == library.counts().n_documents
        assert [] == [*check(library)]


def test_no_room_for_the_indexes(small_disk: Path, library: Library, encoder: Encoder) -> None:
    """Where the indexes cannot be written, the error says why, and no half of one is left."""
    derived = library.directory / "derived"
    derived.symlink_to(small_disk)
    (small_disk / "filler").write_bytes(b"x" * (1024 * 1024 - 3 * 4096))
    with pytest.raises((OSError, RuntimeError, ValueError)):
        open_derived(library)
    assert ["filler"] == os.listdir(small_disk)

    (small_disk / "filler").unlink()
    assert Searcher.open(library, encoder).search(Query('"fallen tree"')).hits


def test_every_block_of_the_indexes_is_watched(
    make_library: Callable[..., Library], encoder: Encoder
) -> None:
    """A bit flipped in any kilobyte of any derived file is seen: no wrong answer is ever given."""
    library = make_library(
        {f"{n}.txt": "\n\n".join(f"In {n}, bin {m} was missed." for m in range(60)) for n in "abc"}
    )
    open_derived(library)
    snapshot = library.directory / "derived" / str(library.generation)
    chance = random.Random(SEED)
    tried = 0
    for file in sorted(snapshot.rglob("*")):
        whole = file.read_bytes() if file.is_file() else b""
        for start in range(0, len(whole), 1024):
            at = chance.randrange(start, min(start + 1024, len(whole)))
            bit = 1 << chance.randrange(8)
            file.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
            tried += 1
            assert faults(snapshot, library), f"{file.name}, byte {at}, bit {bit}"
        if whole:
            file.write_bytes(whole)

    assert tried > 50
    assert [] == faults(snapshot, library)


def test_a_library_file_that_is_cut_short(library: Library, encoder: Encoder) -> None:
    """A library cut off in the middle is refused or named: it never passes for a smaller one."""
    library.close()
    file = library.directory / "library.sqlite"
    whole = file.read_bytes()
    for size in range(1024, len(whole), 1024):
        file.write_bytes(whole[:size])
        try:
            with Library.open(library.directory) as damaged:
                problems = [*check(damaged)]
        except LibraryError as error:
            problems = [str(error)]
        assert problems, f"{size} of {len(whole)} bytes"


def test_a_flipped_bit_in_the_library_is_no_traceback(library: Library) -> None:
    """Whichever bit turns over, `check` ends; where it was in words, it says so."""
    library.close()
    file = library.directory / "library.sqlite"
    whole = file.read_bytes()
    said = whole.index(b"Collections of refuse")
    chance = random.Random(SEED)

    for at in (*range(said, said + 20), *(chance.randrange(len(whole)) for _ in range(200))):
        bit = 1 << chance.randrange(8)
        file.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        try:
            with Library.open(library.directory) as damaged:
                problems = [*check(damaged)]
        except LibraryError as error:
            problems = [str(error)]
        assert problems or not said <= at < said + 20


def test_a_restored_copy_is_whole(
    library: Library, encoder: Encoder, folder: Path, tmp_path: Path
) -> None:
    """A copy of library.sqlite put back is the library as it was, with the right indexes."""
    before = state(library)
    library.close()
    shutil.copy(library.directory / "library.sqlite", tmp_path / "copy")
    file = folder / "june.txt"
    file.write_text("A hedgehog was seen.", encoding="utf-8")
    with Library.open(library.directory) as changed:
        sync(changed, encoder, [folder])
        open_derived(changed)
    shutil.copy(tmp_path / "copy", library.directory / "library.sqlite")

    with Library.open(library.directory) as restored:
        assert before == state(restored)
        file.write_text("A badger was seen.", encoding="utf-8")
        sync(restored, encoder, [folder])
        found = Searcher.open(restored, encoder).search(Query('"badger"'))
        assert 1 == len(found.hits)
