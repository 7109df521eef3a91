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
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from statistics import fmean, pstdev

from index.hits import Query
from index.search import COVERAGE_WEIGHT, LATE_WEIGHT, Searcher

# The least evidence that an answer needs: what strangers' best passages have on average, for the
# library at hand, times the first and plus the second. Fitted with all-MiniLM-L6-v2 so that 96 %
# of ordinary questions that have an answer get one, in a library of 149 passages and in one of
# 2,900.
_OF_STRANGERS = 0.7
_BEYOND_STRANGERS = 0.185


@dataclass(frozen=True, slots=True)
class Calibration:
    """The evidence of the best passage for questions that do not belong to the library."""

    n_strangers: int
    mean: float
    deviation: float
    highest: float


# By what they are made of, those that could not be written: a library on a read-only disk is
# measured once by each process.
_unkept: dict[str, Calibration] = {}


def calibration(searcher: Searcher) -> Calibration:
    """The library's calibration, measured once for each of its states and kept beside its indexes.

    It costs a search for each stranger, a second or two in all.
    """
    made_of = _made_of(searcher)
    try:
        kept = json.loads(_file(searcher).read_text(encoding="utf-8"))
        if kept["made_of"] == made_of:
            return Calibration(**kept["calibration"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # missing, damaged or of another state: it is made anew
    return _unkept.get(made_of) or calibrate(searcher)


def least_evidence(searcher: Searcher) -> float:
    """The evidence below which the best passage is taken for chance, in this library."""
    return _BEYOND_STRANGERS + _OF_STRANGERS * calibration(searcher).mean


def calibrate(searcher: Searcher) -> Calibration:
    """Measure the library anew, and keep that."""
    made_of, measured = _made_of(searcher), measure(searcher)
    if not _keep(_file(searcher), {"made_of": made_of, "calibration": asdict(measured)}):
        _unkept[made_of] = measured
    return measured


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


def _made_of(searcher: Searcher) -> str:
    """Names all that the figures depend on: the library's content, model, terms and questions."""
    made_by = (searcher.library.state, searcher.encoder.fingerprint, repr(searcher.glossary))
    parts = (*made_by, repr((COVERAGE_WEIGHT, LATE_WEIGHT)), *strangers())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _file(searcher: Searcher) -> Path:
    return searcher.library.directory / "derived" / "calibration.json"


def _keep(file: Path, content: dict[str, object]) -> bool:
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
