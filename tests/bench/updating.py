"""Rows: what it costs to index again, where nothing or one document in a hundred has changed.

Each run is the command, as a process, from its start to its end: files read, passages embedded,
indexes brought up to date, chance measured. "Every line changed" means that every passage of
those documents is embedded anew, "one line" that one or two of each are.
"""

import json
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ours import CORPUS
from processes import Ran, minutebook, run
from scale import Libraries, lay_out
from table import Row, figure, goal, spread

ROUNDS = 3
CHANGED = 0.01
_MOST = 0.03  # of a full run


def updating(libraries: Libraries, sizes: list[int]) -> Iterator[Row]:
    """The sample, and the largest library up to 100,000."""
    with tempfile.TemporaryDirectory(dir=libraries.folder) as directory:
        folder, library = Path(directory) / "documents", Path(directory) / "library"
        shutil.copytree(CORPUS, folder)
        full = _index(folder, library)
        report = json.loads(full.output)
        n = report["embedded"]
        yield Row(
            f"index the sample, {report['added']} documents, {n:,} different passages",
            f"{figure(full.seconds)} s, {figure(n / full.seconds)} passages a second;"
            f" {full.peak_mb:.0f} MB at most; library {_megabytes(library)} MB",
            f"its documents {_megabytes(folder)} MB",
        )
        yield from _again("the sample", folder, library, full.seconds, "")
        rate = full.seconds / n
    size = max((size for size in sizes if size <= 100_000), default=0)
    if not size:
        return
    folder = lay_out(libraries.of(size))
    try:
        with tempfile.TemporaryDirectory(dir=libraries.folder) as directory:
            library = Path(directory) / "library"
            shutil.copytree(libraries.of(size), library)
            _index(folder, library)
            beside = ", reckoned from the sample's"
            yield from _again(f"{size:,} passages", folder, library, size * rate, beside)
    finally:
        shutil.rmtree(folder)


def _again(name: str, folder: Path, library: Path, full: float, beside: str) -> Iterator[Row]:
    """Rows of runs after the first, beside the seconds that a full run takes."""
    n = max(1, round(CHANGED * sum(1 for _ in folder.rglob("documents/*.*"))))
    some = sorted(folder.rglob("*minutes.txt"))[:n]
    documents = f"{n} documents" if n > 1 else "one document"
    ways = {
        "nothing changed": lambda: None,
        f"one line of {documents} changed": lambda: _change(some, 1),
        f"every line of {documents} changed": lambda: _change(some, None),
    }
    for what, change in ways.items():
        ran: list[Ran] = []
        for _ in range(ROUNDS):
            change()
            ran.append(_index(folder, library))
        share = statistics.median(one.seconds for one in ran) / full
        embedded = [json.loads(one.output)["embedded"] for one in ran]
        yield Row(
            f"index {name} again, {what}",
            f"{spread([one.seconds for one in ran], 's')}; {embedded[-1]:,} passages embedded",
            f"a full run {figure(full)} s{beside}",
            f"{share:.2%} of it",
            goal(f"< {_MOST:.0%}", met=share < _MOST),
        )


def _index(folder: Path, library: Path) -> Ran:
    return run(*minutebook("index", str(folder), "--index", str(library), "--json"))


def _change(files: list[Path], n_lines: int | None) -> None:
    """Add a word to so many lines of each of these text files; None, to all that have words."""
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        wordy = [number for number, line in enumerate(lines) if len(line.split()) > 5]
        for number in wordy[len(wordy) // 2 :][:n_lines] if n_lines else wordy:
            lines[number] += " Noted."
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _megabytes(folder: Path) -> str:
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return figure(size / 1e6)
