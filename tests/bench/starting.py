"""Rows: what a new process costs, the command line's help and its first answer.

The files are in the page cache: each command has run once before it is measured.
"""

import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from ours import model_folder
from processes import minutebook, run
from scale import Libraries
from table import Row, goal, paired, spread

QUESTION = "what was said about staying put"
ROUNDS = 3
N_HELPS = 10
NOTHING_FOUND = 3  # exit code


def first_answer(libraries: Libraries, sizes: list[int], peers: Path | None) -> Iterator[Row]:
    """`minutebook ask`, against a process that only loads sentence-transformers."""
    size = max((size for size in sizes if size <= 100_000), default=min(sizes))
    code = (
        "import sys; from sentence_transformers import SentenceTransformer;"
        " SentenceTransformer(sys.argv[1])"
    )
    load = (str(peers or sys.executable), "-c", code, str(model_folder()))
    for name, library in (("the sample", libraries.sample()), (f"{size:,}", libraries.of(size))):
        ask = minutebook("ask", QUESTION, "--index", str(library))
        ours, theirs = [], []
        for _ in range(ROUNDS + 1):
            ours.append(run(*ask, accepted=(0, NOTHING_FOUND)))
            theirs.append(run(*load))
        took, beside = ([one.seconds for one in some[1:]] for some in (ours, theirs))
        middle = statistics.median(took)
        yield Row(
            f"first answer of a new process, {name}",
            f"{spread(took, 's')}; {max(one.peak_mb for one in ours):.0f} MB at most",
            f"loading sentence-transformers and the model {spread(beside, 's')};"
            f" {max(one.peak_mb for one in theirs):.0f} MB",
            f"{paired(beside, took):.2f}",
            goal("≤ 1 s", met=middle <= 1),
        )


def command_help() -> Iterator[Row]:
    """`minutebook --help`, against Python itself."""
    ours, theirs = [], []
    for _ in range(N_HELPS + 1):
        ours.append(run(*minutebook("--help")).cpu_seconds)
        theirs.append(run(sys.executable, "-c", "").cpu_seconds)
    yield Row(
        "`minutebook --help`, processor time",
        spread(ours[1:], "s"),
        f"Python alone {spread(theirs[1:], 's')}",
        f"{paired(theirs[1:], ours[1:]):.2f}",
        goal("≤ .15 s", met=statistics.median(ours[1:]) <= 0.15),
    )
