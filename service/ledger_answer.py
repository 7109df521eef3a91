"""What the ledger says to a question: what was promised, what came back, what is outstanding."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.hits import Query
from index.ledger import OPEN, Entry, Ledger, Wanted
from index.lexical import is_asking, query_words
from index.library import PassageRecord
from index.search import Searcher
from service.cite import Claim, cite
from service.position import position, telling
from service.question import Form

LEDGER_FORMS: frozenset[Form] = frozenset({"came back", "promised", "outstanding"})
_MOST_RETURNED = 3  # commitments of which it is told whether they came back
_MOST = 8
# Words that ask of the ledger, and of nothing that it is about.
_ASKING = re.compile(
    r"\b(?:what|which|show|list|tell|me|all|is|are|was|were|do|does|did|has|have|had|been|be|still|yet"
    r"|we|us|our|they|anything|commitments?|actions?|promises?|undertakings?|things?|items?"
    r"|outstanding|overdue|open|owed?|owing|waiting|awaited|due|come|came|gone|back|ask(?:ed)?"
    r"|request(?:ed)?|promised?|undert(?:ake|ook|aken)|agree[ds]? to|commit(?:ted)? to|officers?"
    r"|members?|the (?:committee|council|board|panel)|for|from|by|of|on|about|with|to|do|the)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:for|from|by|to|did|has|have|does)\s+(?:the\s+)?(?P<role>(?:chief executive|cabinet"
    r" member|portfolio holder|(?:assistant |deputy )?director|chair(?:man)?|clerk|leader|solicitor"
    r"|head)(?:\s+(?:of|for)(?:\s+(?:and|the|[A-Z][\w’'-]+))+)?)\b(?!\s+of\b)",
    re.IGNORECASE,
)


def ledger_entries(searcher: Searcher, query: Query, form: Form, today: date) -> list[Entry]:
    """The commitments that a question of this form asks for, those nearest to its words.

    Where none is named by its matter, the oldest; all in order of date.
    """
    ledger = Ledger(searcher.library, today)
    owner = None if form == "came back" else find_owner(query.text, ledger.owners())
    topic = query.text if form == "came back" else _topic(query.text, owner)
    ids = ledger.about(searcher, replace(query, text=topic)) if topic else None
    wanted = Wanted(
        query=query,
        owner=owner,
        states=OPEN if form == "outstanding" else (),
        ids=ids,
        order="oldest" if ids is None else "relevance",
    )
    nearest = ledger.entries(wanted, _MOST_RETURNED if form == "came back" else _MOST)
    return sorted(nearest, key=lambda entry: entry.held or date.max)


def ledger_claims(entries: Sequence[Entry]) -> list[Claim]:
    """Each commitment in its own words, and after it the words that tell what came of it."""
    claims: list[Claim] = []
    for entry in entries:
        commitment = entry.commitment
        made = cite(entry.record, commitment.start, min(commitment.end, entry.record.passage.end))
        if made:
            claims.append(
                Claim(made.quote, (made,), position=position(entry), commitment=commitment.id)
            )
        told = telling(entry)
        later = cite(told.record, told.start, told.end) if told else None
        if later:
            claims.append(Claim(later.quote, (later,), commitment=commitment.id))
    seen: set[tuple[str, int]] = set()
    once = []
    for claim in claims:
        place = (claim.citations[0].document_id, claim.citations[0].start)
        if place not in seen:
            seen.add(place)
            once.append(claim)
    return once


def ledger_records(entries: Sequence[Entry]) -> dict[str, PassageRecord]:
    """The passages that such claims cite, by id."""
    told = [one.record for entry in entries for one in entry.follow_ups]
    return {one.passage.id: one for one in (*told, *(entry.record for entry in entries))}


def find_owner(question: str, owners: Sequence[str]) -> str | None:
    """The owner that a question names: the longest that the ledger has, else a role."""
    asked = f" {' '.join(question.split())} ".casefold().replace("'", "’")
    named = [
        one for one in owners if len(one) > 2 and f" {one.casefold()}".replace("'", "’") in asked
    ]
    if named:
        return max(named, key=len)
    found = _ROLE.search(question)
    return found["role"] if found else None


def _topic(question: str, owner: str | None) -> str:
    """What the question is about, besides whose it is; empty where it is about nothing else."""
    words = question.replace("’", "'")
    if owner:
        words = re.sub(re.escape(owner.replace("’", "'")), " ", words, flags=re.IGNORECASE)
    left = " ".join(_ASKING.sub(" ", words).split()).strip(" ?.,")
    return left if any(not is_asking(word) for word in query_words(left)) else ""
