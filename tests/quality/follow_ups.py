"""How well later passages are linked to the commitments of the sample, on judged ones.

    python tests/quality/follow_ups.py LIBRARY [--set held] [--show]   # a library of the sample
    python tests/quality/follow_ups.py LIBRARY --fit                   # weights, fitted on `tune`

`corpus/commitments.jsonl` has a commitment a line, with every later passage that tells of it. The
figures are of the commitments as they were judged, whether or not they are found by themselves:
`first right`, of those that have follow-ups, where the passage put first is one that was judged;
`states right` of all; `not wrongly reported`, of those that did not come back, how many are not
said to have; and `in the ledger`, how many of the judged the library holds as commitments.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from index.evaluate import by_file_name, locate
from index.follow_up import Candidate, Clerk, Sought, Weighed
from index.library import Library
from index.search import Searcher
from service.encoders import encoder_of
from service.settings import Settings

JUDGED = Path(__file__).parents[2] / "corpus" / "commitments.jsonl"
_STRENGTH = 0.1  # of the fit: the inverse of scikit-learn's C is the penalty


@dataclass(frozen=True, slots=True)
class Judged:
    """A commitment with the passages that were judged to tell of it, and what was found."""

    fields: dict[str, Any]
    relevant: dict[str, str]  # what each passage tells, by its id
    sought: Sought
    candidates: list[Candidate]
    kept: list[Candidate]
    is_held: bool

    @property
    def is_first_right(self) -> bool:
        return any(one.record.passage.id in self.relevant for one in self.candidates[:1])

    @property
    def state(self) -> str:
        roles = {one.role for one in self.kept}
        if "reported" in roles:
            return "reported back"
        return "mentioned since" if roles else "no later mention"


def judged(library: Library, searcher: Searcher, wanted: str | None = None) -> Iterator[Judged]:
    """Every judged commitment of a set that the library's documents have."""
    clerk = Clerk(searcher)
    named = by_file_name(library.documents())
    for line in JUDGED.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        if wanted and one["set"] != wanted:
            continue
        document_id, start, end = locate(library, named, one["document"], one["quote"])
        passages = library.passages_in(document_id)
        home = next(p for p in passages if p.start <= start < p.end)
        relevant: dict[str, str] = {}
        for told in reversed(one["follow_ups"]):
            of, first, last = locate(library, named, told["document"], told["quote"])
            for passage in library.passages_in(of):
                if passage.start < last and first < passage.end:
                    relevant[passage.id] = told["what"]
        document = library.document(document_id)
        rows = library.select(
            'select due_on from commitment where document_id = ? and start < ? and "end" > ?',
            [document_id, end, start],
        )
        due_on = rows[0]["due_on"] if rows else None
        sought = Sought(
            number=0,
            text=one["quote"],
            item=home.item or "",
            owner=one["owner"] or "",
            council=document.meeting.council,
            committee=document.meeting.committee,
            held=document.meeting.held,
            due=one["due"],
            due_on=date.fromisoformat(due_on) if due_on else None,
        )
        candidates = clerk.candidates(sought)
        kept = [candidate for candidate in candidates if candidate.belongs]
        yield Judged(one, relevant, sought, candidates, kept, bool(rows))


def figures(several: list[Judged]) -> dict[str, float]:
    """The shares told of above; of `not wrongly reported`, 1 less the wrong."""
    told = [one for one in several if one.relevant]
    never = [one for one in several if one.fields["state"] != "reported back"]
    return {
        "follow-ups first right": _share(one.is_first_right for one in told),
        "states right": _share(one.state == one.fields["state"] for one in several),
        "not wrongly reported": _share(one.state != "reported back" for one in never),
        "in the ledger": _share(one.is_held for one in several),
    }


def _share(right: Iterable[bool]) -> float:
    counted = list(right)
    return sum(counted) / len(counted)


def report(several: list[Judged]) -> None:
    for name, figure in figures(several).items():
        print(f"{name:24}{figure:.3f}")
    counts = Counter((one.fields["state"], one.state) for one in several)
    for (was, said), count in sorted(counts.items()):
        print(f"  {was:18} said to be {said:18} {count}")


def fit(several: list[Judged]) -> None:
    """Print weights for `index/follow_up.py`: logistic regression of what was judged a report."""
    from sklearn.linear_model import LogisticRegression

    values = np.array([astuple(c.weighed) for one in several for c in one.candidates], dtype=float)
    wanted = [
        one.relevant.get(c.record.passage.id) == "reported"
        for one in several
        for c in one.candidates
    ]
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    model = LogisticRegression(C=_STRENGTH, max_iter=3000).fit((values - mean) / spread, wanted)
    weights = model.coef_[0] / spread
    for name, weight in zip(fields(Weighed), weights, strict=True):
        print(f"{name.name}={weight:.2f},")
    print(f"bias {model.intercept_[0] - weights @ mean:.2f}")


def show(several: list[Judged]) -> None:
    for one in several:
        if one.state == one.fields["state"] and (one.is_first_right or not one.relevant):
            continue
        judged_so = f"{one.fields['id']} {one.fields['state']}"
        print(f"\n{judged_so}, said {one.state}: {one.sought.query[:200]}")
        for c in one.candidates[:3]:
            mark = one.relevant.get(c.record.passage.id, "-")
            print(
                f"  {mark} {c.role} {c.score:.2f} {' '.join(c.record.passage.text.split())[:160]}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("library", type=Path)
    parser.add_argument("--set", default=None)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    with Library.open(arguments.library) as library:
        searcher = Searcher.open(library, encoder_of(Settings(index=arguments.library)))
        several = list(judged(library, searcher, "tune" if arguments.fit else arguments.set))
        if arguments.show:
            show(several)
        fit(several) if arguments.fit else report(several)


if __name__ == "__main__":
    main()
