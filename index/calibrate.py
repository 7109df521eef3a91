"""How near do strangers come? What a library says to questions that no minutes answer.

Of many passages one is always near to any question, and the more of them, the nearer; how near
depends on the model too, and on what the documents are about. So the least evidence that an answer
needs is measured on the library itself: questions that cannot belong to it (`strangers.txt`:
recipes, whales, the offside rule) are asked of it, and what their best passages score is chance.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

from index.derived import CALIBRATION
from index.hits import Query
from index.library import Library
from index.search import COVERAGE_WEIGHT, LATE_WEIGHT, Searcher

# The least evidence that an answer needs: what strangers' best passages have on average, for the
# library at hand, times the first and plus the second. Fitted with all-MiniLM-L6-v2 so that 96 %
# of ordinary questions that have an answer get one, in a library of 149 passages and in one of
# 2,900.
_OF_STRANGERS = 0.7
_BEYOND_STRANGERS = 0.185
# Of all passages, how many may come or go before it is measured anew. With a twentieth of the
# sample left out the mean moves by .001, at most .007 of twelve times: no more than it is uncertain
# by for being a mean of 64 (.008). With a fifth it is .006, and .010.
_LITTLE = 0.05


@dataclass(frozen=True, slots=True)
class Calibration:
    """The evidence of the best passage for questions that do not belong to the library."""

    n_strangers: int
    mean: float
    deviation: float
    highest: float


@dataclass(frozen=True, slots=True)
class Holding:
    """Which passages a library held, as told by their numbers, which are never given again."""

    state: str
    newest: int  # number
    n_passages: int

    @classmethod
    def of(cls, library: Library) -> "Holding":
        """What a library holds now."""
        with library.unchanging():
            return cls(library.state, *_count(library, "1"))

    def n_changed(self, library: Library) -> int:
        """How many passages have come or gone since, in the library that this was of."""
        _, n_left = _count(library, f"number <= {self.newest}")
        _, n_come = _count(library, f"number > {self.newest}")
        return n_come + self.n_passages - n_left


# By what they are made of, those that could not be written: a library on a read-only disk is
# measured once by each process.
_unkept: dict[str, Calibration] = {}


def calibration(searcher: Searcher, before: Holding | None = None) -> Calibration:
    """The library's calibration, kept beside its indexes.

    It is measured once for each state of the library, which costs a search for each stranger, a
    second or two in all. `before` is what the library held when the caller began to change it:
    what was measured of that holds on, while little has changed since the measuring.
    """
    made_of = _made_of(searcher, searcher.library.state)
    content = _read(_file(searcher))
    try:
        kept = Calibration(**content["calibration"])
        if content["made_of"] == made_of:
            return kept
        if before and content["made_of"] == _made_of(searcher, before.state):
            n_changed = content["n_changed"] + before.n_changed(searcher.library)
            if n_changed <= _LITTLE * searcher.n_passages:
                return _keep(searcher, made_of, kept, n_changed)
    except (KeyError, TypeError):
        pass  # missing, damaged or of another form: it is made anew
    return _unkept.get(made_of) or calibrate(searcher)


def least_evidence(searcher: Searcher) -> float:
    """The evidence below which the best passage is taken for chance, in this library."""
    return _BEYOND_STRANGERS + _OF_STRANGERS * calibration(searcher).mean


def calibrate(searcher: Searcher) -> Calibration:
    """Measure the library anew, and keep that."""
    return _keep(searcher, _made_of(searcher, searcher.library.state), measure(searcher), 0)


def measure(searcher: Searcher) -> Calibration:
    """Ask the library every stranger."""
    highest = [
        max(searcher.search(Query(question)).evidence.values(), default=0.0)
        for question in strangers()
    ]
    return Calibration(len(highest), fmean(highest), pstdev(highest), max(highest))


@cache
def strangers() -> tuple[str, ...]:
    """Questions that no council's minutes answer."""
    text = files("index").joinpath("strangers.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())


def _made_of(searcher: Searcher, state: str) -> str:
    """Names all that the figures depend on: the library's content, model, terms and questions."""
    made_by = (state, searcher.encoder.fingerprint, repr(searcher.glossary))
    parts = (*made_by, repr((COVERAGE_WEIGHT, LATE_WEIGHT)), *strangers())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _count(library: Library, condition: str) -> tuple[int, int]:
    """The newest of the passages that meet a condition, and how many do."""
    (row,) = library.select(
        f"select coalesce(max(number), 0), count(*) from passage where {condition}"
    )
    return row[0], row[1]


def _file(searcher: Searcher) -> Path:
    return searcher.library.directory / "derived" / CALIBRATION


def _read(file: Path) -> dict[str, Any]:
    """What was kept; nothing, where there is no file or none that can be read."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _keep(searcher: Searcher, made_of: str, measured: Calibration, n_changed: int) -> Calibration:
    """Write down what was measured, and how many passages have come or gone since."""
    content = {"made_of": made_of, "n_changed": n_changed, "calibration": asdict(measured)}
    if not _write(_file(searcher), content):
        _unkept[made_of] = measured
    return measured


def _write(file: Path, content: Mapping[str, object]) -> bool:
    """Write whole or not at all; false where nothing may be written."""
    name = ""
    try:
        descriptor, name = tempfile.mkstemp(prefix=".calibration-", dir=file.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(content, stream)
        os.replace(name, file)
    except OSError:
        if name:
            Path(name).unlink(missing_ok=True)
        return False
    return True
