"""Where questions are asked: a library that is always read as it is now."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

from index.calibrate import calibration
from index.encode import Encoder
from index.hits import Query
from index.ledger import Entry, Ledger, State, Wanted
from index.library import Library
from index.search import Found, Searcher
from service.answer import Answer, answer
from service.question import Asked, read_question

_REMEMBERED = 128  # answers, of some 50 kB each
T = TypeVar("T")


@dataclass(slots=True)
class _Seat:
    """One reader's connection to the library, and what it last searched with."""

    library: Library
    searcher: Searcher | None = None
    committees: tuple[str, ...] = ()
    councils: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of the commitments that were wanted, in order, as they stand on a day.

    `states` counts all that are wanted but for their state, by state.
    """

    entries: tuple[Entry, ...]
    states: Mapping[State, int]
    today: date


class Desk:
    """Takes questions from several threads and follows the library's changes.

    As many are answered at a time as there are seats; the others wait. A question is answered from
    one state of the library, and the next sees what came since. Answers are remembered for as long
    as the library is in the state that gave them.
    """

    def __init__(
        self,
        directory: Path,
        encoder: Encoder,
        *,
        answer_floor: float | None = None,
        glossary: Path | None = None,
        seats: int | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._encoder = encoder
        self._floor = answer_floor
        self._glossary = glossary
        self.today = today
        # One more than cores: while one reads from the disk, each core has another.
        n_seats = seats or (os.cpu_count() or 1) + 1
        self._seats = [_Seat(Library.open(directory)) for _ in range(n_seats)]
        self._free: SimpleQueue[_Seat] = SimpleQueue()
        for seat in self._seats:
            self._free.put(seat)
        self._opening = threading.Lock()
        self._newest: Searcher | None = None
        self._answers = _Memory(_REMEMBERED)

    @property
    def n_seats(self) -> int:
        return len(self._seats)

    def close(self) -> None:
        for seat in self._seats:
            seat.library.close()

    @contextmanager
    def library(self) -> Iterator[Library]:
        """A connection to the library, for as long as nobody else uses it."""
        with self._seat() as seat:
            yield seat.library

    def search(self, query: Query, limit: int, kept: Collection[str] = ()) -> tuple[Asked, Found]:
        """The question as it was read, and what was found; `kept` words narrow nothing."""

        def find(searcher: Searcher, asked: Asked) -> Found:
            return searcher.search(asked.query, limit)

        return self._remembered("search", find, query, limit, kept)

    def ask(self, query: Query, limit: int, kept: Collection[str] = ()) -> tuple[Asked, Answer]:
        """The question as it was read, and its answer; `kept` words narrow nothing."""

        def find(searcher: Searcher, asked: Asked) -> Answer:
            return answer(
                searcher,
                asked.query,
                form=asked.form,
                limit=limit,
                floor=self._floor,
                today=self.today(),
            )

        return self._remembered("ask", find, query, limit, kept)

    def commitments(self, wanted: Wanted, limit: int | None = None, offset: int = 0) -> Listed:
        """At most `limit` of the commitments wanted, after the first `offset`.

        Where the query has words, only those that they are about.
        """
        with self._seat() as seat:
            searcher, today = self._current(seat), self.today()
            ledger = Ledger(seat.library, today)

            def work() -> Listed:
                ids = ledger.about(searcher, wanted.query) if wanted.query.text else wanted.ids
                these = replace(wanted, ids=ids)
                # The counts are the same on every page of the list and in every order.
                key = (ledger.state, "states", replace(wanted, states=(), order="newest"))
                states = self._answers.of(key, lambda: ledger.count(replace(these, states=())))
                return Listed(tuple(ledger.entries(these, limit, offset)), states, today)

            with seat.library.unchanging():
                if limit is None:  # too much to keep
                    return work()
                return self._answers.of((ledger.state, wanted, limit, offset), work)

    def warm_up(self) -> None:
        """Load, open and measure what answers need, so that nobody's first question waits."""
        with self._seat() as seat:
            searcher = self._current(seat)
            searcher.asked("warm up")
            if searcher.n_passages and self._floor is None:
                calibration(searcher)

    @contextmanager
    def _seat(self) -> Iterator[_Seat]:
        seat = self._free.get()
        try:
            yield seat
        finally:
            self._free.put(seat)

    def _remembered(
        self,
        what: str,
        find: Callable[[Searcher, Asked], T],
        query: Query,
        limit: int,
        kept: Collection[str],
    ) -> tuple[Asked, T]:
        with self._seat() as seat:
            searcher = self._current(seat)

            def work() -> tuple[Asked, T]:
                asked = read_question(
                    query, committees=seat.committees, councils=seat.councils, kept=kept
                )
                return asked, find(searcher, asked)

            ledger = Ledger(seat.library, self.today())
            key = (ledger.state, what, query, limit, frozenset(kept))
            return self._answers.of(key, work)

    def _current(self, seat: _Seat) -> Searcher:
        """A searcher of the library as it is now; all seats share what it has mapped."""
        state = seat.library.state
        if seat.searcher is None or seat.searcher.state != state:
            with self._opening:
                if self._newest is None or self._newest.state != state:
                    self._newest = Searcher.open(
                        seat.library, self._encoder, glossary=self._glossary
                    )
                seat.searcher = self._newest.beside(seat.library)
            counts = seat.library.counts()
            seat.committees, seat.councils = counts.committees, counts.councils
        return seat.searcher


class _Memory:
    """The values of the keys that were last asked for, from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[object, Any] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: object, work: Callable[[], T]) -> T:
        """What is kept under a key, or what `work` makes of it now.

        Two that ask at once may both work; none waits for the other.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                value: T = self._kept[key]
                return value
        value = work()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value
