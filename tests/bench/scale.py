"""Libraries of any size: the sample again and again, its vectors as other minutes' would be.

Uniform random vectors lie far from each other in every direction, and no index behaves on them as
on real ones. A copy's vector is normalise(x + s L z): x the sample's, L the Cholesky factor of the
covariance of the sample's vectors, z standard normal, s uniform from .1 to 1. How near the nearest
other vector lies (cosine; 5th, 50th and 95th of a hundred) is .60, .81 and .97 in the sample, and
the middle grows by .034 with each doubling: .72 of 350 passages, .74 of 700, .78 of 1,400. In
libraries made so it is .71, .87, .98 at 10,000 and .76, .90, .99 at 100,000, as that growth would
have it. One s for all makes the middle right and the range half as wide.

Words, pieces and digests are the sample's, so that `minutebook check` finds the library sound.
What is found in such a library means nothing; what it costs does.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray
from ours import CORPUS, open_encoder
from processes import apart, minutebook, run

from index.derived import open_derived
from index.encode import Encoder
from index.late import Embedding
from index.library import Library, sha256_of, to_encode
from ingest.model import Document, DocumentKind, Form, Passage, Source, Status

LOW, HIGH = 0.1, 1.0
SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Libraries:
    """Libraries by size, in a folder that keeps them; each is made when first asked for."""

    folder: Path

    def sample(self) -> Path:
        """The sample minutes, indexed by the command."""
        place = self.folder / SAMPLE
        if not (place / "library.sqlite").is_file():
            run(*minutebook("index", str(CORPUS), "--index", str(place)))
        return place

    def of(self, n_passages: int) -> Path:
        """At least so many passages, indexes included."""
        place = self.folder / str(n_passages)
        if not place.is_dir():
            making = self.folder / f"{n_passages}.making"
            shutil.rmtree(making, ignore_errors=True)
            apart(grow, 1, self.sample(), making, n_passages)
            making.rename(place)
        return place


def grow(sample: Path, place: Path, n_passages: int) -> None:
    """Make a library of so many passages out of the sample's."""
    # What else a library keeps beside its truth, such as its encoder, comes along.
    shutil.copytree(sample, place, ignore=shutil.ignore_patterns("library.sqlite*", "derived*"))
    encoder = open_encoder(sample)
    with Library.open(sample) as small, _unsafe(place, encoder) as large:
        _fill(small, large, n_passages)
    with Library.open(place) as large:
        open_derived(large)


def _unsafe(place: Path, encoder: Encoder) -> Library:
    """A library that does not wait for the disk, so that a million passages take minutes."""
    library = Library.create(place, encoder)
    # Nothing public says this, and nothing but a scratch library should.
    connection = cast(sqlite3.Connection, library._db)
    connection.execute("pragma synchronous = off")
    return library


def _fill(sample: Library, into: Library, n_passages: int) -> None:
    random = np.random.default_rng(0)
    held = [
        (record, sample.text(record.id), sample.passages_in(record.id))
        for record in sample.documents()
    ]
    digests = [[sha256_of(to_encode(p.text, p.context)) for p in of] for _, _, of in held]
    known = sample.embeddings_of(digest for of in digests for digest in of)
    entries = {entry.id: entry for entry in sample.held()}
    factor = _factor(np.array([one.vector for one in known.values()]))
    n_held, copy = 0, 0
    while n_held < n_passages:
        for (record, text, passages), of_one in zip(held, digests, strict=True):
            name = f"{copy}-{record.id}"
            document = Document(
                id=name,
                source=Source(f"{copy}/{record.path}", record.sha256, record.media_type),
                meeting=record.meeting,
                title=record.title,
                kind=cast(DocumentKind, record.kind),
                status=cast(Status, record.status),
                form=cast(Form, record.form),
                url=record.url,
                text=text,
                blocks=(),
                page_starts=record.page_starts,
                items=(),
                warnings=(),
            )
            entry = entries[record.id]
            into.put(
                document,
                list(_copies(passages, copy, name)),
                of_one,
                [_aside(known[digest], factor, random) for digest in of_one],
                file=file_of(into.directory, copy, entry.file),
                facts_sha256=entry.facts_sha256,
            )
            n_held += len(passages)
        copy += 1


def file_of(library: Path, copy: int, file: Path) -> Path:
    """Where a copy's file is, once `lay_out` has laid it out."""
    name = library.name.removesuffix(".making")
    return library.parent.resolve() / f"{name}-documents" / str(copy) / file.relative_to(CORPUS)


def lay_out(library: Path) -> Path:
    """Write the files that a library was made of; the folder they are in."""
    folder = library.parent.resolve() / f"{library.name}-documents"
    with Library.open(library) as opened:
        copies = {entry.file.relative_to(folder).parts[0] for entry in opened.held()}
    for copy in copies:
        shutil.copytree(CORPUS, folder / copy, dirs_exist_ok=True)
    return folder


def vectors_of(library: Path) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Every passage's number and vector, for the peers."""
    with Library.open(library) as opened:
        n, dimension = opened.counts().n_passages, opened.dimension
        numbers = np.empty(n, dtype=np.int64)
        vectors = np.empty((n, dimension), dtype=np.float32)
        for row, (number, _, _, vector) in enumerate(opened.rows()):
            numbers[row], vectors[row] = number, np.frombuffer(vector, dtype="<f4")
    return numbers, vectors


def nearest_cosines(vectors: NDArray[np.float32], n: int = 500) -> list[float]:
    """How near the nearest other lies to each of some vectors: 5th, 50th and 95th of a hundred."""
    rows = np.random.default_rng(1).choice(len(vectors), min(n, len(vectors)), replace=False)
    nearest = []
    for row in rows:
        cosines = vectors @ vectors[row]
        cosines[row] = -1
        nearest.append(cosines.max())
    return [float(value) for value in np.percentile(nearest, [5, 50, 95])]


def _copies(passages: list[Passage], copy: int, document_id: str) -> Iterator[Passage]:
    for passage in passages:
        yield replace(passage, id=f"{copy}-{passage.id}", document_id=document_id)


def _factor(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    covariance = np.cov(vectors.astype(np.float64).T)
    factor: NDArray[np.float64] = np.linalg.cholesky(covariance + 1e-9 * np.eye(len(covariance)))
    return factor


def _aside(
    embedding: Embedding, factor: NDArray[np.float64], random: np.random.Generator
) -> Embedding:
    """An embedding like this one, moved as the sample's differ from each other."""
    moved = factor @ random.standard_normal(len(factor)) * random.uniform(LOW, HIGH)
    vector = embedding.vector + moved
    return Embedding((vector / np.linalg.norm(vector)).astype(np.float32), embedding.codes)
