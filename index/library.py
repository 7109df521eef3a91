"""The truth on disk: documents, passages and vectors, in one SQLite file.

Everything else in a library's directory can be made again from it. A document is kept or not kept
whole: each is one transaction, and what has been acknowledged survives a kill and a power cut.
"""

import hashlib
import json
import secrets
import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from index.encode import Encoder
from index.hits import Query
from index.late import Embedding
from ingest.model import Commitment, Document, Meeting, Passage, PassageKind, page_at

_SCHEMA_VERSION = 6
# Which this Minutebook brings up to date: what they lack is read from the files at the next index.
_UPGRADED = (0, 4, 5)
_PASSAGE = ", ".join(
    f'passage."{column}"'
    for column in (
        "id", "document_id", "start", "end", "item", "context", "kind", "speaker", "is_ocr",
        "sentences",
    )
)  # fmt: skip
_FILE = "library.sqlite"
# A document's text may be megabytes; what lists documents leaves it where it is.
_RECORD = ", ".join(
    f'document.{column} as "document.{column}"'
    for column in (
        "id", "path", "sha256", "media_type", "council", "committee", "held", "title", "kind",
        "status", "form", "url", "page_starts", "warnings",
    )
)  # fmt: skip
_HIGHEST = 2**63 - 1  # that SQLite has for a number
_MOST_VARIABLES = 500  # SQLite builds differ in how many a statement may have; none has fewer


class LibraryError(RuntimeError):
    """The library cannot be used as asked; the message says what to do."""


class BusyError(LibraryError):
    """Another run is changing the library's documents."""


class WrongEncoderError(LibraryError):
    """The library's vectors were made by another model than the one given."""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document as it is kept, without its text."""

    id: str
    path: str
    sha256: str
    media_type: str
    meeting: Meeting
    title: str
    kind: str
    status: str
    form: str
    url: str | None
    page_starts: tuple[int, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage as it is kept, with the document it is in."""

    passage: Passage
    document: DocumentRecord

    @property
    def page(self) -> int | None:
        """1-based page on which the passage begins; None where there are no pages."""
        return page_at(self.document.page_starts, self.passage.start)


@dataclass(frozen=True, slots=True)
class Held:
    """What the library holds of a file: enough to see whether it changed."""

    id: str
    file: Path
    sha256: str
    facts_sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a library holds, and over which dates."""

    n_documents: int
    n_passages: int
    n_undated: int
    first_held: date | None
    last_held: date | None
    councils: tuple[str, ...]
    committees: tuple[str, ...]


class Library:
    """The documents of one library. Use as a context manager, or `close` it."""

    def __init__(self, directory: Path, db: sqlite3.Connection) -> None:
        self.directory = directory
        self._db = db
        self._n_deleted = 0

    @classmethod
    def open(cls, directory: Path) -> "Library":
        """An existing library; LibraryError where there is none or it is of another version."""
        if not (directory / _FILE).is_file():
            raise LibraryError(
                f"there is no library in {directory}; make one with `minutebook index PATH`"
            )
        return cls._connect(directory)

    @classmethod
    def create(cls, directory: Path, encoder: Encoder) -> "Library":
        """The library in `directory`, made if there is none, for this encoder's vectors."""
        directory.mkdir(parents=True, exist_ok=True)
        library = cls._connect(directory)
        library.require(encoder)
        return library

    @classmethod
    def _connect(cls, directory: Path) -> "Library":
        try:
            # One connection serves several threads in turn; callers hold a lock around it.
            db = sqlite3.connect(directory / _FILE, timeout=30, check_same_thread=False)
            db.row_factory = sqlite3.Row
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = full")
            # What is read once is in the system's cache, for every connection.
            db.execute("pragma cache_size = -512")
            db.execute("pragma foreign_keys = on")
            db.execute("pragma secure_delete = on")
            # SQLite's own lower() leaves every letter beyond a to z as it is.
            db.create_function("casefold", 1, _casefold, deterministic=True)
            version = db.execute("pragma user_version").fetchone()[0]
            if version in _UPGRADED:
                schema = files("index").joinpath("schema.sql").read_text(encoding="utf-8")
                db.executescript(
                    f"begin immediate; {schema} pragma user_version = {_SCHEMA_VERSION}; commit;"
                )
        # A damaged schema is told in a message that may not be UTF-8.
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise LibraryError(
                f"the library in {directory} cannot be opened ({error}); restore it from a copy,"
                " or delete it and index again"
            ) from error
        if version not in (*_UPGRADED, _SCHEMA_VERSION):
            db.close()
            raise LibraryError(
                f"the library in {directory} is of version {version}, and this Minutebook reads"
                f" version {_SCHEMA_VERSION}; index again into another directory"
            )
        return cls(directory, db)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # The encoder

    @property
    def encoder_name(self) -> str | None:
        return self._meta("encoder_name")

    @property
    def encoder_fingerprint(self) -> str | None:
        return self._meta("encoder_fingerprint")

    def require(self, encoder: Encoder) -> None:
        """Nothing, where this encoder made the library's vectors or is to make its first.

        WrongEncoderError otherwise: distances between two models' vectors mean nothing.
        """
        kept = self.encoder_fingerprint
        if kept is None:
            with self._db:
                self._set_meta("encoder_fingerprint", encoder.fingerprint)
                self._set_meta("encoder_name", encoder.name)
                self._set_meta("dimension", str(encoder.dimension))
        elif kept != encoder.fingerprint:
            raise WrongEncoderError(
                f"the library in {self.directory} was built with {self.encoder_name}"
                f" ({kept[:12]}), not with {encoder.name} ({encoder.fingerprint[:12]}); use that"
                " model, or index again into another directory"
            )

    @property
    def dimension(self) -> int:
        return int(self._meta("dimension") or 0)

    @property
    def generation(self) -> int:
        """How often the library's content has changed; derived indexes name the one they hold."""
        return int(self._meta("generation") or 0)

    @property
    def state(self) -> str:
        """Names this very content: a library restored or made anew may repeat a generation."""
        return self._meta("state") or ""

    def _meta(self, key: str) -> str | None:
        row = self._db.execute("select value from meta where key = ?", (key,)).fetchone()
        return row["value"] if row else None

    def _set_meta(self, key: str, value: str) -> None:
        self._db.execute(
            "insert into meta values (?, ?) on conflict (key) do update set value = excluded.value",
            (key, value),
        )

    # Writing

    def put(
        self,
        document: Document,
        passages: Sequence[Passage],
        encoded: Sequence[str],
        embeddings: Sequence[Embedding],
        commitments: Sequence[Commitment] = (),
        *,
        file: Path,
        facts_sha256: str,
    ) -> None:
        """Keep a document in place of any of the same id, in one transaction.

        `encoded[i]` is the SHA-256 of the words that `embeddings[i]` stands for. A commitment
        belongs to the passage that it begins in. Passages and commitments of which nothing but
        their place has changed keep their numbers, and with them what later meetings say of them.
        """
        if not len(passages) == len(encoded) == len(embeddings):
            raise ValueError(
                f"{len(passages)} passages, {len(encoded)} digests and {len(embeddings)} embeddings"
            )
        with self._change():
            signs = self._signs(document.id)
            if self._is_like(document):
                self._n_deleted += 1  # what its text no longer has
            else:
                self._delete(document.id)
            self._put_document(document, file, facts_sha256)
            self._put_passages(document.id, passages, encoded, embeddings)
            self._put_commitments(document, passages, commitments)
            self._move_marks(signs, self._signs(document.id))

    def _is_like(self, document: Document) -> bool:
        """Whether what is held under its id is of the same meeting and sort, and no transcript.

        Neighbours in a transcript are known by having numbers on end.
        """
        meeting = document.meeting
        held = meeting.held.isoformat() if meeting.held else None
        like = (meeting.council, meeting.committee, held, document.kind, document.form)
        found = self._db.execute(
            "select 1 from document"
            " where id = ? and (council, committee, held, kind, form) is (?, ?, ?, ?, ?)",
            (document.id, *like),
        )
        return document.form != "transcript" and found.fetchone() is not None

    def _put_document(self, document: Document, file: Path, facts_sha256: str) -> None:
        meeting = document.meeting
        row = {
            "id": document.id,
            "path": document.source.path,
            "file": str(file),
            "sha256": document.source.sha256,
            "facts_sha256": facts_sha256,
            "media_type": document.source.media_type,
            "council": meeting.council,
            "committee": meeting.committee,
            "held": meeting.held.isoformat() if meeting.held else None,
            "title": document.title,
            "kind": document.kind,
            "status": document.status,
            "form": document.form,
            "url": document.url,
            "text": document.text,
            "page_starts": json.dumps(document.page_starts),
            "warnings": json.dumps(document.warnings),
        }
        replaced = ", ".join(f"{column} = excluded.{column}" for column in row)
        self._db.execute(
            f"{_insert('document', row)} on conflict (id) do update set {replaced}", row
        )

    def _put_passages(
        self,
        document_id: str,
        passages: Sequence[Passage],
        encoded: Sequence[str],
        embeddings: Sequence[Embedding],
    ) -> None:
        rows = [
            {
                "id": p.id,
                "document_id": p.document_id,
                "start": p.start,
                "end": p.end,
                "item": p.item,
                "context": p.context,
                "kind": p.kind,
                "speaker": p.speaker,
                "is_ocr": p.is_ocr,
                "sentences": json.dumps(p.sentences),
                "encoded_sha256": digest,
                "vector": embedding.vector.tobytes(),
            }
            for p, digest, embedding in zip(passages, encoded, embeddings, strict=True)
        ]
        self._put_rows("passage", document_id, rows)
        self._db.executemany(
            "insert or ignore into piece select number, ? from passage where id = ?",
            [(one.codes, p.id) for p, one in zip(passages, embeddings, strict=True)],
        )

    def _put_commitments(
        self, document: Document, passages: Sequence[Passage], commitments: Sequence[Commitment]
    ) -> None:
        starts = [passage.start for passage in passages]
        numbers = self.numbers(passage.id for passage in passages)
        seen: Counter[tuple[str | None, str]] = Counter()
        rows = [
            {
                "id": one.id,
                "document_id": one.document_id,
                "passage": numbers[passages[bisect_right(starts, one.start) - 1].id],
                "start": one.start,
                "end": one.end,
                "kind": one.kind,
                "owner": one.owner,
                "due": one.due,
                "due_on": one.due_on and one.due_on.isoformat(),
                "item": one.item,
                "about": one.about,
                "awaited": one.awaited,
                "sign": _sign(document.meeting, one, seen),
            }
            for one in commitments
        ]
        self._put_rows("commitment", document.id, rows)
        self._db.execute(
            "delete from owner_also where commitment in"
            " (select number from commitment where document_id = ?)",
            (document.id,),
        )
        self._db.executemany(
            "insert into owner_also select number, ?, ? from commitment where id = ?",
            [
                (place, name, one.id)
                for one in commitments
                for place, name in enumerate(one.owner_also)
            ],
        )

    def _put_rows(self, table: str, document_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Make these the document's rows of a table; those that have only moved keep their number.

        What follow-ups quote of a passage moves with it.
        """
        found = self._db.execute(f"select * from {table} where document_id = ?", (document_id,))
        held = {row["id"]: row for row in found}
        kept = {row["id"] for row in rows if _is_same(held.get(row["id"]), row)}
        self._db.executemany(
            f"delete from {table} where number = ?",
            [(row["number"],) for row in held.values() if row["id"] not in kept],
        )
        moved = [
            (row["start"] - held[row["id"]]["start"], held[row["id"]]["number"])
            for row in rows
            if row["id"] in kept and row["start"] != held[row["id"]]["start"]
        ]
        places = {table: "number"} | ({"follow_up": "passage"} if table == "passage" else {})
        for place, column in places.items():
            self._db.executemany(
                f'update {place} set start = start + ?1, "end" = "end" + ?1 where {column} = ?2',
                moved,
            )
        new = [row for row in rows if row["id"] not in kept]
        if new:
            self._db.executemany(_insert(table, new[0]), new)

    def remove(self, document_id: str) -> None:
        """Take a document out, its words, vectors and commitments included.

        What people said of its commitments goes too, unless another document has the same ones:
        so it is while a file is moved.
        """
        with self._change():
            signs = self._db.execute(
                "select sign from commitment where document_id = ?1"
                " union select sign from mark where document_id = ?1",
                (document_id,),
            ).fetchall()
            self._delete(document_id)
            self._db.executemany(
                "delete from mark where sign = ?1"
                " and not exists (select 1 from commitment where sign = ?1)",
                [(row["sign"],) for row in signs],
            )
            self._db.execute(
                "update mark set document_id ="
                " (select document_id from commitment where commitment.sign = mark.sign limit 1)"
                " where document_id = ?",
                (document_id,),
            )

    def _signs(self, document_id: str) -> dict[str, str]:
        """The signs of a document's commitments, by id."""
        return dict(
            map(
                tuple,
                self._db.execute(
                    "select id, sign from commitment where document_id = ?", (document_id,)
                ),
            )
        )

    def _move_marks(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Let marks follow commitments whose words stayed and whose sign became another.

        So it is where more becomes known of their meeting, or an item is read under another label.
        Where a document has more or fewer equal words than it had, which are which is not known.
        """
        were, are = (Counter(map(_words_of, ids)) for ids in (before, after))
        self._db.executemany(
            "update mark set sign = ?2 where sign = ?1"
            " and not exists (select 1 from commitment where sign = ?1)",
            [
                (sign, after[one])
                for one, sign in before.items()
                if one in after and were[_words_of(one)] == are[_words_of(one)]
            ],
        )

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The only run that changes the documents; LibraryError where another is at it."""
        try:
            with FileLock(self.directory / "write.lock", timeout=0):
                yield
        except Timeout:
            raise BusyError(
                f"another run is writing to the library in {self.directory}; try again when it ends"
            ) from None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction of what is no part of the documents, and so makes no new generation."""
        try:
            with self._db:
                yield self._db
        except sqlite3.Error as error:
            raise self._unwritable(error) from error

    def select(self, select: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """What the library's tables answer, for the modules that keep tables of their own in it."""
        return self._db.execute(select, values).fetchall()

    @contextmanager
    def _change(self) -> Iterator[None]:
        """One transaction, which makes the next generation; LibraryError where it fails.

        Words that it takes out leave the file with it, and the write-ahead log after it.
        """
        held = self._n_deleted
        try:
            with self._db:
                yield
                self._set_meta("generation", str(self.generation + 1))
                self._set_meta("state", secrets.token_hex(16))
            if self._n_deleted > held:
                self._db.execute("pragma wal_checkpoint(truncate)").fetchone()
        except sqlite3.Error as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: sqlite3.Error) -> LibraryError:
        return LibraryError(
            f"the library in {self.directory} cannot be written ({error}); what it held it still"
            " holds"
        )

    def _delete(self, document_id: str) -> None:
        deleted = self._db.execute("delete from document where id = ?", (document_id,))
        self._n_deleted += deleted.rowcount

    def embeddings_of(self, encoded: Iterable[str]) -> dict[str, Embedding]:
        """What the library already has, by the SHA-256 of the words it stands for."""
        found: dict[str, Embedding] = {}
        for some in _batches(sorted(set(encoded))):
            rows = self._db.execute(
                f"""
                select encoded_sha256, vector, codes from passage join piece using (number)
                where encoded_sha256 in ({_marks(some)})
                """,
                some,
            )
            found.update(
                (row[0], Embedding(np.frombuffer(row[1], dtype="<f4"), row[2])) for row in rows
            )
        return found

    # Reading

    def held(self) -> list[Held]:
        """Every file the library holds, in order of path."""
        rows = self._db.execute("select id, file, sha256, facts_sha256 from document order by file")
        return [Held(row[0], Path(row[1]), row[2], row[3]) for row in rows]

    def counts(self) -> Counts:
        """How much is held."""
        row = self._db.execute(
            "select count(*), sum(held is null), min(held), max(held) from document"
        ).fetchone()
        n_passages = self._db.execute("select count(*) from passage").fetchone()[0]
        return Counts(
            n_documents=row[0],
            n_passages=n_passages,
            n_undated=row[1] or 0,
            first_held=date.fromisoformat(row[2]) if row[2] else None,
            last_held=date.fromisoformat(row[3]) if row[3] else None,
            councils=self._names("council"),
            committees=self._names("committee"),
        )

    def _names(self, column: str) -> tuple[str, ...]:
        rows = self._db.execute(
            f"select distinct {column} from document where {column} is not null order by {column}"
        )
        return tuple(row[0] for row in rows)

    def calendar(self) -> dict[tuple[str | None, str | None], list[date]]:
        """The days on which each committee of each council met, as far as papers are held here."""
        days: dict[tuple[str | None, str | None], list[date]] = {}
        for row in self._db.execute(
            "select distinct council, committee, held from document"
            " where held is not null order by held"
        ):
            body = (row["council"], row["committee"])
            days.setdefault(body, []).append(date.fromisoformat(row["held"]))
        return days

    def documents(self) -> list[DocumentRecord]:
        """Every document, newest meeting first, those without a date last."""
        rows = self._db.execute(
            f"select {_RECORD} from document order by held is null, held desc, path"
        )
        return [_document(row) for row in rows]

    def document(self, document_id: str) -> DocumentRecord | None:
        row = self._db.execute(
            f"select {_RECORD} from document where id = ?", (document_id,)
        ).fetchone()
        return _document(row) if row else None

    def text(self, document_id: str) -> str:
        """A document's text; KeyError where the library does not hold it."""
        row = self._db.execute("select text from document where id = ?", (document_id,)).fetchone()
        if row is None:
            raise KeyError(document_id)
        return str(row["text"])

    def passages(self, passage_ids: Iterable[str]) -> dict[str, PassageRecord]:
        """The passages of these ids that the library holds, by id."""
        return {record.passage.id: record for _, record in self._records("id", list(passage_ids))}

    def numbered(self, numbers: Iterable[int]) -> dict[int, PassageRecord]:
        """The passages that the derived indexes call by these numbers, by number."""
        return dict(self._records("number", list(numbers)))

    def _records(
        self, column: str, values: Sequence[object]
    ) -> Iterator[tuple[int, PassageRecord]]:
        """A passage's number and record for each of these values of a column that are held."""
        documents: dict[str, DocumentRecord] = {}
        for some in _batches(values):
            for row in self._db.execute(
                f"""
                select number, {_PASSAGE}, {_RECORD},
                    substr(document.text, start + 1, "end" - start) as words
                from passage join document on document.id = document_id
                where passage.{column} in ({_marks(some)})
                """,
                some,
            ):
                document = documents.setdefault(row["document_id"], _document(row))
                yield row["number"], PassageRecord(_passage(row, row["words"]), document)

    def passages_in(self, document_id: str) -> list[Passage]:
        """A document's passages, in order."""
        rows = self._db.execute(
            f"select {_PASSAGE} from passage where document_id = ? order by start",
            (document_id,),
        ).fetchall()
        text = self.text(document_id) if rows else ""
        return [_passage(row, text[row["start"] : row["end"]]) for row in rows]

    def numbers(self, passage_ids: Iterable[str]) -> dict[str, int]:
        """What the derived indexes call these passages, by id."""
        found: dict[str, int] = {}
        for some in _batches(list(passage_ids)):
            found.update(
                self._db.execute(
                    f"select id, number from passage where id in ({_marks(some)})", some
                )
            )
        return found

    def kinds(self, numbers: Iterable[int]) -> dict[int, tuple[str, PassageKind]]:
        """The id and the kind of the passages that the derived indexes call by these numbers."""
        found: dict[int, tuple[str, PassageKind]] = {}
        for some in _batches(list(numbers)):
            rows = self._db.execute(
                f"select number, id, kind from passage where number in ({_marks(some)})", some
            )
            found.update((row["number"], (row["id"], row["kind"])) for row in rows)
        return found

    def codes(self, numbers: Iterable[int]) -> dict[int, bytes]:
        """The codes of the pieces of these passages, by number."""
        found: dict[int, bytes] = {}
        for some in _batches(list(numbers)):
            found.update(
                self._db.execute(
                    f"select number, codes from piece where number in ({_marks(some)})", some
                )
            )
        return found

    def described(self) -> Iterator[tuple[int, PassageKind, str | None, bytes]]:
        """Number, kind, transcript and codes of every passage, in order of number.

        The transcript is the document's id; None where it is none.
        """
        for row in self._db.execute(
            """
            select number, passage.kind, iif(form = 'transcript', document_id, null), codes
            from passage
            join document on document.id = passage.document_id
            join piece using (number)
            order by number
            """
        ):
            yield row[0], row[1], row[2], row[3]

    def dates(self, numbers: Iterable[int]) -> tuple[date, date] | None:
        """The first and the last day on which a meeting of these passages was held, where known."""
        held: list[str] = []
        for some in _batches(list(numbers)):
            row = self._db.execute(
                f"""
                select min(held), max(held)
                from passage join document on document.id = passage.document_id
                where number in ({_marks(some)})
                """,
                some,
            ).fetchone()
            held.extend(day for day in row if day)
        return (date.fromisoformat(min(held)), date.fromisoformat(max(held))) if held else None

    def matching(self, query: Query) -> list[int]:
        """Numbers of the passages that a query's filters let through, in order."""
        condition, values = where(query)
        rows = self._db.execute(
            f"""
            select number from passage join document on document.id = passage.document_id
            where {condition} order by number
            """,
            values,
        )
        return [row[0] for row in rows]

    def encoded(self) -> dict[int, str]:
        """The SHA-256 of the words that each passage's vector stands for, by number."""
        return dict(map(tuple, self._db.execute("select number, encoded_sha256 from passage")))

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """All that is read inside is of one state, whatever others write meanwhile."""
        self._db.execute("begin")
        try:
            yield
        finally:
            self._db.rollback()

    def vectors(self) -> Iterator[bytes]:
        """The vector of every passage, in order of number."""
        for row in self._db.execute("select vector from passage order by number"):
            yield row[0]

    def rows(self, first: int = 0, last: int = _HIGHEST) -> Iterator[tuple[int, str, str, bytes]]:
        """Number, words, context and vector of the passages from one number to another, in order.

        Of every passage, where no numbers are given.
        """
        text, of = "", None
        for row in self._db.execute(
            """
            select number, document_id, start, "end", context, vector from passage
            where number between ? and ? order by number
            """,
            (first, last),
        ):
            if row["document_id"] != of:
                of = row["document_id"]
                text = self.text(of)
            yield row["number"], text[row["start"] : row["end"]], row["context"], row["vector"]

    def integrity(self) -> list[str]:
        """What SQLite itself finds wrong with the file; empty where it is sound."""
        try:
            found = [row[0] for row in self._db.execute("pragma integrity_check")]
            broken = [str(tuple(row)) for row in self._db.execute("pragma foreign_key_check")]
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [line for line in found if line != "ok"] + broken


def to_encode(words: str, context: str) -> str:
    """What a passage's vector stands for: its context, then its words with single spaces."""
    words = " ".join(words.split())
    return f"{context}\n{words}" if context else words


def sha256_of(text: str) -> str:
    """SHA-256 of text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _sign(meeting: Meeting, commitment: Commitment, seen: Counter[tuple[str | None, str]]) -> str:
    """Names these words at this meeting, whatever the file is called that they are in.

    Equal words under one item are told apart by their order; `seen` counts them.
    """
    held = meeting.held and meeting.held.isoformat()
    words = " ".join(commitment.text.casefold().split())
    seen[commitment.item, words] += 1
    known = [meeting.council, meeting.committee, held, commitment.item, words]
    return sha256_of(json.dumps([*known, seen[commitment.item, words]]))[:20]


def _insert(table: str, row: Mapping[str, object]) -> str:
    """A statement that puts such rows into a table."""
    columns = ", ".join(f'"{column}"' for column in row)
    values = ", ".join(f":{column}" for column in row)
    return f"insert into {table} ({columns}) values ({values})"


def _is_same(held: sqlite3.Row | None, row: Mapping[str, Any]) -> bool:
    """Whether a row says what is held already, wherever in the document it stands."""
    if held is None or held["end"] - held["start"] != row["end"] - row["start"]:
        return False
    return all(held[column] == row[column] for column in row if column not in ("start", "end"))


def _words_of(commitment_id: str) -> str:
    """What the ids of equal words have in common: they end in `-2` from the second on."""
    document_id, _, words = commitment_id.rpartition("-c")
    return f"{document_id} {words.partition('-')[0]}"


def _casefold(name: str | None) -> str | None:
    return None if name is None else name.casefold()


def where(query: Query) -> tuple[str, list[str]]:
    """A query's filters as a condition and its values."""
    clauses: list[str] = ["1"]
    values: list[str] = []

    def any_of(condition: str, wanted: Sequence[str]) -> None:
        if wanted:
            clauses.append("(" + " or ".join([condition] * len(wanted)) + ")")
            values.extend(wanted)

    any_of("instr(casefold(document.council), casefold(?)) > 0", query.councils)
    any_of("instr(casefold(document.committee), casefold(?)) > 0", query.committees)
    any_of("passage.kind = ?", query.kinds)
    if query.committed:
        clauses.append("passage.number in (select passage from commitment)")
    if query.documents:
        each = "(document.id = ? or document.path = ? or document.path like '%/' || ? escape '\\')"
        clauses.append("(" + " or ".join([each] * len(query.documents)) + ")")
        for name in query.documents:
            escaped = name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            values.extend((name, name, escaped))
    if query.held_from:
        clauses.append("document.held >= ?")
        values.append(query.held_from.isoformat())
    if query.held_to:
        clauses.append("document.held <= ?")
        values.append(query.held_to.isoformat())
    return " and ".join(clauses), values


def _document(row: sqlite3.Row) -> DocumentRecord:
    return DocumentRecord(
        id=row["document.id"],
        path=row["document.path"],
        sha256=row["document.sha256"],
        media_type=row["document.media_type"],
        meeting=Meeting(
            row["document.council"],
            row["document.committee"],
            date.fromisoformat(row["document.held"]) if row["document.held"] else None,
        ),
        title=row["document.title"],
        kind=row["document.kind"],
        status=row["document.status"],
        form=row["document.form"],
        url=row["document.url"],
        page_starts=tuple(json.loads(row["document.page_starts"])),
        warnings=tuple(json.loads(row["document.warnings"])),
    )


def _passage(row: sqlite3.Row, words: str) -> Passage:
    return Passage(
        id=row["id"],
        document_id=row["document_id"],
        start=row["start"],
        end=row["end"],
        text=words,
        item=row["item"],
        context=row["context"],
        kind=row["kind"],
        speaker=row["speaker"],
        is_ocr=bool(row["is_ocr"]),
        sentences=tuple((start, end) for start, end in json.loads(row["sentences"])),
    )


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _MOST_VARIABLES):
        yield values[start : start + _MOST_VARIABLES]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
