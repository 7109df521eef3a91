"""What the ledger says to a question: what was promised, what came back, what is outstanding."""

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from index.hits import Query
from index.ledger import OPEN, Entry, Ledger, State, Wanted
from index.lexical import is_asking, query_words, stems
from index.library import PassageRecord
from index.search import Searcher
from service.cite import Claim, cite
from service.position import position, telling
from service.question import Form

LEDGER_FORMS: frozenset[Form] = frozenset({"came back", "promised", "outstanding"})
_MOST_RETURNED = 3  # commitments of which, with one more, it is told whether they came back
_LOOKED_AT = 30  # of which those are taken
_AS_NEAR = 5  # the nearest, where none names the topic: the first of them began it
_MOST = 8
_INITIALS = 2  # letters: so short a name is told from other words by its capitals
# Words that ask of the ledger, and of nothing that it is about.
_ASKING = re.compile(
    r"\b(?:(?:are|remain) (?:still )?open|report(?:ed)? back"
    r"|open(?= (?:actions?|commitments?|promises|undertakings?)\b)"
    r"|to (?:do|report|bring)|to (?:the )?(?:committee|scrutiny)"
    r"|(?:not|never) (?:yet )?(?:reported|replied|brought)"
    r"|what|which|show|list|tell|me|all|any|is|are|was|were|do|does|did|has|have|had|been|be|ever"
    r"|still|yet|we|us|our|they|it|anything|commitments?|actions?|promises?|undertakings?|things?"
    r"|items?|outstanding|overdue|owed?|owing|waiting|awaited|due|come|came|gone|back|get|got"
    r"|brought|received?|presented|arrived|ask(?:ed)?|request(?:ed)?|promised?"
    r"|undert(?:ake|ook|aken)|agree[ds]? to|commit(?:ted)? to|officers?|members?"
    r"|the (?:committee|council|board|panel)|for|from|by|of|on|about|with|to|do|the)\b",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"\b(?:on|about|regarding|concerning)\s+(?P<topic>\S.*?)(?:\s+(?:by|from)\s.*)?[\s?.,]*$",
    re.IGNORECASE,
)
_SOFT = r"(?:ever|still|yet|also|now|already|never|not)"
# Where a question that has been freed of its topic names somebody.
_WHOSE = (
    r"^what (?:did|have|has) \S.*? (?:ask|request|call|press)(?:ed)? (?:(?:on|upon|of) )?"
    r"(?!(?:for|to|of|from)\b)(?P<owner>\S.*?)(?: for\b| to\b|$)",
    r"^what (?:has|have|did|does|do|is|are|was|were) (?!(?:still )?(?:outstanding|overdue)\b)"
    rf"(?!.* ask\b)(?P<owner>\S.*?) (?:{_SOFT} )*(?:promised?|undert(?:ake|aken)|commit(?:ted)?"
    r"|agreed?|owe|(?:due )?to (?:do|report|bring)|report(?:ed)?|come|brought|repl(?:y|ied)"
    r"|(?:been )?asked (?:to|for))\b",
    r"\b(?:from|by) (?P<owner>\S.*)$",
)
_FOR_WHOM = r"\b(?:for|with) (?P<owner>\S.*)$"
# Whom a question may name and mean nobody in particular.
_ANYBODY = re.compile(
    r"(?:(?:the|our|all|been|any) )*(?:officers?|members?|councillors?|any(?:body|one)"
    r"|every(?:body|one)|they|them|us|we|it|you|this|that|been|committee|council|board|panel)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedOfLedger:
    """Whose commitments a question asks for, and about what; empty where it names none such."""

    owner: str
    topic: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the ledger says to a question: some of the commitments that are wanted, by date.

    `states` counts all of them by state. `wanted` has the question's topic as its query's words.
    """

    entries: tuple[Entry, ...]
    states: Mapping[State, int]
    wanted: Wanted

    @property
    def total(self) -> int:
        return sum(self.states.values())

    def link(self, path: str, *states: State) -> str:
        """The address at which all are listed, or those in these states."""
        query = self.wanted.query
        fields = {
            "q": query.text,
            "council": query.councils,
            "committee": query.committees,
            "from": query.held_from,
            "to": query.held_to,
            "owner": self.wanted.owner,
            "state": states or self.wanted.states,
        }
        given = {name: value for name, value in fields.items() if value}
        return path + ("?" + urlencode(given, doseq=True) if given else "")

    @property
    def command(self) -> str:
        """The command that lists all of them."""
        query = self.wanted.query
        flags: tuple[tuple[str, Sequence[object]], ...] = (
            ("--query", [query.text] if query.text else []),
            ("--council", query.councils),
            ("--committee", query.committees),
            ("--from", [query.held_from] if query.held_from else []),
            ("--to", [query.held_to] if query.held_to else []),
            ("--owner", [self.wanted.owner] if self.wanted.owner else []),
            ("--state", self.wanted.states),
        )
        given = [part for flag, values in flags for one in values for part in (flag, str(one))]
        return shlex.join(["minutebook", "commitments", *given])


def ask_ledger(
    searcher: Searcher, query: Query, form: Form, today: date, *, is_near: bool
) -> Told | None:
    """The commitments that a question of this form asks for, those nearest to its words.

    Where none is named by its matter, the oldest; all in order of date. None, where the ledger does
    not have the owner, or where what is held is not near (`is_near`) to the matter.
    """
    ledger = Ledger(searcher.library, today)
    asked = asked_of_ledger(query.text, form)
    owners = ledger.owners()
    owner = find_owner(asked.owner, owners)
    if (asked.owner and not owner) or (asked.topic and not is_near):
        return None
    query = replace(query, text=asked.topic)
    ids = ledger.about(searcher, query) if asked.topic else None
    wanted = Wanted(
        query=query,
        owner=owner,
        states=OPEN if form == "outstanding" else (),
        ids=ids,
        order="oldest" if ids is None else "relevance",
    )
    nearest, states = ledger.entries(wanted, _MOST), ledger.count(wanted)
    if form == "came back":
        nearest = _story(ledger.entries(wanted, _LOOKED_AT), asked.topic)
    by_date = sorted(nearest[:_MOST], key=_held)
    return Told(tuple(by_date), states, wanted) if by_date else None


def _story(nearest: Sequence[Entry], topic: str) -> list[Entry]:
    """How a matter went: the commitments that began it, and the latest or nearest.

    Those whose own words name the topic are nearer than any that stand below its heading.
    """
    wanted = frozenset(query_words(topic))
    named = [one for one in nearest if wanted <= frozenset(stems(one.commitment.text))]
    if len(named) > _MOST_RETURNED:
        by_date = sorted(named, key=_held)
        return [*by_date[:_MOST_RETURNED], by_date[-1]]
    told = [*named, *(one for one in nearest if one not in named)][:_MOST_RETURNED]
    first = min(named or nearest[:_AS_NEAR], key=_held, default=None)
    return told if first is None or first in told else [first, *told]


def _held(entry: Entry) -> date:
    return entry.held or date.max


def ledger_claims(entries: Sequence[Entry], *, by_date: bool = False) -> list[Claim]:
    """Each commitment in its own words, and after it the words that tell what came of it.

    By date, the words that tell stand where their meeting does.
    """
    claims: list[Claim] = []
    held: dict[str, date] = {}  # by passage
    for entry in entries:
        commitment = entry.commitment
        held[entry.record.passage.id] = _held(entry)
        made = cite(entry.record, commitment.start, min(commitment.end, entry.record.passage.end))
        if made:
            claims.append(
                Claim(made.quote, (made,), position=position(entry), commitment=commitment.id)
            )
        told = telling(entry)
        later = cite(told.record, told.start, told.end) if told else None
        if told and later:
            held[told.record.passage.id] = told.record.document.meeting.held or date.max
            claims.append(Claim(later.quote, (later,), commitment=commitment.id))
    seen: set[tuple[str, int]] = set()
    once = []
    for claim in claims:
        place = (claim.citations[0].document_id, claim.citations[0].start)
        if place not in seen:
            seen.add(place)
            once.append(claim)
    if by_date:
        once.sort(key=lambda claim: held[claim.citations[0].passage_id])
    return once


def ledger_records(entries: Sequence[Entry]) -> dict[str, PassageRecord]:
    """The passages that such claims cite, by id."""
    told = [one.record for entry in entries for one in entry.follow_ups]
    return {one.passage.id: one for one in (*told, *(entry.record for entry in entries))}


def asked_of_ledger(question: str, form: Form) -> AskedOfLedger:
    """A question's owner and topic, as it words them."""
    words = " ".join(question.split()).rstrip(" ?.,")
    if form == "came back":
        return AskedOfLedger("", _freed(words))
    topic = _TOPIC.search(words)
    if topic:
        words = words[: topic.start()].rstrip() + words[topic.end("topic") :]
    owner = _owner(words, form)
    if topic:
        return AskedOfLedger(owner, topic["topic"])
    return AskedOfLedger(owner, _freed(words.replace(owner, " ") if owner else words))


def find_owner(asked: str, owners: Sequence[str]) -> str | None:
    """The longest name that the ledger has of those in these words, else the part of one they are.

    None where the ledger has nobody of that name.
    """
    wanted = asked.replace("'", "’")
    named = {one: one.replace("'", "’") for one in owners}
    # The Director of Planning is not the Director, but may be meant by "the Director".
    if known := [one for one in owners if _has(wanted, named[one], r"(?! (?:of|for)\b)")]:
        return max(known, key=len)
    return wanted if wanted and any(_has(named[one], wanted) for one in owners) else None


def _owner(words: str, form: Form) -> str:
    for place in (*_WHOSE, *([_FOR_WHOM] if form == "outstanding" else [])):
        if found := re.search(place, words, re.IGNORECASE):
            owner = re.sub(rf"^(?:the|our) | {_SOFT}$", "", found["owner"], flags=re.IGNORECASE)
            if not _ANYBODY.fullmatch(owner):
                return owner
    return ""


def _freed(words: str) -> str:
    """Words without those that only ask; empty where they ask about nothing."""
    left = " ".join(_ASKING.sub(" ", words).split()).strip(" ?.,")
    return left if any(not is_asking(word) for word in query_words(left)) else ""


def _has(words: str, name: str, after: str = "") -> bool:
    """Whether words have this name whole: initials as they are written, others in any letters."""
    letters = re.IGNORECASE if len(name) > _INITIALS else 0
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w){after}", words, letters))
