"""The text of documents that have none of their own."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.compose import Piece, compose

PIECES = st.builds(
    Piece, st.text(min_size=1, max_size=20), st.sampled_from(["paragraph", "row", "heading"])
)


def test_rows_are_consecutive_lines() -> None:
    """A blank line lies between pieces; the rows of a table stay together."""
    text, _ = compose(
        [Piece("Costs", "heading"), Piece("a", "row"), Piece("b", "row"), Piece("So.", "paragraph")]
    )

    assert text == "Costs\n\na\nb\n\nSo."


@given(st.lists(PIECES, max_size=8))
def test_blocks_lie_where_their_pieces_are(pieces: list[Piece]) -> None:
    """Block by block, the text at its offsets is the piece's, with its kind and header."""
    text, blocks = compose(pieces)

    assert pieces == [Piece(text[b.start : b.end], b.kind, b.header) for b in blocks]
