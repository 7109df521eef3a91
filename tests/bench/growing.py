"""Rows: what the size of a library costs, in seconds and in memory, and how it grows.

Measured at the sample and at each size: building the indexes from the truth, opening them in a new
process, a search and an answer there when warm, and `minutebook check`. Memory is the most that
the process held at once, Python and the libraries that it has loaded included.
"""

import resource
import shutil
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import texts
from curves import Curve
from ours import open_encoder
from processes import apart, megabytes, minutebook, run
from scale import Libraries
from table import Row, figure, latency, spread

from index.derived import open_derived
from index.hits import Query
from index.library import Library
from index.search import Searcher
from service.answer import answer

N_QUESTIONS = 60
WARM_UP = 5  # questions
ROUNDS = 3
LARGE = 500_000  # passages, from which one round is enough

BUILD, OPEN, SEARCH, ANSWER = "build the indexes", "open", "search", "answer"
CHECK, EMBED = "`minutebook check`", "embed the question"


@dataclass(slots=True)
class Cost:
    """Seconds of each time that it was done, and the most memory in MB, in any of its processes."""

    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0.0

    def add(self, other: "Cost") -> None:
        self.seconds.extend(other.seconds)
        self.megabytes = max(self.megabytes, other.megabytes)


Costs = dict[str, Cost]


def growing(libraries: Libraries, sizes: list[int], curves: list[Curve]) -> Iterator[Row]:
    """Rows for each size; the curves over all of them are added to `curves`."""
    questions = texts.distinct_questions(libraries.sample(), 2 * N_QUESTIONS + 10)
    by_size: dict[int, Costs] = {}
    for library in (libraries.sample(), *(libraries.of(size) for size in sizes)):
        with Library.open(library) as opened:
            n_passages = opened.counts().n_passages
        by_size[n_passages] = costs(library, questions, ROUNDS if n_passages < LARGE else 1)
        yield from _rows(n_passages, by_size[n_passages])
    drawn = {name.strip("`"): name for name in (BUILD, OPEN, SEARCH, CHECK)}
    curves.append(
        Curve(
            "seconds",
            {
                told: [(n, statistics.median(by_size[n][name].seconds)) for n in by_size]
                for told, name in drawn.items()
            },
        )
    )
    curves.append(
        Curve(
            "MB of memory",
            {
                told: [(n, by_size[n][name].megabytes) for n in by_size]
                for told, name in drawn.items()
            },
        )
    )


def _rows(n_passages: int, took: Costs) -> Iterator[Row]:
    size = f"{n_passages:,} passages"
    for name in (BUILD, OPEN, CHECK):
        cost = took[name]
        yield Row(f"{name}, {size}", f"{spread(cost.seconds, 's')}; {figure(cost.megabytes)} MB")
    beside = f"{EMBED} {latency(took[EMBED].seconds)}"
    for name in (SEARCH, ANSWER):
        told = f"{latency(took[name].seconds)}; {figure(took[name].megabytes)} MB"
        yield Row(f"{name}, {size}, warm, in process, one core", told, beside)


def costs(library: Path, questions: list[str], rounds: int) -> Costs:
    """What each thing costs with this library; its indexes are built once."""
    took = {BUILD: apart(build, 1, library)}
    for _ in range(rounds):
        for name, cost in apart(ask, 1, library, questions).items():
            took.setdefault(name, Cost()).add(cost)
        ran = run(*minutebook("check", "--index", str(library)))
        took.setdefault(CHECK, Cost()).add(Cost([ran.seconds], ran.peak_mb))
    return took


def build(library: Path) -> Cost:
    """Build the indexes anew."""
    shutil.rmtree(library / "derived", ignore_errors=True)
    with Library.open(library) as opened:
        began = perf_counter()
        open_derived(opened)
        return Cost([perf_counter() - began], _peak_mb())


def ask(library: Path, questions: list[str]) -> Costs:
    """Open the library and ask each question once, in turn a search and an answer."""
    encoder = open_encoder(library, threads=1)
    encoder.encode_queries(["These words load the model."])
    took: Costs = {name: Cost() for name in (OPEN, EMBED, SEARCH, ANSWER)}
    began = perf_counter()
    with Library.open(library) as opened:
        searcher = Searcher.open(opened, encoder)
        took[OPEN] = Cost([perf_counter() - began], _peak_mb())
        answer(searcher, Query("warm up"))
        for number, (one, other) in enumerate(zip(questions[::2], questions[1::2], strict=True)):
            works: dict[str, Callable[[], object]] = {
                # Other words, as the searcher remembers the questions that it was asked.
                EMBED: lambda one=one: encoder.encode_queries([f"{one} too"]),
                SEARCH: lambda one=one: searcher.search(Query(one)),
                ANSWER: lambda other=other: answer(searcher, Query(other)),
            }
            for name, work in works.items():
                began = perf_counter()
                work()
                if number >= WARM_UP:
                    took[name].add(Cost([perf_counter() - began], _peak_mb()))
    return took


def _peak_mb() -> float:
    return megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
