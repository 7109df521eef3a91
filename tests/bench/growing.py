"""Rows: what the size of a library costs, in seconds and in memory, and how it grows.

Measured at the sample and at each size: building the indexes from the truth, opening them in a new
process, a search and an answer there when warm, and `minutebook check`. Memory is the most that
the process held at once, Python and the libraries that it has loaded included.
"""

import resource
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import texts
from curves import Curve
from ours import open_encoder
from processes import apart, megabytes, minutebook, run
from scale import Libraries
from table import Row, figure, latency, middle_ms, spread

from index.derived import open_derived
from index.hits import Query
from index.library import Library
from index.search import Searcher
from service.answer import answer

N_QUESTIONS = 60
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """Seconds in a new process, each question's, and the most memory in MB."""

    open_seconds: float
    open_mb: float
    searches: list[float]
    answers: list[float]
    encoding: list[float]
    peak_mb: float


def growing(libraries: Libraries, sizes: list[int], curves: list[Curve]) -> Iterator[Row]:
    """A row of each kind at each size; the points of the curves are added to `curves`."""
    names = ("build the indexes", "open", "search", "check")
    seconds: dict[str, list[tuple[int, float]]] = {name: [] for name in names}
    memory: dict[str, list[tuple[int, float]]] = {name: [] for name in names}
    questions = texts.distinct_questions(libraries.sample(), 2 * N_QUESTIONS + 10)
    for library in (libraries.sample(), *(libraries.of(size) for size in sizes)):
        n, build, build_mb = apart(built, 1, library)
        asked = [apart(ask, 1, library, questions) for _ in range(ROUNDS)]
        checked = [run(*minutebook("check", "--index", str(library))) for _ in range(ROUNDS)]
        searches = [took for one in asked for took in one.searches]
        answers = [took for one in asked for took in one.answers]
        encoding = [took for one in asked for took in one.encoding]
        size = f"{n:,} passages"
        yield Row(f"build the indexes, {size}", f"{figure(build)} s; {figure(build_mb)} MB at most")
        opening = [one.open_seconds for one in asked]
        most = max(one.open_mb for one in asked)
        yield Row(f"open, {size}", f"{spread(opening, 's')}; {figure(most)} MB")
        beside = f"embedding the question {latency(encoding)}"
        most = max(one.peak_mb for one in asked)
        of = f"{size}, warm, in process, one core"
        yield Row(f"a search of {of}", f"{latency(searches)}; {figure(most)} MB", beside)
        yield Row(f"an answer of {of}", latency(answers), beside)
        checking = [one.seconds for one in checked]
        most = max(one.peak_mb for one in checked)
        yield Row(f"`minutebook check`, {size}", f"{spread(checking, 's')}; {figure(most)} MB")
        took = (build, sorted(opening)[ROUNDS // 2], middle_ms(searches) / 1000)
        for name, value in zip(names, (*took, sorted(checking)[ROUNDS // 2]), strict=True):
            seconds[name].append((n, value))
        held = (build_mb, max(one.open_mb for one in asked), max(one.peak_mb for one in asked))
        for name, value in zip(names, (*held, most), strict=True):
            memory[name].append((n, value))
    curves.append(Curve("seconds", seconds))
    curves.append(Curve("MB of memory", memory))


def built(library: Path) -> tuple[int, float, float]:
    """Passages, the seconds of building the indexes anew, and the most memory."""
    shutil.rmtree(library / "derived", ignore_errors=True)
    with Library.open(library) as opened:
        began = perf_counter()
        open_derived(opened)
        return opened.counts().n_passages, perf_counter() - began, _peak_mb()


def ask(library: Path, questions: list[str]) -> Asked:
    """Open the library and ask each question once, in turn a search and an answer."""
    encoder = open_encoder(library, threads=1)
    encoder.encode_queries(["These words load the model."])
    before = perf_counter()
    with Library.open(library) as opened:
        searcher = Searcher.open(opened, encoder)
        asked = Asked(perf_counter() - before, _peak_mb(), [], [], [], 0)
        answer(searcher, Query("warm up"))
        for number, (one, other) in enumerate(zip(questions[::2], questions[1::2], strict=True)):
            times = [perf_counter()]
            # Another question of the same length, as the searcher remembers those it was asked.
            encoder.encode_queries([f"{one} too"])
            times.append(perf_counter())
            searcher.search(Query(one))
            times.append(perf_counter())
            answer(searcher, Query(other))
            times.append(perf_counter())
            if number >= 5:
                asked.encoding.append(times[1] - times[0])
                asked.searches.append(times[2] - times[1])
                asked.answers.append(times[3] - times[2])
    return Asked(
        asked.open_seconds, asked.open_mb, asked.searches, asked.answers, asked.encoding, _peak_mb()
    )


def _peak_mb() -> float:
    return megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
