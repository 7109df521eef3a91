"""The quality gate: what the sample questions measure may rise, and does not fall unnoticed.

    python tests/quality/test_gate.py            prints the figures beside their floors
    python tests/quality/test_gate.py --update   raises the floors to the figures
    ... --update --allow-regression              lowers them too; say why in the commit

The floors belong to one set of judged documents and questions, known by its digest.
"""

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from index.encode import Encoder, SentenceTransformerEncoder
from index.evaluate import DEPTH, Outcome, evaluate, read_questions, summarise
from index.hits import Query
from index.library import Library
from index.search import Searcher
from index.sync import sync
from service.answer import answer

CORPUS = Path(__file__).parents[2] / "corpus"
FLOORS = Path(__file__).with_name("floors.json")
# One question of the 164 is .0061. Processors round sums differently, which can turn one pair of
# near ties over; more than that is a change of ours.
EPSILON = 0.01
FIGURES = (
    "hit@1",
    "hit@5",
    "hit@10",
    "MRR@10",
    "nDCG@10",
    "cov4k",
    "right document first",
    "answered",
    "refused",
    "claims overlapping",
)


def judged_digest() -> str:
    """SHA-256 over the sample documents and their questions."""
    digest = hashlib.sha256()
    for file in sorted((CORPUS / "documents").iterdir()):
        digest.update(f"{file.name}:{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    digest.update((CORPUS / "questions.jsonl").read_bytes())
    return digest.hexdigest()


def measure(directory: Path, encoder: Encoder) -> tuple[dict[str, float], list[str]]:
    """The figures of the sample corpus, and the judgements that fit no document."""
    with Library.create(directory, encoder) as library:
        sync(library, encoder, [CORPUS])
        searcher = Searcher.open(library, encoder)

        def ask(query: Query) -> Outcome:
            found = answer(searcher, query, limit=DEPTH)
            spans = [(c.document_id, c.start, c.end) for k in found.claims for c in k.citations]
            return Outcome(found.found, spans, found.search.hits, found.search.records)

        results, misfits = evaluate(library, read_questions(CORPUS / "questions.jsonl"), ask)
    measured = summarise(results)["all"]
    return {name: float(measured[name] or 0.0) for name in FIGURES}, misfits


@pytest.mark.model
def test_quality_does_not_fall(tmp_path: Path, real_encoder: SentenceTransformerEncoder) -> None:
    """Every figure of the sample questions is at its floor, on the documents that were judged."""
    kept = json.loads(FLOORS.read_text(encoding="utf-8"))
    figures, misfits = measure(tmp_path, real_encoder)
    fallen = {
        name: (figures[name], floor)
        for name, floor in kept["floors"].items()
        if figures[name] < floor - EPSILON
    }

    assert [] == misfits
    assert judged_digest() == kept["judged_sha256"], "other documents or questions: --update"
    assert {} == fallen


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-regression", action="store_true")
    options = parser.parse_args(arguments)
    kept: dict[str, Any] = {"floors": {}}
    if FLOORS.is_file():
        kept = json.loads(FLOORS.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as directory:
        figures, misfits = measure(Path(directory), SentenceTransformerEncoder())
    for name, figure in figures.items():
        floor = kept["floors"].get(name)
        sys.stdout.write(f"{name:22}{figure:8.3f}   floor {floor if floor is not None else '-'}\n")
    fallen = [n for n, floor in kept["floors"].items() if figures.get(n, 0.0) < floor - EPSILON]
    if fallen and not options.allow_regression:
        sys.stdout.write(f"below the floor: {', '.join(fallen)}\n")
        return 1
    if options.update:
        floors = {
            name: round(
                figure if options.allow_regression else max(figure, kept["floors"].get(name, 0)), 3
            )
            for name, figure in figures.items()
        }
        content = {"judged_sha256": judged_digest(), "floors": floors}
        FLOORS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 1 if misfits else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
