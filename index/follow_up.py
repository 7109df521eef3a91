"""What do later meetings say of a commitment, and does it amount to a report?

Later passages are found by the library's own search, from the day after the meeting on. Each is
then weighed by what a clerk would look for: the commitment's own words, the same heading, whoever
was to do it, a word of the meeting at which it was made, and a sentence that tells of a thing done.
The weights were fitted by logistic regression on a third of the judged commitments of the sample
(`tests/quality/follow_ups.py --fit`); what makes a report of a passage was tried on all of them.
"""

import json
import re
import secrets
from bisect import bisect_left, bisect_right
from calendar import month_name
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import lru_cache
from heapq import nlargest
from sqlite3 import Connection

import numpy as np

from index.hits import Query
from index.ledger import Role, is_next_meeting
from index.lexical import stems
from index.library import BusyError, Library, PassageRecord
from index.search import Found, Searcher
from ingest.model import Meeting, Passage

Progress = Callable[[int, int, str], None]
# Raised when follow-ups are found or weighed otherwise, so that libraries look for them anew.
_FOLLOWING = 2
_CANDIDATES = 20  # of 100 passages that tell what became of a commitment, 95 are among so many
_MOST_KEPT = 6
# Later passages, and of all how many, from which they are picked out of what a search of all finds.
_MANY, _MOST = 10_000, 0.25
_LOOKED_THROUGH = 100
_AT_ONCE = 64  # commitments whose follow-ups are kept in one transaction
_LONGEST_QUERY = 900  # characters
_WORD = re.compile(r"[^\W_][\w’'-]*")
_NUMBER = re.compile(r"^(?:[\W\d]+|[A-Z]{2,6}(?=\W*\d))*(?:\([^)]*\)\s*)?")
# Said of every commitment, and so telling of none.
_SAID_OF_ALL = frozenset(
    stem
    for word in """
    a agreed all an and any as asked asks at be been bring brought by cabinet chair circulate
    circulated committee council councillor details director each ensure for from full further
    future give given had has have he head if in include included information into is it its made
    make meeting member members month months next not note noted of officer officers on or
    position presented progress provide provided recommended reported reporting report reports
    request requested resolved said say she should submitted take taken that the their them these
    they this those to undertook update was were what when whether which will with would year years
    accordance accept accepted act action adopted adoption agreement amend amended amendment approve
    approved board body business carried chairman clerk consider considered copy county cllr
    councillors date dated decide decided decision discuss discussed draft follow following
    forward government group held hold item local matter matters meetings minute minutes motion
    move moved necessary panel part possible post process propose proposal proposed receive
    received record revert second seconded section signed subject support taking thank thanked
    thanks understand voted work write written
    """.split()
    for stem in stems(word)
)
_ASKS_FOR_REPORT = re.compile(
    r"\b(?:report(?:ed|s)?|update|account|review|paper|note|briefing|figures|results?|outcome|data"
    r"|information|numbers?|statistics|list|findings|br(?:ing|ought)|be submitted)\b",
    re.IGNORECASE,
)
_PRESENTS = re.compile(r"\b(?:presented|introduced|submitted|reported|report)\b", re.IGNORECASE)
_DONE = re.compile(
    r"\b(?:reported|presented|introduced|submitted|received|outlined|attached|circulated"
    r"|completed?|confirmed|replied|accepted|opened|appointed|installed|in place)\b"
    r"|\b(?:had|has|have) (?:now |since |also |all |both )?(?:been|written|sent|met|visited|opened"
    r"|agreed|accepted|begun|started|carried|completed|replied|answered|held|gone|put|made|found"
    r"|issued|published|adopted|asked)\b"
    r"|\b(?:were|was|is|are) now\b",
    re.IGNORECASE,
)
_PROMISES = re.compile(
    r"\b(?:would|will|be (?:submitted|presented|brought|made|reported))\b", re.IGNORECASE
)
_BODY = r"(?:committee|panel|board|members)"
_ASKED = (
    r"(?:asked|called|sought|requested|promised|recommended|agreed|suggested|resolved|fixed"
    r"|undertaken|required|decided|given|referred|commissioned)"
)
_REFERS_BACK = re.compile(
    # as the Committee had asked | for which Members had asked | as requested
    rf"\bas (?:the \w+ )?(?:had )?{_ASKED}\b|\bfor which (?:it|they|(?:the )?\w+) (?:had )?asked\b"
    # requested by the Committee | agreed at the last meeting | the Board has called for
    rf"|\b{_ASKED} (?:for )?(?:by|at|in|on) (?:the |its )?(?:\w+ )?"
    rf"(?:{_BODY}|last|previous|minute|meeting)\b"
    rf"|\b(?:{_BODY}|it) (?:had|has) {_ASKED}\b"
    # matters arising | in response to the request | the undertaking | promised
    r"|\b(?:arising from|matters arising|in accordance with the (?:decision|resolution|request)"
    r"|in response to (?:the|a) request|the undertaking|promised?|at (?:the|its) (?:last|previous)"
    r" meeting)\b",
    re.IGNORECASE,
)
# the report requested in March | asked for in October 2022 | the resolution of 4 November 2019
_MONTH = rf"(?P<month>{'|'.join(month_name[1:])})"
_ASKED_IN_MONTH = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_ASKED}\b[^.]{{0,80}}?\b(?:in|on|of|for) (?:\d{{1,2}} )?{_MONTH}\b",
        rf"\b(?:in|on) (?:\d{{1,2}} )?{_MONTH}(?: \d{{4}})? (?:\w+ ){{0,3}}{_ASKED}\b",
        r"\b(?:request|resolution|undertaking|decision|recommendation|promise|minutes?)\b"
        rf"[^.]{{0,40}}?\b(?:of|in) (?:\d{{1,2}} )?{_MONTH}\b",
    )
)
_ASKS_AFTER = re.compile(
    r"\b(?:asked (?:when|why|whether|what had|about)|reminded|regretted|disappoint\w+"
    r"|was awaited)\b",
    re.IGNORECASE,
)
# A thing that has not come is spoken of, and not reported.
_NOT_YET = re.compile(
    r"\b(?:overdue|outstanding|awaited|delayed|deferred|postponed|none as yet|no trace|no reply"
    r"|never replied|heard nothing|on-?\s?going|in hand|carried forward|no (?:draft|response)"
    r"|not (?:yet )?(?:been )?(?:able|appointed|available|before the|begun|completed?|done|finished"
    r"|heard|met|prepared|produced|ready|received|replied|reported|sent|started|submitted|written)"
    r"|(?:had|has|have) not (?:yet )?(?:been )?(?:come|answered|asked|agreed|given|made|seen))\b",
    re.IGNORECASE,
)
# The last cell of a tracker's row, where a thing is done.
_TRACKED = re.compile(
    r"\|[^|]*\b(?!(?:expected|extended|needed|planned|proposed|required|revised|scheduled)\b)"
    r"(?:complete|[a-z]{3,}ed|begun|built|done|found|given|held|in place|made|met|paid"
    r"|sent|written)\b[^|]*\|?\s*$",
    re.IGNORECASE,
)
# "the second adviser promised for that month had not been appointed": what came of it is told
_TOLD_OF_PROMISE = re.compile(
    r"\breported\b.*\b(?:undertaking|promised?|asked|requested|resolution|recommend\w+)\b",
    re.IGNORECASE | re.DOTALL,
)
# A decision that tells of what is done: "it was noted that the sign had been removed"
_DECIDED_AFTER = re.compile(
    r"\b(?:had|has|have|was|were)\b(?: \w+)? \w+(?:ed|en|t|wn|de)\b", re.IGNORECASE
)
_DECIDES = re.compile(r"\b(?:be|that) \w+ed\b", re.IGNORECASE)
# What is said of a thing that was named before: in its item's title, as a rule.
_POINTS_BACK = re.compile(
    r"\b(?:that|this|the|such an?|a further|a full|its) (?:report|outcome|results?|findings"
    r"|condition|item|matter|review|plan|survey|trial|pilot|audit|scheme|figures)\b"
    r"|\b(?:he|she|they|it|them)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[a-z]{2}[.;]\s*$|[a-z]{2}\.\s")
_ANNOUNCES = re.compile(r"\W*(?:actions?\b|resolved\b|recommend)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for a passage, each from 0 to about 1; `weight` turns them into one score."""

    near: float  # the cosine of the two
    shared: float  # of the commitment's own words, by rarity, those in the passage or above it
    nearest: float  # how near its best sentence comes
    heading: float  # of the item's title, by rarity, what is in the passage's
    reports: float  # the same, where a report was asked for and one is presented
    owner: float  # of the owner's name, what is in the passage's first words
    refers_back: float  # to a request, or to the month of the meeting
    year: float  # it names the year
    told_done: float  # in its best sentence
    later: float  # tenths of the meetings that were held between
    same_committee: float
    is_report: float
    is_not_told: float  # it is a decision, asks for action, or says that a thing has not come
    rarest: float  # rarity of the rarest word shared, of ten


_WEIGHTS = Weighed(
    near=1.42, shared=3.13, nearest=9.20, heading=0.10, reports=1.24, owner=1.16,
    refers_back=0.80, year=1.04, told_done=0.69, later=-2.80, same_committee=1.45, is_report=0.96,
    is_not_told=-1.07, rarest=4.69,
)  # fmt: skip
_EACH: tuple[tuple[str, float], ...] = tuple(
    (field.name, getattr(_WEIGHTS, field.name)) for field in fields(Weighed)
)
_BIAS = -11.15
_FEW = 3  # words of its own; with fewer, a commitment hardly says of what it is
_SAME = 0.6  # share of a heading or a name from which it is said to be the same
_BEGINNING = 200  # characters of a passage in which it says who speaks, and of what
# Cosines of a commitment and a passage below which they are not compared: of 100 passages that
# belong, 97 come as near as the first.
_NEAR = 0.4
_NEAR_ELSEWHERE = 0.5  # of another committee
_BELONGS = -1.2  # the least score of a passage that is kept
# What is strong evidence of a report: this score, and beside it so much of the commitment's own
# words, or a report under so much of the same heading. With less, a neighbouring matter will do.
_REPORTS = -1.5
_SHARED = 0.3
_ASKED_AFTER = 0.5  # of its words, where somebody asks after them
_FEWEST_SHARED = 2  # words of its own; one in common is chance
_REPORTED = 0.6
_SEVERAL_SHARED = 4  # under the same heading
_REPORTS_IF_DONE, _SHARED_IF_DONE = -2.2, 0.4
_REPORTS_UNDER_HEADING, _SHARED_UNDER_HEADING = -3.0, 0.5
_REPORTS_IF_MANY, _MANY_SHARED = -2.5, 5
_REPORTS_IF_ASKED = -0.5
_REPORTS_IF_DUE, _NEAR_MATTER, _NEAR_HEADING = -3.0, 0.25, 0.35
_REPORTS_IF_VAGUE, _SHARED_IF_VAGUE = 0.5, 0.7
# Days before and after the last day that "due in March 2025" names, on which a meeting is that one.
_DUE_BEFORE, _DUE_AFTER = 31, 10
_PRESENTED = 0.4  # of the heading of a report that was asked for, where one is presented


@dataclass(frozen=True, slots=True)
class Sought:
    """A commitment whose follow-ups are looked for."""

    number: int
    text: str
    item: str
    owner: str
    council: str | None
    committee: str | None
    held: date
    due: str | None = None
    due_on: date | None = None
    vector: bytes = b""  # of the query, little-endian float32, where it has been looked up

    @property
    def query(self) -> str:
        return f"{self.item} {self.text}"[:_LONGEST_QUERY]

    @property
    def own(self) -> frozenset[str]:
        """Stems of the words that are its own; with its item's, where it has hardly any."""
        own = content(self.text) - stems_of(self.owner)
        return own | content(title(self.item)) if self.is_vague else own

    @property
    def matter(self) -> frozenset[str]:
        """Stems that say what it is about: its own, and its item's where it points back to that."""
        points_back = _POINTS_BACK.search(self.text)
        return self.own | content(title(self.item)) if points_back else self.own

    @property
    def wants_report(self) -> bool:
        return bool(_ASKS_FOR_REPORT.search(self.text))

    @property
    def is_vague(self) -> bool:
        """Whether it hardly says of what: "He would write to each of them again"."""
        return len(content(self.text) - stems_of(self.owner)) < _FEW


@dataclass(frozen=True, slots=True)
class Candidate:
    """A later passage, what speaks for it, and the words that tell it, offsets in the document."""

    record: PassageRecord
    weighed: Weighed
    start: int
    end: int
    n_shared: int  # stems of the commitment's own words; 0, where it hardly has any
    of_matter: float  # of the words that say what it is about, by rarity, those in it or above it
    answers: bool  # whether it says that it was asked for at that meeting, where a report was
    is_due: bool  # whether it presents something at the meeting that a report was due at

    @property
    def score(self) -> float:
        score: float = _BIAS
        for name, weight in _EACH:
            score += weight * getattr(self.weighed, name)
        return score

    @property
    def belongs(self) -> bool:
        """Whether it speaks of the commitment at all: a thing that has not come does, too."""
        told = self.score - _WEIGHTS.is_not_told * self.weighed.is_not_told
        asks = self.weighed.shared >= _ASKED_AFTER and self.n_shared >= _FEWEST_SHARED
        return told >= _BELONGS or self.role == "reported" or (self.role == "chased" and asks)

    @property
    def role(self) -> Role:
        if self._is_report:
            return "reported"
        telling = self.record.passage.text
        return "chased" if _ASKS_AFTER.search(telling) or _NOT_YET.search(telling) else "mentioned"

    @property
    def _is_report(self) -> bool:
        """Whether the evidence is strong.

        Enough speaks for it, and it is of the very matter; or somewhat less, and more of the
        commitment's words stand where a thing is told as done, under its heading, or together.
        """
        weighed, score, n_shared = self.weighed, self.score, self.n_shared
        if weighed.is_not_told:
            return False
        # Where it does not tell of a thing done, or refer back, one word more must be the same.
        fewest = _FEWEST_SHARED + (not weighed.told_done and not weighed.refers_back)
        same_heading = weighed.heading >= _SAME
        is_of_matter = (
            (self.of_matter >= _SHARED and n_shared >= fewest)
            or (same_heading and n_shared >= _SEVERAL_SHARED)
            or weighed.reports >= _REPORTED
        )
        is_done = weighed.told_done and self.of_matter >= _SHARED_IF_DONE
        under_heading = same_heading and self.of_matter >= _SHARED_UNDER_HEADING
        return (
            (score >= _REPORTS and is_of_matter)
            or (score >= _REPORTS_IF_DONE and is_done and n_shared >= _FEWEST_SHARED)
            or (score >= _REPORTS_UNDER_HEADING and under_heading and n_shared > _FEWEST_SHARED)
            or (score >= _REPORTS_IF_MANY and weighed.same_committee and n_shared >= _MANY_SHARED)
            or (score >= _REPORTS_IF_ASKED and self.answers)
            or (score >= _REPORTS_IF_DUE and self.is_due and self._is_near_matter)
            # Without words of its own, it must have most of the item's.
            or (score >= _REPORTS_IF_VAGUE and not n_shared and weighed.shared >= _SHARED_IF_VAGUE)
        )

    @property
    def _is_near_matter(self) -> bool:
        return self.of_matter >= _NEAR_MATTER or self.weighed.heading >= _NEAR_HEADING

    def why(self, sought: Sought) -> list[str]:
        """What speaks for it, in words for a reader."""
        passage, weighed = self.record.passage, self.weighed
        said = stems_of(f"{passage.text} {passage.context}")
        shared = [word for word in _WORD.findall(sought.text) if sought.own & said & stems_of(word)]
        reasons = [
            "a report under the same heading" if weighed.reports >= _SAME else "",
            "the same heading" if weighed.heading >= _SAME > weighed.reports else "",
            f"the same words: {', '.join(dict.fromkeys(shared))}" if shared else "",
            f"the same owner: {sought.owner}" if weighed.owner >= _SAME else "",
            "it refers back" if weighed.refers_back else "",
            "it says when it was asked for" if self.answers else "",
            "a report at the meeting that it was due at" if self.is_due else "",
            "another committee" if not weighed.same_committee else "",
        ]
        return [reason for reason in reasons if reason] or ["near in meaning"]


def follow_up(
    library: Library, searcher: Searcher, *, progress: Progress = lambda done, total, what: None
) -> int:
    """Bring what is kept of later passages up to date; how many commitments were looked up.

    For a commitment that is new the library is searched; one that is known is held against the
    passages that have come since, where these are near to it. Nothing is done where another run is
    changing the documents, or has since the searcher was opened: that run does it, when it ends.
    `progress` is told how many are done, of how many, and what is worked on.
    """
    try:
        with library.alone():
            return _follow_up(library, searcher, progress) if _is_current(searcher, library) else 0
    except BusyError:
        return 0


def _is_current(searcher: Searcher, library: Library) -> bool:
    return searcher.state == library.state


def _follow_up(library: Library, searcher: Searcher, progress: Progress) -> int:
    """A run that is stopped is gone on with by the next: each batch is kept when it is done."""
    newest = library.select("select max(number) as number from passage")[0]["number"] or 0
    followed = _followed(library)
    known = _sought(library, "sought.commitment is not null") if followed < newest else []
    come = _come_near(library, known, followed)
    new = _sought(library, "sought.commitment is null")
    clerk = Clerk(searcher)
    total = len(come) + len(new)

    def keep(
        wanted: Sequence[Sought], done: int, find: Callable[[Sought], list[Candidate]]
    ) -> None:
        for start in range(0, len(wanted), _AT_ONCE):
            left = total - done - start
            progress(done + start, total, f"following up {left:,} commitments")
            some = wanted[start : start + _AT_ONCE]
            _keep(library, [(one, clerk.vector(one), find(one)) for one in some])

    def among_new(one: Sought) -> list[Candidate]:
        records = library.numbered(come[one.number]).values()
        said = [record for record in records if says_something(record.passage)]
        return [candidate for candidate in clerk.weigh(one, said) if candidate.belongs]

    keep([one for one in known if one.number in come], 0, among_new)
    if newest > followed:
        with library.writing() as db:
            _set(db, "followed", str(newest))
    keep(new, len(come), clerk.follow_ups)
    return total


class Clerk:
    """Looks for what later meetings say of commitments, in one state of a library."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._calendar = searcher.library.calendar()
        self._sizes = [
            (row["council"], date.fromisoformat(row["held"]), row["passages"])
            for row in searcher.library.select(
                "select council, held, count(*) as passages"
                " from document join passage on passage.document_id = document.id"
                " where held is not null group by council, held"
            )
        ]

    def vector(self, sought: Sought) -> bytes:
        """What a commitment is looked for with, as it is kept."""
        return self._searcher.asked(sought.query).vector.astype("<f4").tobytes()

    def follow_ups(self, sought: Sought) -> list[Candidate]:
        """The passages that belong to a commitment; reports first, then the most telling."""
        belonging = (one for one in self.candidates(sought) if one.belongs)
        return sorted(belonging, key=lambda one: one.role != "reported")[:_MOST_KEPT]

    def candidates(self, sought: Sought) -> list[Candidate]:
        """Later passages that a search finds, the most telling first."""
        if not (sought.council or sought.committee):
            return []  # of nobody's meeting it is known that it is the same body's
        found = self._later(sought)
        return self.weigh(sought, [found.records[hit.passage_id] for hit in found.hits])

    def weigh(self, sought: Sought, records: Sequence[PassageRecord]) -> list[Candidate]:
        """What speaks for each of these passages, the most telling first."""
        asked = self._searcher.asked(sought.query)
        cosines = self._searcher.cosines(asked, records)
        nearness = self._searcher.nearness(asked, [(one, _sentences(one)) for one in records])
        weighed = [
            self._weigh(sought, record, cosine, near)
            for record, cosine, near in zip(records, cosines, nearness, strict=True)
        ]
        return sorted(weighed, key=lambda one: (-one.score, one.record.passage.id))

    def _later(self, sought: Sought) -> Found:
        """The best passages of later meetings.

        Where most of a large library is later, a filter would take longer than the search.
        """
        query = Query(
            sought.query,
            councils=(sought.council,) if sought.council else (),
            committees=(sought.committee,) if sought.committee and not sought.council else (),
            held_from=sought.held + timedelta(days=1),
            literal=True,
        )
        if self._n_later(sought) >= max(_MANY, self._searcher.n_passages * _MOST):
            query = replace(query, councils=(), committees=(), held_from=None)
        found = self._searcher.search(query, _LOOKED_THROUGH)
        telling = [
            hit for hit in found.hits if self._may_tell(found.records[hit.passage_id], sought)
        ]
        return replace(found, hits=tuple(telling[:_CANDIDATES]))

    def _may_tell(self, record: PassageRecord, sought: Sought) -> bool:
        return says_something(record.passage) and may_tell(record.document.meeting, sought)

    def _n_later(self, sought: Sought) -> int:
        return sum(
            count
            for council, held, count in self._sizes
            if held > sought.held and sought.council in (None, council)
        )

    def _weigh(
        self, sought: Sought, record: PassageRecord, cosine: float, nearness: Sequence[float]
    ) -> Candidate:
        passage, document = record.passage, record.document
        best = int(np.argmax(nearness))
        start, end = _sentences(record)[best]
        telling, beginning = passage.text[start:end], passage.text[:_BEGINNING]
        sentences = [passage.text[begin:close] for begin, close in _sentences(record)]
        own = sought.own
        said = stems_of(f"{passage.text} {passage.context} {passage.item or ''}")
        shared = own & said
        heading = self._share(content(title(sought.item)), stems_of(title(passage.item or "")))
        is_presenting = bool(_PRESENTS.search(beginning))
        reports = heading * (sought.wants_report and is_presenting)
        # A report that is presented is told, whatever it says has not come.
        is_presented = reports >= _PRESENTED and passage.kind != "decision"
        telling_it = sentences[:1] if is_presented else sentences[best : best + 2]
        is_of_month = f"{sought.held:%B %Y}" in passage.text
        weighed = Weighed(
            near=cosine,
            shared=self._share(own, said),
            nearest=nearness[best],
            heading=heading,
            reports=reports,
            owner=self._share(stems_of(sought.owner), stems_of(beginning)),
            refers_back=is_of_month or bool(_REFERS_BACK.search(passage.text)),
            year=str(sought.held.year) in passage.text,
            told_done=bool(_DONE.search(telling)) and not _PROMISES.search(telling),
            later=self._meetings_between(sought, record) / 10,
            same_committee=document.meeting.committee == sought.committee is not None,
            is_report=document.kind == "report",
            is_not_told=_is_not_told(passage, telling_it),
            rarest=max((self._searcher.rarity(stem) for stem in shared), default=0.0) / 10,
        )
        n_shared = 0 if sought.is_vague else len(shared)
        return Candidate(
            record,
            weighed,
            passage.start + start,
            passage.start + end,
            n_shared,
            of_matter=self._share(sought.matter, said),
            answers=sought.wants_report and _was_asked_for_in(sought.held.month, passage.text),
            is_due=sought.wants_report
            and is_presenting
            and self._is_due_at(sought, document.meeting),
        )

    def _is_due_at(self, sought: Sought, meeting: Meeting) -> bool:
        """Whether a thing was due at this meeting, by its words or as at the next one."""
        if meeting.held is None or meeting.committee != sought.committee:
            return False
        due_on = sought.due_on
        if due_on is None and is_next_meeting(sought.due):
            days = self._calendar.get((sought.council, sought.committee), [])
            due_on = next((day for day in days if day > sought.held), None)
        return due_on is not None and -_DUE_BEFORE <= (meeting.held - due_on).days <= _DUE_AFTER

    def _share(self, wanted: frozenset[str], held: frozenset[str]) -> float:
        """Of the wanted stems, weighed by rarity, how much is held; 0 where none is wanted."""
        whole = sum(map(self._searcher.rarity, wanted))
        return sum(map(self._searcher.rarity, wanted & held)) / whole if whole else 0.0

    def _meetings_between(self, sought: Sought, record: PassageRecord) -> int:
        """Meetings of the committee after the commitment and before the passage, ten at most."""
        days = self._calendar.get((sought.council, sought.committee), [])
        until = record.document.meeting.held or date.max
        return min(10, bisect_left(days, until) - bisect_right(days, sought.held))


def may_tell(meeting: Meeting, sought: Sought) -> bool:
    """Whether a meeting was held later, and can have heard of what was promised at another.

    So can any committee of the same council; where that is unknown, only a committee of the same
    name: two councils' minutes are full of the same words.
    """
    if meeting.held is None or meeting.held <= sought.held:
        return False
    if sought.council:
        return sought.council == meeting.council
    return sought.committee is not None and sought.committee == meeting.committee


def says_something(passage: Passage) -> bool:
    """Whether it is more than a heading or a list of who was there."""
    if passage.kind == "attendance":
        return False
    return passage.kind != "procedural" or bool(_SENTENCE.search(passage.text))


def _is_not_told(passage: Passage, telling: Sequence[str]) -> bool:
    """Whether it decides or asks for something, or says that a thing has not come.

    A row of a tracker tells where its last cell does. Elsewhere the sentence that comes nearest
    says it, or the one that follows.
    """
    if passage.kind == "action" and "|" in passage.text:
        return not _TRACKED.search(passage.text) or bool(_NOT_YET.search(passage.text))
    nearest = telling[0]
    if passage.kind == "decision" or _ANNOUNCES.match(passage.text):
        is_done = _DECIDED_AFTER.search(nearest) and not _DECIDES.search(nearest)
        if not is_done or _PROMISES.search(nearest):
            return True
    if _TOLD_OF_PROMISE.search(nearest):
        return False
    return bool(_NOT_YET.search(" ".join(telling)))


def _was_asked_for_in(month: int, text: str) -> bool:
    """Whether a passage says that something was asked for, or promised, in that month."""
    found = (one["month"] for form in _ASKED_IN_MONTH for one in form.finditer(text))
    return any(name.capitalize() == month_name[month] for name in found)


def content(text: str) -> frozenset[str]:
    """The stems of the words that tell one commitment from another."""
    return stems_of(text) - _SAID_OF_ALL


def title(item: str) -> str:
    """An item's label without its number: another meeting gives it another."""
    return _NUMBER.sub("", item)


def stems_of(text: str) -> frozenset[str]:
    return frozenset(stem for word in _WORD.findall(text) for stem in _stems(word))


@lru_cache(maxsize=100_000)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(stems(word))


def _sentences(record: PassageRecord) -> Sequence[tuple[int, int]]:
    return record.passage.sentences or ((0, len(record.passage.text)),)


def _followed(library: Library) -> int:
    """The newest passage that was looked at.

    Where follow-ups were found otherwise than now, none is kept and all are to be looked up.
    """
    kept = dict(
        map(tuple, library.select("select key, value from meta where key like 'followed%'"))
    )
    if kept.get("followed_by") == str(_FOLLOWING):
        return int(kept.get("followed", 0))
    with library.writing() as db:
        db.execute("delete from sought")
        db.execute("delete from follow_up")
        _set(db, "followed", "0")
        _set(db, "followed_by", str(_FOLLOWING))
    return 0


def _set(db: Connection, key: str, value: str) -> None:
    db.execute("insert or replace into meta values (?, ?)", [key, value])


def _sought(library: Library, condition: str) -> list[Sought]:
    """The commitments that await something and meet this condition, newest meetings first."""
    rows = library.select(
        f"""
        select commitment.number, commitment.item, owner, due, due_on, council, committee, held,
            vector, substr(text, start + 1, "end" - start) as words
        from commitment
        join document on document.id = document_id
        left join sought on sought.commitment = commitment.number
        where awaited and held is not null and {condition}
        order by held desc, commitment.number
        """
    )
    return [
        Sought(
            number=row["number"],
            text=row["words"],
            item=row["item"] or "",
            owner=row["owner"] or "",
            council=row["council"],
            committee=row["committee"],
            held=date.fromisoformat(row["held"]),
            due=row["due"],
            due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            vector=row["vector"] or b"",
        )
        for row in rows
    ]


def _come_near(library: Library, known: Sequence[Sought], followed: int) -> dict[int, list[int]]:
    """For each of these commitments, the nearest of the later passages that have come since.

    By numbers, at most as many as a search would bring. Those of another committee must be nearer.
    """
    if not known:
        return {}
    wanted = np.frombuffer(b"".join(one.vector for one in known), dtype="<f4")
    wanted = wanted.reshape(len(known), -1)
    committees = np.array([f"{one.council}\n{one.committee}" for one in known])
    near: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for document in library.select(
        """
        select document.id, held, council, committee
        from document join passage on passage.document_id = document.id
        where number > ? and held is not null group by document.id
        """,
        [followed],
    ):
        rows = library.select(
            "select number, vector from passage where document_id = ? and number > ?"
            " and kind <> 'attendance'",
            [document["id"], followed],
        )
        if not rows:
            continue
        passages = np.frombuffer(b"".join(row["vector"] for row in rows), dtype="<f4")
        is_same = committees == f"{document['council']}\n{document['committee']}"
        least = np.where(is_same, _NEAR, _NEAR_ELSEWHERE)
        held = date.fromisoformat(document["held"])
        meeting = Meeting(document["council"], document["committee"], held)
        is_later = np.array([may_tell(meeting, one) for one in known])
        cosines = wanted @ passages.reshape(len(rows), -1).T
        for i, j in np.argwhere((cosines >= least[:, None]) & is_later[:, None]).tolist():
            near[known[i].number].append((float(cosines[i, j]), rows[j]["number"]))
    return {
        commitment: [number for _, number in nlargest(_CANDIDATES, some)]
        for commitment, some in near.items()
    }


def _keep(library: Library, found: Iterable[tuple[Sought, bytes, Sequence[Candidate]]]) -> None:
    with library.writing() as db:
        for sought, vector, passages in found:
            numbers = library.numbers(one.record.passage.id for one in passages)
            db.executemany(
                "insert or replace into follow_up values (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        sought.number,
                        numbers[one.record.passage.id],
                        one.role,
                        one.score,
                        one.start,
                        one.end,
                        json.dumps(one.why(sought), ensure_ascii=False),
                    )
                    for one in passages
                ],
            )
            db.execute(
                "delete from follow_up where commitment = ?1 and passage not in"
                " (select passage from follow_up where commitment = ?1"
                "  order by role <> 'reported', score desc, passage limit ?2)",
                [sought.number, _MOST_KEPT],
            )
            db.execute("insert or replace into sought values (?, ?)", [sought.number, vector])
        # What the ledger tells has changed: answers from memory go by this.
        _set(db, "followed_state", secrets.token_hex(8))
