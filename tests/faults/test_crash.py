"""After kill -9, what was acknowledged is there whole, and the next run finishes the work."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest

from index.check import check
from index.encode import Encoder
from index.hits import Query
from index.library import Library
from index.search import Searcher
from index.sync import sync
from ingest.passages import split_passages
from ingest.read import read_document

N_KILLS = 40
SEED = 20180614
CONFTEST = Path(__file__).parents[1] / "conftest.py"

# Waits for a line, then becomes two: the one that writes, and the one that waits for its end.
# Loading the modules once makes a kill cost what a run costs.
WRITERS = f"""
import importlib.util, os, sys, time
from pathlib import Path
from index.derived import open_derived
from index.library import Library
from index.sync import sync

spec = importlib.util.spec_from_file_location("conftest", {str(CONFTEST)!r})
conftest = importlib.util.module_from_spec(spec)
spec.loader.exec_module(conftest)


class Slow(conftest.TinyEncoder):
    def encode_documents(self, texts):
        time.sleep(0.0001 * len(texts))
        return super().encode_documents(texts)


class Telling(Library):
    def put(self, document, *rest, **named):
        super().put(document, *rest, **named)
        print("put", document.id, flush=True)

    def remove(self, document_id):
        super().remove(document_id)
        print("removed", document_id, flush=True)


print("ready", flush=True)
for directory in sys.stdin:
    writer = os.fork()
    if writer:
        _, status = os.waitpid(writer, 0)
        print("ended", status, flush=True)
        continue
    print("started", os.getpid(), flush=True)
    encoder = Slow("tiny")
    with Telling.create(Path(directory.rstrip("\\n")), encoder) as library:
        sync(library, encoder, [Path(sys.argv[1])])
        open_derived(library)
    os._exit(0)
"""


class Writers:
    """Real processes that bring libraries up to date with a folder, one after another."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WRITERS, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._in: IO[str] = self._process.stdin
        self._out: IO[str] = self._process.stdout
        assert ["ready"] == self._told()

    def _told(self) -> list[str]:
        return self._out.readline().split()

    def run(
        self, library: Path, kill_after: int | None = None, delay: float = 0.0
    ) -> tuple[list[list[str]], bool]:
        """What a run acknowledged, and whether it came to its end.

        It is killed `delay` seconds after it has acknowledged `kill_after` changes.
        """
        self._in.write(f"{library}\n")
        self._in.flush()
        _, writer = self._told()
        told: list[list[str]] = []
        while kill_after is None or len(told) < kill_after:
            line = self._told()
            if line[0] == "ended":
                return told, line[1] == "0"
            told.append(line)
        time.sleep(delay)
        with suppress(ProcessLookupError):
            os.kill(int(writer), signal.SIGKILL)
        while (line := self._told())[0] != "ended":
            told.append(line)  # said before it was killed
        return told, line[1] == "0"

    def close(self) -> None:
        self._process.communicate(timeout=30)


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    """A folder of documents of many passages, so that several batches are embedded."""
    folder = tmp_path / "minutes"
    folder.mkdir()
    for number in range(14):
        write(folder, number, 0)
    return folder


@pytest.fixture
def writers(minutes: Path) -> Iterator[Writers]:
    running = Writers(minutes)
    yield running
    running.close()


def write(folder: Path, number: int, version: int) -> None:
    lines = [f"In case {n} of version {version}, bin {number} was missed." for n in range(60)]
    (folder / f"{number:02}.txt").write_text("\n\n".join(lines), encoding="utf-8")


def content(library: Library) -> list[object]:
    """All that is held, but for what says when it was put there."""
    vectors = {number: vector for number, _, _, vector in library.rows()}
    kinds = {passage_id: number for number, (passage_id, _) in library.kinds(vectors).items()}
    return [
        (document, library.text(document.id), passage, vectors[kinds[passage.id]])
        for document in library.documents()
        for passage in library.passages_in(document.id)
    ]


def answers(library: Library, encoder: Encoder) -> list[object]:
    """What a few questions find, and how it scores."""
    searcher = Searcher.open(library, encoder)
    return [
        [(hit.passage_id, round(hit.score, 5)) for hit in searcher.search(query, 10).hits]
        for query in (
            Query("case 7 of version 0", documents=("03.txt", "04.txt")),
            Query("what was missed?", documents=("11.txt",)),
            Query('"bin 5 was missed"'),
        )
    ]


def assert_whole(library: Library, versions: dict[str, set[str]]) -> dict[str, str]:
    """Every document held is one version of its file with all its passages; texts by path."""
    held = {}
    for record in library.documents():
        text = library.text(record.id)
        assert text in versions[record.path], f"{record.path} is no version of its file"
        document = read_document(text.encode(), document_id=record.id, path=record.path)
        assert split_passages(document) == library.passages_in(record.id)
        held[record.path] = text
    return held


def test_kill_9(tmp_path: Path, minutes: Path, writers: Writers, encoder: Encoder) -> None:
    """A run killed at any moment loses nothing acknowledged, leaves nothing half.

    Each time some files are changed, one vanishes and one comes; the writer is killed at a random
    moment; what it had acknowledged must be there, and the library sound. Every few kills a run
    is let through, and the library must then be what a clean run makes.
    """
    chance = random.Random(SEED)
    directory = tmp_path / "library"
    versions: dict[str, set[str]] = {}
    killed = removed_seen = 0
    for turn in range(1, 1000):
        for number in chance.sample(range(14), 5):
            write(minutes, number, turn)
        vanishing = minutes / f"{chance.randrange(14):02}.txt"
        vanishing.unlink(missing_ok=True)
        now = {f"minutes/{f.name}": f.read_text(encoding="utf-8") for f in minutes.iterdir()}
        for path, text in now.items():
            versions.setdefault(path, set()).add(text)

        told, ended = writers.run(directory, chance.randrange(8), chance.random() * 0.03)
        killed += not ended

        with Library.open(tmp_path / "library") as library:
            assert [] == [*check(library)], f"turn {turn}, seed {SEED}"
            held = assert_whole(library, versions)
            paths = {record.id: record.path for record in library.documents()}
            for what, document_id in told:
                if what == "put":
                    assert held[paths[document_id]] == now[paths[document_id]]
                else:
                    removed_seen += 1
                    assert document_id not in paths
            if turn % 8 == 0:
                assert_next_run_completes(tmp_path / f"clean{turn}", minutes, library, encoder)
        if killed >= N_KILLS:
            break

    assert killed >= N_KILLS
    assert removed_seen
    _, ended = writers.run(directory)
    assert ended
    with Library.open(tmp_path / "library") as library:
        assert_next_run_completes(tmp_path / "clean", minutes, library, encoder)


def assert_next_run_completes(
    directory: Path, minutes: Path, library: Library, encoder: Encoder
) -> None:
    """Unrepaired, the next run makes of the library what a clean run makes, with its answers."""
    sync(library, encoder, [minutes])
    with Library.create(directory, encoder) as clean:
        sync(clean, encoder, [minutes])
        assert content(clean) == content(library)
        assert answers(clean, encoder) == answers(library, encoder)
    assert [] == [*check(library)]
    assert [str(library.generation)] == [p.name for p in (library.directory / "derived").iterdir()]


def test_killed_while_the_library_is_made(
    tmp_path: Path, minutes: Path, writers: Writers, encoder: Encoder
) -> None:
    """A first run killed at its very start leaves no library or a sound one, and no lock."""
    chance = random.Random(SEED)
    killed = 0
    for turn in range(12):
        directory = tmp_path / f"library{turn}"
        told, ended = writers.run(directory, 0, chance.random() * 0.02)
        killed += not ended
        with Library.create(directory, encoder) as library:
            assert [] == [*check(library)]
            assert len(told) <= library.counts().n_documents
    assert killed

    with Library.open(tmp_path / "library11") as library:
        assert_next_run_completes(tmp_path / "clean", minutes, library, encoder)


def test_killed_while_the_indexes_are_made(
    tmp_path: Path, minutes: Path, writers: Writers, encoder: Encoder
) -> None:
    """Killed between the last document and the last index, the library finds what it should."""
    chance = random.Random(SEED)
    directory = tmp_path / "library"
    writers.run(directory)
    killed = 0
    for turn in range(1, 11):
        write(minutes, turn, turn)
        told, ended = writers.run(directory, 1, chance.random() * 0.12)
        killed += not ended
        with Library.open(directory) as library:
            assert ["put"] == [what for what, _ in told]
            found = Searcher.open(library, encoder).search(Query(f'"version {turn}"'), 100)
            assert 60 == len(found.hits)
            assert [] == [*check(library)]
    assert killed
