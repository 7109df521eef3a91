"""How many of the commitments in real minutes are found, against what people found in them.

    python tests/quality/commitments.py FOLDER [NAME ...] [--show]     # FOLDER holds the documents
    python tests/quality/commitments.py --forms [tune | held] [--show] # those in `forms/`

`commitments/` has a file for each of 30 documents judged by reading: where each commitment stands,
its kind, where its owner and its due stand, whether something is to come back, and what reasonable
people could leave out, which is not scored. Words are not kept, only offsets in the document's
text; where a document is read otherwise than when it was judged, its offsets mean nothing and it is
refused.

A commitment found is right where at least half of it lies in one that was judged, and one judged is
found where at least a third of it is covered: reasonable people cut clauses in different places.
Precision is of what was found, recall of what was judged; formal ones are resolutions,
recommendations and actions.

`forms/` has twenty minutes of councils that do not exist, written to be unlike one another and
unlike what the rules had seen, each with what was judged in it. Rules were made with a look at
those of the set `tune` and measured on the others.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.commitments import find_commitments
from ingest.model import Commitment, Document
from ingest.read import read_document

JUDGED = Path(__file__).parent / "commitments"
FORMS = Path(__file__).parent / "forms"
_FORMAL = ("resolution", "recommendation", "action")
_SPELLINGS = str.maketrans("’‘", "''")
Span = tuple[int, int]


@dataclass(slots=True)
class Share:
    """How many of how many, and what the others were."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, is_right: bool, what: str) -> None:
        if is_right:
            self.right += 1
        else:
            self.wrong.append(what)

    @property
    def n(self) -> int:
        return self.right + len(self.wrong)

    def __float__(self) -> float:
        return self.right / self.n if self.n else 0.0

    def __str__(self) -> str:
        return f"{float(self):.3f} of {self.n}"


MEASURES = (
    "formal precision", "formal recall", "undertakings precision", "undertakings recall",
    "kind right", "owner right", "due right", "awaited right",
)  # fmt: skip


def shared(one: Span, other: Span) -> int:
    """How many characters two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def class_of(kind: str) -> str:
    return "formal" if kind in _FORMAL else "undertakings"


def measure(document: Document, judged: dict[str, Any], shares: dict[str, Share]) -> None:
    """Add one document's figures to `shares`."""
    found = find_commitments(document)
    kept: list[Span] = [(one["start"], one["end"]) for one in judged["commitments"]]
    doubtful: list[Span] = [(start, end) for start, end in judged["doubtful"]]
    best: dict[int, Commitment] = {}
    for one in found:
        span = (one.start, one.end)
        within = [
            i for i, other in enumerate(kept) if 2 * shared(span, other) >= one.end - one.start
        ]
        is_doubtful = any(3 * shared(span, other) >= one.end - one.start for other in doubtful)
        if not within and is_doubtful:
            continue
        shares[f"{class_of(one.kind)} precision"].count(bool(within), _line(document, one))
        for i in within:
            if i not in best or shared(span, kept[i]) > shared(
                (best[i].start, best[i].end), kept[i]
            ):
                best[i] = one
    for i, other in enumerate(judged["commitments"]):
        one_found = best.get(i)
        words = _flat(document.text[other["start"] : other["end"]])
        covered = sum(shared((one.start, one.end), kept[i]) for one in found)
        is_found = one_found is not None and 3 * covered >= kept[i][1] - kept[i][0]
        shares[f"{class_of(other['kind'])} recall"].count(is_found, f"{other['kind']}: {words}")
        if one_found is not None and is_found:
            _measure_parts(document, one_found, other, shares)


def _measure_parts(
    document: Document, one: Commitment, judged: dict[str, Any], shares: dict[str, Share]
) -> None:
    told = _line(document, one)
    shares["kind right"].count(one.kind == judged["kind"], f"{judged['kind']}, not {told}")
    shares["awaited right"].count(
        one.awaited == judged["awaited"], f"awaited is {judged['awaited']}: {told}"
    )
    for part in ("owner", "due"):
        if judged[part]:
            start, end = judged[part]
            wanted = _plain(document.text[start:end])
            got = _plain(getattr(one, part) or "")
            is_right = bool(got) and (got in wanted or wanted in got)
            shares[f"{part} right"].count(is_right, f"{wanted!r}, not {got!r}: {told}")


def _plain(words: str) -> str:
    return " ".join(words.casefold().translate(_SPELLINGS).split()).removeprefix("the ")


def _flat(words: str) -> str:
    return " ".join(words.split())[:220]


def _line(document: Document, one: Commitment) -> str:
    return f"{one.kind}: {_flat(document.text[one.start : one.end])}"


def read_judged(
    folder: Path, names: Sequence[str] = (), judgements: Path = JUDGED
) -> Iterable[tuple[str, Document, dict[str, Any]]]:
    """The documents judged, with the judgements; exits where one is not as it was.

    `names` are of documents or of sets; without any, all are read.
    """
    for file in sorted(judgements.glob("*.json")):
        judged = json.loads(file.read_text(encoding="utf-8"))
        if names and not {file.stem, judged.get("set")} & set(names):
            continue
        data = (folder / judged["document"]).read_bytes()
        document = read_document(data, document_id=file.stem, path=judged["document"])
        text = hashlib.sha256(document.text.encode()).hexdigest()
        if text != judged["text_sha256"]:
            sys.exit(f"{file.stem} is read otherwise than when it was judged; judge it again")
        yield file.stem, document, judged


def measure_forms() -> dict[str, Share]:
    """The figures of the minutes in `forms/`."""
    shares = {name: Share() for name in MEASURES}
    for _, document, judged in read_judged(FORMS, (), FORMS):
        measure(document, judged, shares)
    return shares


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--forms", nargs="*", metavar="NAME", help="measure those in forms/")
    parser.add_argument("--show", action="store_true", help="print what was wrong and missed")
    arguments = parser.parse_args()
    shares = {name: Share() for name in MEASURES}
    if arguments.forms is not None:
        several = read_judged(FORMS, arguments.forms, FORMS)
    elif arguments.folder:
        several = read_judged(arguments.folder, arguments.names)
    else:
        parser.error("name the folder that holds the documents, or --forms")
    for name, document, judged in several:
        before = {measure: len(share.wrong) for measure, share in shares.items()}
        measure(document, judged, shares)
        if arguments.show:
            print(f"\n== {name}")
            for label, share in shares.items():
                for line in share.wrong[before[label] :]:
                    print(f"{label}: {line}")
    for label, share in shares.items():
        print(f"{label:24} {share}")


if __name__ == "__main__":
    main()
