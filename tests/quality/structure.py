"""How much of the structure of real minutes is read, against what people found in them.

    python tests/quality/structure.py FOLDER          # FOLDER holds the documents judged
    ... FOLDER tests/quality/structure/second         # seven more, harder and judged later

`structure/` has a file for each document judged: its facts, its agenda items, the clauses that
record a decision or assign an action, and what reasonable people could class either way, which is
not scored. Words are not kept, only fingerprints of up to five that stand together: the number of
words and the start of the SHA-256 of them, in lower case and without anything but letters.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.decisions import opens
from ingest.lines import classify
from ingest.model import Document, Passage, UnreadableError
from ingest.outcomes import tells_outcome
from ingest.passages import split_passages
from ingest.read import read_document

JUDGED = Path(__file__).parent / "structure"
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 5  # words in a fingerprint


@dataclass(slots=True)
class Score:
    """Right, wrong and missed, and what they were."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))

    def add(self, other: "Score") -> None:
        self.right += other.right
        self.wrong.extend(other.wrong)
        self.missed.extend(other.missed)


def fingerprints(text: str) -> Iterator[str]:
    """Of every run of one to five words in `text`, in order."""
    words = _WORD.findall(text.lower())
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _LONGEST) + 1):
            digest = hashlib.sha256(" ".join(words[start:end]).encode()).hexdigest()[:12]
            yield f"{end - start}:{digest}"


def score(found: Iterable[str], judged: Iterable[str], doubtful: Iterable[str]) -> Score:
    """Texts found against fingerprints judged; each fingerprint is found once.

    A text that holds none judged is wrong, unless it holds a doubtful one or only says again
    what another found text said.
    """
    result = Score()
    wanted = Counter(judged)
    known = set(wanted)
    unsure = set(doubtful)
    for text in found:
        held = Counter(fingerprints(text))
        here = [key for key in held if wanted[key] > 0]
        for key in here:
            wanted[key] -= 1
            result.right += 1
        if not here and not known & held.keys() and not unsure & held.keys():
            result.wrong.append(text)
    result.missed.extend(wanted.elements())
    return result


def scores(document: Document, judged: dict[str, Any]) -> dict[str, Score]:
    """A document's structure against its judgements: items, decisions, actions and facts."""
    passages = split_passages(document)
    doubtful = judged["doubtful"]
    # The approval of minutes is a decision too, kept with the formalities; and so is what was
    # decided beside the initials of those who are to do it, kept with the actions.
    decided = [p.text for p in passages if p.kind == "decision" or _tells_decision(p)]
    acted = [p.text for p in passages if p.kind == "action"]
    # An action in the form of a decision may be taken for either.
    both = [*judged["decisions"], *judged["actions"]]
    titles = [item.title for item in document.items]
    return {
        "items": score(titles, (item["title"] for item in judged["items"]), doubtful),
        "decisions": score(decided, judged["decisions"], [*doubtful, *both]),
        "actions": score(acted, judged["actions"], [*doubtful, *both]),
        "dates": _fact(document.meeting.held, judged["facts"]["held"]),
        "councils": _fact(document.meeting.council, judged["facts"]["council"]),
        "committees": _fact(document.meeting.committee, judged["facts"]["committee"]),
        "kinds": _fact(document.kind, judged["facts"]["kind"]),
    }


def _tells_decision(passage: Passage) -> bool:
    told = opens(passage.text) == "decision" or tells_outcome(passage.text)
    is_label = classify(passage.text) == "label"
    return told and passage.kind in ("procedural", "action") and not is_label


def _fact(found: object, judged: str | None) -> Score:
    said, wanted = ((str(fact) if fact else "").lower() for fact in (found, judged))
    if said == wanted:
        return Score(right=1)
    return Score(wrong=[said] if said else [], missed=[wanted] if wanted else [])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path, help="where the documents judged lie")
    parser.add_argument(
        "judged", type=Path, nargs="?", default=JUDGED, help="where the judgements lie"
    )
    parser.add_argument("--verbose", action="store_true", help="show what is wrong and missed")
    arguments = parser.parse_args()
    total: dict[str, Score] = {}
    n_read = 0
    for path in sorted(arguments.judged.glob("*.json")):
        judged = json.loads(path.read_text(encoding="utf-8"))
        file = arguments.folder / judged["document"]
        try:
            data = file.read_bytes()
            document = read_document(data, document_id=path.stem, path=judged["document"])
        except (OSError, UnreadableError) as error:
            print(f"{judged['document']}: {error}", file=sys.stderr)
            continue
        n_read += 1
        if hashlib.sha256(data).hexdigest() != judged["sha256"]:
            print(f"{judged['document']}: not the file that was judged", file=sys.stderr)
        of_one = scores(document, judged)
        counts = "  ".join(
            f"{what} {s.right}/{s.right + len(s.wrong)}/{s.right + len(s.missed)}"
            for what, s in of_one.items()
        )
        print(f"{path.stem}: {counts}")
        for what, result in of_one.items():
            total.setdefault(what, Score()).add(result)
            if arguments.verbose:
                for text in result.wrong:
                    print(f"    {what}: wrong  {' '.join(text.split())[:110]!r}")
                for key in result.missed:
                    print(f"    {what}: missed {_words_of(document.text, key)!r}")
    print(f"\n{n_read} documents       precision  recall   found right of judged")
    for what, result in total.items():
        counted = f"{result.right} of {result.right + len(result.missed)}"
        print(f"{what:<20} {result.precision:9.3f} {result.recall:7.3f}   {counted}")
    return 0


def _words_of(text: str, key: str) -> str:
    """Where a missed fingerprint stands in the text, for whoever mends the rules."""
    if not re.match(r"\d:[0-9a-f]{12}$", key):
        return key  # a fact, which is kept as it is
    words = list(_WORD.finditer(text))
    n = int(key[0])
    for first, last in zip(words, words[n - 1 :], strict=False):
        run = " ".join(_WORD.findall(text[first.start() : last.end()].lower()))
        if hashlib.sha256(run.encode()).hexdigest()[:12] == key.partition(":")[2]:
            return " ".join(text[max(0, first.start() - 40) : last.end() + 30].split())
    return key


if __name__ == "__main__":
    sys.exit(main())
