"""Where questions are asked: a library that is always read as it is now."""

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.calibrate import calibration
from index.encode import Encoder
from index.hits import Query
from index.library import Library
from index.search import Found, Searcher
from service.answer import Answer, answer
from service.question import Asked, read_question


class Desk:
    """Takes questions from several threads, one at a time, and follows the library's changes.

    A question is answered from one generation of the library; the next sees what came since.
    """

    def __init__(
        self,
        directory: Path,
        encoder: Encoder,
        *,
        answer_floor: float | None = None,
        glossary: Path | None = None,
    ) -> None:
        self._library = Library.open(directory)
        self._encoder = encoder
        self._floor = answer_floor
        self._glossary = glossary
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._committees: tuple[str, ...] = ()
        self._councils: tuple[str, ...] = ()

    def close(self) -> None:
        self._library.close()

    @contextmanager
    def library(self) -> Iterator[Library]:
        """The library, for as long as nobody else uses it."""
        with self._lock:
            yield self._library

    def search(self, query: Query, limit: int, kept: Collection[str] = ()) -> tuple[Asked, Found]:
        """The question as it was read, and what was found; `kept` words narrow nothing."""
        with self._lock:
            searcher = self._current()
            asked = self._read(query, kept)
            return asked, searcher.search(asked.query, limit)

    def ask(self, query: Query, limit: int, kept: Collection[str] = ()) -> tuple[Asked, Answer]:
        """The question as it was read, and its answer; `kept` words narrow nothing."""
        with self._lock:
            searcher = self._current()
            asked = self._read(query, kept)
            return asked, answer(
                searcher, asked.query, form=asked.form, limit=limit, floor=self._floor
            )

    def warm_up(self) -> None:
        """Load, open and measure what answers need, so that nobody's first question waits."""
        with self._lock:
            searcher = self._current()
            searcher.asked("warm up")
            if searcher.n_passages and self._floor is None:
                calibration(searcher)

    def _current(self) -> Searcher:
        if self._searcher is None or self._searcher.generation != self._library.generation:
            self._searcher = Searcher.open(self._library, self._encoder, glossary=self._glossary)
            counts = self._library.counts()
            self._committees, self._councils = counts.committees, counts.councils
        return self._searcher

    def _read(self, query: Query, kept: Collection[str]) -> Asked:
        return read_question(query, committees=self._committees, councils=self._councils, kept=kept)
