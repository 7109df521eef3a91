"""What is asked of a library and what it gives back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.model import PassageKind

Retriever = Literal["dense", "lexical", "fused"]
Order = Literal["relevance", "newest", "oldest"]
Why = Literal["acronym", "glossary", "spelling"]


@dataclass(frozen=True, slots=True)
class Query:
    """Words to search for, and where. An empty filter lets everything through.

    Councils and committees match by any part of their name, documents by file name or id; dates
    are inclusive, and a document whose date is unknown is outside any range of dates. `literal`
    looks for the words of the text only, and for no others that mean the same. `order` is by the
    meeting's date, or else best first.
    """

    text: str
    councils: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    held_from: date | None = None
    held_to: date | None = None
    kinds: tuple[PassageKind, ...] = ()
    documents: tuple[str, ...] = ()
    literal: bool = False
    order: Order = "relevance"
    committed: bool = False  # only passages in which a commitment begins

    @property
    def is_filtered(self) -> bool:
        return bool(
            self.councils
            or self.committees
            or self.held_from
            or self.held_to
            or self.kinds
            or self.documents
            or self.committed
        )


@dataclass(frozen=True, slots=True)
class Widening:
    """Words of a question, as written there, and what was searched for beside them."""

    words: str
    also: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. Rank 1 comes first; a higher score is better and compares within a list."""

    passage_id: str
    score: float
    rank: int
    retriever: Retriever


def ranked(scores: Iterable[tuple[str, float]], retriever: Retriever) -> list[Hit]:
    """Hits in order of score. Ties break on the id, so the same query gives the same list."""
    in_order = sorted(scores, key=lambda pair: (-pair[1], pair[0]))
    return [
        Hit(passage_id, score, rank, retriever)
        for rank, (passage_id, score) in enumerate(in_order, 1)
    ]
