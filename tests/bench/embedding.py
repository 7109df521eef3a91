"""Rows: embedding passages and questions, against sentence-transformers, txtai and chromadb.

All have the same weights and the same texts, take turns, and each is warm. The peers are called as
they come; ours makes what indexing keeps, so the vectors of pieces too.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

import numpy as np
import texts
from numpy.typing import NDArray
from ours import model_folder, open_encoder
from peers import NAMES, Peer
from processes import CORES, apart
from scale import Libraries
from table import Row, goal, latency, middle_ms, paired, spread

N_PASSAGES, N_QUESTIONS = 384, 100
ROUNDS = 3
FEW = 32  # texts in a call, where passages are added as they are read
LEAST_COSINE = 0.9999
Seconds = dict[str, list[float]]


def embedding(libraries: Libraries, peers: Path | None) -> Iterator[Row]:
    """Passages, on two cores."""
    sample = libraries.sample()
    alike = texts.of_length(sample, N_PASSAGES)
    cosine, took = apart(in_turn, CORES, sample, peers, alike, False)
    what = f"embedding {N_PASSAGES} passages of 128 tokens, two cores, passages a second"
    yield from _rows(what, took, cosine, {NAMES[0]: 1.2})
    mixed = texts.of_mixed_lengths(sample, N_PASSAGES)
    cosine, took = apart(in_turn, CORES, sample, peers, mixed, True)
    what = f"embedding {N_PASSAGES} passages of 8 to 256 tokens in no order, passages a second"
    yield from _rows(what, took, cosine, {_few(NAMES[0]): 2.2})


def _rows(what: str, took: Seconds, cosine: float, goals: dict[str, float]) -> Iterator[Row]:
    ours = took.pop("ours")
    for name in (*took, *(name for name in NAMES if name not in took)):
        if name not in took:
            yield Row(what, "", f"{name}: not installed; `make bench-peers`")
            continue
        ratio, least = paired(took[name], ours), goals.get(name)
        yield Row(
            what,
            spread([N_PASSAGES / seconds for seconds in ours]),
            f"{name} {spread([N_PASSAGES / seconds for seconds in took[name]])}",
            f"{ratio:.2f}",
            goal(
                f"≥ {least}, cosine ≥ {LEAST_COSINE} (least {cosine:.6f})",
                met=ratio >= least and cosine >= LEAST_COSINE,
            )
            if least
            else "",
        )


def _few(name: str) -> str:
    return f"{name}, {FEW} a call as they come"


def in_turn(
    sample: Path, peers: Path | None, passages: list[str], in_few: bool
) -> tuple[float, Seconds]:
    """Seconds of each round by who embedded, and our least cosine with sentence-transformers."""
    encoder = open_encoder(sample)
    with ExitStack() as stack, tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "vectors.npy"
        # sentence-transformers is installed with Minutebook; the others are not.
        embedders = [
            stack.enter_context(Peer(peers or sys.executable, name, model_folder()))
            for name in (NAMES if peers else NAMES[:1])
        ]
        encoder.encode_documents(passages[:8])
        ways: dict[str, Callable[[], float]] = {
            embedder.name: lambda embedder=embedder: sum(embedder.seconds(passages, into=file))
            for embedder in embedders[:1]
        }
        for embedder in embedders[1:]:
            ways[embedder.name] = lambda embedder=embedder: sum(embedder.seconds(passages))
        if in_few:
            first = embedders[0]
            ways[_few(first.name)] = lambda: sum(first.seconds(passages, at_once=FEW))
        took: Seconds = {name: [] for name in ("ours", *ways)}
        for _ in range(ROUNDS):
            began = perf_counter()
            ours = encoder.encode_documents(passages).vectors
            took["ours"].append(perf_counter() - began)
            for name, way in ways.items():
                took[name].append(way())
        return _least_cosine(ours, np.load(file)), took


def query(libraries: Libraries, peers: Path | None) -> Iterator[Row]:
    """Questions of ten words, one at a time, on one core."""
    sample = libraries.sample()
    questions = texts.of_ten_words(sample, N_QUESTIONS)
    cosine, ours, theirs = apart(questions_in_turn, 1, sample, peers, questions)
    middle = middle_ms(ours)
    yield Row(
        "embedding a question of ten words, one core",
        latency(ours),
        f"sentence-transformers {latency(theirs)}",
        f"{middle_ms(theirs) / middle:.2f}",
        goal(
            f"≤ 8 ms, cosine ≥ {LEAST_COSINE} (least {cosine:.6f})",
            met=middle <= 8 and cosine >= LEAST_COSINE,
        ),
    )


def questions_in_turn(
    sample: Path, peers: Path | None, questions: list[str]
) -> tuple[float, list[float], list[float]]:
    """The least cosine, our seconds of each question, and theirs."""
    encoder = open_encoder(sample, threads=1)
    encoder.encode_queries(["These words warm it up."])
    ours: list[float] = []
    theirs: list[float] = []
    rows: list[NDArray[np.float32]] = []
    with (
        Peer(peers or sys.executable, NAMES[0], model_folder()) as peer,
        tempfile.TemporaryDirectory() as directory,
    ):
        file = Path(directory) / "vectors.npy"
        step = max(1, len(questions) // 10)
        cosines = []
        for start in range(0, len(questions), step):
            some = questions[start : start + step]
            rows = []
            for question in some:
                began = perf_counter()
                rows.append(encoder.encode_queries([question]).vectors[0])
                ours.append(perf_counter() - began)
            theirs.extend(peer.seconds(some, at_once=1, into=file))
            cosines.append(_least_cosine(rows, np.load(file)))
    return min(cosines), ours, theirs


def _least_cosine(
    ours: Sequence[NDArray[np.float32]] | NDArray[np.float32], theirs: NDArray[np.float32]
) -> float:
    one, other = np.asarray(ours, dtype=np.float64), theirs.astype(np.float64)
    products = (one * other).sum(axis=1)
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return float((products / lengths).min())
