"""How long does a question take in a large library, on one core?

    python tests/bench/large.py [100000] [--threads 1]

The library is the sample, again and again, each copy's vectors turned a little aside: as many
passages as asked for, without the hours of embedding. What is found in it means nothing; what it
costs does. A question is timed warm and whole: embedding, both indexes, the pieces, the records.
"""

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import cast

import faiss
import numpy as np

from index.dense import DenseRetriever
from index.encode import SentenceTransformerEncoder
from index.evaluate import read_questions
from index.hits import Query
from index.late import Embedding
from index.library import Library, sha256_of, to_encode
from index.search import Searcher
from index.sync import sync
from ingest.model import Document, DocumentKind, Form, Source, Status
from service.answer import answer

CORPUS = Path(__file__).parents[2] / "corpus"
WARM_UP = 10


def copies(sample: Library, n_passages: int, into: Library) -> None:
    """Fill a library with documents of the sample under other names, until it is large enough."""
    random = np.random.default_rng(0)
    documents = [(record, sample.passages_in(record.id)) for record in sample.documents()]
    held, copy = 0, 0
    while held < n_passages:
        for record, passages in documents:
            texts = [to_encode(p.text, p.context) for p in passages]
            known = sample.embeddings_of(sha256_of(text) for text in texts)
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
                text=sample.text(record.id),
                blocks=(),
                page_starts=record.page_starts,
                items=(),
                warnings=(),
            )
            into.put(
                document,
                [replace(p, id=f"{copy}-{p.id}", document_id=name) for p in passages],
                [sha256_of(f"{copy} {text}") for text in texts],
                [_aside(known[sha256_of(text)], random) for text in texts],
                file=Path(f"/{copy}/{record.path}"),
                facts_sha256="",
            )
            held += len(passages)
        copy += 1


def _aside(embedding: Embedding, random: np.random.Generator) -> Embedding:
    """An embedding like this one, about a tenth of a right angle from it."""
    turned = embedding.vector + random.normal(0, 0.15 / len(embedding.vector) ** 0.5, 384)
    return Embedding((turned / np.linalg.norm(turned)).astype(np.float32), embedding.codes)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("passages", type=int, nargs="?", default=100_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the libraries, to be used again")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as directory:
        measure(options.keep or Path(directory), options.passages, options.threads)


def measure(directory: Path, n_passages: int, threads: int) -> None:
    encoder = SentenceTransformerEncoder(threads=threads)
    with (
        Library.create(directory / "sample", encoder) as sample,
        Library.create(directory / "large", encoder) as large,
    ):
        if large.counts().n_passages < n_passages:
            sync(sample, encoder, [CORPUS])
            copies(sample, n_passages, large)
        began = time.perf_counter()
        searcher = Searcher.open(large, encoder)
        print(f"{searcher.n_passages:,} passages, opened in {time.perf_counter() - began:.1f} s")
        timed(searcher)
    recall(directory / "large", encoder)
    size = sum(f.stat().st_size for f in (directory / "large").rglob("*") if f.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"library {size / 1e6:.0f} MB, this process at its highest {peak:.0f} MB")


def recall(directory: Path, encoder: SentenceTransformerEncoder) -> None:
    """Of the nearest by the exact scan, the share that the sketch's search gives too."""
    (file,) = directory.glob("derived/*/dense.faiss")
    dense = DenseRetriever.open(file)
    scan = DenseRetriever(faiss.read_index(str(file), faiss.IO_FLAG_MMAP))
    questions = [question.text for question in read_questions(CORPUS / "questions.jsonl")]
    vectors = encoder.encode_queries(questions).vectors
    for k in (10, 100):
        shares = []
        for vector in vectors:
            # Asked for as many as a search asks for.
            found, true = (
                {number for number, _ in one.retrieve(vector, 200)[:k]} for one in (dense, scan)
            )
            shares.append(len(found & true) / k)
        print(f"of the {k} nearest, {statistics.fmean(shares):.4f} are found by the sketch")


def timed(searcher: Searcher) -> None:
    """Every sample question once as a search and once as an answer, after a few to warm up."""
    questions = [question.text for question in read_questions(CORPUS / "questions.jsonl")]
    parts: dict[str, list[float]] = {"embedding the question": [], "search": [], "answer": []}
    for number, text in enumerate(questions):
        # A mark that changes no word makes a question that is not remembered yet.
        for name, work in (
            ("embedding the question", lambda text=text: searcher.encoder.encode_queries([text])),
            ("search", lambda text=text: searcher.search(Query(text))),
            ("answer", lambda text=text: answer(searcher, Query(text + " ?"))),
        ):
            began = time.perf_counter()
            work()
            if number >= WARM_UP:
                parts[name].append(1000 * (time.perf_counter() - began))
    for name, times in parts.items():
        ninetieth = statistics.quantiles(times, n=10)[-1]
        print(f"{name}: median {statistics.median(times):.1f} ms, nine in ten {ninetieth:.1f} ms")


if __name__ == "__main__":
    # Before the libraries that read them are loaded, one core is one core for all of them.
    if "--threads" not in sys.argv and "OMP_NUM_THREADS" not in os.environ:
        os.environ["OMP_NUM_THREADS"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    main(sys.argv[1:])
