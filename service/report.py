"""An evaluation kept: its figures with all that made them, and how they differ from an earlier one.

Without the commit, the model and the settings beside it, a figure cannot be had again.
"""

import hashlib
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import fmean
from types import ModuleType
from typing import Any

from index import evaluate, fuse, lexical, search
from index.bootstrap import Interval, interval
from index.evaluate import Result, summarise
from index.search import Searcher
from service import answer
from service.settings import Settings

_FORMAT = 1
_GIT_SECONDS = 5
_MOST_MOVED = 5  # questions listed each way
_WEIGHING = (search, fuse, lexical, answer, evaluate)
Figures = Mapping[str, float | None]


class ReportError(ValueError):
    """An earlier report cannot be compared with; the message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a figure, over the questions that have it both times."""

    figure: str
    n_questions: int
    then: float
    now: float
    interval: Interval  # of the difference

    @property
    def difference(self) -> float:
        return self.now - self.then


@dataclass(frozen=True, slots=True)
class Move:
    """A question that fared otherwise: the mean change of its figures, and the largest."""

    id: str
    mean: float
    figure: str
    then: float
    now: float


def made_of(searcher: Searcher, settings: Settings, questions: Path) -> dict[str, Any]:
    """All that could make the figures others: program, model, library, questions, settings."""
    counts = searcher.library.counts()
    commit, has_changes = commit_of(Path(__file__).parents[1])
    return {
        "minutebook": {"version": version("minutebook"), "commit": commit, "changed": has_changes},
        "model": {
            "name": searcher.encoder.name,
            "fingerprint": searcher.encoder.fingerprint,
            "dimension": searcher.encoder.dimension,
        },
        "library": {
            "generation": searcher.generation,
            "state": searcher.library.state,
            "documents": counts.n_documents,
            "passages": counts.n_passages,
        },
        "questions": {"file": questions.name, "sha256": sha256_of_file(questions)},
        "settings": settings.model_dump(
            mode="json", include={"answer_floor", "query_prompt", "document_prompt", "threads"}
        ),
        "glossary": {"sha256": settings.glossary and sha256_of_file(settings.glossary)},
        "constants": _constants(_WEIGHING),
    }


def commit_of(root: Path) -> tuple[str | None, bool | None]:
    """The commit checked out in `root`, and whether tracked files differ from it.

    (None, None) where `root` is not the top of a checkout, or git is not there to say.
    """
    try:
        top, commit = _git(root, "rev-parse", "--show-toplevel", "HEAD").splitlines()
        if Path(top).resolve() != root.resolve():
            return None, None  # installed below somebody's checkout of something else
        status = _git(root, "--no-optional-locks", "status", "--porcelain", "--untracked-files=no")
    except (OSError, ValueError, subprocess.SubprocessError):
        return None, None
    return commit, bool(status.strip())


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(root), *arguments],
        capture_output=True,
        text=True,
        timeout=_GIT_SECONDS,
        check=True,
    ).stdout


def sha256_of_file(file: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _constants(modules: Sequence[ModuleType]) -> dict[str, Any]:
    """Numbers, and tables of numbers, that these modules name in capitals."""
    return {
        f"{module.__name__}.{name.lstrip('_')}": value
        for module in modules
        for name, value in sorted(vars(module).items())
        if name.strip("_").isupper() and _is_numeric(value)
    }


def _is_numeric(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_numeric(one) for key, one in value.items())
    return isinstance(value, int | float)


def report(
    made: Mapping[str, Any], runs: Mapping[str, Sequence[Result]], not_judged: Sequence[str]
) -> dict[str, Any]:
    """What is written: what made the figures, and for each run its means and its questions."""
    return {
        "format": _FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        **made,
        "not_judged": list(not_judged),
        "runs": {
            name: {
                "summary": summarise(results),
                "intervals": intervals(results),
                "questions": [_one(result) for result in results],
            }
            for name, results in runs.items()
        },
    }


def _one(result: Result) -> dict[str, Any]:
    return {
        "id": result.question.id,
        "kind": result.question.kind,
        "found": result.outcome.found,
        "confidence": result.outcome.confidence,
        "seconds": round(result.seconds, 4),
        "figures": dict(result.figures),
    }


def intervals(results: Sequence[Result]) -> dict[str, Interval]:
    """The 95 % interval of each figure's mean over all questions that have it."""
    names = dict.fromkeys(name for result in results for name in result.figures)
    values = {
        name: [v for result in results if (v := result.figures.get(name)) is not None]
        for name in names
    }
    return {name: interval(of_all) for name, of_all in values.items() if of_all}


def read_report(file: Path, questions_sha256: str) -> dict[str, Any]:
    """An earlier report; ReportError where it is none, or of other questions."""
    try:
        earlier: dict[str, Any] = json.loads(file.read_bytes())
        theirs = earlier["questions"]["sha256"]
        if earlier["format"] != _FORMAT:
            raise ReportError(f"{file} is a report of format {earlier['format']}, not {_FORMAT}")
        for name in earlier["runs"]:
            figures_of(earlier, name)
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ReportError(
            f"{file} is no report ({type(error).__name__}: {error}); make one with minutebook"
            " evaluate FILE.jsonl --report FILE.json"
        ) from error
    if theirs != questions_sha256:
        raise ReportError(
            f"{file} is of other questions: theirs have SHA-256 {theirs}, these {questions_sha256};"
            " evaluate these with the earlier model or settings first"
        )
    return earlier


def figures_of(earlier: Mapping[str, Any], run: str) -> dict[str, Figures]:
    """The figures of each question of a report's run, by the question's id."""
    return {str(one["id"]): dict(one["figures"]) for one in earlier["runs"][run]["questions"]}


def changes(then: Mapping[str, Figures], now: Mapping[str, Figures]) -> list[Change]:
    """What became of each figure, in the order of the figures now."""
    names = dict.fromkeys(name for figures in now.values() for name in figures)
    found = []
    for name in names:
        pairs = [
            (before, after)
            for one, figures in now.items()
            if (after := figures.get(name)) is not None
            and (before := then.get(one, {}).get(name)) is not None
        ]
        if pairs:
            before, after = (fmean(side) for side in zip(*pairs, strict=True))
            spread = interval([late - early for early, late in pairs])
            found.append(Change(name, len(pairs), before, after, spread))
    return found


def moves(then: Mapping[str, Figures], now: Mapping[str, Figures]) -> tuple[list[Move], list[Move]]:
    """The questions that fared better, the most improved first, and those that fared worse."""
    moved = [
        move for one, figures in now.items() if (move := _move(one, then.get(one, {}), figures))
    ]
    better = sorted((m for m in moved if m.mean > 0), key=lambda move: (-move.mean, move.id))
    worse = sorted((m for m in moved if m.mean < 0), key=lambda move: (move.mean, move.id))
    return better, worse


def _move(one: str, then: Figures, now: Figures) -> Move | None:
    both = {
        name: (before, after)
        for name, after in now.items()
        if after is not None and (before := then.get(name)) is not None
    }
    if not both:
        return None
    mean = fmean(after - before for before, after in both.values())
    name = max(both, key=lambda name: abs(both[name][1] - both[name][0]))
    return Move(one, mean, name, *both[name])


def differing(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """What made the figures and is not as it was, a line each."""
    before, after = (dict(_flattened(side)) for side in (then, now))
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield f"{name}: {_brief(old)} → {_brief(new)}"


def _flattened(of: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for part in ("minutebook", "model", "library", "settings", "glossary", "constants"):
        for name, value in (of.get(part) or {}).items():
            yield f"{part} {name}", value


def _brief(value: object) -> str:
    return value[:12] if isinstance(value, str) else json.dumps(value)


def compared(
    earlier: Mapping[str, Any], runs: Mapping[str, Sequence[Result]]
) -> dict[str, list[dict[str, Any]]]:
    """The changes of each run that was made both times, as JSON has them."""
    return {
        name: [
            {**asdict(change), "difference": change.difference}
            for change in changes(figures_of(earlier, name), _figures(runs[name]))
        ]
        for name in _made_twice(earlier, runs)
    }


def comparison(
    earlier: Mapping[str, Any], made: Mapping[str, Any], runs: Mapping[str, Sequence[Result]]
) -> Iterator[str]:
    """What became of the figures since an earlier report, as people read it, line by line."""
    yield f"\ncompared with the report of {earlier.get('made_at')}"
    differences = list(differing(earlier, made))
    yield from (f"  {line}" for line in differences or ["made of the very same"])
    for name in _made_twice(earlier, runs):
        then, now = figures_of(earlier, name), _figures(runs[name])
        yield f"\n{name}"
        yield from _table(changes(then, now))
        texts = {result.question.id: result.question.text for result in runs[name]}
        for heading, moved in zip(("better", "worse"), moves(then, now), strict=True):
            yield f"\n{len(moved)} questions fared {heading}{', most of all' if moved else ''}"
            for move in moved[:_MOST_MOVED]:
                yield (
                    f"  {move.id:8} {move.figure} {move.then:.3f} → {move.now:.3f}"
                    f"  {texts[move.id]}"
                )


def _table(found: Sequence[Change]) -> Iterator[str]:
    yield f"{'':22}{'then':>8}{'now':>8}{'change':>9}   95 % interval of the change"
    for change in found:
        low, high = change.interval
        yield (
            f"{change.figure:22}{change.then:8.3f}{change.now:8.3f}{change.difference:+9.3f}"
            f"   [{low:+.3f}, {high:+.3f}]{' *' if change.interval.excludes_zero else ''}"
        )
    if any(change.interval.excludes_zero for change in found):
        yield "* the interval excludes zero: more than the choice of questions would explain"
    else:
        yield "No interval excludes zero: the choice of questions would explain every change."


def _figures(results: Sequence[Result]) -> dict[str, Figures]:
    return {result.question.id: result.figures for result in results}


def _made_twice(earlier: Mapping[str, Any], runs: Mapping[str, object]) -> list[str]:
    """Names of the runs to compare; ReportError where there are none."""
    if common := [name for name in runs if name in earlier["runs"]]:
        return common
    raise ReportError(
        f"the earlier report is {' and '.join(earlier['runs'])}, and this evaluation"
        f" {' and '.join(runs)}; evaluate both with --ignore-filters, or both without"
    )
