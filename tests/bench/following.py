"""Rows: what commitments cost, to find in documents and to follow up in a large library.

The large library's commitments are 10,000 of its decisions and actions, each a commitment that
awaits something: more than a council of that size would have open. Its documents are the sample's
again and again, so that a new one comes near to many times as many commitments as a real one.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ours import CORPUS, open_encoder
from processes import minutebook, run
from scale import Libraries
from table import Row, figure, goal

from index.follow_up import follow_up
from index.library import Library
from index.search import Searcher
from ingest.commitments import find_commitments
from ingest.read import read_document

N_COMMITMENTS = 10_000
_MOST_SHARE = 0.05  # of indexing
_MOST_SECONDS = 300
_ROUNDS = 3


def following(libraries: Libraries, sizes: list[int]) -> Iterator[Row]:
    """The sample's extraction, and follow-ups in the largest library up to 100,000."""
    yield _finding(libraries)
    size = max((size for size in sizes if size <= 100_000), default=0)
    if size:
        yield from _following(libraries, size)


def _finding(libraries: Libraries) -> Row:
    """Finding commitments in documents already read, against the whole run that indexes them."""
    documents = [
        read_document(file.read_bytes(), document_id=file.stem, path=file.name)
        for file in sorted((CORPUS / "documents").iterdir())
        if file.suffix != ".csv"
    ]
    took = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        n = sum(len(find_commitments(document)) for document in documents)
        took.append(time.process_time() - began)
    with tempfile.TemporaryDirectory(dir=libraries.folder) as directory:
        ran = run(*minutebook("index", str(CORPUS), "--index", directory, "--json"))
    embedded = json.loads(ran.output)["embedded"]
    share = min(took) / ran.cpu_seconds
    return Row(
        f"find {n:,} commitments in the sample's {len(documents)} documents, processor time",
        f"{figure(min(took))} s",
        f"the whole run, {embedded:,} passages {figure(ran.cpu_seconds)} s",
        f"{share:.1%} of it",
        goal(f"< {_MOST_SHARE:.0%}", met=share < _MOST_SHARE),
    )


def _following(libraries: Libraries, size: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(dir=libraries.folder) as directory:
        place = Path(directory) / "library"
        shutil.copytree(libraries.of(size), place)
        with Library.open(place) as library:
            _commit(library)
            searcher = Searcher.open(library, open_encoder(place))
            began = time.perf_counter()
            n = follow_up(library, searcher)
            seconds = time.perf_counter() - began
            yield Row(
                f"follow up {n:,} commitments over {size:,} passages, one core",
                f"{figure(seconds)} s, {figure(1000 * seconds / n)} ms each",
                goal=goal(f"< {_MOST_SECONDS} s", met=seconds < _MOST_SECONDS),
            )
            _forget_newest(library)
            began = time.perf_counter()
            n = follow_up(library, searcher)
            yield Row(
                f"the same, when {_NEW:,} passages have come",
                f"{figure(time.perf_counter() - began)} s; they are near to {n:,} commitments",
            )


_NEW = 1000


def _commit(library: Library) -> None:
    """Make commitments of the library's decisions and actions, spread over all of them."""
    with library.writing() as db:
        db.execute("delete from meta where key like 'followed%'")
        db.execute("delete from commitment")
        db.execute(
            """
            insert into commitment
                (id, document_id, passage, start, "end", kind, item, about, awaited, sign)
            select 'c' || number, document_id, number, start, "end", 'resolution', item, '', 1,
                's' || number
            from passage where kind in ('decision', 'action') and "end" - start between 60 and 400
            order by number * 2654435769 % 4294967296 limit ?
            """,
            [N_COMMITMENTS],
        )


def _forget_newest(library: Library) -> None:
    """As if the last passages had come since."""
    with library.writing() as db:
        db.execute(
            "update meta set value = (select max(number) from passage) - ? where key = 'followed'",
            [_NEW],
        )
