"""Is the library sound? The truth first, then what is derived from it."""

import sqlite3
from collections.abc import Iterator

import numpy as np

from index import sealed
from index.derived import faults
from index.exported import FOLDER
from index.library import Library, sha256_of, to_encode


def check(library: Library) -> Iterator[str]:
    """What is wrong, one sentence each; nothing where all is well.

    Damage to the truth wants a copy restored; what is derived mends itself when next opened, and
    the exported model when something is next indexed.
    """
    damage = library.integrity()
    yield from (f"library.sqlite: {fault}" for fault in damage)
    if damage:
        return  # a damaged file cannot be read for more
    try:
        yield from _check_documents(library)
        yield from _check_commitments(library)
        yield from _check_vectors(library)
    except sqlite3.Error as error:
        yield f"library.sqlite: {error}"
    derived = library.directory / "derived" / str(library.generation)
    if derived.exists():
        yield from (f"derived: {fault}" for fault in faults(derived, library))
    export = library.directory / FOLDER
    if export.exists():
        yield from sealed.faults(export, fingerprint=library.encoder_fingerprint)


def _check_documents(library: Library) -> Iterator[str]:
    """Passages that are not where they say, and words that are in none."""
    for document in library.documents():
        text = library.text(document.id)
        end = 0
        for passage in library.passages_in(document.id):
            if not end <= passage.start < passage.end <= len(text):
                yield f"{document.path}: passage {passage.id} is not where it says it is"
            if text[end : passage.start].strip():
                yield f"{document.path}: words before passage {passage.id} are in no passage"
            end = passage.end
        if text[end:].strip():
            yield f"{document.path}: the words after character {end} are in no passage"


def _check_commitments(library: Library) -> Iterator[str]:
    """Commitments that do not begin in their passage, or reach beyond their document."""
    for row in library.select(
        """
        select commitment.id, path from commitment
        join document on document.id = commitment.document_id
        join passage on passage.number = commitment.passage
        where not (passage.start <= commitment.start and commitment.start < passage."end"
            and commitment.start < commitment."end" and commitment."end" <= length(text)
            and passage.document_id = commitment.document_id)
        """
    ):
        yield f"{row['path']}: commitment {row['id']} is not where it says it is"


def _check_vectors(library: Library) -> Iterator[str]:
    """Passages whose words are not those that were embedded, and vectors that are none."""
    size = 4 * library.dimension
    encoded = library.encoded()
    for number, words, context, vector in library.rows():
        if sha256_of(to_encode(words, context)) != encoded[number]:
            yield f"the words of passage number {number} are not those that were kept"
        row = np.frombuffer(vector, dtype="<f4").astype(np.float64) if len(vector) == size else None
        if row is None or not np.isfinite(row).all() or abs(float(row @ row) - 1) > 1e-3:
            yield f"the vector of passage number {number} is damaged"
    codes = library.codes(encoded)
    for number in sorted(encoded):
        # Two bytes for where each piece starts, and a bit for each number of its vector.
        if number not in codes or len(codes[number]) % (2 + (library.dimension + 7) // 8):
            yield f"the pieces of passage number {number} are damaged"
