"""Rows: dense and lexical search by themselves, against a flat scan and SQLite FTS5, one core.

Both are asked for the 200 best, as a search asks them. The peers hold the same vectors and texts,
and every question is put to ours and to the peer in turn.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import faiss
import numpy as np
import texts
from ours import open_encoder
from processes import apart
from scale import Libraries, vectors_of
from table import Row, goal, latency, middle_ms

from index.derived import open_derived
from index.lexical import is_asking
from index.library import Library, to_encode

CANDIDATES = 200
N_QUESTIONS = 100
FILTERED = 0.01
_MOST_MS = {100_000: 1.5, 1_000_000: 10.0}


@dataclass(frozen=True, slots=True)
class Scanned:
    """Seconds of each question, and of the nearest the share that ours found too."""

    n_passages: int
    ours: list[float] = field(default_factory=list)
    flat: list[float] = field(default_factory=list)
    ours_filtered: list[float] = field(default_factory=list)
    flat_filtered: list[float] = field(default_factory=list)
    recall_10: list[float] = field(default_factory=list)
    recall_100: list[float] = field(default_factory=list)
    recall_filtered: list[float] = field(default_factory=list)


def dense(libraries: Libraries, sizes: list[int]) -> Iterator[Row]:
    """Vectors, at each size from 100,000."""
    for size in sizes:
        if size < min(_MOST_MS):
            continue
        found = apart(scan, 1, libraries.of(size), libraries.sample())
        most = _MOST_MS.get(size)
        recall = float(np.mean(found.recall_10))
        middle = middle_ms(found.ours)
        yield Row(
            f"dense search, {found.n_passages:,} passages, one core",
            f"{latency(found.ours)}; recall@10 {recall:.4f}, @100 {np.mean(found.recall_100):.4f}",
            f"flat FAISS {latency(found.flat)}",
            f"{middle_ms(found.flat) / middle:.2f}",
            goal(f"≤ {most:g} ms, recall@10 ≥ .99", met=middle <= most and recall >= 0.99)
            if most
            else "",
        )
        exact = float(np.mean(found.recall_filtered))
        middle = middle_ms(found.ours_filtered)
        yield Row(
            f"the same, filtered to {FILTERED:.0%}",
            f"{latency(found.ours_filtered)}; recall@100 {exact:.4f}",
            f"flat FAISS with the same filter {latency(found.flat_filtered)}",
            f"{middle_ms(found.flat_filtered) / middle:.2f}",
            goal("≤ 1 ms, exact", met=middle <= 1 and exact == 1),
        )


def scan(library: Path, sample: Path) -> Scanned:
    """Put the questions to both."""
    asked = open_encoder(sample, threads=1).encode_queries(texts.sample_questions()).vectors
    numbers, vectors = vectors_of(library)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    del vectors
    random = np.random.default_rng(2)
    with Library.open(library) as opened:
        retriever = open_derived(opened).dense
        found = Scanned(len(numbers))
        for count, vector in enumerate(asked[: N_QUESTIONS + 5]):
            rows = np.sort(random.choice(len(numbers), int(FILTERED * len(numbers)), replace=False))
            among = numbers[rows].tolist()
            selector = faiss.SearchParameters(sel=faiss.IDSelectorBatch(rows))
            times = [perf_counter()]
            ours = retriever.retrieve(vector, CANDIDATES)
            times.append(perf_counter())
            _, true = flat.search(vector.reshape(1, -1), CANDIDATES)
            times.append(perf_counter())
            ours_filtered = retriever.retrieve(vector, CANDIDATES, among)
            times.append(perf_counter())
            true_filtered, _ = flat.search(vector.reshape(1, -1), CANDIDATES, params=selector)
            times.append(perf_counter())
            if count < 5:  # to warm up
                continue
            each = (found.ours, found.flat, found.ours_filtered, found.flat_filtered)
            for seconds, took in zip(each, np.diff(times), strict=True):
                seconds.append(float(took))
            true_10, true_100 = set(numbers[true[0][:10]]), set(numbers[true[0][:100]])
            found.recall_10.append(len(true_10 & {n for n, _ in ours[:10]}) / 10)
            found.recall_100.append(len(true_100 & {n for n, _ in ours[:100]}) / 100)
            # By score: of passages that are the same, either may be had.
            least = float(true_filtered[0][:100][-1]) - 1e-6
            near = [score >= least for _, score in ours_filtered[:100]]
            found.recall_filtered.append(sum(near) / len(true_filtered[0][:100]))
    return found


def lexical(libraries: Libraries, sizes: list[int]) -> Iterator[Row]:
    """Words, at the largest size up to 100,000."""
    size = max((size for size in sizes if size <= 100_000), default=min(sizes))
    n_passages, ours, theirs = apart(look_up, 1, libraries.of(size))
    yield Row(
        f"lexical search, {n_passages:,} passages, one core",
        latency(ours),
        f"SQLite FTS5, any of the same words, by bm25 {latency(theirs)}",
        f"{middle_ms(theirs) / middle_ms(ours):.2f}",
        goal("≤ 1.5 ms", met=middle_ms(ours) <= 1.5),
    )


def look_up(library: Path) -> tuple[int, list[float], list[float]]:
    """How many passages there are; our seconds of each question and SQLite's, both stemming."""
    database = sqlite3.connect("")
    database.execute("create virtual table passage using fts5(words, tokenize = 'porter')")
    with Library.open(library) as opened:
        database.executemany(
            "insert into passage values (?)",
            ((to_encode(words, context),) for _, words, context, _ in opened.rows()),
        )
        database.execute("insert into passage (passage) values ('optimize')")
        database.commit()
        retriever = open_derived(opened).lexical
        ours: list[float] = []
        theirs: list[float] = []
        for question in texts.sample_questions()[: N_QUESTIONS + 5]:
            # Words that only ask are looked up by neither.
            named = [word for word in re.findall(r"\w+", question) if not is_asking(word)]
            if not named:
                continue
            began = perf_counter()
            retriever.retrieve(question, CANDIDATES)
            between = perf_counter()
            database.execute(
                "select rowid from passage where passage match ? order by rank limit ?",
                (" OR ".join(f'"{word}"' for word in named), CANDIDATES),
            ).fetchall()
            theirs.append(perf_counter() - between)
            ours.append(between - began)
        return opened.counts().n_passages, ours[5:], theirs[5:]
