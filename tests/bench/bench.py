"""How fast and how large, measured on the sample minutes: `make bench`.

Each figure that a machine's mood could change stands beside a peer or a bound taken in the same
run. Nothing here is asserted; the README's table is this program's output.
"""

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from index.derived import open_derived
from index.encode import SentenceTransformerEncoder
from index.evaluate import read_questions
from index.hits import Query
from index.library import Library
from index.search import Searcher
from index.sync import sync
from service.answer import answer

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds that `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def child_cpu(*command: str) -> float:
    """Seconds of processor time that a command takes as a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "service.cli", *command], check=False, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(what: str, ours: str, beside: str) -> None:
    print(f"| {what} | {ours} | {beside} |", flush=True)


def spread(values: list[float], scale: float = 1.0) -> str:
    """The median and the range."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle * scale:.3g} ({low * scale:.3g} to {high * scale:.3g})"


def main() -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    print(f"commit {commit or 'unknown'}, {os.cpu_count()} cores, {platform.machine()},", end=" ")
    print(f"Python {platform.python_version()}\n")
    print("| what | measured | beside it |\n|---|---|---|")
    helps = [child_cpu("--help") for _ in range(ROUNDS)]
    bare = []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", ""], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        bare.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    row("`minutebook --help`, s of CPU", spread(helps), f"Python alone {spread(bare)}")
    with tempfile.TemporaryDirectory() as directory:
        measure_library(Path(directory))


def measure_library(directory: Path) -> None:
    encoder = SentenceTransformerEncoder()
    encoder.encode_queries(["warm up"])
    with Library.create(directory, encoder) as library:
        indexing = seconds(lambda: sync(library, encoder, [CORPUS]))
        rows = [f"{context}\n{words}" for _, words, context, _ in library.rows()]
        texts = list(dict.fromkeys(rows))
        # The peer: the same passages handed to sentence-transformers at once, nothing else done.
        embedding = seconds(lambda: encoder.encode_documents(texts))
        row(
            f"index {len(rows):,} passages, s",
            f"{indexing:.3g}",
            f"their embedding alone {embedding:.3g} ({indexing / embedding:.2f} times)",
        )
        again = [seconds(lambda: sync(library, encoder, [CORPUS])) for _ in range(ROUNDS)]
        row("index again, nothing changed, s", spread(again), f"first time {indexing:.3g}")
        derive = seconds(lambda: open_derived(library))
        row("build FAISS and Tantivy from the truth, s", f"{derive:.3g}", f"index {indexing:.3g}")
        measure_questions(library, encoder)
        size = sum(file.stat().st_size for file in directory.rglob("*") if file.is_file())
        held = sum(file.stat().st_size for file in CORPUS.rglob("*") if file.is_file())
        row("size of the library, MB", f"{size / 1e6:.3g}", f"its documents {held / 1e6:.3g}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row("memory of this process at its highest, MB", f"{peak:.0f}", "")


def measure_questions(library: Library, encoder: SentenceTransformerEncoder) -> None:
    texts = [question.text for question in read_questions(CORPUS / "questions.jsonl")]
    searcher = Searcher.open(library, encoder)
    queries, searches, answers = [], [], []
    for text in texts:
        # Taken in turn, so that a busy moment of the machine falls on all three alike. The added
        # mark makes a question whose vector is not yet remembered.
        queries.append(seconds(lambda text=text: encoder.encode_queries([text])))
        searches.append(seconds(lambda text=text: searcher.search(Query(text))))
        answers.append(seconds(lambda text=text: answer(searcher, Query(text + " ?"))))
    row("search, ms", spread(searches, 1000), f"embedding the question {spread(queries, 1000)}")
    row("answer, ms", spread(answers, 1000), f"embedding the question {spread(queries, 1000)}")


if __name__ == "__main__":
    main()
