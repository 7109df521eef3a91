"""Rows: the service under load, against the search service that is built first, and its memory.

Both are real servers in processes of their own over the same passages, warm, and asked in turn
over kept connections; server and clients share the cores. Questions are distinct, so that nothing
remembered answers them, unless a row says otherwise.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import http_load
import numpy as np
import texts
from http_load import Load, Server, free_port, paths
from ours import model_folder
from processes import CORES, apart, minutebook
from scale import Libraries, vectors_of
from table import Row, figure, goal, middle_ms, ninetieth_ms

from index.library import Library

ROUNDS = 3
SEARCH, ASK, PEER = "/api/v1/search?q=", "/api/v1/ask?q=", "/search?q="
N_REQUESTS = {1: 120, 8: 240}  # in a round, by clients
N_REPEATED = 20
_GOALS = {1: 60, 8: 140}
_MOST_MS, _MOST_MB = 14, 400


def serving(libraries: Libraries, sizes: list[int], peers: Path | None) -> Iterator[Row]:
    """Searches and answers, at the largest size up to 100,000."""
    size = max((size for size in sizes if size <= 100_000), default=min(sizes))
    library = libraries.of(size)
    per_round = 3 * sum(N_REQUESTS.values())
    questions = iter(texts.distinct_questions(libraries.sample(), ROUNDS * per_round + 100))
    with tempfile.TemporaryDirectory() as directory:
        other = free_port()
        peer = _peer_command(library, Path(directory), peers, other)
        with http_load.serving(peer, other, PEER + "ready") as beside:
            _ask(beside, PEER, list(islice(questions, 30)), 8)
            with _served(library, questions) as service:
                yield from _searches(service, beside, size, questions)
                yield from _answers(service, size, questions)
                yield from _repeated(service, size, questions)
                yield from _memory(service, beside, size, goal_mb=_MOST_MB)
            with _served(library, questions, processes=2) as service:
                yield from _searches(service, beside, size, questions, "two processes, ")
                yield from _memory(service, beside, size, "in two processes ")


@contextmanager
def _served(library: Path, questions: Iterator[str], *, processes: int = 1) -> Iterator[Server]:
    """The service, warm."""
    port = free_port()
    where = ("--index", str(library), "--port", str(port), "--processes", str(processes))
    with http_load.serving(minutebook("serve", *where), port, "/readyz") as service:
        for route in (SEARCH, ASK):
            _ask(service, route, list(islice(questions, 30)), 8)
        yield service


def _peer_command(library: Path, directory: Path, peers: Path | None, port: int) -> list[str]:
    vectors, words = directory / "vectors.npy", directory / "texts.json"
    apart(hand_over, 1, library, vectors, words)
    script = str(Path(__file__).with_name("peer_server.py"))
    made_of = [str(model_folder()), str(vectors), str(words), str(port)]
    return [str(peers or sys.executable), "-P", script, *made_of]


def hand_over(library: Path, vectors: Path, words: Path) -> None:
    """Write a library's vectors and texts for the peer."""
    np.save(vectors, vectors_of(library)[1])
    with Library.open(library) as opened:
        words.write_text(json.dumps([text for _, text, _, _ in opened.rows()]), encoding="utf-8")


def _ask(server: Server, route: str, questions: list[str], clients: int) -> Load:
    return apart(http_load.load, CORES, server.port, paths(route, questions), clients=clients)


def _searches(
    service: Server, beside: Server, size: int, questions: Iterator[str], how: str = ""
) -> Iterator[Row]:
    for clients, n in N_REQUESTS.items():
        ours, theirs = [], []
        for _ in range(ROUNDS):
            some = list(islice(questions, n))
            ours.append(_ask(service, SEARCH, some, clients))
            theirs.append(_ask(beside, PEER, some, clients))
        rate, middle = _rate(ours), middle_ms(_each(ours))
        ratio = statistics.median(a.rate / b.rate for a, b in zip(ours, theirs, strict=True))
        least = _GOALS[clients]
        yield Row(
            f"HTTP search, {size:,} passages, {how}{_clients(clients)}, distinct questions",
            _told(ours),
            f"sentence-transformers and flat FAISS behind FastAPI {_told(theirs)}",
            f"{ratio:.2f}",
            goal(f"≥ {least} a second, median ≤ {_MOST_MS} ms", met=rate >= least and middle <= 14)
            if clients == 1
            else goal(f"≥ {least} a second", met=rate >= least),
        )


def _answers(service: Server, size: int, questions: Iterator[str]) -> Iterator[Row]:
    for clients, n in N_REQUESTS.items():
        some = list(islice(questions, n))
        ours = [_ask(service, ASK, some[i::ROUNDS], clients) for i in range(ROUNDS)]
        yield Row(f"HTTP answers, {size:,} passages, {_clients(clients)}", _told(ours))


def _repeated(service: Server, size: int, questions: Iterator[str]) -> Iterator[Row]:
    few = list(islice(questions, N_REPEATED))
    _ask(service, SEARCH, few, 1)
    for clients, n in N_REQUESTS.items():
        ours = [_ask(service, SEARCH, list(islice(cycle(few), n)), clients) for _ in range(ROUNDS)]
        what = f"HTTP search, {size:,} passages, {_clients(clients)}"
        yield Row(f"{what}, {N_REPEATED} questions again and again", _told(ours))


def _memory(
    service: Server, beside: Server, size: int, how: str = "", *, goal_mb: int | None = None
) -> Iterator[Row]:
    ours, theirs = service.memory(), beside.memory()
    if ours is None or theirs is None:
        return
    yield Row(
        f"memory of the service {how}after that, {size:,} passages",
        f"{ours.whole:.0f} MB ({ours.own:.0f} its own, {ours.files:.0f} of mapped files)",
        f"{theirs.whole:.0f} MB ({theirs.own:.0f}, {theirs.files:.0f})",
        f"{theirs.whole / ours.whole:.2f}",
        goal(f"≤ {goal_mb} MB in all", met=ours.whole <= goal_mb) if goal_mb else "",
    )


def _clients(n: int) -> str:
    return "one client" if n == 1 else f"{n} clients"


def _each(loads: list[Load]) -> list[float]:
    return [seconds for load in loads for seconds in load.each]


def _rate(loads: list[Load]) -> float:
    return statistics.median(load.rate for load in loads)


def _told(loads: list[Load]) -> str:
    each = _each(loads)
    client = statistics.median(load.cpu_seconds / load.seconds for load in loads)
    low, high = min(load.rate for load in loads), max(load.rate for load in loads)
    return (
        f"{figure(_rate(loads))} a second ({figure(low)} to {figure(high)}),"
        f" {figure(middle_ms(each))} ms, p90 {figure(ninetieth_ms(each))}"
        f" (clients took {client:.1%} of a core)"
    )
