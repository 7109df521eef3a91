"""The text of documents that have none of their own: HTML, DOCX and PDF.

Readers hand over pieces in reading order; the text is the pieces, a blank line between them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.model import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Piece:
    """One block's words before the block has a place; `page` is 1-based, None without pages."""

    text: str
    kind: BlockKind
    header: str = ""
    page: int | None = None


def compose(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text of `pieces` and where each lies in it."""
    parts: list[str] = []
    blocks: list[Block] = []
    length = 0
    previous: Piece | None = None
    for piece in pieces:
        if previous is not None:
            # The rows of a table stay on consecutive lines, as they are printed.
            gap = "\n" if previous.kind == piece.kind == "row" else "\n\n"
            parts.append(gap)
            length += len(gap)
        blocks.append(Block(length, length + len(piece.text), piece.kind, piece.header))
        parts.append(piece.text)
        length += len(piece.text)
        previous = piece
    return "".join(parts), tuple(blocks)
