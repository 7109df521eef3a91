"""The ledger: what was promised at meetings, and what is held here that came of it.

A state says what the library holds, never what was or was not done. A person's mark outranks it.
"""

import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from sqlite3 import Row
from typing import Any, Literal, get_args

from index.calibrate import least_evidence
from index.hits import Query
from index.library import Library, LibraryError, PassageRecord, where
from index.search import ABOUT, Searcher
from ingest.model import Commitment, CommitmentKind

# The first six are found, the last two only said by a person, who may say any.
State = Literal[
    "reported back",
    "mentioned since",
    "no later mention",
    "not yet due",
    "not looked up",  # later passages are yet to be looked for
    "nothing awaited",
    "done",
    "dropped",
]
Role = Literal["reported", "chased", "mentioned"]
Order = Literal["newest", "oldest", "due", "state", "owner", "relevance"]
STATES: tuple[State, ...] = get_args(State)
OPEN: tuple[State, ...] = (
    "mentioned since", "no later mention", "not yet due", "not looked up",
)  # fmt: skip
Asked = Literal["open", State]
ASKED: tuple[Asked, ...] = ("open", *STATES)
# The next meeting of this committee; "the next Council meeting" and "the next but one" are others.
_NEXT_MEETING = re.compile(
    r"\b(?:next|following)\s+(?:(?:ordinary|scheduled|monthly|quarterly|committee|board|panel"
    r"|district|public)\s+)*meeting\b(?!\s+but\s+one)",
    re.IGNORECASE,
)
# Days after which a next meeting that is not held here is taken to have been held elsewhere.
_SOON = 400
_SHORTEST_PART = 4  # letters of a name; fewer are initials, which stand by themselves
_LONGEST_NOTE, _LONGEST_NAME = 2000, 200
_SOUGHT = 100  # passages, of which those that are about the matter are taken


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A later passage that may tell what came of a commitment.

    `start` and `end` of the telling words are offsets in the document; `why` names what speaks for
    it; a higher score is better.
    """

    record: PassageRecord
    role: Role
    score: float
    start: int
    end: int
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person said of a commitment, and when. None for `state` takes back what was said."""

    state: State | None
    note: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A commitment with all that the library holds on it.

    `due_on` is the day by which it was due, stated or by the calendar of meetings held here.
    `later_meetings` are those of the same committee held here after it, oldest first. Follow-ups
    are best first, marks oldest first. `found` is the state without the marks.
    """

    commitment: Commitment
    record: PassageRecord
    due_on: date | None
    later_meetings: tuple[date, ...]
    found: State
    follow_ups: tuple[FollowUp, ...]
    marks: tuple[Mark, ...]

    @property
    def state(self) -> State:
        said = self.marks[-1].state if self.marks else None
        return said or self.found

    @property
    def held(self) -> date | None:
        return self.record.document.meeting.held


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which commitments, and in which order. An empty filter lets everything through.

    `query` filters by meeting and document; its words are not looked at. `only_awaited` lets
    through what a person has marked too. `owner` is any part of a name, be it the one written or
    another that the same document has for whoever that is. `ids` are the only ones
    wanted, in order of relevance.
    """

    query: Query = field(default_factory=lambda: Query(""))
    kinds: tuple[CommitmentKind, ...] = ()
    owner: str | None = None
    states: tuple[State, ...] = ()
    due_before: date | None = None
    only_awaited: bool = True
    ids: Collection[str] | None = None
    order: Order = "newest"


@dataclass(frozen=True, slots=True)
class _Line:
    """What decides whether and where a commitment is listed."""

    id: str
    number: int
    place: tuple[str, int]  # of its words: document and offset
    owner: str | None
    held: date | None
    due_on: date | None
    later: tuple[date, ...]
    found: State
    said: State | None

    @property
    def state(self) -> State:
        return self.said or self.found


class Ledger:
    """Reads the commitments of one library, as they stand on a day."""

    def __init__(self, library: Library, today: date) -> None:
        self._library = library
        self._today = today

    def entries(self, wanted: Wanted, limit: int | None = None, offset: int = 0) -> list[Entry]:
        """The commitments wanted, in order; at most `limit` of them, after the first `offset`."""
        lines = self._lines(wanted)[offset:]
        return self._whole(lines[:limit])

    def count(self, wanted: Wanted) -> dict[State, int]:
        """How many are wanted, by state; only states that some are in."""
        counts: defaultdict[State, int] = defaultdict(int)
        for line in self._lines(wanted):
            counts[line.state] += 1
        return dict(counts)

    def entry(self, commitment_id: str) -> Entry | None:
        """The commitment of this id; None where the library holds none."""
        lines = self._lines(Wanted(ids=[commitment_id], only_awaited=False))
        return next(iter(self._whole(lines)), None)

    def of_passages(self, passage_ids: Iterable[str]) -> list[Entry]:
        """Commitments made in these passages or followed up there, oldest first."""
        wanted = list(self._library.numbers(passage_ids).values())
        marks = ", ".join("?" * len(wanted))
        rows = self._library.select(
            f"""
            select id from commitment where passage in ({marks})
            union
            select id from commitment join follow_up on commitment = number
            where follow_up.passage in ({marks})
            """,
            [*wanted, *wanted],
        )
        ids = [row["id"] for row in rows]
        return self.entries(Wanted(ids=ids, only_awaited=False, order="oldest"))

    def about(self, searcher: Searcher, query: Query) -> list[str]:
        """Ids of the commitments that a query's words are about, the nearest first.

        They are those in the passages that a search finds, down to a share of the most evidence;
        none, where even the most is what chance would give.
        """
        found = searcher.search(replace(query, committed=True), _SOUGHT)
        most = max(found.evidence.values(), default=0.0)
        if not found.phrases and (not found.hits or most < least_evidence(searcher)):
            return []
        telling = [
            hit.passage_id
            for hit in found.hits
            if found.phrases or found.evidence[hit.passage_id] >= ABOUT * most
        ]
        numbers = self._library.numbers(telling)
        rows = self._library.select(
            "select passage, id from commitment"
            " where passage in (select value from json_each(?)) order by passage, start",
            [json.dumps(list(numbers.values()))],
        )
        made = defaultdict(list)
        for row in rows:
            made[row["passage"]].append(row["id"])
        return [one for passage_id in telling for one in made[numbers[passage_id]]]

    def reported(self) -> list[str]:
        """Ids of the commitments that were reported back, the last one first.

        By the meeting of the best report that has a date.
        """
        rows = self._library.select(
            """
            select commitment.id, held from follow_up
            join commitment on commitment.number = follow_up.commitment
            join passage on passage.number = follow_up.passage
            join document on document.id = passage.document_id
            where role = 'reported' and held is not null
            order by score desc, follow_up.passage
            """
        )
        best: dict[str, str] = {}
        for row in rows:
            best.setdefault(row["id"], row["held"])
        return sorted(sorted(best), key=best.__getitem__, reverse=True)

    def owners(self) -> list[str]:
        """Everybody who is named as an owner, by each of the names that documents have for them."""
        rows = self._library.select(
            "select owner as name from commitment where owner is not null"
            " union select name from owner_also order by name"
        )
        return [row["name"] for row in rows]

    @property
    def is_behind(self) -> bool:
        """Whether there is something that follow-ups were not looked for in, or not for."""
        row = self._library.select(
            "select (select max(number) from passage) as newest,"
            " (select value from meta where key = 'followed') as followed,"
            " exists (select 1 from commitment join document on document.id = document_id"
            "  where awaited and held is not null"
            "  and number not in (select commitment from sought)) as is_unsought"
        )[0]
        return bool(row["is_unsought"]) or (row["newest"] or 0) > int(row["followed"] or 0)

    @property
    def n_lost_marks(self) -> int:
        """Commitments that people have marked and that no document held here has any more."""
        return int(
            self._library.select(
                "select count(distinct sign) as lost from mark"
                " where not exists (select 1 from commitment where commitment.sign = mark.sign)"
            )[0]["lost"]
        )

    def lost_marks(self) -> list[tuple[Mark, str]]:
        """What people said of those, newest first, each with the path of the document it was in."""
        return [
            (_mark(row), row["path"])
            for row in self._library.select(
                "select state, note, author, at, coalesce(path, document_id) as path from mark"
                " left join document on document.id = document_id"
                " where not exists (select 1 from commitment where commitment.sign = mark.sign)"
                " order by mark.number desc"
            )
        ]

    @property
    def state(self) -> str:
        """Names this very content: changes with the documents, the follow-ups and the marks."""
        rows = self._library.select(
            "select (select max(number) from mark) as marked,"
            " (select value from meta where key = 'followed_state') as followed"
        )
        return f"{self._library.state}-{rows[0]['followed']}-{rows[0]['marked']}-{self._today}"

    def _lines(self, wanted: Wanted) -> list[_Line]:
        condition, values = where(wanted.query)
        clauses, values = [condition], [*values]
        if wanted.only_awaited:
            clauses.append("(awaited or said <> '')")
        if wanted.kinds:
            clauses.append(f"commitment.kind in ({', '.join('?' * len(wanted.kinds))})")
            values.extend(wanted.kinds)
        if wanted.owner:
            # "AS" is somebody's initials, and no part of "Aske".
            is_initials = len(wanted.owner) < _SHORTEST_PART
            named = (
                "instr(' ' || {0} || ' ', ' ' || ? || ' ') > 0"
                if is_initials
                else "instr(casefold({0}), casefold(?)) > 0"
            )
            clauses.append(
                f"({named.format('owner')} or exists (select 1 from owner_also"
                f" where commitment = commitment.number and {named.format('name')}))"
            )
            values += [wanted.owner, wanted.owner]
        if wanted.ids is not None:
            clauses.append("commitment.id in (select value from json_each(?))")
            values.append(json.dumps(list(wanted.ids)))
        rows = self._library.select(
            f"""
            select commitment.id, commitment.number, commitment.document_id, commitment.start,
                awaited, owner, due, due_on, council, committee, held,
                (select 1 from sought where commitment = commitment.number) as looked_up,
                (select group_concat(role) from follow_up where commitment = commitment.number)
                    as roles,
                (select state from mark where mark.sign = commitment.sign
                 order by mark.number desc limit 1) as said
            from commitment
            join document on document.id = commitment.document_id
            join passage on passage.number = commitment.passage
            where {" and ".join(clauses)}
            """,
            values,
        )
        lines = [self._line(row) for row in rows]
        kept = [
            line
            for line in lines
            if (not wanted.states or line.state in wanted.states)
            and (not wanted.due_before or (line.due_on and line.due_on < wanted.due_before))
        ]
        return sorted(kept, key=_order(wanted))

    def _line(self, row: Row) -> _Line:
        held = date.fromisoformat(row["held"]) if row["held"] else None
        planned = self._later(row["council"], row["committee"], held)
        later = planned[: bisect_right(planned, self._today)]
        is_next = is_next_meeting(row["due"])
        due_on = date.fromisoformat(row["due_on"]) if row["due_on"] else None
        if due_on is None and is_next and planned:
            due_on = planned[0]
        return _Line(
            id=row["id"],
            number=row["number"],
            place=(row["document_id"], row["start"]),
            owner=row["owner"],
            held=held,
            due_on=due_on,
            later=later,
            found=self._found(row, due_on, is_next and not planned and self._is_recent(row, held)),
            said=row["said"] or None,
        )

    def _found(self, row: Row, due_on: date | None, is_coming: bool) -> State:
        roles = (row["roles"] or "").split(",")
        if not row["awaited"]:
            return "nothing awaited"
        if "reported" in roles:
            return "reported back"
        if row["roles"]:
            return "mentioned since"
        if row["held"] and not row["looked_up"]:
            return "not looked up"
        if (due_on and due_on > self._today) or is_coming:
            return "not yet due"
        return "no later mention"

    def _is_recent(self, row: Row, held: date | None) -> bool:
        """Whether a meeting was so lately that the next of its committee may be still to come."""
        return bool(row["committee"] and held and (self._today - held).days <= _SOON)

    @cached_property
    def _calendar(self) -> Mapping[tuple[str | None, str | None], list[date]]:
        return self._library.calendar()

    def _later(
        self, council: str | None, committee: str | None, held: date | None
    ) -> tuple[date, ...]:
        days = self._calendar.get((council, committee), [])
        return tuple(days[bisect_right(days, held) :]) if held and committee else ()

    def _whole(self, lines: Sequence[_Line]) -> list[Entry]:
        numbers = json.dumps([line.number for line in lines])
        rows = {
            row["number"]: row
            for row in self._library.select(
                "select commitment.number, commitment.id, document_id, passage, start,"
                ' "end", commitment.kind, owner, due, due_on, item, about, awaited,'
                ' substr(text, start + 1, "end" - start) as words,'
                " (select json_group_array(name) from (select name from owner_also"
                "  where commitment = commitment.number order by place)) as owner_also"
                " from commitment join document on document.id = document_id"
                " where commitment.number in (select value from json_each(?))",
                [numbers],
            )
        }
        later = self._library.select(
            'select commitment, passage, role, score, start, "end", why from follow_up'
            " where commitment in (select value from json_each(?))"
            " order by score desc, passage",
            [numbers],
        )
        records = self._library.numbered(
            {row["passage"] for row in rows.values()} | {row["passage"] for row in later}
        )
        marks = self._marks(numbers)
        follow_ups: defaultdict[int, list[FollowUp]] = defaultdict(list)
        for row in later:
            if record := records.get(row["passage"]):
                follow_ups[row["commitment"]].append(_follow_up(row, record))
        entries = []
        for line in lines:
            if line.number not in rows or rows[line.number]["passage"] not in records:
                continue  # withdrawn while this was going on
            row = rows[line.number]
            record = records[row["passage"]]
            entries.append(
                Entry(
                    commitment=_commitment(row),
                    record=record,
                    due_on=line.due_on,
                    later_meetings=line.later,
                    found=line.found,
                    follow_ups=tuple(follow_ups[line.number]),
                    marks=tuple(marks[line.number]),
                )
            )
        return entries

    def _marks(self, numbers: str) -> Mapping[int, list[Mark]]:
        marks: defaultdict[int, list[Mark]] = defaultdict(list)
        for row in self._library.select(
            """
            select commitment.number, state, note, author, at
            from mark join commitment using (sign)
            where commitment.number in (select value from json_each(?)) order by mark.number
            """,
            [numbers],
        ):
            marks[row["number"]].append(_mark(row))
        return marks


def is_next_meeting(due: str | None) -> bool:
    """Whether a thing is due, as written, at the next meeting of the same committee."""
    return bool(due and _NEXT_MEETING.search(due))


def mark(
    library: Library,
    commitment_id: str,
    state: State | None,
    *,
    note: str,
    author: str,
    at: datetime,
) -> str:
    """Keep what a person says of a commitment; None for `state` takes back what was said before.

    The words that are marked. LibraryError where there is no such commitment, nobody says it, or
    the name or the note is too long.
    """
    row = library.select(
        'select sign, document_id, substr(text, start + 1, "end" - start) as words'
        " from commitment join document on document.id = document_id where commitment.id = ?",
        [commitment_id],
    )
    if not row:
        raise LibraryError(
            f"there is no commitment {commitment_id}; `minutebook commitments` lists them"
        )
    if not author.strip():
        raise LibraryError("a mark needs somebody who makes it; give a name with --by")
    if len(author) > _LONGEST_NAME:
        raise LibraryError(
            f"the name has {len(author):,} characters; {_LONGEST_NAME:,} are the most for --by"
        )
    if len(note) > _LONGEST_NOTE:
        raise LibraryError(f"the note has {len(note):,} characters; {_LONGEST_NOTE:,} are the most")
    with library.writing() as db:
        db.execute(
            "insert into mark (sign, document_id, state, note, author, at)"
            " values (?, ?, ?, ?, ?, ?)",
            (
                row[0]["sign"],
                row[0]["document_id"],
                state or "",
                note.strip(),
                author.strip(),
                at.astimezone(UTC).isoformat(timespec="seconds"),
            ),
        )
    return str(row[0]["words"])


def states_of(asked: Iterable[Asked]) -> tuple[State, ...]:
    """The states that are asked for, each once; those that are open may be asked for together."""
    states = [state for one in asked for state in (OPEN if one == "open" else (one,))]
    return tuple(dict.fromkeys(states))


def _order(wanted: Wanted) -> Callable[[_Line], Any]:
    places = {one: place for place, one in enumerate(wanted.ids or ())}
    unknown = date.max.toordinal()

    def by_date(line: _Line) -> int:
        if line.held is None:
            return unknown
        return line.held.toordinal() * (1 if wanted.order == "oldest" else -1)

    def order(line: _Line) -> tuple[Any, ...]:
        if wanted.order == "relevance":
            return (places.get(line.id, 0), line.place)
        if wanted.order == "due":
            is_finished = line.state not in OPEN
            return (is_finished, line.due_on or date.max, by_date(line), line.place)
        if wanted.order == "state":
            return (STATES.index(line.state), by_date(line), line.place)
        if wanted.order == "owner":
            named = (line.owner or "").casefold()
            return (not named, named, by_date(line), line.place)
        return (by_date(line), line.place)

    return order


def _mark(row: Row) -> Mark:
    at = datetime.fromisoformat(row["at"])
    return Mark(row["state"] or None, row["note"], row["author"], at)


def _follow_up(row: Row, record: PassageRecord) -> FollowUp:
    return FollowUp(
        record=record,
        role=row["role"],
        score=row["score"],
        start=row["start"],
        end=row["end"],
        why=tuple(json.loads(row["why"])),
    )


def _commitment(row: Row) -> Commitment:
    return Commitment(
        id=row["id"],
        document_id=row["document_id"],
        start=row["start"],
        end=row["end"],
        text=row["words"],
        kind=row["kind"],
        owner=row["owner"],
        due=row["due"],
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        item=row["item"],
        about=row["about"],
        awaited=bool(row["awaited"]),
        owner_also=tuple(json.loads(row["owner_also"])),
    )
